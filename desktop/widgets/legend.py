"""The little line beside a curve's name."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop import theme


class LegendMark(QWidget):
    """A piece of the curve it stands for: its colour and its dashes."""

    def __init__(self, role: str, *, dashed: bool = False, fine: bool = False) -> None:
        super().__init__()
        self._role, self._dashed, self._fine = role, dashed, fine
        self.setFixedSize(QSize(20, 14))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt's."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = theme.color(self._role)
        if self._fine:
            painter.setOpacity(0.45)
        pen = QPen(tint, 1 if self._fine else 2)
        if self._dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        middle = self.height() / 2
        painter.drawLine(0, round(middle), self.width(), round(middle))
