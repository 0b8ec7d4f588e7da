"""The learning-rate range test: a few steps at growing rates, and what their losses suggest.

Source: Smith 2017, "Cyclical Learning Rates for Training Neural Networks", section 3.3. The suggestion is
the rate at which the smoothed loss falls most steeply against the logarithm of the rate.
"""

from __future__ import annotations

import dataclasses
import math
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.config import RunConfig
from engine.control import RunControl
from engine.device import told_in_words
from engine.errors import EngineError
from engine.events import BatchDone, Event
from engine.run_folder import RunFolder
from engine.training.epoch import take_step
from engine.training.inputs import epoch_order
from engine.training.opening import start
from engine.training.optim import head_lr
from engine.training.phases import begin_phase
from engine.training.prepare import Stopped, hold
from engine.training.step_memory import fit

if TYPE_CHECKING:
    from torch import Tensor

    from engine.training.session import Session

LOWEST, HIGHEST = 1e-6, 10.0
STEPS = 100
# Smoothing of the losses of single batches; with bias correction, as in Adam's moments.
_SMOOTH = 0.9
# The test ends when the smoothed loss is this many times the least one so far.
_EXPLODED = 4.0
_FEWEST = 10


@dataclass(frozen=True)
class RateCurve:
    """What the range test measured.

    Attributes:
        rates: the learning rate of the settings (``train.lr``) at each step, growing by the same factor;
            the head's own is that times the first phase's factor, as in training.
        losses: mean training loss of the step's batch, before the step.
        smoothed: exponential average of ``losses``, corrected for its start.
        suggestion: a good ``train.lr``, rounded to one digit; None when the loss never fell.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    suggestion: float | None


def find_rate(
    config: RunConfig,
    control: RunControl,
    *,
    steps: int = STEPS,
    lowest: float = LOWEST,
    highest: float = HIGHEST,
) -> Generator[Event, None, RateCurve | None]:
    """Train the first phase of ``config`` for some steps at rates from ``lowest`` to ``highest``.

    Writes no run; pictures and activations that it computes stay in the caches, where training finds them.
    Yields the events of getting ready, then a :class:`BatchDone` a step; returns None when ``control``
    stopped it.

    Raises:
        EngineError: settings, data or weights that cannot be used, nothing to find (direct solver), or a GPU
            whose memory is full or that stopped working.
    """
    if config.train.solver == "lbfgs":
        raise EngineError(
            "The direct solver has no learning rate.", "Choose mini-batches as the solver, or just train."
        )
    session: Session | None = None
    with told_in_words(), tempfile.TemporaryDirectory(prefix="graft-rate-") as scratch:
        try:
            session = yield from start(config, RunFolder.create(Path(scratch), config), control)
            yield from begin_phase(session, session.phases[0])
            return (yield from _sweep(session, np.geomspace(lowest, highest, steps)))
        except Stopped:
            return None
        finally:
            if session is not None:
                session.close()


def _sweep(session: Session, rates: npt.NDArray[np.float64]) -> Generator[Event, None, RateCurve]:
    """One step a rate, until the loss explodes."""
    trainer = session.trainer
    session.network.module.to(session.device)
    trainer.train_mode()
    losses: list[float] = []
    least = math.inf
    configured = head_lr(session.config.train, session.config.model.mode)
    for (x, y), rate in zip(_endless(session), rates, strict=False):
        hold(session.control)
        crowded = fit(session, x)
        if crowded is not None:
            yield crowded
        for group in trainer.optimizer.param_groups:
            group["lr"] = group["peak"] * rate / configured
        summed, _ = yield from take_step(session, x, y)
        loss = float(summed) / len(y)
        if not math.isfinite(loss):
            break
        losses.append(loss)
        last = smooth(losses)[-1]
        least = min(least, last)
        yield BatchDone("rate", len(losses), len(rates), 0, loss, 0.0, -1.0)
        if len(losses) > _FEWEST and last > _EXPLODED * least:
            break
    used = tuple(float(rate) for rate in rates[: len(losses)])
    smoothed = tuple(smooth(losses))
    return RateCurve(used, tuple(losses), smoothed, suggest(used, smoothed))


def _endless(session: Session) -> Iterator[tuple[Tensor, Tensor]]:
    """Training batches, epoch after epoch."""
    import torch

    prepared, fold = session.prepared, session.prepared.folds["train"]
    assert session.inputs is not None
    epoch = 0
    while True:
        order = fold[epoch_order(prepared.labels[fold], session.config.train, epoch)]
        labels = torch.from_numpy(prepared.labels[order]).to(session.device)
        size = session.batch_size
        for index, x in enumerate(session.inputs.training(order, epoch, size, 0)):
            # A batch of one has no variance for batch-norm: left out, unless there are no others.
            if len(x) > 1 or size == 1 or len(order) == 1:
                yield x, labels[index * size : index * size + len(x)]
        epoch += 1


def smooth(losses: list[float]) -> list[float]:
    """Exponential average of ``losses``, corrected for its start (Kingma & Ba 2015, section 3)."""
    average, found = 0.0, []
    for count, loss in enumerate(losses, start=1):
        average = _SMOOTH * average + (1 - _SMOOTH) * loss
        found.append(average / (1 - _SMOOTH**count))
    return found


def suggest(rates: tuple[float, ...], smoothed: tuple[float, ...]) -> float | None:
    """The rate of the steepest fall before the least loss, rounded to one digit; None without a fall."""
    if len(smoothed) < _FEWEST:
        return None
    end = int(np.argmin(smoothed))
    if end < 3:
        return None
    slopes = np.gradient(np.asarray(smoothed[: end + 1]), np.log(np.asarray(rates[: end + 1])))
    steepest = int(np.argmin(slopes))
    if slopes[steepest] >= 0:
        return None
    return float(f"{rates[steepest]:.0e}")


def with_rate(config: RunConfig, rate: float) -> RunConfig:
    """``config`` with its peak rate set."""
    return dataclasses.replace(config, train=dataclasses.replace(config.train, lr=rate))
