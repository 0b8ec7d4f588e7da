"""A cheap look into every file of a data set, as fast as the disk is."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from engine.data import reading
from engine.data.progress import Cancelled, Progress, check

_CHUNK = 256
_SLOW_FILE_SECONDS = 0.0002
"""A disk that takes longer to open a file than this is waited for by several threads. Where files come out
of the system's memory, threads only take the interpreter's lock from each other, and from the window."""


def look_into(
    paths: Sequence[str], progress: Progress | None, cancelled: Cancelled | None
) -> list[str | None]:
    """For each file, in order, None where it looks like a picture, else the reason in words.

    Args:
        paths: regular files.
        progress: told how many have been looked at.
        cancelled: asked between stretches.

    Raises:
        WorkCancelled: ``cancelled`` said so.
    """
    chunks = [paths[start : start + _CHUNK] for start in range(0, len(paths), _CHUNK)]
    reasons: list[str | None] = []

    def look(chunk: Sequence[str]) -> list[str | None]:
        check(cancelled)
        return [reading.sniff(path, known_regular=True) for path in chunk]

    def add(found: list[str | None]) -> None:
        reasons.extend(found)
        if progress is not None:
            progress(len(reasons))

    while chunks:
        began = time.perf_counter()
        add(look(chunks.pop(0)))
        if chunks and time.perf_counter() - began > _SLOW_FILE_SECONDS * _CHUNK:
            with ThreadPoolExecutor(max_workers=min(8, (os.cpu_count() or 2) * 2)) as pool:
                for found in pool.map(look, chunks):
                    add(found)
            break
    return reasons
