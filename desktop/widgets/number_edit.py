"""A field for a number that may be very small, or empty for "automatic"."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget


class NumberEdit(QLineEdit):
    """Text read as a number. What cannot be read is told by :meth:`problem`, never replaced silently.

    Signals:
        edited: the text changed by the user's hand.
    """

    edited = Signal()

    def __init__(self, *, whole: bool, empty_is_zero: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole, self._empty_is_zero = whole, empty_is_zero
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhDigitsOnly if whole else Qt.InputMethodHint.ImhFormattedNumbersOnly
        )
        self.textEdited.connect(self._on_edit)

    def set_value(self, value: float) -> None:
        """Show ``value``; says nothing. A field being typed in keeps an equal text as it is."""
        if self.value() == value and (self.text() or self._empty_is_zero):
            return
        empty = self._empty_is_zero and value == 0
        self.setText("" if empty else str(int(value)) if self._whole else f"{value:g}")

    def value(self) -> float | None:
        """The number; None when the text is none."""
        text = self.text().strip().replace(",", ".")
        if not text:
            return 0 if self._empty_is_zero else None
        try:
            return int(text) if self._whole else float(text)
        except ValueError:
            return None

    def problem(self) -> str:
        """What is wrong with the text, in words; empty when nothing is."""
        if self.value() is not None:
            return ""
        if not self.text().strip():
            return self.tr("Give a number.")
        return self.tr("This is not a whole number.") if self._whole else self.tr("This is not a number.")

    @Slot()
    def _on_edit(self) -> None:
        self.edited.emit()
