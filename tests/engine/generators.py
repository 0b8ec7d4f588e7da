"""What a generator of events returns."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")


def returned(events: Generator[object, None, Result]) -> Result:
    """Run ``events`` to its end."""
    while True:
        try:
            next(events)
        except StopIteration as end:
            result: Result = end.value
            return result
