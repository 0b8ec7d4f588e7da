"""A run's phases in a plot over epochs: shaded, named over the field. Imports pyqtgraph: import it late."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QGraphicsSimpleTextItem

from desktop import theme

Spans = Sequence[tuple[float, float, str]]
"""Phases as (from x, to x, name)."""

MARGINS = (0.0, 4.0, 8.0, 0.0)
"""Around a plot, in pixels: left, top, right, bottom."""

_OVER = 4.0
"""Between a name and the field, in pixels: room for half a dot."""

_AROUND = 3.0
"""Room on either side of a name, in pixels."""


def _veil() -> QColor:
    """The theme's shade as a quarter of a colour on the surface: the grid below it shows through."""
    shade, surface = theme.color("shade"), theme.color("surface")
    pairs = (
        (shade.red(), surface.red()),
        (shade.green(), surface.green()),
        (shade.blue(), surface.blue()),
    )
    red, green, blue = (min(max(4 * part - 3 * ground, 0), 255) for part, ground in pairs)
    return QColor(red, green, blue, 64)


class CurvePhases:
    """Shades every other phase and names each where its name has room.

    The names stand over the field: neither the curves nor the line of the best epoch cross them.
    """

    def __init__(self, plot: pg.PlotItem) -> None:
        self._plot = plot
        self.spans: tuple[tuple[float, float, str], ...] = ()
        self.shorts: tuple[str, ...] = ()
        self._items: list[pg.GraphicsObject] = []
        self._names: list[QGraphicsSimpleTextItem] = []
        view = plot.getViewBox()
        view.sigResized.connect(self.arrange)
        view.sigXRangeChanged.connect(self.arrange)

    def show(self, spans: Spans, shorts: Sequence[str] = ()) -> None:
        """Show these phases; ``shorts`` are names for where the whole ones have no room."""
        self.spans, self.shorts = tuple(spans), tuple(shorts)
        for item in self._items:
            self._plot.removeItem(item)
        for name in self._names:
            self._plot.scene().removeItem(name)
        self._items, self._names = [], []
        several = len(self.spans) > 1
        left, top, right, bottom = MARGINS
        line = QFontMetricsF(theme.font("caption")).height() + _OVER if several else 0.0
        self._plot.setContentsMargins(left, top + line, right, bottom)
        for at, (low, high, _name) in enumerate(self.spans if several else ()):
            if at % 2:
                region = pg.LinearRegionItem((low, high), movable=False, brush=_veil(), pen=pg.mkPen(None))
                self._add(region, -20)
            edge = pg.InfiniteLine(pos=low, angle=90, movable=False, pen=pg.mkPen(theme.color("border")))
            self._add(edge, -10)
            text = QGraphicsSimpleTextItem(self._plot)
            text.setFont(theme.font("caption"))
            text.setBrush(theme.color("muted"))
            self._names.append(text)
        self.arrange()

    def _add(self, item: pg.GraphicsObject, depth: int) -> None:
        item.setZValue(depth)
        self._plot.addItem(item, ignoreBounds=True)
        self._items.append(item)

    def arrange(self, *_changed: object) -> None:
        """Name each phase in the part of it that is seen: wholly, shortly or not at all."""
        view = self._plot.getViewBox()
        field = view.geometry()
        for at, text in enumerate(self._names):
            low, high, name = self.spans[at]
            left, right = (
                min(max(view.mapFromView(QPointF(x, 0.0)).x(), 0.0), field.width()) for x in (low, high)
            )
            text.setText("")
            for words in (name, *self.shorts[at : at + 1]):
                text.setText(words)
                if text.boundingRect().width() + 2 * _AROUND <= right - left:
                    break
                text.setText("")
            text.setPos(field.x() + left + _AROUND, field.y() - text.boundingRect().height() - _OVER)

    def names(self) -> list[str]:
        """What each phase is named now; empty where there is no room."""
        return [text.text() for text in self._names]

    def at(self, x: float) -> tuple[float, float, str] | None:
        """The phase at ``x``; none where there is but one."""
        if len(self.spans) < 2:
            return None
        return next((span for span in self.spans if span[0] <= x < span[1]), None)
