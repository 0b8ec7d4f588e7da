"""Curves that grow while a run goes on. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QToolTip, QWidget

from desktop import theme
from desktop.widgets import axes_style
from desktop.widgets.curve_axes import CurveField, EpochAxis
from desktop.widgets.curve_phases import CurvePhases, Spans
from desktop.widgets.curve_series import Series, smoothed

_SYMBOLS_UP_TO = 60
"""Points of a curve that still get a dot each."""

_THICK_UP_TO = 3000
"""Points of a curve still drawn two pixels wide; wider pens cost time (pyqtgraph#533)."""

_FAR = 1e307
"""As pyqtgraph writes that an axis has no end."""


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]
    """A plot over epochs. Points are added at once and drawn by :meth:`refresh`.

    Drag to zoom, wheel to zoom across, double click to see everything again.

    Signals:
        hovered: x under the pointer, in epochs; NaN when it leaves.
    """

    hovered = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, viewBox=CurveField(), axisItems={"bottom": EpochAxis("bottom")})
        self.series: dict[str, Series] = {}
        self._smoothing = 0.0
        self._bounds: tuple[float | None, float | None] = (None, None)
        self._best: tuple[float, float] | None = None
        self._rescaled = False
        self._span: tuple[float, float] | None = None
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        self._phases = CurvePhases(plot)
        self._phases.show(())
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
        plot = self.getPlotItem()
        plot.setLabel("bottom", text)
        # pyqtgraph leaves a gap of half a line between the numbers and the name.
        line = QFontMetricsF(theme.font("caption")).height()
        plot.getAxis("bottom").setHeight(2.0 * line + 5.0 if text else None)

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

    def set_bounds(self, low: float | None, high: float | None) -> None:
        """Between which values the axis upwards stays; None where it may run on."""
        self._bounds = (low, high)
        self._keep_bounds(self.is_log)

    def _keep_bounds(self, log: bool) -> None:
        low, high = (None, None) if log else self._bounds
        view = self.getPlotItem().getViewBox()
        view.setLimits(yMin=-_FAR if low is None else low, yMax=_FAR if high is None else high)

    def set_log(self, on: bool) -> None:
        """Logarithmic or linear values."""
        self._keep_bounds(on)
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

    def set_phases(self, phases: Spans, shorts: Sequence[str] = ()) -> None:
        """Shade every other phase; each is (from x, to x, name), ``shorts`` are names for little room."""
        self._phases.show(phases, shorts)

    @property
    def phases(self) -> tuple[tuple[float, float, str], ...]:
        """What :meth:`set_phases` was given."""
        return self._phases.spans

    def phase_names(self) -> list[str]:
        """What is written over each phase now; empty where nothing has room."""
        return self._phases.names()

    def phase_tip(self, x: float) -> str:
        """The phase at ``x`` in words; empty where there is but one."""
        phase = self._phases.at(x)
        if phase is None:
            return ""
        low, high, name = phase
        first, last = round(low) + 1, round(high)
        if first == last:
            return str(self.tr("Epoch {0}: {1}")).format(first, name)
        return str(self.tr("Epochs {0} to {1}: {2}")).format(first, last, name)

    def viewportEvent(self, event: QEvent) -> bool:
        """Qt's: a tooltip names the phase under the pointer, whether its name has room or not."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.getPlotItem().getViewBox().mapSceneToView(self.mapToScene(event.pos()))
            if tip := self.phase_tip(float(at.x())):
                QToolTip.showText(event.globalPos(), tip, self)
                return True
        handled: bool = super().viewportEvent(event)
        return handled

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
        self._phases.show(self._phases.spans, self._phases.shorts)
        self._draw_all()
