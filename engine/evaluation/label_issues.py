"""Labels that are probably wrong, by confident learning (Northcutt et al. 2021, in cleanlab).

The probabilities must come from a model that has not been trained on the picture that they are for:
a validation fold's predictions, or :func:`out_of_fold_probabilities` over cached features.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import EngineError
from engine.evaluation.probabilities import Floats


@dataclass(frozen=True)
class LabelIssue:
    """One label worth a second look.

    Attributes:
        id: the sample's id.
        label: index of the class that it carries now.
        suggested: index of the most probable class.
        label_probability: probability of the class that it carries, 0 to 1.
        suggested_probability: probability of the suggested class, 0 to 1.
    """

    id: str
    label: int
    suggested: int
    label_probability: float
    suggested_probability: float

    @property
    def margin(self) -> float:
        """How clearly the model disagrees, above 0 to 1; the queue falls by it."""
        return self.suggested_probability - self.label_probability

    def to_json(self, classes: Sequence[str]) -> dict[str, Any]:
        """Plain values with class names."""
        return {
            "id": self.id,
            "label": classes[self.label],
            "suggested": classes[self.suggested],
            "label_probability": self.label_probability,
            "suggested_probability": self.suggested_probability,
        }


def find(ids: Sequence[str], labels: npt.ArrayLike, probabilities: npt.ArrayLike) -> tuple[LabelIssue, ...]:
    """The suspicious labels, the clearest disagreement first; of equal ones the id decides.

    Args:
        ids: sample ids, n of them.
        labels: class indices as given, shape (n,); -1 (unlabelled) is left out. Those of one class alone
            say nothing.
        probabilities: out-of-sample, shape (n, classes), rows sum to 1.

    Raises:
        EngineError: the three do not fit together.
    """
    given, chances = np.asarray(labels, dtype=np.int64), np.asarray(probabilities, dtype=np.float64)
    if chances.ndim != 2 or not len(ids) == len(given) == len(chances):
        raise EngineError("The predictions do not fit the labels that they are compared with.")
    known = np.flatnonzero(given >= 0)
    # Of one class alone there is nothing to compare, and cleanlab refuses.
    if chances.shape[1] < 2 or len(np.unique(given[known])) < 2:
        return ()
    found = [
        LabelIssue(
            id=str(ids[row]),
            label=int(given[row]),
            suggested=int(chances[row].argmax()),
            label_probability=float(chances[row, given[row]]),
            suggested_probability=float(chances[row].max()),
        )
        for row in known[_suspicious(given[known], chances[known])]
    ]
    return tuple(sorted((i for i in found if i.suggested != i.label), key=lambda i: (-i.margin, i.id)))


def _suspicious(labels: npt.NDArray[np.int64], probabilities: Floats) -> npt.NDArray[np.bool_]:
    from cleanlab.filter import find_label_issues

    with warnings.catch_warnings():
        # A class with a handful of pictures is normal here; cleanlab warns that it can say little of it.
        warnings.simplefilter("ignore", UserWarning)
        mask: npt.NDArray[np.bool_] = find_label_issues(labels, probabilities, n_jobs=1)
    return mask


def out_of_fold_probabilities(
    features: npt.ArrayLike,
    labels: npt.ArrayLike,
    classes: int,
    *,
    folds: int = 5,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Floats:
    """What a linear head says of every picture when it was trained on the others.

    Args:
        features: the frozen backbone's output, shape (n, width).
        labels: class indices, shape (n,), none negative.
        classes: number of classes.
        folds: parts that the pictures are divided into, 2 or more.
        seed: seed of the division.
        cancelled: asked before each fold; the rows not yet predicted then hold the class frequencies.

    Returns:
        Shape (n, classes), rows sum to 1; 0 for a class that the other folds do not hold.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    values = np.asarray(features, dtype=np.float32)
    truth = np.asarray(labels, dtype=np.int64)
    result = np.tile(np.bincount(truth, minlength=classes) / max(1, len(truth)), (len(truth), 1))
    part = _stratified_parts(truth, folds, seed)
    for fold in range(folds):
        held, rest = part == fold, part != fold
        present = np.unique(truth[rest])
        if (cancelled is not None and cancelled()) or not held.any():
            continue
        result[held] = 0.0
        if len(present) == 1:
            result[held, present[0]] = 1.0
            continue
        # C below 1: standardised features outnumber the pictures, and the head must not be certain.
        head = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=300))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the last digits of convergence do not change a ranking
            head.fit(values[rest], truth[rest])
        result[np.ix_(held, present)] = head.predict_proba(values[held])
    return result


def _stratified_parts(labels: npt.NDArray[np.int64], folds: int, seed: int) -> npt.NDArray[np.int64]:
    """The fold of every picture: each class dealt out evenly, in a seeded order."""
    order = np.random.default_rng(seed).permutation(len(labels))
    by_class = order[np.argsort(labels[order], kind="stable")]
    part = np.empty(len(labels), dtype=np.int64)
    part[by_class] = np.arange(len(labels)) % folds
    return part
