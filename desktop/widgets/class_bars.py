"""Classes with their pictures in each fold as stacked bars; any number of classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop import theme

ROW = 40
_BAR = 6.0
FOLD_ROLES = ("train", "validation", "series4")


class ClassBars(QAbstractScrollArea):
    """One row a class: name, pictures, a bar divided into training, validation and test.

    Signals:
        class_chosen: class index, by a click or Enter; -1 when the chosen one is clicked again.
    """

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_bars")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.verticalScrollBar().setSingleStep(ROW)
        self._names: tuple[str, ...] = ()
        self._counts: npt.NDArray[np.int64] = np.zeros((0, 3), dtype=np.int64)
        self._chosen = self._hovered = -1
        theme.notifier().changed.connect(self.viewport().update)

    def set_classes(self, names: Sequence[str], counts: npt.NDArray[np.int64]) -> None:
        """Show ``counts``, shape (classes, 3), by training, validation and test."""
        self._names, self._counts = tuple(names), counts
        if self._chosen >= len(names):
            self._chosen = -1
        self.setMaximumHeight(ROW * max(1, len(self._names)))
        self._measure()
        self.updateGeometry()
        self.viewport().update()

    def set_chosen(self, label: int) -> None:
        """Highlight a class; -1 for none. Says nothing."""
        self._chosen = label
        self.viewport().update()

    @property
    def chosen(self) -> int:
        """The highlighted class, -1 for none."""
        return self._chosen

    def sizeHint(self) -> QSize:
        """All rows up to six."""
        return QSize(260, ROW * max(1, min(6, len(self._names))))

    def minimumSizeHint(self) -> QSize:
        """Two rows."""
        return QSize(160, ROW * min(2, max(1, len(self._names))))

    def _measure(self) -> None:
        page = self.viewport().height()
        bar = self.verticalScrollBar()
        bar.setPageStep(page)
        bar.setRange(0, max(0, len(self._names) * ROW - page))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure anew."""
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = self.verticalScrollBar().value()
        first = (event.rect().top() + offset) // ROW
        last = (event.rect().bottom() + offset) // ROW
        most = int(self._counts.sum(axis=1).max(initial=1))
        for label in range(max(0, first), min(last + 1, len(self._names))):
            self._paint_row(painter, label, label * ROW - offset, most)
        painter.end()

    def _paint_row(self, painter: QPainter, label: int, top: int, most: int) -> None:
        row = QRectF(0, top, self.viewport().width(), ROW)
        if label in (self._chosen, self._hovered):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if label == self._chosen else "hover"))
            painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), 6, 6)
        if self.hasFocus() and label == max(self._chosen, 0):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(row.adjusted(1, 2, -1, -2), 6, 6)
        inner = row.adjusted(8, 5, -8, -5)
        counts = self._counts[label]
        value = f"{int(counts.sum()):,}"
        metrics = QFontMetricsF(theme.font("body"))
        width = metrics.horizontalAdvance(value)
        text = QRectF(inner.left(), inner.top(), inner.width() - width - 8, inner.height() - _BAR - 3)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        name = metrics.elidedText(self._names[label], Qt.TextElideMode.ElideMiddle, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(theme.color("muted"))
        painter.drawText(
            QRectF(inner.right() - width, text.top(), width + 1, text.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            value,
        )
        self._paint_bar(
            painter, QRectF(inner.left(), inner.bottom() - _BAR, inner.width(), _BAR), counts, most
        )

    def _paint_bar(self, painter: QPainter, track: QRectF, counts: npt.NDArray[np.int64], most: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("grid"))
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        left = track.left()
        for count, role in zip(counts, FOLD_ROLES, strict=True):
            width = track.width() * int(count) / most
            if width <= 0:
                continue
            self.paint_part(painter, QRectF(left, track.top(), max(width - 1, 1.0), track.height()), role)
            left += width

    @classmethod
    def paint_part(cls, painter: QPainter, part: QRectF, role: str) -> None:
        """The look of one fold, for bars and their legend."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(role))
        radius = min(part.height(), part.width()) / 2
        painter.drawRoundedRect(part, radius, radius)
        if role != "train":
            cls._hatch(painter, part)

    @staticmethod
    def _hatch(painter: QPainter, part: QRectF) -> None:
        """Held-out folds carry stripes, so that colour is not all that tells them apart."""
        ground = QColor(theme.color("surface"))
        ground.setAlphaF(0.45)
        painter.setBrush(ground)
        x = part.left() + 3
        while x < part.right() - 1:
            painter.drawRect(QRectF(x, part.top(), 1.2, part.height()))
            x += 4

    def describe(self, label: int) -> str:
        """A class in words."""
        train, validation, test = (f"{int(count):,}" for count in self._counts[label])
        text = self.tr("{name}: {train} for training, {validation} for validation, {test} for the test")
        return text.format(name=self._names[label], train=train, validation=validation, test=test)

    # ---- events

    def _row_at(self, point: QPointF) -> int:
        label = (int(point.y()) + self.verticalScrollBar().value()) // ROW
        return label if 0 <= label < len(self._names) else -1

    def row_center(self, label: int) -> QPointF:
        """Where a class's row is in the viewport."""
        y = label * ROW - self.verticalScrollBar().value() + ROW / 2
        return QPointF(self.viewport().width() / 2, y)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the row under the pointer and say what is in it."""
        label = self._row_at(event.position())
        if label != self._hovered:
            self._hovered = label
            self.viewport().setToolTip(self.describe(label) if label >= 0 else "")
            self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._hovered = -1
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the row, or let it go."""
        label = self._row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and label >= 0:
            self._choose(-1 if label == self._chosen else label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self._names:
            super().keyPressEvent(event)
            return
        self._choose(min(max(self._chosen + step, 0), len(self._names) - 1))

    def _choose(self, label: int) -> None:
        self._chosen = label
        if label >= 0:
            bar = self.verticalScrollBar()
            page = self.viewport().height()
            bar.setValue(min(label * ROW, max(bar.value(), (label + 1) * ROW - page)))
            self.setAccessibleDescription(self.describe(label))
        self.viewport().update()
        self.class_chosen.emit(label)
