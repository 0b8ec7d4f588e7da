"""From what the user chose to samples in folds, written down in the run's ``split.json``."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from engine.config import FORMAT, RunConfig
from engine.control import RunControl
from engine.data import pixel_store, typical_size
from engine.data.catalog import FileProblem, Sample, Split
from engine.data.progress import WorkCancelled
from engine.errors import EngineError
from engine.events import BatchDone, Event, PhaseStarted, Warned
from engine.files import write_bytes
from engine.run_folder import FOLDS, RunFolder

Positions = npt.NDArray[np.int64]
Progress = Callable[[int, int], None]
T = TypeVar("T")
_NAMED = 20


@dataclass(frozen=True)
class Prepared:
    """The pictures of a run.

    Attributes:
        root: folder that sample ids are relative to.
        source: what the user gave.
        classes: class names in the order of the labels.
        samples: all pictures of all folds.
        contents: their content keys.
        labels: class indices, int64, shape (n,).
        folds: positions in ``samples`` by fold name, int64.
        left_out: files that cannot be used.
        shorter_side: typical one of the pictures in pixels (:mod:`engine.data.typical_size`) where the
            network sees them from edge to edge; 0: not known.
    """

    root: Path
    source: str
    classes: tuple[str, ...]
    samples: tuple[Sample, ...]
    contents: tuple[bytes, ...]
    labels: npt.NDArray[np.int64]
    folds: dict[str, Positions]
    left_out: tuple[FileProblem, ...]
    shorter_side: int = 0

    def class_counts(self) -> list[int]:
        """Training pictures of each class."""
        labels = self.labels[self.folds["train"]]
        return [int(n) for n in np.bincount(labels, minlength=len(self.classes))]

    def without(self, problems: Sequence[FileProblem]) -> Prepared:
        """The same without the files named in ``problems``.

        Raises:
            EngineError: nothing is left to train or a class lost its last training picture.
        """
        if not problems:
            return self
        gone = {problem.path for problem in problems}
        keep = [i for i, sample in enumerate(self.samples) if sample.path not in gone]
        samples = [self.samples[i] for i in keep]
        contents = [self.contents[i] for i in keep]
        left = (*self.left_out, *problems)
        made = _assemble(self.root, self.source, self.classes, samples, contents, left)
        return replace(made, shorter_side=self.shorter_side)


def prepare(config: RunConfig, control: RunControl) -> Generator[Event, None, Prepared]:
    """List the data set, divide it (the same picture twice is never divided) and key every picture.

    Raises:
        EngineError: nothing there to train on, in words.
        Stopped: the user asked to stop.
    """
    from engine.data import sources, split

    yield PhaseStarted("read", "Listing the pictures")
    try:
        catalog = sources.open_source(config.data, cancelled=lambda: control.stopping)
    except WorkCancelled:
        raise Stopped from None
    if control.stopping:
        raise Stopped
    sources.require_trainable(catalog)
    found = yield from _told(lambda progress: pixel_store.keyed(catalog.samples, progress), control)
    content = {sample.id: key for sample, key in zip(found.samples, found.keys, strict=True)}
    catalog = replace(catalog, samples=found.samples, problems=(*catalog.problems, *found.problems))
    groups = {key: number for number, key in enumerate(dict.fromkeys(content.values()))}
    divided = split.make_split(
        catalog, config.data, groups={name: groups[key] for name, key in content.items()}
    )
    samples = _in_folds(divided)
    prepared = _assemble(
        catalog.root,
        catalog.source,
        catalog.classes,
        samples,
        [content[sample.id] for sample in samples],
        catalog.problems,
    )
    yield from warn_left_out(catalog.problems)
    if not config.model.edge_to_edge:
        return prepared
    return replace(prepared, shorter_side=shorter_side(samples, control))


def shorter_side(samples: Sequence[Sample], control: RunControl) -> int:
    """Typical one of the pictures in pixels; 0 where none can be read.

    Raises:
        Stopped: the user asked to stop.
    """
    paths = [sample.path for sample in samples]
    try:
        return typical_size.typical_shorter_side(paths, cancelled=lambda: control.stopping)
    except WorkCancelled:
        raise Stopped from None


def _told(work: Callable[[Progress], T], control: RunControl) -> Generator[Event, None, T]:
    """``work`` in a thread, with an event a few times a second; it stops and pauses where it tells progress.

    Raises:
        Stopped: the user asked to stop.
    """
    at, said = (0, 0), (0, 0)
    over = RunControl()

    def progress(done: int, total: int) -> None:
        nonlocal at
        at = done, total
        hold(over)
        hold(control)

    with ThreadPoolExecutor(1, thread_name_prefix="told") as pool:
        try:
            task = pool.submit(work, progress)
            while not wait([task], timeout=0.2).done:
                if at != said:  # nothing moves while the run is paused
                    said = at
                    yield BatchDone("read", *said)
        finally:
            over.stop()
    return task.result()


def _in_folds(divided: Split) -> list[Sample]:
    by_fold = zip(FOLDS, (divided.train, divided.validation, divided.test), strict=True)
    return [replace(sample, fold=fold) for fold, part in by_fold for sample in part]


def _assemble(
    root: Path,
    source: str,
    classes: tuple[str, ...],
    samples: Sequence[Sample],
    contents: Sequence[bytes],
    left_out: Sequence[FileProblem],
) -> Prepared:
    folds = {
        fold: np.array([i for i, sample in enumerate(samples) if sample.fold == fold], dtype=np.int64)
        for fold in FOLDS
    }
    labels = np.array([sample.label for sample in samples], dtype=np.int64)
    trained = np.bincount(labels[folds["train"]], minlength=len(classes))
    for name, count in zip(classes, trained, strict=True):
        if count == 0:
            raise EngineError(
                f"No picture of the class {name} is left to train on.",
                "Add pictures to it, or leave the class out.",
            )
    return Prepared(root, source, classes, tuple(samples), tuple(contents), labels, folds, tuple(left_out))


def warn_left_out(problems: Sequence[FileProblem]) -> Iterator[Event]:
    """One warning that names the files that cannot be used."""
    if problems:
        reasons = [f"{problem.path.name}: {problem.reason.rstrip('.')}" for problem in problems[:_NAMED]]
        named = "; ".join(reasons)
        more = f"; and {len(problems) - _NAMED} more" if len(problems) > _NAMED else ""
        count = "1 file is left out" if len(problems) == 1 else f"{len(problems)} files are left out"
        yield Warned(
            f"{count}: {named}{more}.",
            "Repair or remove them, or go on without them.",
            tuple(str(problem.path) for problem in problems),
        )


def write_split(run: RunFolder, prepared: Prepared) -> None:
    """Write ``split.json``. Raises EngineError when it cannot be written."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "root": str(prepared.root),
        "source": prepared.source,
        "classes": list(prepared.classes),
        "shorter_side": prepared.shorter_side,
    }
    for fold, positions in prepared.folds.items():
        value[fold] = [
            {
                "id": prepared.samples[i].id,
                "path": str(prepared.samples[i].path),
                "label": prepared.samples[i].label,
                "content": prepared.contents[i].hex(),
            }
            for i in positions
        ]
    value["left_out"] = [{"path": str(p.path), "reason": p.reason} for p in prepared.left_out]
    write_bytes(run.split_path, json.dumps(value, ensure_ascii=False).encode())


