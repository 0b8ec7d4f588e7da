"""A limit on what several threads together may hold in memory."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator


class MemoryBudget:
    """Hands out ``limit`` bytes; who asks for more than is left waits, but one is always served."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._used = 0
        self._holders = 0
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def taken(self, size: int) -> Iterator[None]:
        """Hold ``size`` bytes for the time of the block."""
        with self._changed:
            self._changed.wait_for(lambda: not self._holders or self._used + size <= self._limit)
            self._used += size
            self._holders += 1
        try:
            yield
        finally:
            with self._changed:
                self._used -= size
                self._holders -= 1
                self._changed.notify_all()
