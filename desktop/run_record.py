"""What a run has said so far, gathered for showing. Knows no widgets."""

from __future__ import annotations

import csv
import dataclasses
import io
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from desktop import engine_words, words
from engine import events as ev


@dataclass
class RunRecord:
    """The state of a run after its events up to now.

    A run has sittings: it is resumed after it was stopped, or cut short without a word.

    Attributes:
        started: what the latest sitting said when it was ready.
        sittings: how many ended, or were cut short, before the latest one.
        phase: the phase going on.
        batch: the latest progress.
        epochs: every finished epoch, in order.
        phases: training phases as (from epoch, stages), in order.
        best: the best epoch so far.
        end: the last event.
        warnings: what the user should know of the latest sitting, and is still so.
    """

    started: ev.RunStarted | None = None
    sittings: int = 0
    phase: ev.PhaseStarted | None = None
    batch: ev.BatchDone | None = None
    epochs: list[ev.EpochDone] = field(default_factory=list)
    phases: list[tuple[int, int]] = field(default_factory=list)
    best: ev.EpochDone | None = None
    end: ev.RunEnded | None = None
    warnings: list[ev.Warned] = field(default_factory=list)
    _ready: bool = False
    _spent: float = 0.0
    _spent_now: float = 0.0

    def add(self, event: ev.Event) -> None:
        """Take in the next event."""
        if self._begins_sitting(event):
            self.begin_again()
        self.warnings = [warning for warning in self.warnings if not warning.is_over(event)]
        match event:
            case ev.RunStarted():
                self._start(event)
            case ev.PhaseStarted():
                self.phase, self.batch, self.end = event, None, None
                if event.name in ("train", "head"):
                    self._add_phase(event)
            case ev.BatchDone():
                self.batch = event
            case ev.EpochDone():
                self.epochs.append(event)
                self._spent_now += event.seconds
                if event.best or self.best is None:
                    self.best = event
            case ev.Warned():
                self.warnings.append(event)
            case ev.RunEnded():
                self.end = event
                self._spent_now = max(event.seconds, self._spent_now)
            case ev.CheckpointSaved() | ev.PredictionsReady():
                pass

    def begin_again(self) -> None:
        """A further sitting begins, which says so itself only when everything is ready."""
        self.phase, self.batch, self.end = None, None, None
        self.warnings, self._ready = [], False
        self.sittings += 1
        self._spent, self._spent_now = self._spent + self._spent_now, 0.0

    def _begins_sitting(self, event: ev.Event) -> bool:
        """Whether ``event`` is of another sitting than the one before; one that was killed has no end."""
        if self.end is not None:
            return True
        first = isinstance(event, ev.PhaseStarted) and event.name == "read" and self.phase is not None
        return self._ready and (first or isinstance(event, ev.RunStarted))

    def _start(self, event: ev.RunStarted) -> None:
        """A fresh run, or a further sitting: then only what the earlier one finished stays."""
        self.started, self.phase, self.batch, self._ready = event, None, None, True
        self.epochs = [epoch for epoch in self.epochs if epoch.epoch <= event.resumed_epoch]
        self.phases = [phase for phase in self.phases if phase[0] <= event.resumed_epoch]
        self.best = None
        for epoch in self.epochs:
            if epoch.best or self.best is None:
                self.best = epoch
        if not event.resumed_epoch:
            self._spent = 0.0  # it begins anew: what went before is no part of what is shown

    def _add_phase(self, event: ev.PhaseStarted) -> None:
        self.phases = [phase for phase in self.phases if phase[0] < event.epoch]
        if not self.phases or self.phases[-1][1] != event.stages:
            self.phases.append((event.epoch, event.stages))

    @property
    def seconds(self) -> float:
        """Wall time of all sittings together; of one without an end, that of its epochs."""
        return self._spent + self._spent_now

    def whole(self, end: ev.RunEnded) -> ev.RunEnded:
        """``end`` with the wall time of all sittings, as its epochs are those of all."""
        return dataclasses.replace(end, seconds=self.seconds)

    @property
    def planned(self) -> int:
        """Epochs planned; 0 before the run says."""
        return self.started.epochs if self.started else 0

    @property
    def is_solved(self) -> bool:
        """Whether the head is solved directly, so that validation chooses no epoch."""
        return self.started is not None and self.started.solver == "lbfgs"

    def validation(self) -> tuple[float | None, int]:
        """Accuracy of the best epoch, and of how many pictures: those left out since count in neither."""
        best, end = self.best, self.end
        if best is None:
            return None, 0
        if (
            end is not None
            and end.val_count
            and end.best_epoch == best.epoch
            and end.val_accuracy is not None
        ):
            return end.val_accuracy, end.val_count
        return best.val_accuracy, best.val_count or (self.started.val_count if self.started else 0)

    def spans(self) -> list[tuple[float, float, str]]:
        """The training phases as (from epoch, to epoch, what trains)."""
        last = self.planned if self.end is None else len(self.epochs)
        starts = [start for start, _ in self.phases]
        starts.append(max(last, starts[-1] + 1 if starts else 1))
        return [
            (float(start), float(starts[at + 1]), words.stages(stages))
            for at, (start, stages) in enumerate(self.phases)
        ]

    def share_done(self) -> float:
        """How much of the phase or, while training, of the whole run is done, 0 to 1; -1 if unknown."""
        if self.end is not None:
            return 0.0 if self.end.outcome == "failed" else 1.0
        batch = self.batch
        if self.phase is not None and self.phase.name in ("train", "head") and self.planned:
            inside = batch.done / batch.total if batch and batch.total else 0.0
            finished = max(len(self.epochs), batch.epoch if batch else 0)
            if batch and finished > batch.epoch:
                inside = 0.0
            return min(1.0, (finished + inside) / self.planned)
        if self.epochs and self.planned:
            return min(1.0, len(self.epochs) / self.planned)
        return batch.done / batch.total if batch and batch.total else -1.0

    def to_csv(self) -> str:
        """One line an epoch; losses and shares as they were computed."""
        names = (
            "epoch",
            "train_loss",
            "train_accuracy",
            "val_loss",
            "val_accuracy",
            "lr",
            "seconds",
            "images_per_second",
            "best",
        )
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for epoch in self.epochs:
            writer.writerow(["" if (v := getattr(epoch, name)) is None else v for name in names])
        return stream.getvalue()