def read_split(run: RunFolder, control: RunControl) -> Generator[Event, None, Prepared]:
    """The pictures of a run as its ``split.json`` has them, checked to be there and unchanged.

    Raises:
        EngineError: a picture is gone or has changed since; it is named.
        Stopped: the user asked to stop.
    """
    value = run.split()
    samples: list[Sample] = []
    contents: list[bytes] = []
    try:
        for fold in FOLDS:
            for entry in value[fold]:
                samples.append(Sample(entry["id"], Path(entry["path"]), entry["label"], fold))
                contents.append(bytes.fromhex(entry["content"]))
        left_out = [FileProblem(Path(entry["path"]), entry["reason"]) for entry in value["left_out"]]
        root, source, classes = Path(value["root"]), value["source"], tuple(value["classes"])
        shorter = int(value.get("shorter_side", 0))
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{run.split_path} cannot be read: {error}.", "The file may be damaged.") from None
    from engine.fingerprints import content_keys

    paths = [sample.path for sample in samples]
    now = yield from _told(lambda progress: content_keys(paths, progress=progress), control)
    for sample, then, key in zip(samples, contents, now, strict=True):
        if key != then:
            state = "is gone" if key is None else "has changed"
            raise EngineError(
                f"{sample.path} {state} since the run began.",
                "Bring the data set back as it was and resume, or start a new run.",
            )
    prepared = _assemble(root, source, classes, samples, contents, left_out)
    return replace(prepared, shorter_side=shorter)


class Throttle:
    """True at most ``per_second`` times a second."""

    def __init__(self, per_second: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1.0 / per_second
        self._clock = clock
        self._next = 0.0

    def ready(self) -> bool:
        """Whether the next message is due; starts the wait for the one after."""
        now = self._clock()
        if now < self._next:
            return False
        self._next = now + self._gap
        return True


class Stopped(Exception):
    """Raised inside the engine when the user asked to stop; never leaves it."""


def hold(control: RunControl) -> None:
    """Return at once, or when a pause is over.

    Raises:
        Stopped: a stop was asked for.
    """
    if control.paused:
        with control.waiting():
            while control.paused and not control.stopping:
                control.wait(0.2)
    if control.stopping:
        raise Stopped
