"""The phases of a run: which epochs train which stages."""

from __future__ import annotations

from dataclasses import dataclass

from engine.config import RunConfig
from engine.training.optim import head_lr


@dataclass(frozen=True)
class Phase:
    """Epochs ``first`` up to ``last`` train the last ``stages`` stages (0 = head only) at ``lr``.

    ``cut`` says what the inputs are: activations before the last ``cut`` stages, or pixels when None.
    """

    first: int
    last: int
    stages: int
    lr: float
    cut: int | None


def phases(config: RunConfig, stage_count: int) -> list[Phase]:
    """The phases of a run, ``cut`` still open (None). The plan is a function of the settings alone."""
    from engine.models import freezing

    lr, epochs = head_lr(config.train, config.model.mode), config.train.epochs
    resolved = [freezing.phase_at(config.model, epoch, stage_count) for epoch in range(epochs)]
    starts = [e for e in range(epochs) if e == 0 or resolved[e].from_epoch != resolved[e - 1].from_epoch]
    ends = [*starts[1:], epochs]
    return [
        Phase(first, last, resolved[first].stages, lr * resolved[first].lr_factor, None)
        for first, last in zip(starts, ends, strict=True)
    ]