def log_line(event: ev.Event) -> str:
    """An event as a line for people; empty for those not worth one."""
    match event:
        case ev.RunStarted():
            return _started_line(event)
        case ev.PhaseStarted():
            return _phase_line(event)
        case ev.EpochDone():
            return _epoch_line(event)
        case ev.Warned():
            text = QCoreApplication.translate("RunLog", "Note: {0}")
            return text.format(engine_words.said(f"{event.message} {event.hint}".strip()))
        case ev.RunEnded():
            return end_line(event)
        case _:
            return ""


def _started_line(event: ev.RunStarted) -> str:
    translate = QCoreApplication.translate
    counts = translate("RunLog", "{0} pictures to train on, {1} to validate, {2} to test; {3} classes.")
    counts = counts.format(event.train_count, event.val_count, event.test_count, len(event.classes))
    if event.resumed_epoch:
        begun = translate("RunLog", "Resumed after epoch {0} on {1}, {2}.")
        return begun.format(event.resumed_epoch, words.device(event.device), event.precision) + " " + counts
    begun = translate("RunLog", "{0} on {1}, {2}.")
    return begun.format(event.backbone, words.device(event.device), event.precision) + " " + counts


def _phase_line(event: ev.PhaseStarted) -> str:
    text = words.phase(event.name, event.detail)
    return f"{text}: {words.stages(event.stages)}" if event.name == "train" else text


def _epoch_line(event: ev.EpochDone) -> str:
    translate = QCoreApplication.translate
    text = translate("RunLog", "Epoch {0} of {1}: training loss {2}, accuracy {3}")
    line = text.format(
        event.epoch, event.epochs, words.number(event.train_loss), words.percent(event.train_accuracy)
    )
    if event.val_loss is not None:
        text = translate("RunLog", "; validation loss {0}, accuracy {1}")
        line += text.format(words.number(event.val_loss), words.percent(event.val_accuracy))
    if event.best:
        line += translate("RunLog", " (best so far)")
    return line


def end_line(event: ev.RunEnded, finished: int = 0) -> str:
    """How a run ended, in words; ``finished`` epochs, where it was resumed and ended before it was ready.

    Its seconds are told as they stand: see :meth:`RunRecord.whole`.
    """
    translate = QCoreApplication.translate
    if event.outcome == "failed":
        return engine_words.said(f"{event.message} {event.hint}".strip())
    if event.outcome == "stopped":
        text = translate("RunLog", "Stopped after {0}, {1}. The best and the last are kept.")
    else:
        text = translate("RunLog", "Finished: {0}, {1}.")
    return text.format(words.epochs(max(event.epochs, finished)), words.duration(event.seconds))
