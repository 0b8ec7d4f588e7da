"""Presets of a run's settings. Every field stays editable afterwards; imports without torch."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.config import ModelConfig, RunConfig, ThawPhase, TrainConfig
from engine.errors import EngineError
from engine.models.backbones import backbone

WORTH_THAWING = 0.2
"""Share of a backbone's parameters that the balanced recipe thaws at least."""


@dataclass(frozen=True)
class Recipe:
    """A preset: its name, what it does in a sentence, and the settings it makes."""

    name: str
    summary: str
    settings: Callable[[RunConfig], RunConfig]


def apply(config: RunConfig, name: str) -> RunConfig:
    """``config`` with the recipe's settings; data, backbone, weights, seed and device stay.

    Raises:
        EngineError: no recipe of that name, or no such backbone.
    """
    recipe = RECIPES.get(name)
    if recipe is None:
        raise EngineError(f"There is no recipe named {name}.", f"Recipes are: {', '.join(RECIPES)}.")
    fresh = TrainConfig(
        recipe=name,
        seed=config.train.seed,
        device=config.train.device,
        precision=config.train.precision,
        save_every_epoch=config.train.save_every_epoch,
        tensorboard=config.train.tensorboard,
    )
    model = replace(
        ModelConfig(), backbone=config.model.backbone, weights=config.model.weights, mode=config.model.mode
    )
    return recipe.settings(replace(config, model=model, train=fresh))


def with_epochs(config: RunConfig, epochs: int) -> RunConfig:
    """``config`` for a run of ``epochs``: the phases of its schedule begin at the same shares of the run.

    Each phase keeps an epoch of its own where there are as many; where there are fewer, the phases that
    never begin are among :meth:`RunConfig.problems`.
    """
    starts: list[int] = []
    for left, phase in zip(range(len(config.model.schedule), 0, -1), config.model.schedule, strict=True):
        share = round(phase.from_epoch * epochs / config.train.epochs)
        starts.append(max(min(share, epochs - left), starts[-1] + 1 if starts else 0))
    schedule = tuple(
        replace(phase, from_epoch=start) for phase, start in zip(config.model.schedule, starts, strict=True)
    )
    return replace(
        config,
        model=replace(config.model, schedule=schedule),
        train=replace(config.train, epochs=epochs),
    )


def default_schedule(epochs: int) -> tuple[ThawPhase, ...]:
    """Head first, then the last two stages, then all, each at a lower rate, for a run of ``epochs``.

    Two epochs do without the last; a single one is too few, as :meth:`RunConfig.problems` says.
    """
    starts = sorted({0, max(epochs // 3, 1), max(2 * epochs // 3, 2)})
    steps = ((0, 1.0), (2, 0.2), (-1, 0.1))
    return tuple(
        ThawPhase(start, stages, factor)
        for start, (stages, factor) in zip(starts, steps, strict=False)
        if start < max(epochs, 2)
    )


def _quick(config: RunConfig) -> RunConfig:
    return replace(
        config,
        model=replace(config.model, mode="frozen", edge_to_edge=True),
        train=replace(config.train, solver="lbfgs", epochs=50, schedule="none"),
    )


def last_stages(name: str) -> int:
    """The fewest last stages of a backbone that hold a fifth of its parameters; 1 where they are not known.

    A stage means much more in one network than in another: the last one is three quarters of ResNet-18 and
    an eighth of MobileNetV2, where thawing it alone gained half of what two did on small unusual pictures.

    Raises:
        EngineError: no backbone of that name.
    """
    sizes = [stage.parameters for stage in backbone(name).stages]
    held = itertools.accumulate(reversed(sizes))
    return next((count for count, part in enumerate(held, start=1) if part >= sum(sizes) * WORTH_THAWING), 1)


def _balanced(config: RunConfig) -> RunConfig:
    # The head's epochs are nearly free on cached features: where thawing gains nothing (few pictures of
    # everyday things) the best of them is the result. Solved heads do not compete with them here: on
    # pictures that no choice saw they gained nothing; only the validation figure rose.
    phases = (ThawPhase(0, 0, 1.0), ThawPhase(21, last_stages(config.model.backbone), 0.6))
    return replace(
        config,
        model=replace(
            config.model, mode="staged", schedule=phases, frozen_batch_norm=True, edge_to_edge=True
        ),
        train=replace(config.train, epochs=25, label_smoothing=0.05),
    )


def _thorough(config: RunConfig) -> RunConfig:
    # Most of the gain comes from the last stages, whose epochs run on cached activations. An epoch of all
    # stages costs more than ten of those: two of them at a falling rate, and none where even the last
    # stages gained nothing.
    phases = (
        ThawPhase(0, 0, 1.0),
        ThawPhase(12, last_stages(config.model.backbone), 0.6),
        ThawPhase(22, -1, 0.1),
    )
    return replace(
        config,
        model=replace(
            config.model,
            mode="staged",
            schedule=phases,
            frozen_batch_norm=True,
            stage_lr_decay=0.6,
            edge_to_edge=True,
        ),
        train=replace(
            config.train, epochs=24, augment="light", views=4, label_smoothing=0.1, ema=0.9, patience=1
        ),
    )


def _classic(config: RunConfig) -> RunConfig:
    mode = config.model.mode if config.model.mode in ("frozen", "finetune") else "finetune"
    train = replace(
        config.train,
        optimizer="sgd",
        lr=0.001,
        momentum=0.9,
        weight_decay=0.0,
        schedule="step",
        step_epochs=7,
        step_gamma=0.1,
        batch_size=4,
        epochs=25,
        augment="classic",
        views=25,
    )
    return replace(config, model=replace(config.model, mode=mode, prior_bias=False), train=train)


RECIPES: dict[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        Recipe("quick", "The backbone stays as it is; the head is solved directly. Seconds.", _quick),
        Recipe(
            "balanced",
            "The head first, then the last stages at a lower rate, on cached activations.",
            _balanced,
        ),
        Recipe("thorough", "Thaws from head to stem, with augmentation and weight averaging.", _thorough),
        Recipe(
            "classic",
            "The textbook: random crops and flips, SGD, a step schedule, batches of four.",
            _classic,
        ),
    )
}
