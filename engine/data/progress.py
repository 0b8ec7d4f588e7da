"""How long work in this room reports and is called off."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import EngineError

Progress = Callable[[int], None]
"""Called now and then with the units done so far."""

Cancelled = Callable[[], bool]
"""Asked now and then; true calls the work off."""


class WorkCancelled(EngineError):
    """The caller called the work off; nothing half-done is left behind."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")


def check(cancelled: Cancelled | None) -> None:
    """Raise :class:`WorkCancelled` when ``cancelled`` says so."""
    if cancelled is not None and cancelled():
        raise WorkCancelled
