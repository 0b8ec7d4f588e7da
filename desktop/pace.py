"""How soon to draw what keeps changing, so that drawing takes next to nothing from a run."""

from __future__ import annotations

import time
from collections.abc import Callable

SHARE = 0.02
"""Part of the time that the main thread may spend while it only shows a run. On a machine of few cores each
moment it works is one in which the training's other cores wait for the one it took."""

SHORTEST_MS = 34
"""Milliseconds from news to drawing where that is cheap: under 30 times a second."""

LONGEST_MS = 250
"""The same however dear it is: four times a second still reads as moving."""


class Pace:
    """Counts what the thread that asks has worked since the last drawing, whatever for.

    Args:
        worked: seconds of processor time of the calling thread so far.
        passed: seconds by the clock on the wall.
    """

    def __init__(
        self, worked: Callable[[], float] = time.thread_time, passed: Callable[[], float] = time.monotonic
    ) -> None:
        self._worked, self._passed = worked, passed
        self._latest = worked(), passed()

    def drawn(self) -> None:
        """A drawing begins now."""
        self._latest = self._worked(), self._passed()

    def wait_ms(self) -> int:
        """Milliseconds from now to the next drawing, ``SHORTEST_MS`` to ``LONGEST_MS``."""
        worked, passed = self._worked() - self._latest[0], self._passed() - self._latest[1]
        return round(min(max(1000 * (worked / SHARE - passed), SHORTEST_MS), LONGEST_MS))
