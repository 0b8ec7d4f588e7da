"""One pass over the training fold."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import Diverged, EngineError
from engine.events import BatchDone, Event, Warned
from engine.training.inputs import Positions, epoch_order
from engine.training.keep import save_last
from engine.training.pace import seconds_left
from engine.training.prepare import hold
from engine.training.session import Session
from engine.training.step_memory import fit, in_parts
from engine.training.vanished import PictureGone, await_picture

if TYPE_CHECKING:
    from torch import Tensor

    from engine.training.sharded import EpochShare


@dataclass(frozen=True)
class Epoch:
    """The pictures of an epoch in the order in which this process takes them.

    Attributes:
        positions: among the run's samples.
        labels: theirs, on the device.
        size: pictures of a whole batch of this process.
        batches: how many batches there are.
        share: this process's part, where several share the epoch.
    """

    positions: Positions
    labels: Tensor
    size: int
    batches: int
    share: EpochShare | None = None

    def counted(self, index: int, count: int) -> int:
        """How many of the ``count`` pictures of batch ``index`` are this process's to count."""
        return count if self.share is None or self.share.weights[index] > 0 else 0


def plan_epoch(session: Session) -> Epoch:
    """The running epoch of ``session``. Raises EngineError where its batches cannot be divided."""
    import torch

    prepared, size = session.prepared, session.batch_size
    fold = prepared.folds["train"]
    order = epoch_order(prepared.labels[fold], session.config.train, session.epoch)
    positions = fold[order]
    group, share = session.divided, None
    if session.trains_norms():
        positions = positions[: whole_batches(len(positions), size, 1 if group is None else group.world)]
    batches = math.ceil(len(positions) / size)
    if group is not None:
        from engine.training.sharded import divide

        share = divide(positions, prepared.labels[positions], size, group, session.trainer.class_weights)
        positions, size = share.positions, share.size
    labels = torch.from_numpy(prepared.labels[positions]).to(session.device)
    return Epoch(positions, labels, size, batches, share)


def whole_batches(pictures: int, size: int, processes: int) -> int:
    """How many of an epoch's ``pictures`` train in batches of ``size`` where batch norms may train.

    A last batch of one has no variance for batch norm to divide by. One with fewer pictures than there are
    processes would have some lend a picture that batch norm counts twice. Either is left out of the epoch,
    other pictures in each; but all train where they are no more than that.
    """
    rest = pictures % size
    return pictures - rest if rest < min(max(2, processes), pictures) else pictures


def train_epoch(session: Session) -> Iterator[Event]:
    """The rest of the running epoch, from ``session.batch`` on.

    Raises:
        Stopped: the user asked to stop; ``session`` holds the position.
        Diverged: the loss became infinite or not a number.
    """
    epoch = plan_epoch(session)
    if session.divided is not None:
        session.divided.tell("epoch", session.epoch, session.batch)
    meter = Meter(session, epoch)
    session.trainer.train_mode()
    while True:
        gone: PictureGone | None = None
        try:
            yield from _batches(session, meter, epoch)
        except PictureGone as error:
            gone = error
        if gone is None:
            break
        yield from await_picture(session.control, gone)
    meter.put_back()
    session.join_totals()
    meter.check()


def _batches(session: Session, meter: Meter, epoch: Epoch) -> Iterator[Event]:
    """The batches from ``session.batch`` on."""
    assert session.inputs is not None
    group = session.divided
    batches = session.inputs.training(epoch.positions, session.epoch, epoch.size, session.batch)
    for index, x in enumerate(batches, start=session.batch):
        meter.put_back()
        hold(session.control)
        if group is not None:
            group.tell("step", index, session.trainer.plateau.factor)
        y = set_up_step(session, epoch, index, x)
        crowded = fit(session, x)
        if crowded is not None:
            yield crowded
        loss, correct = yield from take_step(session, x, y)
        meter.add(loss, correct, epoch.counted(index, len(y)))
        session.batch = index + 1
        if session.throttle.ready():
            yield meter.event(session.batch)
        if session.last_clock.due():
            meter.put_back()
            yield from save_last(session)


def set_up_step(session: Session, epoch: Epoch, index: int, x: Tensor) -> Tensor:
    """Learning rate and weight of step ``index``; returns the labels of its inputs ``x``."""
    session.trainer.set_rate(session.epoch + index / epoch.batches)
    if epoch.share is not None:
        session.trainer.weigh(epoch.share.weights[index], epoch.share.counts[index])
    return epoch.labels[index * epoch.size : index * epoch.size + len(x)]


def take_step(session: Session, x: Tensor, y: Tensor) -> Generator[Event, None, tuple[Tensor, Tensor]]:
    """One step; when the GPU's memory is full, the same step in halves, and so from then on.

    Returns:
        Summed loss and right answers, on the device.

    Raises:
        EngineError: the memory does not hold one picture.
    """
    import torch

    while True:
        # Recovered from outside the except block: its frames would keep the memory alive.
        full = False
        try:
            taken = session.trainer.step(x, y)
        except torch.OutOfMemoryError:
            full = True
        if not full:
            return taken
        micro = (session.trainer.micro_batch or len(y)) // 2
        if micro == 0:
            raise EngineError(
                "The GPU's memory does not hold even one picture's training step.",
                "Choose a smaller backbone, thaw fewer stages, or train on the CPU.",
            )
        session.trainer.micro_batch = micro
        if session.device.type == "cuda":
            torch.cuda.empty_cache()
        yield Warned(
            f"The GPU's memory was full: each batch of {session.batch_size} now runs in parts of {micro}.",
            in_parts(session.trainer),
        )


class Meter:
    """Loss and accuracy of the epoch, summed on the device and read a few times a second."""

    def __init__(self, session: Session, epoch: Epoch) -> None:
        import torch

        self._session = session
        self.total = epoch.batches
        # What this process has seen of the epoch is one of so many parts.
        self._parts = session.divided.world if session.divided is not None else 1
        self._sums = torch.tensor(session.totals, dtype=torch.float64, device=session.device)
        self._read = list(session.totals)
        self._began = session.control.clock()
        self._begun_at = session.totals[2]

    def add(self, loss: Tensor, correct: Tensor, count: int) -> None:
        """Take in a step over ``count`` pictures: summed loss and right answers."""
        self._sums[0] += loss
        self._sums[1] += correct
        self._sums[2] += count

    def put_back(self) -> None:
        """Hand the sums to the session as a tensor; they are read only when something needs them."""
        self._session.sums = self._sums

    def event(self, done: int) -> BatchDone:
        """How far the epoch is, after ``done`` batches."""
        now = self._session.read_totals()
        count = now[2] - self._read[2]
        loss = (now[0] - self._read[0]) / count if count else None
        self._read = now
        self.check()
        seconds = self._session.control.clock() - self._began
        speed = self._parts * (now[2] - self._begun_at) / max(seconds, 1e-9)
        return BatchDone(
            self._session.phase_name(),
            done,
            self.total,
            self._session.epoch,
            loss,
            round(speed, 1),
            seconds_left(self._session, done / self.total),
        )

    def check(self) -> None:
        """Raises Diverged when the loss is no number any more."""
        if math.isfinite(self._session.read_totals()[0]):
            return
        raise Diverged(
            f"The loss became infinite in epoch {self._session.epoch + 1}, "
            f"by batch {self._session.batch + 1} of {self.total}."
        )
