"""The one question that must be answered before the window closes: a run is going on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget


def ask(parent: QWidget) -> bool:
    """Whether to stop the run and close."""
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(translate("MainWindow", "A run is going on. Stop it and close?"))
    box.setInformativeText(
        translate("MainWindow", "It stops at the next batch and is kept; you can resume it later.")
    )
    stop = box.addButton(translate("MainWindow", "Stop and close"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(translate("MainWindow", "Keep training"), QMessageBox.ButtonRole.RejectRole)
    QApplication.beep()
    box.exec()
    return box.clickedButton() is stop
