"""The page that shows every shortcut by what it belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from desktop.widgets import basic

Rows = Sequence[tuple[str, str]]
"""(keys as the system writes them, what they do)."""


def native(keys: str) -> str:
    """A key sequence as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


class ShortcutSheet(QDialog):
    """The shortcuts of the window and of lists in one column, beside them the keys that act on pictures."""

    def __init__(self, parent: QWidget, window: Rows) -> None:
        """``window``: the shortcuts that work everywhere."""
        super().__init__(parent)
        self.setObjectName("shortcuts_page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        everywhere = _column((self.tr("Everywhere"), window), (self.tr("Lists"), self._lists()))
        pictures = _column(
            (self.tr("Chosen pictures"), self._chosen()),
            (self.tr("A picture seen large"), self._large()),
            (self.tr("Labelling"), self._labelling()),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(basic.GAP.large)
        layout.addLayout(basic.row(everywhere, pictures, gap=2 * basic.GAP.huge))
        layout.addWidget(buttons)

    def _chosen(self) -> Rows:
        return (
            ("1 – 9", self.tr("Give the class of that number")),
            ("R", self.tr("Give another class")),
            ("C", self.tr("The label is right")),
            (f"X, {native('Del')}", self.tr("Leave out, or take in again")),
            ("T, V, E", self.tr("Into training, validation or test")),
            ("D", self.tr("Let the split decide")),
            ("P", self.tr("Show what training sees")),
            (native("Ctrl+V"), self.tr("Add the copied pictures")),
            (f"{native('Ctrl+Z')}, {native('Ctrl+Shift+Z')}", self.tr("Undo, redo")),
        )

    def _large(self) -> Rows:
        return (
            (native("Space"), self.tr("Show it large, then the next")),
            ("← →", self.tr("The one before, the next")),
            ("+ −", self.tr("Zoom")),
            ("F, Z", self.tr("Whole picture, actual size")),
            ("H", self.tr("Show why")),
            (native("Esc"), self.tr("Back")),
        )

    def _labelling(self) -> Rows:
        return (
            ("1 – 9", self.tr("Label, and go on to the next")),
            ("0", self.tr("Accept the proposal")),
            ("C", self.tr("Confirm the label")),
            ("S", self.tr("Skip")),
        )

    def _lists(self) -> Rows:
        return (
            ("F2", self.tr("Rename the class")),
            (f"{native('Alt+Up')}, {native('Alt+Down')}", self.tr("A waiting run sooner or later")),
        )


def _column(*groups: tuple[str, Rows]) -> QWidget:
    """Groups of shortcuts below each other, each under its title."""
    column = QWidget()
    grid = QGridLayout(column)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(basic.GAP.large)
    grid.setVerticalSpacing(basic.GAP.small)
    line = 0
    for title, rows in groups:
        if line:
            grid.setRowMinimumHeight(line, basic.GAP.medium)
        grid.addWidget(basic.label(title, "caption"), line + 1, 0, 1, 2)
        for at, (keys, text) in enumerate(rows, start=line + 2):
            grid.addWidget(basic.label(keys, "strong"), at, 0)
            grid.addWidget(basic.label(text), at, 1)
        line += len(rows) + 2
    grid.setRowStretch(line, 1)
    grid.setColumnStretch(1, 1)
    return column
