"""The best epoch so far: its figures, its logits, and its weights on disk."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.training.evaluating import figures

if TYPE_CHECKING:
    from torch import Tensor, nn

# Saving may take this share of the time, so a network of gigabytes is saved less often than a head.
SAVING_SHARE = 0.02
SHORTEST_GAP = 5.0
SAMPLE_GAP = 1.0
"""Seconds between two looks at the pictures that show how a run gets on."""


@dataclass
class Best:
    """Kept in memory until :class:`SaveClock` says that writing is due.

    Attributes:
        epoch: counted from 1; 0 = none yet.
        reached: the first epoch of this accuracy; a later one may have become the best by its loss.
        trained: the last epoch that training itself made better than all before: what took an epoch's place
            without that is no reason to go on for longer.
        accuracy, loss: on the validation fold, or on the training fold where that is empty.
        logits: of the validation fold, float32, shape (n, classes).
        state: the trained tensors at that epoch.
        on_disk: whether ``best.safetensors`` holds them.
    """

    epoch: int = 0
    reached: int = 0
    trained: int = 0
    accuracy: float = -1.0
    loss: float = float("inf")
    logits: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    state: dict[str, Tensor] = field(default_factory=dict)
    on_disk: bool = False

    def improves(self, accuracy: float, loss: float) -> bool:
        """Whether these figures beat the best: accuracy first, loss among equals."""
        return (accuracy, -loss) > (self.accuracy, -self.loss)

    def take(
        self,
        epoch: int,
        accuracy: float,
        loss: float,
        logits: npt.NDArray[np.float32],
        state: dict[str, Tensor],
        *,
        trained_better: bool = True,
    ) -> None:
        """Make this epoch the best; ``state`` is kept as given (pass clones).

        ``trained_better``: whether the epoch's own weights were better than all before, too.
        """
        if accuracy != self.accuracy:
            self.reached = epoch
        if trained_better:
            self.trained = epoch
        self.epoch, self.accuracy, self.loss = epoch, accuracy, loss
        self.logits, self.state, self.on_disk = logits, state, False

    def keep_rows(self, kept: npt.NDArray[np.bool_], labels: npt.NDArray[np.int64]) -> None:
        """Keep what was said of some of the validation fold, with the figures of those.

        Args:
            kept: which rows of the logits, shape (n,).
            labels: of the rows that stay.
        """
        self.logits = self.logits[kept]
        if len(labels):
            self.loss, self.accuracy = figures(self.logits, labels)

    def to_state(self) -> dict[str, Any]:
        """For a checkpoint: everything, since ``best.safetensors`` may be of an older epoch."""
        import torch

        return {
            "epoch": self.epoch,
            "reached": self.reached,
            "trained": self.trained,
            "accuracy": self.accuracy,
            "loss": self.loss,
            "logits": torch.from_numpy(self.logits),
            "state": self.state,
            "on_disk": self.on_disk,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Best:
        """The inverse of :meth:`to_state`."""
        return cls(
            state["epoch"],
            state.get("reached", state["epoch"]),  # checkpoints of earlier versions have none
            state.get("trained", state["epoch"]),  # neither
            state["accuracy"],
            state["loss"],
            state["logits"].numpy(),
            state["state"],
            state["on_disk"],
        )


@dataclass(frozen=True)
class Rival:
    """What may take an epoch's place: weights that came from elsewhere, and what they say.

    Attributes:
        accuracy, loss: on the validation fold.
        logits: of the validation fold, float32, shape (n, classes).
        state: the trained tensors, on the CPU.
    """

    accuracy: float
    loss: float
    logits: npt.NDArray[np.float32]
    state: dict[str, Tensor]

    def beats(self, accuracy: float, loss: float) -> bool:
        """Whether it is better than these figures: accuracy first, loss among equals."""
        return (self.accuracy, -self.loss) > (accuracy, -loss)


@dataclass
class SaveClock:
    """When the next save is due: every few seconds, and never for more than a small share of the time."""

    cost: float = 0.0
    last: float = field(default_factory=time.monotonic)
    gap: float = SHORTEST_GAP

    def due(self) -> bool:
        """Whether it is time to save."""
        return time.monotonic() - self.last >= max(self.gap, self.cost / SAVING_SHARE)

    def begin(self) -> None:
        """Count from now."""
        self.last = time.monotonic()

    def saved(self, began: float) -> None:
        """Take in a save that began at ``began`` (monotonic seconds) and just ended."""
        self.last = time.monotonic()
        self.cost = self.last - began


def trained_names(module: nn.Module, *, buffers: bool) -> list[str]:
    """Names of the tensors that training changes now: thawed parameters and, if asked, buffers.

    Buffers are batch-norm statistics. All are counted once any of the backbone trains: they are small,
    and which of them move depends on the mode of their module.
    """
    names = [name for name, parameter in module.named_parameters() if parameter.requires_grad]
    if not buffers:
        return names
    known = {name for name, _ in module.named_buffers()}
    return names + [name for name in module.state_dict() if name in known]


def copy_state(module: nn.Module, names: Iterable[str]) -> dict[str, Tensor]:
    """Copies of the named tensors, on the CPU."""
    return {name: _tensor(module, name).detach().to("cpu", copy=True) for name in names}


def load_state(module: nn.Module, state: dict[str, Tensor]) -> None:
    """Copy the tensors of ``state`` into ``module``; a name that it lacks is a defect (AttributeError)."""
    import torch

    with torch.no_grad():
        for name, value in state.items():
            _tensor(module, name).copy_(value)


def _tensor(module: nn.Module, name: str) -> Tensor:
    owner, _, last = name.rpartition(".")
    tensor: Tensor = getattr(module.get_submodule(owner), last)
    return tensor
