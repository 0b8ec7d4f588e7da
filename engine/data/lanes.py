"""Pictures decoded and put through a network, in order: in lanes on a processor, decoded ahead of a GPU.

On a processor each lane is a thread that decodes a small batch and computes on it, with its share of the
cores to itself. One network run by all cores at once makes them wait for each other at every layer, and
the decoding threads besides: two lanes of one thread were measured at 1.2 to 1.5 times the pictures a
second of one loop with two threads. A GPU is fed large batches from decoding threads instead.
"""

from __future__ import annotations

import collections
import contextlib
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from engine.data import pixel_store
from engine.data.catalog import FileProblem
from engine.data.unusable import UnusablePicture
from engine.device import own_threads

MOST_LANES = 8
BATCH = 8  # pictures a lane takes at a time: their activations stay in the core's cache
LEAST = 2  # pictures in the batches at the end of a pass, which grow smaller so that lanes end together
# Batches a lane may have computed or begun that were not asked for yet: what bounds the memory.
AHEAD = 2

Pixels = npt.NDArray[np.uint8]
Value = TypeVar("Value")


@dataclass(frozen=True)
class Pictures:
    """What is to be decoded.

    Attributes:
        count: how many pictures.
        size: side of each in pixels.
        load: gives picture ``i`` as uint8, shape (size, size, 3); called from several threads at once.
        path: names picture ``i`` for a problem.
    """

    count: int
    size: int
    load: Callable[[int], Pixels]
    path: Callable[[int], Path]


@dataclass(frozen=True)
class Computed(Generic[Value]):
    """What the network gave for a batch.

    Attributes:
        positions: the pictures' numbers, rising, int64, shape (n,).
        values: the network's answer to each of them.
        problems: files of this batch that could not be decoded; they have no row.
    """

    positions: npt.NDArray[np.int64]
    values: list[Value]
    problems: tuple[FileProblem, ...]


def count(device: str, pictures: int | None = None) -> int:
    """How many lanes to use on a ``device`` (torch's type of it): 0 but for a processor.

    One a core of this process's, at most ``MOST_LANES``, and no more than there are ``pictures``: a single
    one gets all cores.
    """
    if device != "cpu":
        return 0
    lanes = min(pixel_store.threads(), MOST_LANES)
    return lanes if pictures is None else max(min(lanes, pictures), 1)


def computed(
    pictures: Pictures, forward: Callable[[Pixels], Iterable[Value]], *, batch: int, lanes: int
) -> Generator[Computed[Value], None, None]:
    """What ``forward`` gives for every picture, batch by batch, in order.

    To be closed when it is not read to its end (``contextlib.closing``): what waits is cancelled then, and
    what is being computed is waited for.

    Args:
        pictures: what to decode.
        forward: from uint8 (n, size, size, 3) to n values. With several lanes it is called from
            their threads, at once; else from the caller's.
        batch: pictures a batch; the last ones are smaller.
        lanes: how many lanes (see :func:`count`); 0 decodes ahead, for a GPU.

    Raises:
        Whatever ``forward`` raises, when its batch is due.
    """
    return _Lanes(pictures, forward, batch).run(lanes) if lanes else _decoded_ahead(pictures, forward, batch)


class _Lanes(Generic[Value]):
    """One pass over the pictures, a batch a task."""

    def __init__(self, pictures: Pictures, forward: Callable[[Pixels], Iterable[Value]], batch: int) -> None:
        self._pictures = pictures
        self._forward = forward
        self._batch = batch
        self._over = threading.Event()

    def run(self, lanes: int) -> Generator[Computed[Value], None, None]:
        """See :func:`computed`."""
        import torch

        waiting: collections.deque[Future[Computed[Value]]] = collections.deque()
        share = max(torch.get_num_threads() // lanes, 1)
        with ThreadPoolExecutor(lanes, "lane", own_threads, (share,)) as pool:
            try:
                for part in shares(self._pictures.count, self._batch, lanes):
                    waiting.append(pool.submit(self._one, part))
                    if len(waiting) >= AHEAD * lanes:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                self._over.set()
                for task in waiting:
                    task.cancel()

    def _one(self, part: range) -> Computed[Value]:
        """Decode and compute a batch; cut short once the pass is over."""
        rows: list[Pixels] = []
        positions: list[int] = []
        problems: list[FileProblem] = []
        for position in part:
            if self._over.is_set():
                break
            try:
                rows.append(self._pictures.load(position))
            except UnusablePicture as error:
                problems.append(FileProblem(self._pictures.path(position), error.reason))
            else:
                positions.append(position)
        known = bool(rows) and not self._over.is_set()
        values = list(self._forward(np.stack(rows))) if known else []
        return Computed(np.array(positions, np.int64), values, tuple(problems))


def shares(count: int, batch: int, lanes: int) -> Iterator[range]:
    """``count`` pictures in batches for ``lanes`` lanes: of ``batch``, smaller towards the end.

    A batch is at most half of what is left for each lane (guided self-scheduling: Polychronopoulos and
    Kuck 1987), so that no lane waits for another's whole last batch; a single lane takes full ones.
    """
    start = 0
    while start < count:
        fair = -(-(count - start) // (2 * lanes)) if lanes > 1 else batch
        size = min(batch, max(fair, LEAST), count - start)
        yield range(start, start + size)
        start += size


def _decoded_ahead(
    pictures: Pictures, forward: Callable[[Pixels], Iterable[Value]], batch: int
) -> Generator[Computed[Value], None, None]:
    with pixel_store.decoders() as pool:
        stream = pixel_store.batches(
            pictures.load, pictures.path, range(pictures.count), batch=batch, size=pictures.size, pool=pool
        )
        with contextlib.closing(stream):
            for part in stream:
                known = len(part.positions) > 0
                values = list(forward(part.pixels)) if known else []
                yield Computed(part.positions, values, part.problems)
