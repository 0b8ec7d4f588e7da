"""The axes of every plot in the theme's colours. Imports pyqtgraph: import this module late."""

from __future__ import annotations

import pyqtgraph as pg

from desktop import theme

_UNDER_CURVES = -200
"""Depth of the axes, whose grid covers the plot; pyqtgraph's view with the curves is at -100."""


def restyle(plot: pg.PlotWidget) -> None:
    """Ground, lines, ticks (inside, short) and letters of ``plot`` as the theme has them now."""
    plot.setBackground(theme.color("surface"))
    for side in ("left", "bottom"):
        axis = plot.getPlotItem().getAxis(side)
        axis.setZValue(_UNDER_CURVES)
        axis.setPen(pg.mkPen(theme.color("border")))
        axis.setTextPen(pg.mkPen(theme.color("muted")))
        axis.setStyle(tickFont=theme.font("caption"), tickLength=-4)
        axis.label.setFont(theme.font("caption"))
