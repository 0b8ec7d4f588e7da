"""A panel's title over content that stands in the middle: it begins where the content begins."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QWidget

from desktop.widgets import basic


class AlignedHead(QWidget):
    """A row of widgets that follows the left edge of ``content``, which lies in the same panel."""

    def __init__(self, content: QWidget, *parts: QWidget | None, gap: int = basic.GAP.small) -> None:
        super().__init__()
        self._content = content
        self._row = basic.row(*parts, gap=gap, margins=(basic.GAP.large, 0, basic.GAP.large, 0))
        self.setLayout(self._row)
        content.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's: the content was placed anew."""
        panel = self.parentWidget()
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and panel is not None:
            left = self._content.mapTo(panel, QPoint()).x() - self.x()
            self._row.setContentsMargins(max(0, left), 0, basic.GAP.large, 0)
        return super().eventFilter(watched, event)
