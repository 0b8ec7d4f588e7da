"""The system's own dialogs for a folder of pictures, a run's folder, and a project."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop import paths, preferences


def of_pictures(parent: QWidget | None) -> str:
    """A folder of pictures, where the last one was; empty when the user would rather not."""
    title = QCoreApplication.translate("MainWindow", "Open a folder of pictures")
    return _beside_the_last(parent, title, "folder")


def of_run(parent: QWidget) -> str:
    """A run's folder, beside the one chosen last; empty when the user would rather not."""
    title = QCoreApplication.translate("MainWindow", "Choose the folder of a run")
    return _beside_the_last(parent, title, "watched")


def of_project(parent: QWidget) -> str:
    """A project's folder; empty when the user would rather not."""
    title = QCoreApplication.translate("MainWindow", "Open a project")
    return QFileDialog.getExistingDirectory(parent, title, str(paths.projects_folder()))


def _beside_the_last(parent: QWidget | None, title: str, preference: str) -> str:
    """A folder, asked for where the one before was, which ``preference`` remembers."""
    chosen = QFileDialog.getExistingDirectory(parent, title, preferences.text(preference))
    if chosen:
        preferences.set_text(preference, str(Path(chosen).parent))
    return chosen
