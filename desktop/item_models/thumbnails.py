"""Thumbnails for grids of any length: decoded off the main thread, what is on screen first.

A grid says with :meth:`ThumbnailLoader.want` which pictures it shows now. That list replaces its
former one, so pictures that were scrolled away before their turn are never decoded. Pool threads
make QImages (never QPixmaps, which belong to the main thread) and the main thread is told in
batches.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QCoreApplication,
    QObject,
    QRunnable,
    Qt,
    QThread,
    QThreadPool,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import QImage

from desktop.item_models.thumbnail_image import make_thumbnail
from desktop.item_models.thumbnail_store import ThumbnailStore
from engine.errors import EngineError
from engine.files import cache_folder

MEMORY_BYTES = 96 * 1024 * 1024
"""Bound of the decoded thumbnails kept: about three windows full of the largest, 1,500 of 128 pixels."""

_LONGEST_HOLD = 0.1
"""Seconds after which a pool thread goes on although a painter holds it."""


class ThumbnailLoader(QObject):
    """Square thumbnails by path. All methods are for the main thread.

    Signals:
        ready: list of paths whose thumbnail, or whose failure, is now known.
        doubted: files may have changed: who shows some is to say again what it wants.
    """

    ready = Signal(object)
    doubted = Signal()
    _arrived = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        store: Path | None = None,
        memory: int = MEMORY_BYTES,
    ) -> None:
        """``store``: file of the thumbnails on disk, else one in the cache folder; ``memory`` in bytes."""
        super().__init__(parent)
        self._memory, self._used = memory, 0
        self._images: OrderedDict[str, tuple[int, QImage]] = OrderedDict()
        self._errors: dict[str, str] = {}
        self._doubted: set[str] = set()
        self._jobs = _Jobs(store or cache_folder() / "thumbnails.sqlite", self._arrived)
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(max(2, min(8, QThread.idealThreadCount())))
        self._pool.setExpiryTimeout(2000)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._arrived.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def image(self, path: str) -> QImage | None:
        """The thumbnail in memory, of whatever side; None when there is none yet."""
        known = self._images.get(path)
        if known is None:
            return None
        self._images.move_to_end(path)
        return known[1]

    def error(self, path: str) -> str:
        """Why ``path`` has no thumbnail, in words; empty when it has one or has not been tried."""
        return self._errors.get(path, "")

    def want(self, owner: object, paths: Sequence[str], side: int, ratio: float = 1.0) -> None:
        """Replace what ``owner`` waits for.

        Args:
            owner: the grid that asks.
            paths: what it shows, most urgent first.
            side: of the tile, in device-independent pixels.
            ratio: device pixels in one of those.
        """
        pixels = max(16, round(side * ratio))
        missing = [
            path
            for path in paths
            if path
            and path not in self._errors
            and (path in self._doubted or self._images.get(path, (0,))[0] != pixels)
        ]
        for _ in range(self._jobs.replace(id(owner), missing, pixels, ratio, self._pool.maxThreadCount())):
            self._pool.start(_Worker(self._jobs))

    def release(self, owner: object) -> None:
        """Forget what ``owner`` waits for."""
        self._jobs.replace(id(owner), (), 0, 1.0, 0)

    @contextmanager
    def held(self) -> Iterator[None]:
        """No new decoding begins inside the block: for painting, which would else wait for the
        interpreter lock at every call while pool threads take turns with it."""
        self._jobs.go.clear()
        try:
            yield
        finally:
            self._jobs.go.set()

    def look_again(self, paths: Iterable[str] | None = None) -> None:
        """Files may be others than before: try failed ones again, and those in memory once they are wanted.

        What is in memory is shown until then; a file that is the same comes from the store on disk.

        Args:
            paths: the files in doubt; None for all.
        """
        paths = None if paths is None else set(paths)
        self._jobs.spoil(paths)
        if paths is None:
            paths = {*self._images, *self._errors}
        known = [path for path in paths if path in self._images or path in self._errors]
        for path in known:
            self._errors.pop(path, None)
        self._doubted.update(path for path in known if path in self._images)
        if known:
            self.doubted.emit()

    @property
    def used(self) -> int:
        """Bytes of decoded thumbnails in memory."""
        return self._used

    @Slot()
    def close(self) -> None:
        """Drop what waits, wait for what is being decoded, close the store."""
        self._jobs.clear()
        self._pool.waitForDone()
        self._jobs.close()

    @Slot()
    def _drain(self) -> None:
        paths = []
        results, spoilt = self._jobs.take_results()
        for path, side, image, error in results:
            paths.append(path)
            self._doubted.discard(path)
            self._drop(path)
            if image is None:
                self._errors[path] = error
            else:
                self._keep(path, side, image)
        if paths:
            self.ready.emit(paths)
        if spoilt:
            self.doubted.emit()

    def _drop(self, path: str) -> None:
        former = self._images.pop(path, None)
        if former is not None:
            self._used -= former[1].sizeInBytes()

    def _keep(self, path: str, side: int, image: QImage) -> None:
        self._images[path] = (side, image)
        self._used += image.sizeInBytes()
        while self._used > self._memory and len(self._images) > 1:
            _, (_, dropped) = self._images.popitem(last=False)
            self._used -= dropped.sizeInBytes()


Result = tuple[str, int, QImage | None, str]


class _Jobs:
    """What pool threads and the main thread share, behind one lock."""

    def __init__(self, store: Path, arrived: SignalInstance) -> None:
        self._store_path = store
        self._store: ThumbnailStore | None = None
        self._arrived = arrived
        self._lock = threading.Lock()
        self._waiting: dict[int, deque[tuple[str, int, float]]] = {}
        self._results: list[Result] = []
        self._busy: set[tuple[str, int]] = set()
        self._spoilt: set[tuple[str, int]] = set()
        self._told = False
        self._workers = 0
        self.go = threading.Event()
        self.go.set()

    @property
    def store(self) -> ThumbnailStore:
        """The thumbnails on disk, opened by the first thread that needs them."""
        with self._lock:
            if self._store is None:
                self._store = ThumbnailStore(self._store_path)
            return self._store

    def replace(self, owner: int, paths: Sequence[str], side: int, ratio: float, most: int) -> int:
        """Set one owner's list; the latest owner goes first. How many workers to start, ``most`` in all."""
        with self._lock:
            self._waiting.pop(owner, None)
            if paths:
                self._waiting[owner] = deque((path, side, ratio) for path in paths)
            waiting = sum(map(len, self._waiting.values()))
            added = max(0, min(waiting, most) - self._workers)
            self._workers += added
            return added

    def clear(self) -> None:
        """Drop every job nobody works on yet."""
        with self._lock:
            self._waiting.clear()

    def close(self) -> None:
        """Close the store; a later job opens it again."""
        with self._lock:
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def next(self) -> tuple[str, int, float] | None:
        """The most urgent job nobody works on; None, with the worker signed off, when there is none."""
        with self._lock:
            while self._waiting:
                owner = next(reversed(self._waiting))
                queue = self._waiting[owner]
                while queue:
                    job = queue.popleft()
                    if job[:2] not in self._busy:
                        self._busy.add(job[:2])
                        return job
                del self._waiting[owner]
            self._workers -= 1
            return None

    def finish(self, result: Result) -> None:
        """Hand a result to the main thread, which is woken once for all that wait."""
        with self._lock:
            self._results.append(result)
            told, self._told = self._told, True
        if not told:
            self._arrived.emit()

    def spoil(self, paths: Set[str] | None) -> None:
        """What is being made of ``paths`` (None: of all), or was and is not taken yet, may be out of date."""
        with self._lock:
            self._spoilt.update(job for job in self._busy if paths is None or job[0] in paths)

    def take_results(self) -> tuple[list[Result], bool]:
        """What was made, without what was spoilt meanwhile; and whether there was such."""
        with self._lock:
            results, self._results, self._told = self._results, [], False
            sound = [result for result in results if result[:2] not in self._spoilt]
            taken = {result[:2] for result in results}
            self._busy -= taken
            self._spoilt -= taken
        return sound, len(sound) < len(results)


