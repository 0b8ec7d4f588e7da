"""A linear head and the heads of its cross-validation, solved together, in well conditioned axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from torch import Tensor

Labels = npt.NDArray[np.int64]
Cancelled = Callable[[], bool]

FOLDS = 5
MOST_ITERATIONS = 60
CURVATURE = 0.05
"""Share of a direction's variance taken as the loss's curvature along it: p (1 - p) of a fairly sure head."""


class Superseded(Exception):
    """Raised inside a solution that nobody waits for any more."""


class JointProblem:
    """One head and the FOLDS heads of a cross-validation, over training points and their labels."""

    def __init__(
        self, points: Tensor, labels: Labels, parts: Labels, width: int, cancelled: Cancelled | None
    ) -> None:
        import torch

        self.points = points
        self.labels = torch.from_numpy(labels).to(points.device)
        self._parts = torch.from_numpy(parts).to(points.device)
        self._cancelled = cancelled
        part = torch.arange(FOLDS, device=points.device)
        seen = torch.cat([torch.ones_like(self._parts)[:, None] > 0, self._parts[:, None] != part], dim=1)
        # Weight of each picture in the mean of each head, shape (n, heads).
        self._shares = seen / seen.sum(0).clamp(min=1)
        # Mean square of a standardised feature is 1 by this scale, as in solve.iterate.
        self._scale = float((points - points.mean(0)).square().sum()) / (len(points) * width) or 1.0

    def solve(self, start: Tensor, strength: float, variances: Tensor, *, tolerance: float = 1e-6) -> Tensor:
        """As many heads as ``start`` has, shape (heads, classes, axes + 1), biases last.

        Args:
            start: where to begin.
            strength: L2 penalty, as in :func:`engine.training.solve.iterate`.
            variances: along the axes, shape (axes,).
            tolerance: change of the loss at which it is solved.

        Raises:
            Superseded: it was cancelled.
        """
        import torch

        shares = self._shares[:, : len(start)]
        penalty = strength * self._scale
        stiffness = (CURVATURE * variances + penalty).sqrt()
        stiffness = torch.cat([stiffness, stiffness.new_ones(1) * CURVATURE**0.5])
        z = self.points / stiffness[:-1]
        theta = (start * stiffness).flatten(0, 1).requires_grad_()
        pull = penalty / stiffness.square()
        # The biases are free but for a breath: a part may hold a class that the others do not.
        pull[-1] = 1e-6
        solver = torch.optim.LBFGS(
            [theta],
            max_iter=MOST_ITERATIONS,
            tolerance_grad=2e-5,
            tolerance_change=tolerance,
            history_size=12,
            line_search_fn="strong_wolfe",
        )

        def closure() -> Tensor:
            if self._cancelled is not None and self._cancelled():
                raise Superseded
            loss, theta.grad = self._loss(theta.detach(), z, shares, stiffness[-1], pull)
            return loss

        solver.step(closure)  # type: ignore[no-untyped-call]
        return (theta.detach().view(start.shape) / stiffness).contiguous()

    def _loss(
        self, theta: Tensor, z: Tensor, shares: Tensor, unit: Tensor, pull: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The sum of the heads' penalised losses and its gradient, written out: half the time of autograd."""
        import torch

        heads = shares.shape[1]
        logits = (z @ theta[:, :-1].T + theta[:, -1] / unit).view(len(z), heads, -1)
        logs = torch.log_softmax(logits, dim=2)
        own = self.labels[:, None, None].expand(-1, heads, 1)
        loss = -(logs.gather(2, own)[..., 0] * shares).sum() + 0.5 * (pull * theta.square()).sum()
        wrong = logs.exp().scatter_add(2, own, -torch.ones_like(logs[..., :1]))
        wrong = (wrong * shares[..., None]).flatten(1)
        gradient = torch.cat([wrong.T @ z, wrong.sum(0)[:, None] / unit], dim=1)
        return loss, gradient + pull * theta

    def crossed(self, heads: Tensor) -> Tensor:
        """Logits of every training picture by the head that has not seen it, shape (n, classes)."""
        result = self.points.new_empty(len(self.points), heads.shape[1])
        for part in range(FOLDS):
            rows = self._parts == part
            result[rows] = self.points[rows] @ heads[1 + part, :, :-1].T + heads[1 + part, :, -1]
        return result

    def crossed_loss(self, heads: Tensor) -> float:
        """Mean cross-entropy of :meth:`crossed`."""
        import torch

        return float(torch.nn.functional.cross_entropy(self.crossed(heads), self.labels))


def principal_axes(centred: Tensor) -> tuple[Tensor, Tensor]:
    """Orthonormal axes that hold all points, shape (width, axes), and the variances along them."""
    import torch

    count, width = centred.shape
    if count < width:
        _, lengths, axes = torch.linalg.svd(centred, full_matrices=False)
        variances, axes = lengths.square() / count, axes.T
    else:
        variances, axes = torch.linalg.eigh(centred.T @ centred / count)
        variances, axes = variances.flip(0), axes.flip(1)
    kept = max(1, int((variances > 1e-9 * variances[0].clamp(min=1e-12)).sum()))
    return axes[:, :kept].contiguous(), variances[:kept].clamp(min=0)
