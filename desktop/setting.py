"""What a setting is to the window: its name for people, its help, how it is edited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine import config


@dataclass(frozen=True)
class Setting:
    """One field of ``ModelConfig`` or ``TrainConfig``.

    Attributes:
        path: dotted, as in ``engine.config_checks.Problem.field``.
        label: for people.
        help: what it does, when to change it.
        kind: ``whole``, ``number``, ``auto_whole``, ``auto_number`` (empty = automatic), ``switch``,
            ``choice`` or ``text``.
        choices: for ``choice``: the values with their words.
        applies: whether it means anything under a configuration; otherwise it is greyed out.
    """

    path: str
    label: str
    help: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    applies: Callable[[config.RunConfig], bool] = lambda _config: True


def by_gradient(run: config.RunConfig) -> bool:
    """Whether epochs of mini-batches are taken, not the direct solver."""
    return run.train.solver == "gradient"


def thaws(run: config.RunConfig) -> bool:
    """Whether part of the backbone trains."""
    return run.model.mode != "frozen"


def begins_with_head(run: config.RunConfig) -> bool:
    """Whether epochs train a linear head alone, at least at first."""
    model = run.model
    alone = model.mode == "frozen" or (
        model.mode == "staged" and bool(model.schedule) and model.schedule[0].stages == 0
    )
    return alone and model.head in ("linear", "binary") and by_gradient(run)
