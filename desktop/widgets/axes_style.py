"""The axes of every plot in the theme's colours. Imports pyqtgraph: import this module late."""

from __future__ import annotations

import pyqtgraph as pg

from desktop import theme


def restyle(plot: pg.PlotWidget) -> None:
    """Ground, lines, ticks (inside, short) and letters of ``plot`` as the theme has them now."""
    plot.setBackground(theme.color("surface"))
    for side in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(side)
        axis.setPen(pg.mkPen(theme.color("border")))
        axis.setTextPen(pg.mkPen(theme.color("muted")))
        axis.setStyle(tickFont=theme.font("caption"), tickLength=-4)
        axis.label.setFont(theme.font("caption"))
