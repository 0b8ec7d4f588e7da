"""Reading a data set off the main thread, with what is known so far for the window to show."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from engine.config import DataConfig
from engine.data.catalog import Catalog
from engine.data.scan import Batch


@dataclass(frozen=True)
class Listed:
    """What a listing has met so far.

    Attributes:
        classes: class name to files, in the order they were met.
        files: files in all.
        looked_at: of those, how many were looked into; 0 while still listing.
        fetching: what is being downloaded or unpacked, in the engine's words, with units done and in all;
            None where the data set is here.
    """

    classes: dict[str, int]
    files: int
    looked_at: int
    fetching: tuple[str, int, int] | None = None


class Listing:
    """One reading of a source. :meth:`read` runs on a pool thread, :meth:`so_far` anywhere."""

    def __init__(self, data: DataConfig) -> None:
        self._data = data
        self._lock = threading.Lock()
        self._classes: Counter[str] = Counter()
        self._files = self._looked_at = 0
        self._fetching: tuple[str, int, int] | None = None

    def so_far(self) -> Listed:
        """A copy of what is known now."""
        with self._lock:
            return Listed(dict(self._classes), self._files, self._looked_at, self._fetching)

    def read(self, cancelled: Callable[[], bool]) -> Catalog:
        """List, then look into every file.

        Raises:
            EngineError: the source is missing or of no kind that is understood, or it was cancelled.
        """
        from engine.data import sources

        return sources.open_source(
            self._data,
            progress=self._looked,
            cancelled=cancelled,
            listed=self._listed,
            fetching=self._fetched,
        )

    def _fetched(self, words: str, done: int, total: int) -> None:
        with self._lock:
            self._fetching = (words, done, total)

    def _listed(self, batch: Batch) -> None:
        names = Counter(file.class_name for file in batch.files if file.class_name is not None)
        with self._lock:
            self._classes.update(dict.fromkeys(batch.classes, 0))
            self._classes.update(names)
            self._files += len(batch.files)
            self._fetching = None

    def _looked(self, done: int) -> None:
        with self._lock:
            self._looked_at = done
