"""Thumbnails for grids of any length: decoded off the main thread, what is on screen first.

A grid says with :meth:`ThumbnailLoader.want` which pictures it shows now. That list replaces its
former one, so pictures that were scrolled away before their turn are never decoded. Pool threads
make QImages (never QPixmaps, which belong to the main thread) and the main thread is told in
batches.
"""

from __future__ import annotations

import io
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QObject, QRunnable, Qt, QThread, QThreadPool, Signal, SignalInstance, Slot
from PySide6.QtGui import QImage

from desktop.item_models.thumbnail_store import ThumbnailStore, key_of
from engine.errors import EngineError
from engine.files import cache_folder

MEMORY_BYTES = 96 * 1024 * 1024
"""Bound of the decoded thumbnails kept: about three windows full of the largest, 1,500 of 128 pixels."""

STORED_SIDES = (128, 256, 512)
"""Sides of the thumbnails on disk, in pixels; the next larger one is scaled to the tile."""

CORNER = 6
"""Radius of the rounded corners, in device-independent pixels."""

_QUALITY = 88


class ThumbnailLoader(QObject):
    """Square thumbnails by path. All methods are for the main thread.

    Signals:
        ready: list of paths whose thumbnail, or whose failure, is now known.
    """

    ready = Signal(object)
    _arrived = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        store: Path | None = None,
        memory: int = MEMORY_BYTES,
    ) -> None:
        """``store``: file of the thumbnails on disk, in the cache folder unless given; ``memory`` in bytes."""
        super().__init__(parent)
        self._memory, self._used = memory, 0
        self._images: OrderedDict[str, tuple[int, QImage]] = OrderedDict()
        self._errors: dict[str, str] = {}
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
            if path and path not in self._errors and self._images.get(path, (0,))[0] != pixels
        ]
        for _ in range(self._jobs.replace(id(owner), missing, pixels, ratio, self._pool.maxThreadCount())):
            self._pool.start(_Worker(self._jobs))

    def release(self, owner: object) -> None:
        """Forget what ``owner`` waits for."""
        self._jobs.replace(id(owner), (), 0, 1.0, 0)

    def forget_errors(self) -> None:
        """Let failed pictures be tried again."""
        self._errors.clear()

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
        for path, side, image, error in self._jobs.take_results():
            paths.append(path)
            if image is None:
                self._errors[path] = error
            else:
                self._keep(path, side, image)
        if paths:
            self.ready.emit(paths)

    def _keep(self, path: str, side: int, image: QImage) -> None:
        former = self._images.pop(path, None)
        if former is not None:
            self._used -= former[1].sizeInBytes()
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
        self._told = False
        self._workers = 0

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

    def take_results(self) -> list[Result]:
        with self._lock:
            results, self._results, self._told = self._results, [], False
            self._busy.difference_update((path, side) for path, side, _, _ in results)
        return results


class _Worker(QRunnable):
    """A pool thread that makes thumbnails until none is wanted."""

    def __init__(self, jobs: _Jobs) -> None:
        super().__init__()
        self._jobs = jobs

    def run(self) -> None:
        """Decode, and store what was new, until the list is empty."""
        while (job := self._jobs.next()) is not None:
            path, side, ratio = job
            try:
                image = make_thumbnail(path, side, ratio, self._jobs.store)
                self._jobs.finish((path, side, image, ""))
            except EngineError as error:
                self._jobs.finish((path, side, None, getattr(error, "reason", "") or error.message))
            except OSError as error:
                self._jobs.finish((path, side, None, error.strerror or str(error)))
        self._jobs.store.flush()


def make_thumbnail(path: str, side: int, ratio: float, store: ThumbnailStore) -> QImage:
    """The middle square of a picture, ``side`` x ``side`` device pixels, corners rounded.

    Raises:
        EngineError: the picture cannot be used.
        OSError: the file is not there or cannot be read.
    """
    from PIL import Image

    about = os.stat(path)
    stored_side = next((known for known in STORED_SIDES if known >= side), STORED_SIDES[-1])
    key = key_of(path, about.st_mtime_ns, about.st_size, stored_side)
    encoded = store.get(key)
    if encoded is not None:
        with Image.open(io.BytesIO(encoded)) as opened:
            square = opened.convert("RGB")
    else:
        square = Image.fromarray(_square(path, stored_side))
        stream = io.BytesIO()
        square.save(stream, "JPEG", quality=_QUALITY)
        store.put(key, stream.getvalue())
    if square.width != side:
        square = square.resize((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _rounded(square.tobytes("raw", "BGRX"), side, ratio)


def _square(path: str, side: int) -> npt.NDArray[np.uint8]:
    from engine.data import decode

    pixels = decode.load(Path(path), shorter=side)
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    return np.ascontiguousarray(pixels[top : top + side, left : left + side])


def _rounded(pixels: bytes, side: int, ratio: float) -> QImage:
    """A premultiplied QImage with rounded corners; cutting them here keeps painting a plain copy."""
    values = np.frombuffer(pixels, dtype=np.uint8).reshape(side, side, 4).copy()
    values[..., 3] = 255
    mask = _corner(max(1, round(CORNER * ratio)))
    reach = min(len(mask), side // 2)
    mask = mask[:reach, :reach, None]
    for rows, flip_rows in ((slice(0, reach), 1), (slice(side - reach, side), -1)):
        for columns, flip_columns in ((slice(0, reach), 1), (slice(side - reach, side), -1)):
            part = values[rows, columns] * mask[::flip_rows, ::flip_columns]
            values[rows, columns] = part.astype(np.uint8)
    image = QImage(
        values.tobytes(), side, side, side * 4, QImage.Format.Format_ARGB32_Premultiplied
    ).copy()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=8)
def _corner(radius: int) -> npt.NDArray[np.float32]:
    """Coverage of the upper left corner of a rounded square, shape (radius, radius), 0 to 1."""
    centres = radius - (np.arange(radius, dtype=np.float32) + 0.5)
    distance = np.hypot(centres[:, None], centres[None, :])
    return np.clip(radius - distance + 0.5, 0.0, 1.0).astype(np.float32)


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
