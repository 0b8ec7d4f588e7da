"""The questions that must be answered before the window closes: a run, or a sorting, is going on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget


def ask(parent: QWidget) -> bool:
    """Whether to stop the run and close."""
    translate = QCoreApplication.translate
    return _ask(
        parent,
        translate("MainWindow", "A run is going on. Stop it and close?"),
        translate("MainWindow", "It stops at the next batch and is kept; you can resume it later."),
        translate("MainWindow", "Keep training"),
    )


def ask_sorting(parent: QWidget) -> bool:
    """Whether to stop the sorting of pictures and close."""
    translate = QCoreApplication.translate
    return _ask(
        parent,
        translate("MainWindow", "Pictures are being sorted into folders. Stop and close?"),
        translate("MainWindow", "What is done stays; at the next start you can go on or undo it."),
        translate("MainWindow", "Keep sorting"),
    )


def _ask(parent: QWidget, text: str, about: str, stay: str) -> bool:
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(text)
    box.setInformativeText(about)
    stop = box.addButton(
        QCoreApplication.translate("MainWindow", "Stop and close"), QMessageBox.ButtonRole.AcceptRole
    )
    box.addButton(stay, QMessageBox.ButtonRole.RejectRole)
    QApplication.beep()
    box.exec()
    return box.clickedButton() is stop
