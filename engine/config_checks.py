"""What the settings of a run may be, and what is wrong with those that are not, in words.

``RunConfig.problems()`` asks here for each of its groups.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.config import DataConfig, ModelConfig, RunConfig

MODES = ("frozen", "finetune", "staged")
RECIPES = ("quick", "balanced", "thorough", "classic")
HEADS = ("linear", "hidden", "full_output", "binary")
SOLVERS = ("gradient", "lbfgs")
OPTIMIZERS = ("sgd", "adam", "adamw")
SCHEDULES = ("none", "step", "cosine", "onecycle", "plateau")
AUGMENTATIONS = ("none", "flip", "light", "classic", "randaugment", "trivialaugment")
PRECISIONS = ("auto", "fp32", "bf16", "fp16")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a configuration: ``field`` as a dotted path, e.g. ``train.epochs``."""

    field: str
    message: str


def data_problems(data: DataConfig) -> list[Problem]:
    """What is wrong with where the pictures are and how they are divided."""
    found = [
        *_between("data.val_fraction", data.val_fraction, 0.0, 0.9),
        *_between("data.test_fraction", data.test_fraction, 0.0, 0.9),
    ]
    if not data.source:
        found.append(Problem("data.source", "Choose a folder of pictures."))
    if data.val_fraction + data.test_fraction > 0.9:
        found.append(Problem("data.test_fraction", "Leave at least a tenth of the pictures for training."))
    if data.folds and not 2 <= data.folds <= 20:
        found.append(Problem("data.folds", "Give 2 to 20 folds, or 0 for none."))
    if data.folds and not 0 <= data.fold < data.folds:
        found.append(Problem("data.fold", f"Give a fold from 0 to {data.folds - 1}."))
    return found


def model_problems(model: ModelConfig, epochs: int) -> list[Problem]:
    """What is wrong with the network of a run of so many epochs."""
    found = [
        *_choice("model.mode", model.mode, MODES),
        *_choice("model.head", model.head, HEADS),
        *_between("model.dropout", model.dropout, 0.0, 0.95),
        *_between("model.hidden_units", model.hidden_units, 1, 65536),
        *_between("model.stage_lr_decay", model.stage_lr_decay, 0.01, 1.0),
    ]
    if model.thaw_stages < -1:
        found.append(Problem("model.thaw_stages", "Give a number of stages, or -1 for all."))
    if model.mode == "staged":
        starts = [phase.from_epoch for phase in model.schedule]
        if not starts or starts[0] != 0 or starts != sorted(set(starts)):
            found.append(Problem("model.schedule", "Phases start at epoch 0 and follow in order."))
        if any(phase.lr_factor <= 0 or phase.stages < -1 for phase in model.schedule):
            found.append(Problem("model.schedule", "Rates are above 0, stages are -1 or more."))
        late = next((start for start in starts if start >= epochs >= 1), 0)
        if late:
            never = f"The phase from epoch {late} never begins: the run has {epochs} epochs. "
            found.append(Problem("model.schedule", never + "Let it begin earlier, or train for more epochs."))
    return found


def train_problems(config: RunConfig) -> list[Problem]:
    """What is wrong with how the network is trained."""
    train, model = config.train, config.model
    found = [
        *_choice("train.solver", train.solver, SOLVERS),
        *_choice("train.optimizer", train.optimizer, OPTIMIZERS),
        *_choice("train.schedule", train.schedule, SCHEDULES),
        *_choice("train.augment", train.augment, AUGMENTATIONS),
        *_choice("train.precision", train.precision, PRECISIONS),
        *_between("train.epochs", train.epochs, 1, 10_000),
        *_between("train.batch_size", train.batch_size, 0, 65_536),
        *_between("train.lr", train.lr, 0.0, 100.0),
        *_between("train.momentum", train.momentum, 0.0, 0.9999),
        *_between("train.weight_decay", train.weight_decay, 0.0, 10.0),
        *_between("train.step_epochs", train.step_epochs, 1, 10_000),
        *_between("train.step_gamma", train.step_gamma, 0.0001, 1.0),
        *_between("train.warmup_epochs", train.warmup_epochs, 0, 10_000),
        *_between("train.label_smoothing", train.label_smoothing, 0.0, 0.5),
        *_between("train.grad_clip", train.grad_clip, 0.0, 1e6),
        *_between("train.mixup", train.mixup, 0.0, 10.0),
        *_between("train.cutmix", train.cutmix, 0.0, 10.0),
        *_between("train.views", train.views, 1, 100),
        *_between("train.ema", train.ema, 0.0, 0.9999),
        *_between("train.patience", train.patience, 0, 10_000),
        *_between("train.seed", train.seed, 0, 2**31 - 1),
    ]
    if not re.fullmatch("auto|cpu|cuda(:[0-9]+)?", train.device):
        found.append(Problem("train.device", "Choose auto, cpu, cuda or cuda:N."))
    if train.solver == "lbfgs" and (model.mode != "frozen" or model.head not in ("linear", "binary")):
        found.append(Problem("train.solver", "The direct solver needs a frozen backbone and a linear head."))
    return found


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> list[Problem]:
    return [] if value in allowed else [Problem(name, f"Choose one of {', '.join(allowed)}; not {value!r}.")]


def _between(name: str, value: float, low: float, high: float) -> list[Problem]:
    return (
        []
        if low <= value <= high
        else [Problem(name, f"Give a value from {low:g} to {high:g}; not {value:g}.")]
    )
