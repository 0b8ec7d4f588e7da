"""Optimizers, learning-rate schedules and weight averaging."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from engine.config import TrainConfig

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

# Peak rates of the head that did well over frozen features and in fine-tuning on small sets;
# 0.001 for SGD is the textbook's.
DEFAULT_LR = {
    ("sgd", "frozen"): 0.05,
    ("adam", "frozen"): 1e-2,
    ("adamw", "frozen"): 1e-2,
    ("sgd", "finetune"): 5e-3,
    ("adam", "finetune"): 3e-4,
    ("adamw", "finetune"): 3e-4,
    ("sgd", "staged"): 0.02,
    ("adam", "staged"): 2e-3,
    ("adamw", "staged"): 2e-3,
}


def head_lr(train: TrainConfig, mode: str) -> float:
    """The head's peak learning rate: as configured, or the default for optimizer and mode."""
    return train.lr or DEFAULT_LR[train.optimizer, mode]


def make_optimizer(
    train: TrainConfig, groups: list[dict[str, Any]], device: torch.device, *, scaled: bool = False
) -> torch.optim.Optimizer:
    """The configured optimizer over parameter groups that carry ``lr`` and ``weight_decay``.

    ``scaled``: a gradient scaler steps it, and leaves steps out.
    """
    import torch

    fused = device.type in ("cuda", "cpu")
    if train.optimizer == "sgd":
        # A fused one is asked even for a step that is left out; SGD then keeps a momentum never written.
        return torch.optim.SGD(groups, lr=1e-3, momentum=train.momentum, fused=fused and not scaled)
    kind = torch.optim.Adam if train.optimizer == "adam" else torch.optim.AdamW
    return kind(groups, lr=1e-3, fused=fused)


def lay_as_parameters(optimizer: torch.optim.Optimizer) -> None:
    """Let what ``optimizer`` keeps of each parameter lie in memory as the parameter does.

    Fused steps on a CPU go through the memory of both, number by number, and do not look at the strides. A
    checkpoint may hold moments of parameters that lay otherwise when it was written.
    """
    import torch

    for parameter, kept in optimizer.state.items():
        for name, value in kept.items():
            if isinstance(value, torch.Tensor) and value.shape == parameter.shape:
                kept[name] = torch.empty_like(parameter, dtype=value.dtype, device=value.device).copy_(value)


def schedule_factor(train: TrainConfig, epoch: float, first: int, last: int) -> float:
    """Factor on the peak rate at a moment of a phase; ``plateau`` is kept apart (see Plateau).

    Args:
        train: the settings.
        epoch: epochs done, with the fraction of the current one.
        first, last: the phase runs from epoch ``first`` up to ``last``.
    """
    length = max(last - first, 1)
    position = min(max((epoch - first) / length, 0.0), 1.0)
    if train.schedule == "step":
        return float(train.step_gamma ** (int(epoch - first) // train.step_epochs))
    if train.schedule == "cosine":
        warmup = min(train.warmup_epochs, length - 1)
        done = epoch - first
        if warmup and done < warmup:
            return max(done / warmup, 0.01)
        return 0.5 * (1 + math.cos(math.pi * (done - warmup) / (length - warmup)))
    if train.schedule == "onecycle":
        # Smith 2018: up over the first 30 %, down to almost nothing over the rest, both cosine.
        if position < 0.3:
            return 0.04 + 0.96 * 0.5 * (1 - math.cos(math.pi * position / 0.3))
        return 0.5 * (1 + math.cos(math.pi * (position - 0.3) / 0.7))
    return 1.0


class Plateau:
    """Lowers a phase's rate by ``step_gamma`` when the loss has not fallen for ``step_epochs`` epochs."""

    def __init__(self, train: TrainConfig) -> None:
        self._gamma = train.step_gamma
        self._epochs = train.step_epochs
        self.active = train.schedule == "plateau"
        self.factor = 1.0
        self.best = math.inf
        self.waited = 0

    def update(self, loss: float) -> None:
        """Take in an epoch's validation (or else training) loss."""
        if not self.active:
            return
        if loss < self.best - 1e-6:
            self.best, self.waited = loss, 0
            return
        self.waited += 1
        if self.waited >= self._epochs:
            self.factor, self.waited = self.factor * self._gamma, 0

    def state(self) -> list[float]:
        """For a checkpoint."""
        return [self.factor, self.best, float(self.waited)]

    def load(self, state: list[float]) -> None:
        """The inverse of :meth:`state`."""
        self.factor, self.best, self.waited = state[0], state[1], int(state[2])


class WeightAverage:
    """Exponential moving average of the trained parameters (Polyak & Juditsky 1992).

    Early averages are corrected by a decay that grows with the steps: min(decay, (1+t)/(10+t)).
    """

    def __init__(self, decay: float) -> None:
        self.decay = decay
        self.steps = 0
        self.shadow: dict[str, Tensor] = {}

    def update(self, named: Iterable[tuple[str, nn.Parameter]]) -> None:
        """Take in the parameters after a step; a parameter seen first starts at its own value."""
        import torch

        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, parameter in named:
                if name in self.shadow:
                    self.shadow[name].lerp_(parameter.detach(), 1 - decay)
                else:
                    self.shadow[name] = parameter.detach().clone()

    def swap(self, named: Iterable[tuple[str, nn.Parameter]]) -> None:
        """Exchange the parameters with their averages; a second call exchanges them back."""
        import torch

        with torch.no_grad():
            for name, parameter in named:
                if name in self.shadow:
                    kept = parameter.detach().clone()
                    parameter.copy_(self.shadow[name])
                    self.shadow[name] = kept

    def state(self) -> dict[str, Any]:
        """For a checkpoint: tensors and numbers only."""
        return {"steps": self.steps, "shadow": dict(self.shadow)}

    def load(self, state: Mapping[str, Any], device: torch.device) -> None:
        """The inverse of :meth:`state`, with the averages where the parameters are."""
        self.steps = int(state["steps"])
        self.shadow = {name: value.to(device, copy=True) for name, value in state["shadow"].items()}
