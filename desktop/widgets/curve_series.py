"""The points of a growing curve, and their smoothing. Imports pyqtgraph: import this module late."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

Floats = npt.NDArray[np.float64]


@dataclass
class Series:
    """One curve: its points in arrays that double when full.

    Attributes:
        role: the theme's colour.
        item: what draws it.
        fine: a thin faint line behind the others.
        count: points so far.
        fresh: changed since it was last drawn.
        look: pen and dots as last given to ``item``.
    """

    role: str
    item: pg.PlotDataItem
    fine: bool = False
    dashed: bool = False
    count: int = 0
    fresh: bool = True
    look: tuple[object, ...] = ()
    xs: Floats = field(default_factory=lambda: np.empty(64))
    ys: Floats = field(default_factory=lambda: np.empty(64))

    def append(self, x: float, y: float) -> None:
        """Add a point; x never falls."""
        if self.count == len(self.xs):
            self.xs, self.ys = np.resize(self.xs, 2 * self.count), np.resize(self.ys, 2 * self.count)
        self.xs[self.count], self.ys[self.count] = x, y
        self.count += 1
        self.fresh = True

    @property
    def x(self) -> Floats:
        """Where the points are, shape (count,)."""
        return self.xs[: self.count]

    @property
    def y(self) -> Floats:
        """Their values, shape (count,)."""
        return self.ys[: self.count]


def smoothed(values: Floats, weight: float) -> Floats:
    """Exponential moving average, corrected for its start (as in Adam; Kingma & Ba 2014).

    Args:
        values: shape (n,).
        weight: 0 (as they are) to below 1.
    """
    if weight <= 0 or len(values) < 2:
        return values
    result, average, mass = np.empty_like(values), 0.0, 0.0
    for at, value in enumerate(values.tolist()):
        average = weight * average + (1 - weight) * value
        mass = weight * mass + (1 - weight)
        result[at] = average / mass
    return result
