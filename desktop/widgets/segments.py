"""A row of choices of which at most one holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QWidget

from desktop.widgets import basic


class Segments(QFrame):
    """Buttons side by side on a common ground; none holds when the value is none of theirs.

    Signals:
        chosen: the key of the button that the user pressed.
    """

    chosen = Signal(str)

    def __init__(self, keys: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "segments")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for key in keys:
            made = basic.button("segment", checkable=True, name=f"segment_{key}")
            made.setProperty("key", key)
            made.clicked.connect(self._on_click)
            self._group.addButton(made)
            self._buttons[key] = made
            layout.addWidget(made, 1)

    def name(self, key: str, text: str, tip: str = "") -> None:
        """Set a button's words."""
        self._buttons[key].setText(text)
        self._buttons[key].setToolTip(tip)

    def button(self, key: str) -> QPushButton:
        """The button of ``key``."""
        return self._buttons[key]

    def set_value(self, key: str) -> None:
        """Show ``key`` as the one that holds; none for an unknown key. Says nothing."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)
            return
        # An exclusive group keeps one checked; it lets go only while it is not exclusive.
        self._group.setExclusive(False)
        for made in self._buttons.values():
            made.setChecked(False)
        self._group.setExclusive(True)

    def value(self) -> str:
        """The key that holds; empty for none."""
        return next((key for key, made in self._buttons.items() if made.isChecked()), "")

    @Slot()
    def _on_click(self) -> None:
        self.chosen.emit(self.value())