class _Worker(QRunnable):
    """A pool thread that makes thumbnails until none is wanted."""

    def __init__(self, jobs: _Jobs) -> None:
        super().__init__()
        self._jobs = jobs

    def run(self) -> None:
        """Decode, and store what was new, until the list is empty."""
        _be_nice()
        while (job := self._jobs.next()) is not None:
            self._jobs.go.wait(_LONGEST_HOLD)
            path, side, ratio = job
            try:
                image = make_thumbnail(path, side, ratio, self._jobs.store)
                self._jobs.finish((path, side, image, ""))
            except EngineError as error:
                self._jobs.finish((path, side, None, getattr(error, "reason", "") or error.message))
            except OSError as error:
                self._jobs.finish((path, side, None, error.strerror or str(error)))
        self._jobs.store.flush()


def _be_nice() -> None:
    """Let the window go first. Only Linux has a priority for each thread that needs no privilege."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


_shared: list[ThumbnailLoader] = []


def shared_loader() -> ThumbnailLoader:
    """The application's one loader, made on first use and closed when the application quits."""
    app = QCoreApplication.instance()
    if not _shared or _shared[0].parent() is not app:
        loader = ThumbnailLoader(app)
        if app is not None:
            app.aboutToQuit.connect(loader.close)
        _shared[:] = [loader]
    return _shared[0]
