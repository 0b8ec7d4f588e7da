"""The same run several times over, by seeds or by folds: mean and error bars, so that chance shows."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.config import RunConfig
from engine.errors import EngineError

MOST_REPEATS = 20


@dataclass(frozen=True)
class MeanInterval:
    """A mean and the 95 % interval of Student's t around it, cut to 0 to 1; of ``count`` values."""

    mean: float
    low: float
    high: float
    count: int


def mean_interval(accuracies: Sequence[float]) -> MeanInterval:
    """Mean accuracy over repeats and its 95 % interval: mean ± t(n - 1) · s / √n (Student 1908).

    Args:
        accuracies: shares from 0 to 1, one a repeat, at least one. A single one has no interval of its
            own: low is 0 and high is 1, which says that nothing is known of the spread.

    Raises:
        ValueError: no value.
    """
    if not accuracies:
        raise ValueError("at least one accuracy is needed")
    mean = math.fsum(accuracies) / len(accuracies)
    if len(accuracies) == 1:
        return MeanInterval(mean, 0.0, 1.0, 1)
    from scipy.special import stdtrit

    freedom = len(accuracies) - 1
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in accuracies) / freedom)
    half = float(stdtrit(freedom, 0.975)) * deviation / math.sqrt(len(accuracies))
    return MeanInterval(mean, max(mean - half, 0.0), min(mean + half, 1.0), len(accuracies))


def over_seeds(config: RunConfig, count: int) -> tuple[RunConfig, ...]:
    """The run with ``count`` seeds from its own on; the division of the pictures stays the same.

    Raises:
        EngineError: fewer than 2 or more than ``MOST_REPEATS``.
    """
    _check(count)
    first, group = config.train.seed, uuid.uuid4().hex[:8]
    return tuple(
        replace(config, train=replace(config.train, seed=first + i), repeat=f"{group}/{i + 1}/{count}")
        for i in range(count)
    )


def over_folds(config: RunConfig, count: int) -> tuple[RunConfig, ...]:
    """The run with each of ``count`` folds held out in turn (k-fold cross-validation).

    Raises:
        EngineError: fewer than 2 or more than ``MOST_REPEATS``.
    """
    _check(count)
    group = uuid.uuid4().hex[:8]
    return tuple(
        replace(config, data=replace(config.data, folds=count, fold=i), repeat=f"{group}/{i + 1}/{count}")
        for i in range(count)
    )


def group_of(config: RunConfig) -> str:
    """What the repeats of one job have in common; empty for a run on its own."""
    return config.repeat.partition("/")[0]


def place_of(config: RunConfig) -> tuple[int, int]:
    """Which repeat of how many, counted from 1; (0, 0) for a run on its own."""
    parts = config.repeat.split("/")
    if len(parts) != 3 or not (parts[1].isdigit() and parts[2].isdigit()):
        return 0, 0
    return int(parts[1]), int(parts[2])


def _check(count: int) -> None:
    if not 2 <= count <= MOST_REPEATS:
        raise EngineError(
            f"A run can be repeated 2 to {MOST_REPEATS} times, not {count}.",
            "Choose another number.",
        )
