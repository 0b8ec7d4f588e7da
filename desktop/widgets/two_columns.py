"""Two parts of a long form: one under the other, or side by side where there is room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from desktop.widgets import basic

WIDE = 1000
"""From this width on, in pixels, the parts stand side by side."""

COLUMN, _APART, _ANY = 460, 48, 16_777_215
"""Width of a column, distance of two, and Qt's word for no limit."""


class TwoColumns(QScrollArea):
    """Scrolls down only.

    Signals:
        widened: side by side (true) or one under the other.
    """

    widened = Signal(bool)

    def __init__(self, first: QWidget, second: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = (first, second)
        self._wide = False
        body = QWidget()
        body.setProperty("plain", "true")
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, body)
        self._columns.setContentsMargins(16, 4, 16, 12)
        self._columns.setSpacing(basic.GAP.small)
        self._columns.addStretch(0)
        for part in self._parts:
            self._columns.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        self._columns.addStretch(1)
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: arrange the parts as the width allows."""
        super().resizeEvent(event)
        wide = event.size().width() >= WIDE
        if wide == self._wide:
            return
        self._wide = wide
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._columns.setSpacing(_APART if wide else basic.GAP.small)
        self._columns.setStretch(0, 1 if wide else 0)
        for part in self._parts:
            part.setMinimumWidth(COLUMN if wide else 0)
            part.setMaximumWidth(COLUMN if wide else _ANY)
        self.widened.emit(wide)
