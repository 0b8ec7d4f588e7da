"""What a run says while it goes: a closed union of frozen dataclasses, JSON both ways.

Events carry plain numbers and strings, never tensors. Every event is also a line of the run's
``events.jsonl``, so that a finished run is shown by the code that shows a live one.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError


@dataclass(frozen=True)
class RunStarted:
    """The first event of a run.

    Attributes:
        run: the run folder.
        classes: class names in the order of the logits.
        train_count, val_count, test_count: pictures in each fold.
        epochs: epochs planned.
        device: in words, for people (``NVIDIA H100``, ``CPU, 2 threads``).
        precision: ``fp32``, ``bf16`` or ``fp16``, as resolved.
        backbone: its name.
        resumed_epoch: epochs already done by an earlier sitting; 0 for a fresh run.
        time: seconds since the Unix epoch.
        solver: ``gradient`` or ``lbfgs``, as resolved; empty in runs that an older version trained.
    """

    run: str
    classes: tuple[str, ...]
    train_count: int
    val_count: int
    test_count: int
    epochs: int
    device: str
    precision: str
    backbone: str
    resumed_epoch: int = 0
    time: float = 0.0
    solver: str = ""


@dataclass(frozen=True)
class PhaseStarted:
    """A stretch of work begins.

    Attributes:
        name: ``read`` (listing and decoding pictures), ``weights`` (fetching and loading them),
            ``features`` (the frozen part over every picture), ``head``, ``train``, ``evaluate``,
            ``save``.
        detail: in words, for people.
        total: units of progress that follow (pictures, batches), 0 when unknown.
        epoch: the epoch from which a training phase holds (0 = from the start).
        stages: stages training in it, -1 = all, 0 = head only.
        lr: its learning rate for the head; 0 where it means nothing.
    """

    name: str
    detail: str = ""
    total: int = 0
    epoch: int = 0
    stages: int = 0
    lr: float = 0.0


@dataclass(frozen=True)
class BatchDone:
    """Progress inside a phase, at most ten a second.

    Attributes:
        phase: the running phase's name.
        done, total: units of progress in the phase or, while training, in the epoch.
        epoch: epochs finished before this one.
        loss: mean training loss since the last such event, None where there is none.
        images_per_second: over the last stretch; 0 when unknown.
        seconds_left: estimate for the whole run; negative when unknown.
    """

    phase: str
    done: int
    total: int
    epoch: int = 0
    loss: float | None = None
    images_per_second: float = 0.0
    seconds_left: float = -1.0


@dataclass(frozen=True)
class EpochDone:
    """An epoch (or an iteration of the direct solver) is finished and evaluated.

    Attributes:
        epoch: counted from 1.
        epochs: planned.
        train_loss, train_accuracy: mean over the epoch as trained (augmentation included).
        val_loss, val_accuracy: on the validation fold; None where it is empty.
        lr: learning rate of the head at the end of the epoch.
        seconds: duration of the epoch, evaluation included.
        images_per_second: pictures trained a second.
        best: whether it is the best so far.
        seconds_left: estimate for the whole run; negative when unknown.
        val_count: pictures in the validation fold, without those left out since the run began; 0 also in
            runs that an older version trained.
    """

    epoch: int
    epochs: int
    train_loss: float
    train_accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    lr: float
    seconds: float
    images_per_second: float
    best: bool
    seconds_left: float = -1.0
    val_count: int = 0


@dataclass(frozen=True)
class CheckpointSaved:
    """A file of the run is whole on disk. ``kind``: ``best``, ``last`` or ``epoch``."""

    kind: str
    path: str
    epoch: int


@dataclass(frozen=True)
class PredictionsReady:
    """``predictions.npz`` is written; when ``final`` is false, ``sample.npz`` of the epoch just finished.

    Attributes:
        path: the file.
        epoch: the epoch it holds.
        count: pictures in it.
        final: true for the last one of the run.
    """

    path: str
    epoch: int
    count: int
    final: bool = True


@dataclass(frozen=True)
class Warned:
    """Something the user should know and that did not stop the run.

    Attributes:
        message: in words, naming the thing.
        hint: what to do about it; may be empty.
        paths: the files it is about.
        until: how long it is true: ``progress``, until the run, which waits, says anything else;
            ``saved``, until it has written a file; empty for good.
    """

    message: str
    hint: str = ""
    paths: tuple[str, ...] = ()
    until: str = ""

    def is_over(self, event: Event) -> bool:
        """Whether ``event``, which came later, shows that this is true no more."""
        if self.until == "progress":
            return not isinstance(event, Warned)
        return self.until == "saved" and isinstance(event, CheckpointSaved | PredictionsReady | RunEnded)


@dataclass(frozen=True)
class RunEnded:
    """The last event, exactly one a run.

    Attributes:
        outcome: ``completed``, ``stopped`` or ``failed``.
        run: the run folder.
        epochs: epochs finished.
        seconds: wall time of this sitting.
        best_epoch: counted from 1; 0 when no epoch was finished.
        val_accuracy: at the best epoch; None without a validation fold. Optimistic, since the
            epoch was chosen by it; not so where the head is solved directly.
        val_count: pictures in the validation fold.
        test_accuracy: on the test fold, by the best epoch's weights; None without one.
        test_count: pictures in the test fold.
        message, hint: for ``failed``: what happened and the next step.
    """

    outcome: str
    run: str
    epochs: int
    seconds: float
    best_epoch: int
    val_accuracy: float | None
    val_count: int
    test_accuracy: float | None = None
    test_count: int = 0
    message: str = ""
    hint: str = ""


Event = (
    RunStarted | PhaseStarted | BatchDone | EpochDone | CheckpointSaved | PredictionsReady | Warned | RunEnded
)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_BY_NAME: dict[str, type[Any]] = {_snake(kind.__name__): kind for kind in typing.get_args(Event)}


def to_json(event: Event) -> dict[str, Any]:
    """``{"event": "epoch_done", ...}``, JSON-ready."""
    return {"event": _snake(type(event).__name__), **dataclasses.asdict(event)}


def from_json(raw: Mapping[str, Any]) -> Event:
    """The inverse of :func:`to_json`.

    Raises:
        EngineError: an unknown event name, or fields that the event does not have.
    """
    if not isinstance(raw, Mapping):
        raise EngineError("An event of the run is no group of fields.", "The run's events are damaged.")
    values = dict(raw)
    kind = _BY_NAME.get(str(values.pop("event", "")))
    if kind is None:
        raise EngineError(
            f"Unknown event: {str(raw.get('event'))[:60]!r}.",
            "The run was written by another version of Graft.",
        )
    hints = _HINTS[kind]
    wrong = [k for k, v in values.items() if k not in hints or not _fits(hints[k], v)]
    try:
        if wrong:
            raise TypeError(wrong[0])
        return typing.cast(
            Event,
            kind(
                **{k: tuple(v) if isinstance(hints[k], types.GenericAlias) else v for k, v in values.items()}
            ),
        )
    except TypeError as error:
        raise EngineError(f"An event of the run does not have the expected fields: {error}.") from None


_LARGEST = 2**63
_HINTS = {kind: typing.get_type_hints(kind) for kind in _BY_NAME.values()}


def _fits(hint: Any, value: Any) -> bool:
    """Whether a value of JSON can be that of a field; any number passes for any other."""
    if isinstance(hint, types.GenericAlias):
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if isinstance(hint, types.UnionType):
        return any(_fits(one, value) for one in hint.__args__)
    if hint in (int, float):
        return isinstance(value, float) or (isinstance(value, int) and abs(value) < _LARGEST)
    return isinstance(value, hint)
