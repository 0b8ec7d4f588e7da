"""The direct solution of a linear head: regularised multinomial logistic regression by L-BFGS.

The loss is convex in the head's weights, so there is no learning rate to choose. The strength of the
regularisation is chosen by cross-validation on the training fold alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from torch import Tensor

Labels = npt.NDArray[np.int64]

# L2 strengths on features of unit variance, from hardly any to very strong, about a factor of 3 apart.
STRENGTHS = (1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0, 3.0, 10.0)
USUAL_STRENGTH = 1e-1
"""Where there are too few pictures to choose one."""
FOLDS = 4
_CHOOSING_ITERATIONS = 20
_LINE_SEARCH = 25


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


def choose_strength(
    x: Tensor,
    y: Tensor,
    classes: int,
    weights: Tensor | None,
    seed: int,
    between: Callable[[], None] = lambda: None,
) -> float:
    """The strength chosen by :func:`strongest_as_good` over stratified folds of the training data.

    Args:
        x, y, classes, weights: as for :func:`iterate`.
        seed: deals the pictures out to the folds.
        between: called before each fit; what it raises ends the search.
    """
    import torch

    if len(y) < 2 * classes:
        return USUAL_STRENGTH
    z, _, _ = _standardised(_rotated(x))
    assigned = torch.from_numpy(_fold_of(y.cpu().numpy(), seed)).to(y.device)
    losses = {strength: torch.zeros(len(y), device=y.device) for strength in STRENGTHS}
    for fold in range(FOLDS):
        inside, outside = assigned != fold, assigned == fold
        trained, labels, held_out, truth = z[inside], y[inside], z[outside], y[outside]
        theta = torch.zeros(classes, z.shape[1] + 1, device=z.device)
        # From strong to weak, each begun at the one before, which is near.
        for strength in reversed(STRENGTHS):
            between()
            *_, theta = _descend(trained, labels, theta, strength, weights, _CHOOSING_ITERATIONS, 1e-4)
            logits = held_out @ theta[:, :-1].T + theta[:, -1]
            losses[strength][outside] = torch.nn.functional.cross_entropy(logits, truth, reduction="none")
    return strongest_as_good(losses)


def strongest_as_good(losses: Mapping[float, Tensor]) -> float:
    """The strongest regularisation whose mean held-out loss is within one standard error of the lowest.

    The one-standard-error rule (Breiman et al., Classification and Regression Trees, 1984, section 3.4.3;
    glmnet's ``lambda.1se``): on few pictures the lowest mean is a matter of chance, and what the strengths
    below it add is confidence rather than right answers.

    Args:
        losses: for each strength, the loss of every picture, held out, shape (n,), n above 1.
    """
    lowest = min(losses.values(), key=lambda held_out: float(held_out.mean()))
    bound = float(lowest.mean() + lowest.std() / len(lowest) ** 0.5)
    return max(strength for strength, held_out in losses.items() if float(held_out.mean()) <= bound)


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

    z, mean, scale = _standardised(x)
    begin = torch.zeros(classes, z.shape[1] + 1, device=x.device)
    steps = _descend(z, y, begin, strength, weights, most, 1e-6)
    for iteration, theta in enumerate(steps, start=1):
        logits = z @ theta[:, :-1].T + theta[:, -1]
        loss = torch.nn.functional.cross_entropy(logits, y, weight=weights)
        yield _raw(theta, mean, scale, loss, iteration)


def regularisation_path(
    x: Tensor,
    y: Tensor,
    classes: int,
    weights: Tensor | None = None,
    between: Callable[[], None] = lambda: None,
) -> Iterator[Solution]:
    """A solution for each of ``STRENGTHS``, from strong to weak, each begun at the one before.

    Args:
        x, y, classes, weights: as for :func:`iterate`.
        between: called before each fit; what it raises ends the path.
    """
    import torch

    z, mean, scale = _standardised(x)
    theta = torch.zeros(classes, z.shape[1] + 1, device=x.device)
    for strength in reversed(STRENGTHS):
        between()
        *iterates, theta = _descend(z, y, theta, strength, weights, _CHOOSING_ITERATIONS, 1e-4)
        yield _raw(
            theta,
            mean,
            scale,
            torch.nn.functional.cross_entropy(z @ theta[:, :-1].T + theta[:, -1], y, weight=weights),
            len(iterates) + 1,
        )


def _raw(theta: Tensor, mean: Tensor, scale: Tensor, loss: Tensor, iteration: int) -> Solution:
    """What solves the standardised problem, for features as they are."""
    weight = theta[:, :-1] / scale
    return Solution(weight, theta[:, -1] - weight @ mean, float(loss), iteration)


def _descend(
    z: Tensor,
    y: Tensor,
    begin: Tensor,
    strength: float,
    weights: Tensor | None,
    most: int,
    tolerance: float,
) -> Iterator[Tensor]:
    """Iterates (weights with the bias as last column) from ``begin`` on, at least one."""
    import torch

    theta = begin.detach().clone().requires_grad_()
    # Without max_eval, one iteration a step would leave the line search no evaluation of its own.
    solver = torch.optim.LBFGS(
        [theta], max_iter=1, max_eval=_LINE_SEARCH + 1, history_size=10, line_search_fn="strong_wolfe"
    )
    share = torch.ones_like(z[:, 0]) if weights is None else weights[y]
    share = (share / share.sum())[:, None]

    def closure() -> Tensor:
        # The gradient written out: half the time of autograd.
        pulled = theta.detach().clone()
        logs = torch.log_softmax(z @ pulled[:, :-1].T + pulled[:, -1], dim=1)
        data_loss = -(logs.gather(1, y[:, None]) * share).sum()
        wrong = logs.exp().scatter_add(1, y[:, None], -torch.ones_like(logs[:, :1])) * share
        pulled[:, -1] = 0.0  # the bias is free
        theta.grad = torch.cat([wrong.T @ z, wrong.sum(0)[:, None]], dim=1) + strength * pulled
        return data_loss + 0.5 * strength * pulled.square().sum()

    before = float("inf")
    for _ in range(most):
        loss = float(solver.step(closure))  # type: ignore[no-untyped-call]
        yield theta.detach().clone()
        if not np.isfinite(loss) or abs(before - loss) <= tolerance * max(abs(loss), 1e-3):
            return
        before = loss


def _standardised(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Features of mean 0 and overall variance 1; the mean, shape (features,), and the scale.

    One scale for all rather than one a feature: a feature that hardly varies carries little, and dividing
    by its own deviation would blow its noise up.
    """
    mean = x.mean(0)
    scale = (x - mean).square().mean().sqrt().clamp(min=1e-8)
    return ((x - mean) / scale).contiguous(), mean, scale


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
