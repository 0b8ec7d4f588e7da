"""How a window or a terminal tells a running generator to pause, go on or stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class RunControl:
    """Thread-safe switch asked by the engine at every batch. All methods return at once, but ``wait``.

    Args:
        cancelled: asked beside the switch itself: whether to stop.
    """

    def __init__(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        self._cancelled = cancelled
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()
        self._counting = threading.Lock()
        self._waiters = 0
        self._since, self._waited = 0.0, 0.0

    def pause(self) -> None:
        """Ask the run to hold at the next batch."""
        self._go.clear()

    def resume(self) -> None:
        """Let a paused run go on."""
        self._go.set()

    def stop(self) -> None:
        """Ask the run to end at the next batch, keeping best and last; also wakes a paused run."""
        self._stop.set()
        self._go.set()

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for."""
        return self._stop.is_set() or self._cancelled()

    @property
    def paused(self) -> bool:
        """Whether a pause is asked for and no stop."""
        return not self._go.is_set()

    def wait(self, seconds: float) -> bool:
        """While paused, block at most ``seconds``; true once the run may go on (or should stop)."""
        return self._go.wait(seconds)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The run does nothing meanwhile but wait: paused, or for a picture or room on a disk."""
        with self._counting:
            self._waiters += 1
            if self._waiters == 1:
                self._since = time.monotonic()
        try:
            yield
        finally:
            with self._counting:
                self._waiters -= 1
                if not self._waiters:
                    self._waited += time.monotonic() - self._since

    def clock(self) -> float:
        """Seconds of a clock that stands still while the run is :meth:`waiting`; for differences."""
        with self._counting:
            return (self._since if self._waiters else time.monotonic()) - self._waited
