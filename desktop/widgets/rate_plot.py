"""Loss against learning rate, as the range test found it. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from desktop import theme
from desktop.widgets import axes_style


class RatePlot(pg.PlotWidget):  # type: ignore[misc]
    """The losses of single batches as faint dots, their average as a line, the suggestion as a mark."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setLogMode(x=True, y=False)
        plot.getViewBox().setMouseEnabled(x=False, y=False)
        self._dots = pg.PlotDataItem(pen=None, symbol="o", symbolSize=4, symbolPen=None)
        self._line = pg.PlotDataItem(antialias=True)
        self._mark = pg.InfiniteLine(angle=90, movable=False)
        for item in (self._dots, self._line, self._mark):
            plot.addItem(item)
        self._mark.hide()
        theme.notifier().changed.connect(self.restyle)
        self.restyle()

    def show_curve(
        self,
        rates: Sequence[float],
        losses: Sequence[float],
        smoothed: Sequence[float],
        suggestion: float | None,
    ) -> None:
        """Draw; all sequences of one length, rates above 0."""
        x = np.asarray(rates, np.float64)
        self._dots.setData(x, np.asarray(losses, np.float64))
        self._line.setData(x, np.asarray(smoothed, np.float64))
        self._mark.setVisible(suggestion is not None)
        if suggestion is not None:
            self._mark.setPos(float(np.log10(suggestion)))
        if len(x):
            # One exploding batch would flatten everything that matters.
            low, high = min(smoothed), max(*smoothed[: max(2, len(x) // 2)], smoothed[0])
            room = max(0.15 * (high - low), 1e-3)
            self.getPlotItem().setYRange(low - room, high + room, padding=0)
            self.getPlotItem().setXRange(float(np.log10(x[0])), float(np.log10(x[-1])), padding=0.02)

    @Slot()
    def restyle(self) -> None:
        """Take the theme's colours."""
        axes_style.restyle(self)
        self._dots.setSymbolBrush(theme.color("border_strong"))
        self._line.setPen(pg.mkPen(theme.color("train"), width=2))
        self._mark.setPen(pg.mkPen(theme.color("accent"), width=2, style=Qt.PenStyle.DashLine))
