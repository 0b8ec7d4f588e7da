"""What the frozen part of the network says of each picture, computed once and kept.

The part before the cut is deterministic (frozen weights, batch-norm statistics frozen, dropout off),
so its output depends on the picture, the view, the weights, the preprocessing, the precision and the
cut alone. Those make the key; any number of epochs, and any later run with another head, starts from
the stored arrays.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.control import RunControl
from engine.data import lanes, network_pixels, pixel_store
from engine.data.augment import random_view
from engine.data.catalog import FileProblem, Sample
from engine.data.decode import UnusablePicture
from engine.device import machine_memory
from engine.events import BatchDone, Event, PhaseStarted, Warned
from engine.launched import processes_here
from engine.training.activation_cache import Keeper
from engine.training.prepare import Throttle, hold
from engine.training.vanished import await_picture, gone

if TYPE_CHECKING:
    from engine.models.backbones import Preprocessing

Pixels = npt.NDArray[np.uint8]
Forward = Callable[[Pixels], npt.NDArray[np.generic] | list[Any]]
"""From uint8 pictures (n, size, size, 3) to n values: arrays, or what a :class:`Keeper` takes for each."""

PLAIN = 0
MIRRORED = -1
DECODE_STRETCH = 64


@dataclass(frozen=True)
class Share:
    """Which part of some work is this process's.

    Attributes:
        part, parts: every ``parts``-th thing, beginning with ``part``.
        but: files known not to be usable.
    """

    part: int = 0
    parts: int = 1
    but: frozenset[Path] = frozenset()


ALL = Share()


@dataclass(frozen=True)
class Views:
    """How a stored picture becomes network input, plain or at random.

    Attributes:
        preprocessing: the backbone's own.
        augment: kind of the random views.
        store: the pixel store to read from.
        samples, contents: the pictures.
    """

    preprocessing: Preprocessing
    augment: str
    store: pixel_store.PixelStore
    samples: Sequence[Sample]
    contents: Sequence[bytes]

    def make(self, position: int, view: int) -> Pixels:
        """View ``view`` of picture ``position``: uint8, shape (crop, crop, 3).

        ``PLAIN`` is the centre crop, ``MIRRORED`` its mirror image, 1 and more are random, each seeded
        by the picture's content and the number alone.
        """
        content = self.contents[position]
        pixels = self.store.load(self.samples[position].path, content)
        size = self.preprocessing.crop
        if view in (PLAIN, MIRRORED) or self.augment == "none":
            plain = network_pixels.centre_crop(pixels, size)
            return plain[:, ::-1] if view == MIRRORED else plain
        rng = np.random.default_rng([view, *content])
        return random_view(pixels, size, self.augment, rng, self.preprocessing.interpolation)


def extract(
    cache: Keeper,
    views: Views,
    wanted: Sequence[tuple[int, int]],
    forward: Forward,
    control: RunControl,
    *,
    batch: int,
    device: str,
    share: Share = ALL,
) -> Generator[Event, None, list[FileProblem]]:
    """Compute and keep this ``share`` of every (position, view) of ``wanted``; returns unusable files.

    Decoding and the network run in other threads on a processor, decoding alone where ``device``, torch's
    type of it, is another (see :mod:`engine.data.lanes`). The returned list names files that failed to
    decode; nothing is stored for them. One that is no longer there is waited for. Progress is told of the
    whole, as if the other parts were as far.

    Raises:
        Stopped: the user asked to stop; what was computed so far is kept.
    """
    hold(control)
    whole = list(dict.fromkeys(wanted))
    todo = whole[share.part :: share.parts]
    problems: dict[Path, FileProblem] = {}
    throttle, started, done = Throttle(), control.clock(), 0
    left, again = todo, False
    while left:
        failed: list[tuple[int, int]] = []
        seen, lost = 0, None
        pictures = _pictures(views, left)
        with contextlib.closing(
            lanes.computed(pictures, forward, batch=batch, lanes=lanes.count(device))
        ) as stream:
            for part in stream:
                for index, value in zip(part.positions, part.values, strict=True):
                    position, view = left[index]
                    cache.put(views.contents[position], view, value)
                end = seen + len(part.positions) + len(part.problems)
                failed += [left[i] for i in sorted(set(range(seen, end)) - set(part.positions.tolist()))]
                seen, done = end, done + len(part.positions)
                hold(control)
                lost = gone(part.problems)
                if lost is not None:
                    break
                problems.update({problem.path: problem for problem in part.problems})
                if throttle.ready():
                    now = min(done * share.parts, len(whole))
                    speed = now / max(control.clock() - started, 1e-9)
                    yield BatchDone("features", now, len(whole), images_per_second=round(speed, 1))
        if lost is not None:
            yield from await_picture(control, lost)
        elif again:
            break
        # What failed may have been on a drive that was away for a moment: only twice in a row counts.
        left, again = [*failed, *left[seen:]], lost is None
        problems.clear()
    if todo:
        speed = len(whole) / max(control.clock() - started, 1e-9)
        yield BatchDone("features", len(whole), len(whole), images_per_second=round(speed, 1))
    if cache.full or views.store.full:
        yield Warned(
            "The cache's disk is full: what the backbone computed is kept in memory for this run only.",
            "Free some space, or set GRAFT_CACHE to a folder on a larger disk.",
        )
    return list(problems.values())


def _pictures(views: Views, wanted: Sequence[tuple[int, int]]) -> lanes.Pictures:
    return lanes.Pictures(
        len(wanted),
        views.preprocessing.crop,
        lambda i: views.make(*wanted[i]),
        lambda i: views.samples[wanted[i][0]].path,
    )


def memory_budget() -> int:
    """Bytes of activations that may stay in memory: an eighth of what is free, at most 2 GiB.

    Processes of one run on one machine have that together.
    """
    return min(machine_memory()[1] // 8, 2 * 2**30) // processes_here() or 2**28


def decode_all(
    views: Views, control: RunControl, share: Share = ALL
) -> Generator[Event, None, list[FileProblem]]:
    """Decode this ``share`` of the pictures into the pixel store before training on pixels.

    Returns the unusable ones; one that is no longer there is waited for.

    Raises:
        Stopped: the user asked to stop; what was decoded is kept.
    """
    whole = [i for i, content in enumerate(views.contents) if not views.store.has(content)]
    whole = [i for i in whole if views.samples[i].path not in share.but]
    if not whole:
        return []
    yield PhaseStarted("read", "Decoding every picture, once", total=len(whole))
    todo = whole[share.part :: share.parts]
    problems: list[FileProblem] = []
    throttle, started = Throttle(), control.clock()
    with pixel_store.decoders() as pool:
        for first in range(0, len(todo), DECODE_STRETCH):
            hold(control)
            part = todo[first : first + DECODE_STRETCH]
            failed = _decoded(views, part, pool)
            while (lost := gone(failed.values())) is not None:
                yield from await_picture(control, lost)
                failed = _decoded(views, list(failed), pool)
            # Only twice in a row counts: a drive may have been away for a moment.
            problems += _decoded(views, list(failed), pool).values()
            if throttle.ready():
                done = min((first + len(part)) * share.parts, len(whole))
                speed = done / max(control.clock() - started, 1e-9)
                yield BatchDone("read", done, len(whole), images_per_second=round(speed, 1))
    return problems


def _decoded(views: Views, positions: Sequence[int], pool: ThreadPoolExecutor) -> dict[int, FileProblem]:
    """Decode these pictures into the store; what is wrong with those that cannot be, by position."""
    tasks = {i: pool.submit(views.store.load, views.samples[i].path, views.contents[i]) for i in positions}
    problems: dict[int, FileProblem] = {}
    for i, task in tasks.items():
        try:
            task.result()
        except UnusablePicture as error:
            problems[i] = FileProblem(views.samples[i].path, error.reason)
    return problems
