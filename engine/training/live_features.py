"""Features for the live head: read from the cache that runs use, computed and kept where missing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.config import RunConfig
from engine.control import RunControl
from engine.data import pixel_store
from engine.data.catalog import FileProblem, Sample
from engine.data.pixel_store import PixelStore
from engine.device import pick, set_deterministic
from engine.errors import EngineError
from engine.events import BatchDone, Event
from engine.files import damaged
from engine.run_folder import FOLDS, RunFolder
from engine.training.activation_cache import ActivationCache
from engine.training.features import PLAIN, memory_budget
from engine.training.precision import resolve
from engine.training.prepare import Prepared, Stopped, hold, shorter_side
from engine.training.setup import Setup, starting_weights

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LiveFeatures:
    """What the frozen backbone says of n pictures.

    Attributes:
        samples: the pictures.
        values: float32, shape (n, width).
        problems: files that could not be read; they are not among the samples.
        device: name of the device that the run would use.
    """

    samples: tuple[Sample, ...]
    values: Floats
    problems: tuple[FileProblem, ...]
    device: str


def of_samples(
    config: RunConfig, samples: Sequence[Sample], control: RunControl
) -> Generator[Event, None, LiveFeatures | None]:
    """Features of pictures, labelled or not, through the backbone of ``config``.

    Returns:
        The features, or None when ``control`` asked to stop; what was computed is kept for later.

    Raises:
        EngineError: weights that are not here or cannot be read, fewer than two usable pictures, more
            than memory holds, or a backbone whose features are maps.
    """
    try:
        found = pixel_store.keyed(samples, lambda _done, _all: hold(control))
        shorter = shorter_side(found.samples, control) if config.model.edge_to_edge else 0
    except Stopped:
        return None
    prepared = _without_labels(found.samples, found.keys, shorter)
    return (yield from _read(config, prepared, found.problems, control))


def of_run(run: RunFolder, control: RunControl) -> Generator[Event, None, LiveFeatures | None]:
    """Features of all pictures of a run, as its head saw them; ``fold`` of each sample is the run's.

    Raises:
        EngineError: as :func:`of_samples`, the run changed its backbone, or its ``split.json`` is damaged.
    """
    problem = refusal(run)
    if problem is not None:
        raise problem
    value = run.split()
    try:
        entries = [(fold, entry) for fold in FOLDS for entry in value[fold]]
        samples = [Sample(e["id"], Path(e["path"]), int(e["label"]), fold) for fold, e in entries]
        contents = [bytes.fromhex(entry["content"]) for _, entry in entries]
        shorter = int(value.get("shorter_side", 0))
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(run.split_path, str(error)) from None
    prepared = _without_labels(samples, contents, shorter)
    return (yield from _read(run.config(), prepared, (), control))


def refusal(run: RunFolder) -> EngineError | None:
    """Why there can be no live head for a run; None where there can."""
    if run.config().model.mode != "frozen":
        return EngineError(
            "This run trained its backbone, so a new head alone would not be the same network.",
            "Train again to see what the corrections do.",
        )
    value = run.split()
    if not all("content" in entry for fold in FOLDS for entry in value[fold]):
        return EngineError("This run does not say which pictures it saw.", "Train again.")
    return None


def drain(
    events: Generator[Event, None, LiveFeatures | None],
    progress: Callable[[int, int], None],
) -> LiveFeatures | None:
    """Run :func:`of_samples` or :func:`of_run` to its end, telling progress.

    Raises:
        EngineError: as they do.
    """
    while True:
        try:
            event = next(events)
        except StopIteration as end:
            result: LiveFeatures | None = end.value
            return result
        if isinstance(event, BatchDone):
            progress(event.done, event.total)


def _read(
    config: RunConfig, prepared: Prepared, problems: Sequence[FileProblem], control: RunControl
) -> Generator[Event, None, LiveFeatures | None]:
    from engine.models import build, weights

    if len(prepared.samples) < 2:
        raise EngineError("There are too few usable pictures.", "Open a folder with at least two.")
    where = weights.locate(config.model)
    if not where.here and where.path is not None:  # timm finds its own models' weights, or says why not
        raise EngineError(
            "The weights of the backbone are not on this machine yet.",
            "Choose a backbone whose weights are here, or fetch them in the Model panel.",
        )
    network = build.build_network(
        config.model, 2, class_counts=[1, 1], seed=config.train.seed, shorter=prepared.shorter_side
    )
    device = pick(config.train.device)
    set_deterministic(device)  # what is kept here is read by runs
    plan = resolve(config.train.precision, network, device, 0)
    # Plain views alone; the kind of augmentation stays, it is part of the cache's key.
    train = replace(config.train, views=1, tta_flip=False)
    facts = network.preprocessing
    pixels = PixelStore(facts.resize, facts.interpolation)
    setup = Setup(train, prepared, network, device, plan, starting_weights(config, network), pixels)
    cache = setup.cache(0)
    try:
        unusable = yield from setup.extract(cache, control)
        gone = {problem.path for problem in unusable}
        kept = [i for i, sample in enumerate(prepared.samples) if sample.path not in gone]
        values = _stacked(cache, [prepared.contents[i] for i in kept])
        found = tuple(prepared.samples[i] for i in kept)
        return LiveFeatures(found, values, (*problems, *unusable), str(device))
    except Stopped:
        return None
    finally:
        pixels.close()
        cache.close()


def _without_labels(samples: Sequence[Sample], contents: Sequence[bytes], shorter_side: int) -> Prepared:
    nothing = np.zeros(0, dtype=np.int64)
    labels = np.array([sample.label for sample in samples], dtype=np.int64)
    # No training fold: random views belong to training pictures, and none are wanted here.
    folds = dict.fromkeys(FOLDS, nothing)
    return Prepared(Path(), "", (), tuple(samples), tuple(contents), labels, folds, (), shorter_side)


def _stacked(cache: ActivationCache, contents: Sequence[bytes]) -> Floats:
    shape = cache.shape(contents[0], PLAIN) if len(contents) > 1 else None
    if shape is None:
        raise EngineError("There are too few usable pictures.", "Open a folder with at least two.")
    if len(shape) != 1:
        raise EngineError(
            "The head of this backbone works on maps, not on a list of features.",
            "Choose another backbone for a live head.",
        )
    # The head keeps the features once more, along their principal axes.
    if 2 * len(contents) * shape[0] * 4 > memory_budget():
        raise EngineError(
            "The features of so many pictures do not fit into memory.",
            "Open a part of the pictures, or train without a live head.",
        )
    result = np.empty((len(contents), shape[0]), dtype=np.float32)
    for at, content in enumerate(contents):
        row = cache.get(content, PLAIN)
        if row is None:
            raise EngineError("A cached feature is gone or damaged.", "Try again: it is computed anew.")
        result[at] = row
    return result
