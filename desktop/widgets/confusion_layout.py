"""Where the cells and names of a confusion matrix are in its widget."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF

from desktop import theme

LARGEST_CELL = 80.0
NAMES_FROM = 13.0
"""Cell side, in device-independent pixels, from which the classes are named."""
TALLEST_NAME = 72.0
_LONGEST_NAME = 110.0


class ConfusionLayout:
    """Geometry for some classes in a widget of some size, in device-independent pixels.

    Attributes:
        area: where the cells are.
        step: side of a cell; 0 without classes.
        has_names: whether there is room to name the classes beside the titles of the axes.
        names_width: room for a class name left of its row.
        level: whether the names of the columns are written level; they stand upright otherwise.
    """

    def __init__(self, classes: Sequence[str], size: QSize) -> None:
        self._count = len(classes)
        self._size = size
        self.names_width = min(_widest(classes), _LONGEST_NAME, size.width() * 0.3)
        free = size.width() - self.names_width - 40
        self.level = self.names_width + 8 <= min(free / max(1, self._count), LARGEST_CELL)
        self.has_names = False
        self.area = self._measure()
        self.step = self.area.width() / self._count if self._count else 0.0

    def cell(self, true: int, predicted: int) -> QRectF:
        """Where a cell is."""
        left, top = self.area.left() + predicted * self.step, self.area.top() + true * self.step
        return QRectF(left, top, self.step, self.step)

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """True and predicted class of the cell under ``point``."""
        if not self._count or not self.area.contains(point):
            return None
        last = self._count - 1
        row = int((point.y() - self.area.top()) / self.step)
        column = int((point.x() - self.area.left()) / self.step)
        return min(row, last), min(column, last)

    def _measure(self) -> QRectF:
        count, size = max(1, self._count), self._size
        line = QFontMetricsF(theme.font("caption")).height()
        edge = line + theme.spacing.small
        above = line + 4 if self.level else min(self.names_width, TALLEST_NAME) + 6
        names = self.names_width + 6
        named_side = min(size.width() - edge - names - 2, size.height() - edge - above - 2)
        if min(named_side / count, LARGEST_CELL) >= NAMES_FROM:
            self.has_names = self._count > 0
            side = min(named_side / count, LARGEST_CELL) * count
            return QRectF(edge + names, edge + above, side, side)
        side = max(1.0, min(size.width(), size.height()) - edge - 2)
        return QRectF(edge, edge, side, side)


def _widest(classes: Sequence[str]) -> float:
    metrics = QFontMetricsF(theme.font("caption"))
    # Measuring a thousand names takes longer than painting the matrix; the longest texts decide.
    longest = sorted(classes, key=len, reverse=True)[:20]
    return max((metrics.horizontalAdvance(name) for name in longest), default=0.0)
