"""A field for a class name that opens over the row it is about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget


class NameEditor(QLineEdit):
    """Enter takes the name, Escape and leaving the field keep the old one. Other classes' names complete.

    Signals:
        entered: the row's number and the new name, which differs from the old.
        closed: the field has gone, either way.
    """

    entered = Signal(int, str)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("class_name_editor")
        self._label, self._old = -1, ""
        self.hide()
        self.returnPressed.connect(self._take)

    def open(self, place: QRect, label: int, names: Sequence[str]) -> None:
        """Show it at ``place`` for the class ``names[label]``."""
        self._label, self._old = label, names[label]
        completer = QCompleter([name for name in names if name != self._old], self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.setAccessibleName(self.tr("New name of the class “{0}”").format(self._old))
        self.setText(self._old)
        self.setGeometry(place)
        self.show()
        self.selectAll()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def dismiss(self) -> None:
        """Go without a word."""
        if self.isVisible():
            self._label = -1
            self.hide()
            self.closed.emit()

    @Slot()
    def _take(self) -> None:
        label, name = self._label, self.text().strip()
        self.dismiss()
        if label >= 0 and name and name != self._old:
            self.entered.emit(label, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: Escape keeps the old name."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)
        # Nobody else is to act on what is typed here.
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt's: leaving the field keeps the old name; the list of completions is no leaving."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.dismiss()
