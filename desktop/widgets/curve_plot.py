"""Curves that grow while a run goes on. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QWidget

from desktop import theme
from desktop.widgets import axes_style
from desktop.widgets.curve_series import Series, smoothed

_SYMBOLS_UP_TO = 60
"""Points of a curve that still get a dot each."""

_THICK_UP_TO = 3000
"""Points of a curve still drawn two pixels wide; wider pens cost time (pyqtgraph#533)."""


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


class EpochAxis(pg.AxisItem):  # type: ignore[misc]
    """Ticks at whole epochs only."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """pyqtgraph's: (distance, offset) of each level of ticks."""
        levels = super().tickSpacing(low, high, size)
        return [level for level in levels if level[0] >= 1] or [(1.0, 0.0)]


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """A plot over epochs. Points are added at once and drawn by :meth:`refresh`.

    Drag to zoom, wheel to zoom across, double click to see everything again.

    Signals:
        hovered: x under the pointer, in epochs; NaN when it leaves.
    """

    hovered = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, axisItems={"bottom": EpochAxis("bottom")})
        self.series: dict[str, Series] = {}
        self._smoothing = 0.0
        self._regions: list[pg.GraphicsObject] = []
        self._phases: tuple[tuple[float, float, str], ...] = ()
        self._best: tuple[float, float] | None = None
        self._rescaled = False
        self._span: tuple[float, float] | None = None
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setContentsMargins(0, 4, 8, 0)
        view = plot.getViewBox()
        view.setMouseMode(pg.ViewBox.RectMode)
        view.setDefaultPadding(0.04)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._best_line = pg.InfiniteLine(angle=90, movable=False)
        self._best_dot = pg.ScatterPlotItem(size=12, symbol="star", pxMode=True)
        for item, depth in ((self._best_line, -15), (self._best_dot, 20), (self._cursor, 10)):
            item.setZValue(depth)
            item.hide()
            plot.addItem(item, ignoreBounds=True)
        self.keep_axes(True)
        self.scene().sigMouseMoved.connect(self._on_mouse)
        theme.notifier().changed.connect(self.restyle)
        self.restyle()

    def add_series(self, key: str, role: str, *, fine: bool = False, dashed: bool = False) -> None:
        """A new curve in a colour of the theme."""
        item = pg.PlotDataItem(skipFiniteCheck=True, antialias=not fine)
        item.setDownsampling(auto=True, method="peak")
        item.setClipToView(True)
        item.setZValue(-1 if fine else 5)
        self.getPlotItem().addItem(item)
        self.series[key] = Series(role, item, fine, dashed)

    def remove_all_series(self) -> None:
        """Take every curve away."""
        for series in self.series.values():
            self.getPlotItem().removeItem(series.item)
        self.series.clear()

    def append(self, key: str, x: float, y: float) -> None:
        """Add a point to a curve; seen after the next :meth:`refresh`."""
        self.series[key].append(x, y)

    def clear_points(self, beyond: float = -1.0) -> None:
        """Drop all points, or those with x above ``beyond`` when that is 0 or more."""
        for series in self.series.values():
            series.count = 0 if beyond < 0 else int(np.searchsorted(series.x, beyond, side="right"))
            series.fresh = True
        self.mark_best(None)
        if beyond < 0:
            self.set_phases(())

    def refresh(self) -> None:
        """Draw the curves that changed."""
        for series in self.series.values():
            if series.fresh:
                self._draw(series)

    def _draw_all(self) -> None:
        for series in self.series.values():
            self._draw(series)

    def _draw(self, series: Series) -> None:
        series.fresh = False
        values = series.y if series.fine else smoothed(series.y, self._smoothing)
        few = series.count <= _SYMBOLS_UP_TO and not series.fine
        thick = not series.fine and series.count <= _THICK_UP_TO
        look = (theme.color(series.role).name(), few, thick)
        if look == series.look:
            series.item.setData(series.x, values)
            return
        series.look = look
        tint = QColor(theme.color(series.role))
        if series.fine:
            tint.setAlphaF(0.35)
        style = Qt.PenStyle.DashLine if series.dashed else Qt.PenStyle.SolidLine
        series.item.setData(
            series.x,
            values,
            pen=pg.mkPen(tint, width=2 if thick else 1, style=style),
            symbol="o" if few else None,
            symbolSize=5,
            symbolBrush=tint,
            symbolPen=None,
        )

    def set_span(self, low: float, high: float) -> None:
        """Show x from ``low`` to ``high`` until the user zooms."""
        self._span = (low, max(high, low + 1.0))
        self.see_all()

    @Slot()
    def see_all(self) -> None:
        """Undo any zoom."""
        view = self.getPlotItem().getViewBox()
        view.enableAutoRange(y=True)
        if self._span is None:
            view.enableAutoRange(x=True)
        else:
            view.setXRange(*self._span, padding=0.02)

    def name_epochs(self, text: str) -> None:
        """Name the axis across; one without a name takes no room for it."""
        self.getPlotItem().setLabel("bottom", text)

    def set_smoothing(self, weight: float) -> None:
        """Smooth the curves, 0 (not) to below 1; the fine line stays as it is."""
        self._smoothing = weight
        self._draw_all()

    def keep_axes(self, on: bool) -> None:
        """Keep the axes as pictures: with the grid they cover the plot, and every point would draw them anew.

        Off, they are drawn as lines and letters, for a drawing of any size.
        """
        modes = QGraphicsItem.CacheMode
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setCacheMode(modes.DeviceCoordinateCache if on else modes.NoCache)

    def set_log(self, on: bool) -> None:
        """Logarithmic or linear values."""
        self.getPlotItem().setLogMode(x=False, y=on)
        self._rescaled = True
        self.mark_best(self._best)

    @property
    def is_log(self) -> bool:
        """Whether values are drawn on a logarithmic scale."""
        return bool(self.getPlotItem().ctrl.logYCheck.isChecked())

    def mark_best(self, point: tuple[float, float] | None) -> None:
        """Mark the best epoch at (x, y), or nothing."""
        if point == self._best and point is not None and not self._rescaled:
            return
        self._best, self._rescaled = point, False
        self._best_line.setVisible(point is not None)
        self._best_dot.setVisible(point is not None)
        if point is not None:
            x, y = point
            self._best_line.setPos(x)
            self._best_dot.setData([x], [np.log10(y) if self.is_log and y > 0 else y])

    @property
    def best(self) -> tuple[float, float] | None:
        """The marked point."""
        return self._best

    def set_phases(self, phases: Sequence[tuple[float, float, str]]) -> None:
        """Shade every other phase; each is (from x, to x, name)."""
        self._phases = tuple(phases)
        for item in self._regions:
            self.getPlotItem().removeItem(item)
        self._regions = []
        if len(self._phases) < 2:
            return
        for at, (low, high, name) in enumerate(self._phases):
            if at % 2:
                region = pg.LinearRegionItem((low, high), movable=False, brush=_veil(), pen=pg.mkPen(None))
                self._add_region(region, -20)
            text = pg.InfiniteLine(
                pos=low,
                angle=90,
                movable=False,
                pen=pg.mkPen(theme.color("border")),
                label=name,
                labelOpts={
                    "position": 0.94,
                    "color": theme.color("muted"),
                    # The line of the best epoch passes below the name, the curves above it.
                    "fill": theme.color("shade" if at % 2 else "surface"),
                    "anchors": [(0, 0.5), (0, 0.5)],
                },
            )
            text.label.setFont(theme.font("caption"))
            self._add_region(text, -10)

    @property
    def phases(self) -> tuple[tuple[float, float, str], ...]:
        """What :meth:`set_phases` was given."""
        return self._phases

    def _add_region(self, item: pg.GraphicsObject, depth: int) -> None:
        item.setZValue(depth)
        self.getPlotItem().addItem(item, ignoreBounds=True)
        self._regions.append(item)

    def show_cursor(self, x: float) -> None:
        """A hairline at ``x``; none for NaN."""
        self._cursor.setVisible(x == x)
        if x == x:
            self._cursor.setPos(x)

    @Slot(object)
    def _on_mouse(self, at: QPointF) -> None:
        view = self.getPlotItem().getViewBox()
        inside = view.sceneBoundingRect().contains(at)
        self.hovered.emit(float(view.mapSceneToView(at).x()) if inside else float("nan"))

    def leaveEvent(self, event: object) -> None:
        """Qt's: the pointer left."""
        super().leaveEvent(event)
        self.hovered.emit(float("nan"))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt's: undo the zoom."""
        self.see_all()
        event.accept()

    @Slot()
    def restyle(self) -> None:
        """Take the theme's colours."""
        axes_style.restyle(self)
        plot = self.getPlotItem()
        plot.getAxis("left").setWidth(44)
        plot.showGrid(x=False, y=True, alpha=0.5)
        self._cursor.setPen(pg.mkPen(theme.color("border_strong")))
        self._best_line.setPen(pg.mkPen(theme.color("accent"), style=Qt.PenStyle.DashLine))
        self._best_dot.setBrush(theme.color("accent"))
        self._best_dot.setPen(pg.mkPen(theme.color("surface")))
        self.set_phases(self._phases)
        self._draw_all()
