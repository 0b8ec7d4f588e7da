"""How large the pictures of a data set are, from the headers of a few."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path

from engine.data import decode
from engine.data.progress import Cancelled, check
from engine.data.unusable import UnusablePicture

LOOKED_AT = 32


def typical_shorter_side(paths: Sequence[Path], *, cancelled: Cancelled | None = None) -> int:
    """Median of the shorter sides in pixels of ``LOOKED_AT`` pictures, evenly spread over ``paths``.

    Files that are no pictures are passed over; 0 where none is left.

    Raises:
        WorkCancelled: ``cancelled`` said so.
    """
    step = max(len(paths) / LOOKED_AT, 1.0)
    sides: list[int] = []
    for at in range(min(len(paths), LOOKED_AT)):
        check(cancelled)
        try:
            sides.append(min(decode.stated_size(paths[int(at * step)])))
        except UnusablePicture:
            continue
    return int(statistics.median_low(sides)) if sides else 0
