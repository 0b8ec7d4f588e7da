"""The system's own dialogs for a folder of pictures and for a project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import paths, preferences


def of_pictures(parent: QWidget) -> str:
    """A folder of pictures, where the last one was; empty when the user would rather not."""
    title = QCoreApplication.translate("MainWindow", "Open a folder of pictures")
    chosen = QFileDialog.getExistingDirectory(parent, title, preferences.text("folder"))
    if chosen:
        preferences.set_text("folder", str(Path(chosen).parent))
    return chosen


def of_run(parent: QWidget) -> str:
    """A run's folder, beside the one chosen last; empty when the user would rather not."""
    title = QCoreApplication.translate("MainWindow", "Choose the folder of a run")
    chosen = QFileDialog.getExistingDirectory(parent, title, preferences.text("watched"))
    if chosen:
        preferences.set_text("watched", str(Path(chosen).parent))
    return chosen


def of_project(parent: QWidget) -> str:
    """A project's folder; empty when the user would rather not."""
    title = QCoreApplication.translate("MainWindow", "Open a project")
    return QFileDialog.getExistingDirectory(parent, title, str(paths.projects_folder()))
