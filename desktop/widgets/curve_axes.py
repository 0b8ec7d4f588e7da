"""The axis and the field of a plot over epochs. Imports pyqtgraph: import this module late."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF

_OVER = 6.0
"""Pixels by which a dot at the very end of an axis may stand out of the field."""


class EpochAxis(pg.AxisItem):  # type: ignore[misc]
    """Ticks at whole epochs only."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """pyqtgraph's: (distance, offset) of each level of ticks."""
        levels = super().tickSpacing(low, high, size)
        return [level for level in levels if level[0] >= 1] or [(1.0, 0.0)]


class CurveField(pg.ViewBox):  # type: ignore[misc]
    """Where the curves are; what lies on its upper or lower edge is drawn whole."""

    def boundingRect(self) -> QRectF:
        """Qt's: what is drawn is cut off here."""
        own: QRectF = super().boundingRect()
        return own.adjusted(0.0, -_OVER, 0.0, _OVER)
