"""Two shares against each other, as a curve. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.widgets import axes_style

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A curve of shares, 0 to 1.

    Attributes:
        x, y: shape (n,).
        role: the theme's colour.
        dashed: drawn so.
        dots: whether each point has a dot.
        low, high: bounds of y at each point, shape (n,); None without. Bars where there are dots,
            else a band.
    """

    x: Numbers
    y: Numbers
    role: str = "train"
    dashed: bool = False
    dots: bool = False
    low: Numbers | None = None
    high: Numbers | None = None


class SharePlot(pg.PlotWidget):  # type: ignore[misc]
    """Both axes in percent; no zoom: nothing lies outside.

    Signals:
        picked: x (0 to 1) where the user pressed the mouse.
    """

    picked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()
        self._drawn: list[pg.GraphicsObject] = []
        self._floor = 0.0
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.setContentsMargins(0, 4, 16, 0)
        plot.getViewBox().setDefaultPadding(0.0)
        self._down = pg.PlotDataItem(connect="all")
        self._dot = pg.ScatterPlotItem(size=11, pxMode=True)
        for item in (self._down, self._dot):
            item.setZValue(20)
            plot.addItem(item, ignoreBounds=True)
        self.marked: tuple[float, float] | None = None
        theme.notifier().changed.connect(self.restyle)
        self.restyle()

    def set_axes(self, across: str, upward: str, floor: float = 0.0) -> None:
        """Name the axes; ``floor`` is the lowest y shown, 0 to below 1."""
        plot = self.getPlotItem()
        plot.setLabel("bottom", across)
        plot.setLabel("left", upward)
        self._floor = floor
        plot.setXRange(-2, 106, padding=0)
        plot.setYRange(100 * floor - 2 * (1 - floor), 100 + 3 * (1 - floor), padding=0)

    def draw(self, lines: Sequence[Line]) -> None:
        """Show these curves and no others."""
        self.lines = tuple(lines)
        plot = self.getPlotItem()
        for item in self._drawn:
            plot.removeItem(item)
        self._drawn = []
        for line in self.lines:
            self._add(line)

    def mark(self, point: tuple[float, float] | None) -> None:
        """A dot at (x, y), 0 to 1, with lines to the axes; none for None."""
        self.marked = point
        if point is None:
            self._down.setData([], [])
            self._dot.setData([], [])
            return
        x, y = 100 * point[0], 100 * point[1]
        bottom = 100 * self._floor - 5
        self._down.setData([x, x, -5], [bottom, y, y])
        self._dot.setData([x], [y])

    def _add(self, line: Line) -> None:
        tint = QColor(theme.color(line.role))
        style = Qt.PenStyle.DashLine if line.dashed else Qt.PenStyle.SolidLine
        x, y = 100 * line.x, 100 * line.y
        if line.low is not None and line.high is not None:
            self._add_bounds(line, x, y, tint)
        self._put(
            pg.PlotDataItem(
                x,
                y,
                pen=pg.mkPen(tint, width=2, style=style),
                symbol="o" if line.dots else None,
                symbolSize=6,
                symbolBrush=tint,
                symbolPen=None,
                antialias=True,
            ),
            5,
        )

    def _add_bounds(self, line: Line, x: Numbers, y: Numbers, tint: QColor) -> None:
        assert line.low is not None
        assert line.high is not None
        low, high = 100 * line.low, 100 * line.high
        if line.dots:
            pen = pg.mkPen(tint, width=1)
            self._put(pg.ErrorBarItem(x=x, y=y, top=high - y, bottom=y - low, beam=1.2, pen=pen), 2)
            return
        faint = QColor(tint)
        faint.setAlphaF(0.16)
        edges = pg.PlotCurveItem(x, low, pen=None), pg.PlotCurveItem(x, high, pen=None)
        for edge in edges:
            self._put(edge, 1)
        self._put(pg.FillBetweenItem(*edges, brush=pg.mkBrush(faint)), 1)

    def _put(self, item: pg.GraphicsObject, depth: int) -> None:
        item.setZValue(depth)
        self.getPlotItem().addItem(item, ignoreBounds=True)
        self._drawn.append(item)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt's: the user picks an x."""
        at = (
            self.getPlotItem()
            .getViewBox()
            .mapSceneToView(QPointF(self.mapToScene(event.position().toPoint())))
        )
        self.picked.emit(min(max(float(at.x()) / 100, 0.0), 1.0))
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Qt's: disabled, it is drawn paler."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.getPlotItem().setOpacity(1.0 if self.isEnabled() else 0.4)

    @Slot()
    def restyle(self) -> None:
        """Take the theme's colours."""
        axes_style.restyle(self)
        plot = self.getPlotItem()
        plot.showGrid(x=True, y=True, alpha=0.35)
        accent = theme.color("accent")
        self._down.setPen(pg.mkPen(accent, width=1, style=Qt.PenStyle.DashLine))
        self._dot.setBrush(accent)
        self._dot.setPen(pg.mkPen(theme.color("surface")))
        self.draw(self.lines)
