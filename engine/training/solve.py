"""The direct solution of a linear head: regularised multinomial logistic regression by L-BFGS.

The loss is convex in the head's weights, so there is no learning rate to choose. The strength of the
regularisation is chosen by cross-validation on the training fold alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from torch import Tensor

Labels = npt.NDArray[np.int64]

# L2 strengths on features of unit variance, from hardly any to very strong, a factor of 10 apart.
STRENGTHS = (1e-3, 1e-2, 1e-1, 1.0, 10.0)
FOLDS = 4


@dataclass(frozen=True)
class Solution:
    """Weights for raw (not standardised) features.

    Attributes:
        weight: float32, shape (classes, features).
        bias: float32, shape (classes,).
        loss: mean cross-entropy over the training fold, without the penalty.
        iteration: counted from 1.
    """

    weight: Tensor
    bias: Tensor
    loss: float
    iteration: int


def choose_strength(x: Tensor, y: Tensor, classes: int, weights: Tensor | None, seed: int) -> float:
    """The strength with the lowest held-out loss over stratified folds of the training data."""
    import torch

    if len(y) < 2 * classes:
        return STRENGTHS[2]
    x = _rotated(x)
    assigned = torch.from_numpy(_fold_of(y.cpu().numpy(), seed)).to(y.device)
    losses = []
    for strength in STRENGTHS:
        total = 0.0
        for fold in range(FOLDS):
            inside, outside = assigned != fold, assigned == fold
            *_, found = iterate(x[inside], y[inside], classes, strength, weights, most=40)
            logits = x[outside] @ found.weight.T + found.bias
            total += float(torch.nn.functional.cross_entropy(logits, y[outside], reduction="sum"))
        losses.append(total)
    return STRENGTHS[int(np.argmin(losses))]


def iterate(
    x: Tensor,
    y: Tensor,
    classes: int,
    strength: float,
    weights: Tensor | None = None,
    *,
    most: int = 50,
) -> Iterator[Solution]:
    """Iterates of the solution, at least one, until the gradient vanishes or ``most`` iterations.

    Args:
        x: features, float32, shape (n, features).
        y: class indices, int64, shape (n,).
        classes: number of classes.
        strength: L2 penalty on the weights of standardised features (bias free).
        weights: weight of each class in the loss, shape (classes,), or None.
        most: largest number of iterations.
    """
    import torch

    # Shared scale rather than one per feature: a feature that hardly varies carries little, and
    # dividing by its own deviation would blow its noise up.
    mean = x.mean(0)
    scale = (x - mean).square().mean().sqrt().clamp(min=1e-8)
    z = ((x - mean) / scale).contiguous()
    theta = torch.zeros(classes, z.shape[1] + 1, device=x.device, requires_grad=True)
    solver = torch.optim.LBFGS([theta], max_iter=1, history_size=10, line_search_fn="strong_wolfe")

    def data_loss() -> Tensor:
        logits = z @ theta[:, :-1].T + theta[:, -1]
        return torch.nn.functional.cross_entropy(logits, y, weight=weights)

    def closure() -> Tensor:
        theta.grad = None
        loss = data_loss() + 0.5 * strength * theta[:, :-1].square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    before = float("inf")
    for iteration in range(1, most + 1):
        loss = float(solver.step(closure).detach())  # type: ignore[no-untyped-call]
        with torch.no_grad():
            weight = theta[:, :-1] / scale
            yield Solution(weight, theta[:, -1] - weight @ mean, float(data_loss()), iteration)
        if not np.isfinite(loss) or abs(before - loss) <= 1e-6 * max(abs(loss), 1e-3):
            return
        before = loss


def _rotated(x: Tensor) -> Tensor:
    """The same points in as few dimensions as hold them all.

    With fewer pictures than features the penalised solution lies in the span of the pictures, so losses
    in the rotated space are the same and each costs a fraction.
    """
    import torch

    if x.shape[0] >= x.shape[1]:
        return x
    centred = x - x.mean(0)
    result: Tensor = centred @ torch.linalg.svd(centred, full_matrices=False)[2].T
    return result


def _fold_of(labels: Labels, seed: int) -> Labels:
    """The fold of each sample: classes dealt out evenly, in a seeded order."""
    rng = np.random.default_rng([seed, 0xF01D])
    result = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        result[members] = np.arange(len(members)) % FOLDS
    return result
