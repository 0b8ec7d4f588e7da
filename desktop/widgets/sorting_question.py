"""What becomes of a sorting into folders that was cut short."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget


def ask(parent: QWidget | None, folder: Path) -> str:
    """``resume``, ``undo``, or nothing for later; ``folder`` was sorted into."""
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(translate("UnfinishedSorting", "Sorting pictures into {0} was not finished.").format(folder))
    box.setInformativeText(
        translate("UnfinishedSorting", "Go on with the pictures that are left, or bring all of them back.")
    )
    go_on = box.addButton(translate("UnfinishedSorting", "Go on"), QMessageBox.ButtonRole.AcceptRole)
    undo = box.addButton(translate("UnfinishedSorting", "Undo sorting"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(translate("UnfinishedSorting", "Later"), QMessageBox.ButtonRole.RejectRole)
    box.exec()
    if box.clickedButton() is go_on:
        return "resume"
    return "undo" if box.clickedButton() is undo else ""
