"""What the frozen part of the network says of each picture, computed once and kept.

The part before the cut is deterministic (frozen weights, batch-norm statistics frozen, dropout off),
so its output depends on the picture, the view, the weights, the preprocessing, the precision and the
cut alone. Those make the key; any number of epochs, and any later run with another head, starts from
the stored arrays.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.control import RunControl
from engine.data import lanes, network_pixels, pixel_store
from engine.data.augment import random_view
from engine.data.catalog import FileProblem, Sample
from engine.data.decode import UnusablePicture
from engine.data.record_store import RecordStore
from engine.device import machine_memory
from engine.errors import EngineError
from engine.events import BatchDone, Event, PhaseStarted, Warned
from engine.files import cache_folder
from engine.launched import processes_here
from engine.training.prepare import Throttle, hold
from engine.training.vanished import await_picture, gone

if TYPE_CHECKING:
    from engine.models.backbones import Preprocessing

Array = npt.NDArray[np.generic]
Pixels = npt.NDArray[np.uint8]
Forward = Callable[[Pixels], Array]

PLAIN = 0
MIRRORED = -1
DECODE_STRETCH = 64


@dataclass(frozen=True)
class Space:
    """Where activations are comparable: everything but the picture and the view that shapes them.

    Attributes:
        weights: identity of the backbone's weights.
        preprocessing: size and normalisation, as text.
        precision: ``fp32``, ``bf16`` or ``fp16`` with how it was computed, as text.
        cut: stages after the cut (0 = the head's input).
        augment: kind of the random views.
    """

    weights: str
    preprocessing: str
    precision: str
    cut: int
    augment: str

    @property
    def digest(self) -> str:
        """A short name for a folder."""
        decoded = f"decoded {pixel_store.DECODE_VERSION.decode()}"
        parts = (self.weights, self.preprocessing, self.precision, str(self.cut), self.augment, decoded)
        text = "|".join(parts)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass
class ActivationCache:
    """Activations of one space, on disk and, while they fit, in memory."""

    space: Space
    store: RecordStore = field(init=False)
    full: bool = False
    _memory: dict[bytes, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        budget = cache_folder() / "activations"
        self.store = RecordStore(
            budget / self.space.digest, limit_bytes=pixel_store.limit_bytes(), budget=budget
        )

    def key(self, content: bytes, view: int) -> bytes:
        """The record's key for a picture's content key and a view."""
        return hashlib.blake2b(content, key=str(view).encode(), digest_size=16).digest()

    def has(self, content: bytes, view: int) -> bool:
        """Whether it is computed already."""
        key = self.key(content, view)
        return key in self.store or key in self._memory

    def put(self, content: bytes, view: int, value: Array) -> None:
        """Keep one picture's activation; in memory alone once the disk is full."""
        key = self.key(content, view)
        if not self.full:
            try:
                self.store.put(key, value)
                return
            except EngineError:
                self.full = True
        self._memory[key] = value

    def get(self, content: bytes, view: int) -> Array | None:
        """One picture's activation, or None when it is not there or its record is damaged."""
        key = self.key(content, view)
        kept = self._memory.get(key)
        return kept if kept is not None else self.store.get(key)

    def shape(self, content: bytes, view: int) -> tuple[int, ...] | None:
        """Its shape without reading it."""
        key = self.key(content, view)
        return self._memory[key].shape if key in self._memory else self.store.shape(key)

    def close(self) -> None:
        """Close the files."""
        self.store.close()
        self._memory.clear()


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
    cache: ActivationCache,
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
    throttle, started, done = Throttle(), time.monotonic(), 0
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
                    speed = now / max(time.monotonic() - started, 1e-9)
                    yield BatchDone("features", now, len(whole), images_per_second=round(speed, 1))
        if lost is not None:
            yield from await_picture(control, lost)
        elif again:
            break
        # What failed may have been on a drive that was away for a moment: only twice in a row counts.
        left, again = [*failed, *left[seen:]], lost is None
        problems.clear()
    if todo:
        speed = len(whole) / max(time.monotonic() - started, 1e-9)
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
    throttle, started = Throttle(), time.monotonic()
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
                speed = done / max(time.monotonic() - started, 1e-9)
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
