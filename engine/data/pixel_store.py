"""Every picture decoded once: upright RGB bytes at the size the backbone needs, kept on disk.

Pictures are stored whole with the shorter side at ``resize``, so that both the centre crop of
evaluation and random crops of training are cut from the same bytes.
"""

from __future__ import annotations

import collections
import hashlib
import os
import shutil
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.data import decode, network_pixels
from engine.data.catalog import FileProblem, Sample
from engine.data.record_store import RecordStore
from engine.data.shard_folder import size_bytes
from engine.device import own_threads
from engine.errors import EngineError
from engine.files import cache_folder
from engine.fingerprints import content_keys, still
from engine.launched import processes_here

DECODE_VERSION = b"2"
DEFAULT_LIMIT_BYTES = 20 * 2**30
_CACHES = ("pixels", "activations")  # in the cache folder; each has the bound of limit_bytes

Pixels = npt.NDArray[np.uint8]
Load = Callable[[int], Pixels]


def threads() -> int:
    """Decoder threads: one for each core this process may use, at most 16.

    Processes of one run on one machine divide its cores.
    """
    return min(16, max(usable_cores() // processes_here(), 1))


def decoders() -> ThreadPoolExecutor:
    """A pool of :func:`threads` decoder threads; each resizes its picture alone, without torch's others."""
    return ThreadPoolExecutor(threads(), "decode", own_threads, (1,))


def usable_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def limit_bytes() -> int:
    """Bound of a cache on disk: ``GRAFT_CACHE_GB``, else 20 GiB, or a quarter of the space if that is less.

    The space is what is free and what the caches hold already: they do not lower their bound as they fill.

    Raises:
        EngineError: ``GRAFT_CACHE_GB`` is no number.
    """
    chosen = os.environ.get("GRAFT_CACHE_GB")
    if chosen:
        try:
            return max(int(float(chosen) * 2**30), 2**20)
        except (ValueError, OverflowError):
            raise EngineError(f"GRAFT_CACHE_GB is {chosen!r}.", "Give a number of gigabytes.") from None
    folder = cache_folder()
    held = sum(size_bytes(folder / name) for name in _CACHES)
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return max(min(DEFAULT_LIMIT_BYTES, (shutil.disk_usage(folder).free + held) // 4), 2**20)


@dataclass(frozen=True)
class Keyed:
    """Samples whose content is known, with their content keys, and files that could not be read."""

    samples: tuple[Sample, ...]
    keys: tuple[bytes, ...]
    problems: tuple[FileProblem, ...]


def keyed(samples: Sequence[Sample], progress: Callable[[int, int], None] | None = None) -> Keyed:
    """The content key of each sample; files that vanished or cannot be read are named.

    ``progress`` as for :func:`engine.fingerprints.content_keys`.
    """
    keys = content_keys([sample.path for sample in samples], threads=threads(), progress=progress)
    found = [(sample, key) for sample, key in zip(samples, keys, strict=True) if key is not None]
    gone = [
        FileProblem(sample.path, "it is gone or may not be read")
        for sample, key in zip(samples, keys, strict=True)
        if key is None
    ]
    return Keyed(tuple(s for s, _ in found), tuple(k for _, k in found), tuple(gone))


class PixelStore:
    """Decoded pictures by content key. Thread-safe; safe with other processes (see RecordStore).

    Args:
        resize: length of the shorter side in pixels.
        interpolation: ``bilinear`` or ``bicubic``, antialiased.
        folder: where to keep them; the cache folder unless told otherwise.
    """

    def __init__(self, resize: int, interpolation: str = "bilinear", folder: Path | None = None) -> None:
        self.resize = resize
        self.interpolation = interpolation
        budget = folder or cache_folder() / "pixels"
        own = budget / f"{resize}-{interpolation}"
        self.limit = limit_bytes()
        self._store = RecordStore(own, limit_bytes=self.limit, budget=budget)
        self._salt = DECODE_VERSION + f"{resize}-{interpolation}".encode()
        self.full = False

    def key(self, content: bytes) -> bytes:
        """The store's key for a picture's content key."""
        return hashlib.blake2b(content, key=self._salt, digest_size=16).digest()

    def has(self, content: bytes) -> bool:
        """Whether the picture is stored."""
        return self.key(content) in self._store

    def load(self, path: Path, content: bytes) -> Pixels:
        """The picture, uint8, shape (height, width, 3), read from the store or decoded and stored.

        When the disk is full the picture is returned all the same and ``full`` is set. One that is larger
        than the whole store is decoded each time.

        Raises:
            UnusablePicture: the file cannot be decoded.
            EngineError: the file has another content now; its pixels must pass for the old one's nowhere.
        """
        key = self.key(content)
        stored = self._store.get(key)
        if stored is not None:
            return stored
        pixels = network_pixels.load(path, self.resize, self.interpolation)
        _require_content(path, content)
        if not self.full:
            try:
                self._store.put(key, pixels)
            except EngineError:
                self.full = True
        return pixels

    def refresh(self) -> None:
        """Take in what other processes have decoded since."""
        self._store.refresh()

    def close(self) -> None:
        """Close the files."""
        self._store.close()


def _require_content(path: Path, content: bytes) -> None:
    try:
        same = still(path, content)
    except OSError as error:
        raise decode.UnusablePicture(f"The file cannot be read ({error.strerror or error}).") from None
    if not same:
        raise EngineError(
            f"{path} has changed since the run began.",
            "Bring the data set back as it was and resume, or start a new run.",
        )


@dataclass(frozen=True)
class PixelBatch:
    """Pictures cut to one size.

    Attributes:
        positions: where they stand in the sequence that was asked for, int64, shape (n,).
        pixels: uint8, shape (n, size, size, 3).
        problems: files of this stretch that could not be decoded; they have no row.
    """

    positions: npt.NDArray[np.int64]
    pixels: Pixels
    problems: tuple[FileProblem, ...]


def batches(
    load: Load,
    path: Callable[[int], Path],
    order: Sequence[int],
    *,
    batch: int,
    size: int,
    ahead: int = 2,
    pool: ThreadPoolExecutor,
) -> Generator[PixelBatch, None, None]:
    """Cut pictures in ``order``, decoded by the pool's threads while earlier batches are used.

    Args:
        load: gives picture ``i`` as uint8, shape (size, size, 3).
        path: names picture ``i`` for a problem.
        order: which pictures, in which order.
        batch: pictures a batch; the last may be smaller.
        size: side of the pictures in pixels.
        ahead: batches prepared beyond the one in use.
        pool: the threads to use; a picture is one task.
    """
    waiting: collections.deque[tuple[Sequence[int], int, Pixels, list[Future[None]]]] = collections.deque()

    def fill(out: Pixels, row: int, index: int) -> None:
        out[row] = load(index)

    def begin(start: int) -> None:
        part = order[start : start + batch]
        out = np.empty((len(part), size, size, 3), np.uint8)
        tasks = [pool.submit(fill, out, row, index) for row, index in enumerate(part)]
        waiting.append((part, start, out, tasks))

    starts = iter(range(0, len(order), batch))
    try:
        for start in starts:
            begin(start)
            if len(waiting) > ahead:
                yield _finished(*waiting.popleft(), path)
        while waiting:
            yield _finished(*waiting.popleft(), path)
    finally:
        for *_, tasks in waiting:
            for task in tasks:
                task.cancel()


def _finished(
    part: Sequence[int], start: int, out: Pixels, tasks: list[Future[None]], path: Callable[[int], Path]
) -> PixelBatch:
    problems: list[FileProblem] = []
    good: list[int] = []
    for row, (index, task) in enumerate(zip(part, tasks, strict=True)):
        try:
            task.result()
        except decode.UnusablePicture as error:
            problems.append(FileProblem(path(index), error.reason))
        else:
            good.append(row)
    rows = np.array(good, dtype=np.int64)
    return PixelBatch(rows + start, out if len(good) == len(part) else out[rows], tuple(problems))
