"""How a window or a terminal tells a running generator to pause, go on or stop."""

from __future__ import annotations

import threading


class RunControl:
    """Thread-safe switch asked by the engine at every batch. All methods return at once, but ``wait``."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()

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
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        """Whether a pause is asked for and no stop."""
        return not self._go.is_set()

    def wait(self, seconds: float) -> bool:
        """While paused, block at most ``seconds``; true once the run may go on (or should stop)."""
        return self._go.wait(seconds)
