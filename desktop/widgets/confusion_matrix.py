"""The confusion matrix, painted in one widget: rows are true classes, columns predicted ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop import theme, words
from desktop.widgets import confusion_colours
from desktop.widgets.confusion_layout import TALLEST_NAME, ConfusionLayout

Counts = npt.NDArray[np.int64]

_TEXT_FROM = 26.0
"""Cell side, in device-independent pixels, from which numbers are written."""


class ConfusionMatrix(QWidget):
    """Counts or shares of the row; a click on a cell asks for exactly its pictures.

    Signals:
        cell_chosen: true class and predicted class, by a click or Enter.
    """

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_matrix")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._counts: Counts = np.zeros((0, 0), dtype=np.int64)
        self._classes: tuple[str, ...] = ()
        self._shares = False
        self._image: QImage | None = None
        self._small: QImage | None = None
        self._layout: ConfusionLayout | None = None
        self._hovered: tuple[int, int] | None = None
        self._current: tuple[int, int] | None = None
        self._chosen: tuple[int | None, int | None] = (None, None)
        theme.notifier().changed.connect(self._forget_image)
        self.setAccessibleName(self.tr("Confusion matrix: rows are true classes, columns predicted ones"))

    # ---- for the panel

    def set_matrix(self, counts: Counts, classes: Sequence[str]) -> None:
        """Show ``counts``, shape (classes, classes), rows true and columns predicted."""
        self._counts, self._classes = counts, tuple(classes)
        self._current = None if not len(counts) else self._current
        if self._current is not None and max(self._current) >= len(counts):
            self._current = None
        self._forget_image()
        self.updateGeometry()

    def set_shares(self, shares: bool) -> None:
        """Write shares of the true class instead of counts."""
        self._shares = shares
        self.update()

    def set_chosen(self, true: int | None, predicted: int | None) -> None:
        """Outline the cell that the gallery is filtered to."""
        self._chosen = (true, predicted)
        self.update()

    def cell_center(self, true: int, predicted: int) -> QPoint:
        """Where a cell is in the widget."""
        return self._geometry().cell(true, predicted).center().toPoint()

    def sizeHint(self) -> QSize:
        """Room for cells of a comfortable size."""
        side = min(150 + len(self._classes) * 40, 520)
        return QSize(max(side, 320), max(side, 280))

    def minimumSizeHint(self) -> QSize:
        """Small enough for a side pane."""
        return QSize(200, 200)

    def _geometry(self) -> ConfusionLayout:
        if self._layout is None:
            self._layout = ConfusionLayout(self._classes, self.size())
        return self._layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cells have other places."""
        super().resizeEvent(event)
        self._layout = None

    # ---- painting

    def _forget_image(self) -> None:
        self._image = self._small = self._layout = None
        self.update()

    def _row_shares(self) -> npt.NDArray[np.float32]:
        totals = self._counts.sum(axis=1, keepdims=True).astype(np.float32)
        shares: npt.NDArray[np.float32] = self._counts.astype(np.float32) / np.maximum(totals, 1)
        return shares

    def _colours(self) -> QImage:
        """One pixel a cell."""
        if self._image is None:
            self._image = confusion_colours.cells(self._row_shares())
        return self._image

    def _shrunk(self, area: QRectF) -> QImage:
        """The colours averaged down to the screen, where a cell is less than a pixel."""
        size = (area.size() * self.devicePixelRatioF()).toSize()
        if self._small is None or self._small.size() != size:
            how = Qt.TransformationMode.SmoothTransformation
            self._small = self._colours().scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, how)
        return self._small

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the cells as one scaled picture, then what fits of names and numbers."""
        if not len(self._classes):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, step = self._geometry().area, self._geometry().step
        if step >= 1:
            painter.drawImage(area, self._colours())
        else:
            painter.drawImage(area, self._shrunk(area))
        if step >= 6:
            self._paint_lines(painter, area, step)
        if self._geometry().has_names:
            self._paint_names(painter, area, step)
        if step >= _TEXT_FROM:
            self._paint_numbers(painter)
        self._paint_axes(painter, area)
        self._paint_outlines(painter)
        painter.end()

    def _paint_lines(self, painter: QPainter, area: QRectF, step: float) -> None:
        painter.setPen(QPen(theme.color("surface"), 2 if step >= _TEXT_FROM else 1))
        for at in range(len(self._classes) + 1):
            offset = at * step
            painter.drawLine(
                QPointF(area.left() + offset, area.top()), QPointF(area.left() + offset, area.bottom())
            )
            painter.drawLine(
                QPointF(area.left(), area.top() + offset), QPointF(area.right(), area.top() + offset)
            )

    def _paint_names(self, painter: QPainter, area: QRectF, step: float) -> None:
        font = theme.font("caption")
        metrics, width = QFontMetricsF(font), self._geometry().names_width
        painter.setFont(font)
        painter.setPen(theme.color("text"))
        for at, name in enumerate(self._classes):
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
            row = QRectF(area.left() - width - 6, area.top() + at * step, width, step)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, short)
            if self._geometry().level:
                top = QRectF(
                    area.left() + at * step, area.top() - metrics.height() - 4, step, metrics.height()
                )
                painter.drawText(top, Qt.AlignmentFlag.AlignCenter, short)
                continue
            painter.save()
            painter.translate(area.left() + (at + 0.5) * step, area.top() - 5)
            painter.rotate(-90)
            column = QRectF(0, -step / 2, min(width, TALLEST_NAME), step)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, column.width())
            painter.drawText(column, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
            painter.restore()

    def _paint_numbers(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        shares = self._row_shares()
        colours = self._colours()
        for row, column in np.argwhere(self._counts > 0):
            share, count = float(shares[row, column]), int(self._counts[row, column])
            text = words.percent(share, 0) if self._shares else words.count(count)
            ground = colours.pixelColor(int(column), int(row))
            painter.setPen(confusion_colours.text_on(ground))
            painter.drawText(self._geometry().cell(int(row), int(column)), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        font = theme.font("caption_strong")
        height = QFontMetricsF(font).height()
        painter.setFont(font)
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(area.left(), 0, max(area.width(), 120), height), self.tr("Predicted →"))
        painter.save()
        painter.translate(0, area.top())
        painter.rotate(-90)
        length = max(area.height(), 80.0)
        painter.drawText(
            QRectF(-length, 0, length, height),
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            self.tr("← True"),
        )
        painter.restore()

    def _paint_outlines(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        true, predicted = self._chosen
        if true is not None and predicted is not None and max(true, predicted) < len(self._classes):
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawRect(self._geometry().cell(true, predicted).adjusted(1, 1, -1, -1))
        if self.hasFocus() and self._current is not None:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(self._geometry().cell(*self._current).adjusted(1, 1, -1, -1))
        elif self._hovered is not None:
            painter.setPen(QPen(theme.color("muted"), 1))
            painter.drawRect(self._geometry().cell(*self._hovered).adjusted(0.5, 0.5, -0.5, -0.5))

    # ---- events

    def event(self, event: QEvent) -> bool:
        """Say what a cell means in a tooltip."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._geometry().cell_at(QPointF(event.pos()))
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(
                    event.globalPos(), self.describe(*cell), self, self._geometry().cell(*cell).toRect()
                )
            return True
        return super().event(event)

    def describe(self, true: int, predicted: int) -> str:
        """A cell in words."""
        count, total = int(self._counts[true, predicted]), int(self._counts[true].sum())
        share = words.percent(count / total) if total else words.percent(0, 0)
        text = self.tr("{count} of {total} pictures of “{true}” ({share}) were predicted as “{predicted}”.")
        return text.format(
            count=f"{count:,}",
            total=f"{total:,}",
            true=self._classes[true],
            share=share,
            predicted=self._classes[predicted],
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Outline the cell under the pointer."""
        cell = self._geometry().cell_at(event.position())
        if cell != self._hovered:
            self._hovered = cell
            self.setCursor(Qt.CursorShape.PointingHandCursor if cell else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._hovered = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the cell."""
        cell = self._geometry().cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._current = cell
            self.update()
            self.cell_chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move from cell to cell, Enter chooses."""
        steps = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        last = len(self._classes) - 1
        if event.key() in steps and last >= 0:
            row, column = self._current or (0, 0)
            down, right = steps[Qt.Key(event.key())] if self._current else (0, 0)
            self._current = (min(max(row + down, 0), last), min(max(column + right, 0), last))
            self.setAccessibleDescription(self.describe(*self._current))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current:
            self.cell_chosen.emit(*self._current)
        else:
            super().keyPressEvent(event)
