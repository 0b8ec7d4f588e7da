"""Mixup and CutMix, and the loss of a batch that is blended, weighted by class, or taken in parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.config import TrainConfig

if TYPE_CHECKING:
    from torch import Tensor


def mix(train: TrainConfig, x: Tensor, y: Tensor, weight: Tensor | None) -> Mixed:
    """A batch blended as ``train`` says; random.

    Args:
        train: for ``mixup`` and ``cutmix``; the latter is for inputs with a height and a width only.
        x: inputs, shape (n, ...); with four axes they are maps, see :func:`spatial_axes`.
        y: class indices, shape (n,), on the same device.
        weight: weight of each class in the loss, or None.
    """
    import torch

    choices = [name for name in ("mixup", "cutmix") if getattr(train, name)]
    if not choices or (choices == ["cutmix"] and x.ndim != 4):
        return Mixed(x, y, None, 1.0, weight)
    name = choices[int(torch.randint(len(choices), ()))] if x.ndim == 4 else "mixup"
    alpha = float(getattr(train, name))
    share = float(torch.distributions.Beta(alpha, alpha).sample())
    other = torch.randperm(len(y)).to(x.device)
    if name == "mixup":
        return Mixed(x * share + x[other] * (1 - share), y, y[other], share, weight)
    return _cutmix(x, y, other, share, weight)


@dataclass
class Mixed:
    """A batch whose inputs have one or two sets of labels.

    Attributes:
        x: the inputs.
        first, second: class indices; ``second`` is None where nothing was blended.
        share: what ``first`` weighs, 0 to 1.
        weight: weight of each class in the loss, or None.
    """

    x: Tensor
    first: Tensor
    second: Tensor | None
    share: float
    weight: Tensor | None

    def loss(self, of: Callable[[Tensor, Tensor], Tensor], logits: Tensor, part: slice) -> Tensor:
        """What a ``part`` of the batch adds to its mean loss, mixed as its inputs are.

        Args:
            of: the mean loss of logits and labels, weighted by the labels' classes.
            logits: of the part.
            part: which pictures of the batch.
        """
        loss = self._added(of, logits, self.first, part)
        if self.second is None:
            return loss
        return self.share * loss + (1 - self.share) * self._added(of, logits, self.second, part)

    def _added(
        self, of: Callable[[Tensor, Tensor], Tensor], logits: Tensor, labels: Tensor, part: slice
    ) -> Tensor:
        loss, own = of(logits, labels[part]), labels[part]
        if len(own) == len(labels):
            return loss
        if self.weight is None:
            return loss * (len(own) / len(labels))
        return loss * (self.weight[own].sum() / self.weight[labels].sum())


def spatial_axes(shape: Sequence[int]) -> tuple[int, int]:
    """Which axes of maps are height and width.

    Args:
        shape: (n, channels, height, width), or (n, height, width, channels) as Swin has it between its
            stages. Pictures are square, so the two axes of the same length tell which.
    """
    _, first, second, third = shape
    return (1, 2) if first == second != third else (2, 3)


def _cutmix(x: Tensor, y: Tensor, other: Tensor, share: float, weight: Tensor | None) -> Mixed:
    """A box of the area 1 - ``share`` replaced by the same box of another picture (Yun et al. 2019)."""
    import torch

    axes = spatial_axes(x.shape)
    height, width = (x.shape[axis] for axis in axes)
    h, w = round(height * (1 - share) ** 0.5), round(width * (1 - share) ** 0.5)
    top, left = int(torch.randint(height - h + 1, ())), int(torch.randint(width - w + 1, ()))
    box = [slice(None)] * x.ndim
    box[axes[0]], box[axes[1]] = slice(top, top + h), slice(left, left + w)
    mixed = x.clone()
    mixed[tuple(box)] = x[other][tuple(box)]
    return Mixed(mixed, y, y[other], 1 - h * w / (height * width), weight)
