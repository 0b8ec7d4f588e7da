"""The best few classes of one prediction as bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme
from desktop.item_models.predictions_model import percent
from desktop.item_models.tiles import Mark
from desktop.widgets.tile_painter import draw_mark

_ROW = 38
MARGIN = 6
"""Room beside the rows for the ring of the one with the focus, in device-independent pixels."""


class TopBars(QWidget):
    """Name, share and bar of each class; the true one carries a check mark.

    Up and Down go from row to row, Return and Space choose.

    Signals:
        class_chosen: name of a class whose row was clicked or chosen by keyboard.
    """

    class_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top: list[tuple[str, float]] = []
        self._true = self._explained = ""
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_top(self, top: Sequence[tuple[str, float]], true: str) -> None:
        """Show classes with their probabilities, best first, and which of them is true."""
        self._top, self._true, self._current = list(top), true, 0
        words = [f"{name} {percent(share)}" for name, share in top]
        self.setAccessibleName(self.tr("Most probable classes: {list}").format(list=", ".join(words)))
        self.setAccessibleDescription(words[0] if words else "")
        self.updateGeometry()
        self.update()

    def set_explained(self, name: str) -> None:
        """Mark the class that the heat-map is about; empty for none."""
        self._explained = name
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the class of the row."""
        row = int(event.position().y()) // _ROW
        if 0 <= row < len(self._top):
            self._go_to(row)
            self.class_chosen.emit(self._top[row][0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, or choose; the rest is the view's."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and self._top:
            self._go_to(min(max(self._current + step, 0), len(self._top) - 1))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._top:
            self.class_chosen.emit(self._top[self._current][0])
        else:
            super().keyPressEvent(event)

    def _go_to(self, row: int) -> None:
        self._current = row
        name, share = self._top[row]
        self.setAccessibleDescription(f"{name} {percent(share)}")
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(200, _ROW * len(self._top))

    def minimumSizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(120, _ROW * len(self._top))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(theme.font("body"))
        for at, (name, share) in enumerate(self._top):
            true = name == self._true
            row = QRectF(MARGIN, at * _ROW, self.width() - 2 * MARGIN, _ROW - 14)
            value = percent(share)
            width = metrics.horizontalAdvance(value)
            left = 18.0 if true else 0.0
            if true:
                draw_mark(painter, QRectF(MARGIN, row.center().y() - 6, 12, 12), Mark.RIGHT)
            painter.setFont(theme.font("strong" if at == 0 else "body"))
            painter.setPen(theme.color("accent" if name == self._explained else "text"))
            text = row.adjusted(left, 0, -width - 8, 0)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, short)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("muted"))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)
            self._paint_bar(painter, QRectF(MARGIN, row.bottom() + 2, row.width(), 5), share, true)
        if self.hasFocus() and self._top:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(1, self._current * _ROW + 1, self.width() - 2, _ROW - 4)
            painter.drawRoundedRect(ring, 4, 4)
        painter.end()

    def _paint_bar(self, painter: QPainter, track: QRectF, share: float, true: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("grid"))
        painter.drawRoundedRect(track, 2.5, 2.5)
        painter.setBrush(theme.color("right" if true else "border_strong" if self._true else "accent"))
        filled = QRectF(track.left(), track.top(), max(track.width() * share, 5.0), track.height())
        painter.drawRoundedRect(filled, 2.5, 2.5)
