"""The direct solution of a linear head: regularised multinomial logistic regression by L-BFGS.

The loss is convex in the head's weights, so there is no learning rate to choose. The strength of the
regularisation is chosen by cross-validation on the training fold alone.
"""

from __future__ import annotations

import collections
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
_MOST_LOGITS = 2**25
"""Of all folds' heads; beyond it they are solved one at a time, for the memory."""


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
    # Rotated once standardised: the scale is of all features, as in iterate, so a strength means the same.
    z = _rotated(_standardised(x)[0])
    assigned = torch.from_numpy(_fold_of(y.cpu().numpy(), seed)).to(y.device)
    held_out = assigned[:, None] == torch.arange(FOLDS, device=y.device)
    # The folds' heads are solved together: each reads all of z, and weighs the fold held out as nothing.
    together = FOLDS if len(y) * classes * FOLDS <= _MOST_LOGITS else 1
    losses: dict[float, list[Tensor]] = {strength: [] for strength in STRENGTHS}
    for first in range(0, FOLDS, together):
        held = held_out[:, first : first + together]
        shares, heads = _shares(~held, y, weights), held.shape[1]
        theta = torch.zeros(heads, classes, z.shape[1] + 1, device=z.device)
        # From strong to weak, each begun at the one before, which is near.
        for strength in reversed(STRENGTHS):
            between()
            steps = _descend(z, y, theta, strength, shares, _CHOOSING_ITERATIONS, 1e-4)
            theta = collections.deque(steps, maxlen=1).pop()
            own = torch.log_softmax(_logits(z, theta), dim=2).gather(2, _places(y, heads))[..., 0]
            losses[strength].append(-own[held])
    return strongest_as_good({strength: torch.cat(parts) for strength, parts in losses.items()})


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
    begin = torch.zeros(1, classes, z.shape[1] + 1, device=x.device)
    shares = _shares(torch.ones_like(y[:, None]), y, weights)
    steps = _descend(z, y, begin, strength, shares, most, 1e-6)
    for iteration, theta in enumerate(steps, start=1):
        loss = torch.nn.functional.cross_entropy(_logits(z, theta)[:, 0], y, weight=weights)
        yield _raw(theta[0], mean, scale, loss, iteration)


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
    theta = torch.zeros(1, classes, z.shape[1] + 1, device=x.device)
    shares = _shares(torch.ones_like(y[:, None]), y, weights)
    for strength in reversed(STRENGTHS):
        between()
        *iterates, theta = _descend(z, y, theta, strength, shares, _CHOOSING_ITERATIONS, 1e-4)
        loss = torch.nn.functional.cross_entropy(_logits(z, theta)[:, 0], y, weight=weights)
        yield _raw(theta[0], mean, scale, loss, len(iterates) + 1)


def _raw(theta: Tensor, mean: Tensor, scale: Tensor, loss: Tensor, iteration: int) -> Solution:
    """What solves the standardised problem, for features as they are."""
    weight = theta[:, :-1] / scale
    return Solution(weight, theta[:, -1] - weight @ mean, float(loss), iteration)


def _shares(seen: Tensor, y: Tensor, weights: Tensor | None) -> Tensor:
    """What each picture weighs in the mean loss of each head, shape (n, heads); 0 where not ``seen``."""
    shares = seen.float() if weights is None else seen * weights[y][:, None]
    return shares / shares.sum(0)


def _places(y: Tensor, heads: int) -> Tensor:
    """``y`` as an index into logits of several heads, shape (n, heads, 1)."""
    return y[:, None, None].expand(-1, heads, 1)


def _logits(z: Tensor, theta: Tensor) -> Tensor:
    """Logits by each head of ``theta``, shape (n, heads, classes)."""
    return (z @ theta[..., :-1].flatten(0, 1).T).view(len(z), *theta.shape[:2]) + theta[..., -1]


def _descend(
    z: Tensor, y: Tensor, begin: Tensor, strength: float, shares: Tensor, most: int, tolerance: float
) -> Iterator[Tensor]:
    """Iterates of several heads at once, as one problem, from ``begin`` on, at least one.

    Args:
        z: standardised features, shape (n, features).
        y: class indices, shape (n,).
        begin: weights with the bias as last column, shape (heads, classes, features + 1).
        strength: L2 penalty on each head's weights.
        shares: as :func:`_shares` gives them.
        most: largest number of iterations.
        tolerance: relative change of the heads' summed loss at which they are solved.
    """
    import torch

    theta = begin.detach().clone().requires_grad_()
    # Without max_eval, one iteration a step would leave the line search no evaluation of its own.
    solver = torch.optim.LBFGS(
        [theta], max_iter=1, max_eval=_LINE_SEARCH + 1, history_size=10, line_search_fn="strong_wolfe"
    )
    places, shares = _places(y, len(begin)), shares[..., None]
    minus_one = -torch.ones_like(shares)

    def closure() -> Tensor:
        # The gradient written out: half the time of autograd.
        pulled = theta.detach().clone()
        logs = torch.log_softmax(_logits(z, pulled), dim=2)
        data_loss = -(logs.gather(2, places) * shares).sum()
        wrong = logs.exp().scatter_add(2, places, minus_one) * shares
        pulled[..., -1] = 0.0  # the biases are free
        pull = (wrong.flatten(1).T @ z).view(*begin.shape[:2], -1)
        theta.grad = torch.cat([pull, wrong.sum(0)[..., None]], dim=2) + strength * pulled
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
    """The same points, whose mean is 0, in as few dimensions as hold them all.

    With fewer pictures than features the penalised solution lies in the span of the pictures, so losses
    in the rotated space are the same and each costs a fraction.
    """
    import torch

    if x.shape[0] >= x.shape[1]:
        return x
    result: Tensor = x @ torch.linalg.svd(x, full_matrices=False)[2].T
    return result


def _fold_of(labels: Labels, seed: int) -> Labels:
    """The fold of each sample: classes dealt out evenly, in a seeded order."""
    rng = np.random.default_rng([seed, 0xF01D])
    result = np.zeros(len(labels), np.int64)
    for label in np.unique(labels):
        members = rng.permutation(np.flatnonzero(labels == label))
        result[members] = np.arange(len(members)) % FOLDS
    return result
