"""A linear head that is solved again whenever a label changes, in a fraction of a second.

The loss is the one of :mod:`engine.training.solve`, so the answer is the one that a run with the direct
solver gives for the same labels and strength. Three things make it fast enough to follow a key press:
the features are turned once into their principal axes, where the loss is well conditioned; every
solution starts from the one before; and the heads of a cross-validation, which give each training
picture a prediction by a head that has not seen it, are solved together, and only where asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.training.joint_solve import FOLDS, JointProblem, Superseded, principal_axes
from engine.training.solve import STRENGTHS, USUAL_STRENGTH

if TYPE_CHECKING:
    from torch import Tensor

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Cancelled = Callable[[], bool]

ABSENT = 20.0
"""Logit of a class without a training picture, so far below the lowest of the others."""
ROUGH = 1e-3
"""Change of the loss at which strengths are compared: they are a factor of 10 apart."""
RECHOOSE = 0.1
"""The strength is chosen anew once the number of training pictures has changed by this share."""


@dataclass(frozen=True)
class LiveSolution:
    """What the head says of n pictures.

    Attributes:
        classes: class names.
        labels: the labels it was solved for, int64, shape (n,); -1 for none.
        logits: float32, shape (n, classes). Of a picture in ``crossed`` they come from a head that was
            solved without it, of any other from the head that learned from all training pictures.
        crossed: training pictures of a solution with cross-validation, bool, shape (n,); else none.
        weight: float32, shape (classes, features), for features as they were given.
        bias: float32, shape (classes,).
        strength: L2 penalty, as in :func:`engine.training.solve.iterate`.
        ready: whether at least two classes have training pictures; if not, all logits are 0.
    """

    classes: tuple[str, ...]
    labels: Labels
    logits: Floats
    crossed: Mask
    weight: Floats
    bias: Floats
    strength: float
    ready: bool

    @property
    def probabilities(self) -> Floats:
        """Softmax of the logits, float32, shape (n, classes); rows sum to 1."""
        shifted = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        result: Floats = (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)
        return result

    @property
    def predicted(self) -> Labels:
        """The most probable class, int64, shape (n,)."""
        result: Labels = self.logits.argmax(axis=1).astype(np.int64)
        return result

    def accuracy(self, rows: Mask) -> float | None:
        """Share of right predictions among the labelled pictures of ``rows``; None without any."""
        known = rows & (self.labels >= 0)
        if not self.ready or not known.any():
            return None
        return float((self.predicted[known] == self.labels[known]).mean())


@dataclass(frozen=True)
class Change:
    """What an edit did.

    Attributes:
        flipped: pictures, of those compared, that are predicted otherwise now.
        before, after: accuracy with the labels of then and of now; None where it is not known.
    """

    flipped: int
    before: float | None
    after: float | None


def compare(before: LiveSolution, after: LiveSolution, rows: Mask) -> Change:
    """What changed for the pictures of ``rows``, bool, shape (n,); classes are compared by name."""
    if not before.ready or not after.ready:
        return Change(0, before.accuracy(rows), after.accuracy(rows))
    names = {name: at for at, name in enumerate(after.classes)}
    place = np.array([names.get(name, -1) for name in before.classes], dtype=np.int64)
    flipped = place[before.predicted] != after.predicted
    return Change(int(flipped[rows].sum()), before.accuracy(rows), after.accuracy(rows))


class LiveHead:
    """Heads over the features of n pictures. One thread at a time.

    Args:
        features: float32, shape (n, width), n at least 2.
        device: a torch device's name.
    """

    def __init__(self, features: Floats, *, device: str = "cpu") -> None:
        import torch

        given = torch.from_numpy(np.ascontiguousarray(features, dtype=np.float32)).to(device)
        self._width = given.shape[1]
        self._mean = given.mean(0)
        self._axes, self._variances = principal_axes(given - self._mean)
        self._points = (given - self._mean) @ self._axes
        self._parts = np.full(len(features), -1, dtype=np.int64)
        self._warm: tuple[tuple[str, ...], Tensor] | None = None
        self._strength: tuple[tuple[str, ...], int, float] | None = None

    @property
    def points(self) -> Floats:
        """The pictures along their principal axes, float32, shape (n, axes), widest first."""
        result: Floats = self._points.cpu().numpy()
        return result

    def solve(
        self,
        labels: Labels,
        classes: Sequence[str],
        learn: Mask,
        cancelled: Cancelled | None = None,
        *,
        cross: bool = True,
    ) -> LiveSolution | None:
        """Solve for these labels.

        Args:
            labels: int64, shape (n,); -1 for unlabelled pictures.
            classes: class names that labels index into.
            learn: which of the labelled pictures to learn from, bool, shape (n,); others are held out.
            cancelled: asked at every step.
            cross: also cross-validate, which takes a few times as long; without it training pictures
                have the logits of a head that has learned from them.

        Returns:
            The solution, or None when ``cancelled`` said so; the next one then starts as if this one had
            never been asked for.
        """
        import torch

        rows = np.flatnonzero(learn & (labels >= 0))
        present = np.unique(labels[rows])
        if len(present) < 2:
            return self._unsolved(labels, tuple(classes))
        names = tuple(classes[label] for label in present)
        parts = self._divided(labels, rows)
        problem = JointProblem(
            self._points[rows], np.searchsorted(present, labels[rows]), parts, self._width, cancelled
        )
        try:
            start = self._start(names)
            strength, start = self._choose(problem, names, start)
            if cross:
                heads = problem.solve(start, strength, self._variances)
            else:
                heads = torch.cat([problem.solve(start[:1], strength, self._variances), start[1:]])
        except Superseded:
            return None
        self._warm = (names, heads)
        self._strength = (names, self._chosen_at(names, len(rows)), strength)
        crossed = problem.crossed(heads) if cross else None
        return self._told(heads[0], crossed, rows, present, labels, tuple(classes), strength)

    def _divided(self, labels: Labels, rows: Labels) -> Labels:
        """The part of each training picture. A picture keeps its part as long as it is learned from."""
        learned = np.zeros(len(labels), dtype=np.bool_)
        learned[rows] = True
        self._parts[~learned] = -1
        for label in np.unique(labels[rows]):
            members = rows[labels[rows] == label]
            counts = np.bincount(self._parts[members][self._parts[members] >= 0], minlength=FOLDS)
            for row in members[self._parts[members] < 0]:
                # From another part on for every class, so that single pictures do not all fall into one.
                order = np.roll(np.arange(FOLDS), -int(label))
                chosen = int(order[np.argmin(counts[order])])
                self._parts[row] = chosen
                counts[chosen] += 1
        return self._parts[rows]

    def _start(self, names: tuple[str, ...]) -> Tensor:
        """Heads to begin with, shape (1 + FOLDS, classes, axes + 1): the former ones by class name."""
        start = self._points.new_zeros(1 + FOLDS, len(names), self._points.shape[1] + 1)
        if self._warm is not None:
            former = {name: at for at, name in enumerate(self._warm[0])}
            for at, name in enumerate(names):
                if name in former:
                    start[:, at] = self._warm[1][:, former[name]]
        return start

    def _chosen_at(self, names: tuple[str, ...], count: int) -> int:
        """How many training pictures there were when the strength in use was chosen."""
        known = self._strength
        return known[1] if known is not None and self._holds(names, count) else count

    def _holds(self, names: tuple[str, ...], count: int) -> bool:
        known = self._strength
        return known is not None and known[0] == names and abs(count - known[1]) <= RECHOOSE * known[1]

    def _choose(self, problem: JointProblem, names: tuple[str, ...], start: Tensor) -> tuple[float, Tensor]:
        """The strength with the lowest cross-validated loss, strong ones first, and heads to start from."""
        count = len(problem.labels)
        if self._strength is not None and self._holds(names, count):
            return self._strength[2], start
        if count < 2 * len(names):
            return USUAL_STRENGTH, start
        best, lowest, found = STRENGTHS[-1], float("inf"), start
        for strength in STRENGTHS[::-2]:
            start = problem.solve(start, strength, self._variances, tolerance=ROUGH)
            loss = problem.crossed_loss(start)
            if loss >= lowest:
                break
            best, lowest, found = strength, loss, start
        return best, found

    def _told(
        self,
        head: Tensor,
        crossed: Tensor | None,
        rows: Labels,
        present: Labels,
        labels: Labels,
        classes: tuple[str, ...],
        strength: float,
    ) -> LiveSolution:
        said = self._points @ head[:, :-1].T + head[:, -1]
        held_out = np.zeros(len(labels), dtype=np.bool_)
        if crossed is not None:
            said[rows] = crossed
            held_out[rows] = True
        solved = said.cpu().numpy()
        logits = np.repeat(solved.min(axis=1, keepdims=True) - ABSENT, len(classes), axis=1)
        logits[:, present] = solved
        turned = head[:, :-1] @ self._axes.T
        weight = np.zeros((len(classes), self._width), dtype=np.float32)
        bias = np.full(len(classes), -ABSENT, dtype=np.float32)
        weight[present] = turned.cpu().numpy()
        bias[present] = (head[:, -1] - turned @ self._mean).cpu().numpy()
        return LiveSolution(classes, labels.copy(), logits, held_out, weight, bias, strength, True)

    def _unsolved(self, labels: Labels, classes: tuple[str, ...]) -> LiveSolution:
        count, width = len(labels), max(1, len(classes))
        zeros = np.zeros((count, width), dtype=np.float32)
        weight = np.zeros((width, self._width), dtype=np.float32)
        nothing = np.zeros(count, dtype=np.bool_)
        return LiveSolution(
            classes, labels.copy(), zeros, nothing, weight, np.zeros(width, np.float32), 0.0, False
        )
