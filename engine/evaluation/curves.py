"""Curves over all thresholds: ROC and precision-recall a class, accuracy against coverage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.evaluation.probabilities import Floats


@dataclass(frozen=True)
class RocCurve:
    """One class against the rest.

    Attributes:
        false_positive_rate, true_positive_rate: float64, from (0, 0) to (1, 1).
        thresholds: score from which a picture counts as positive, falling; the first is infinite.
        auc: area under the curve, 0 to 1; None where the class, or its complement, has no picture.
    """

    false_positive_rate: Floats
    true_positive_rate: Floats
    thresholds: Floats
    auc: float | None


@dataclass(frozen=True)
class PrecisionRecallCurve:
    """One class against the rest.

    Attributes:
        precision, recall: float64; recall falls from 1 to 0, where precision is 1 by convention.
        thresholds: score from which a picture counts as positive, rising; one shorter.
        average_precision: step-wise area, 0 to 1; None where the class has no picture.
        auc: trapezoid area (a little optimistic: Davis & Goadrich 2006); None likewise.
    """

    precision: Floats
    recall: Floats
    thresholds: Floats
    average_precision: float | None
    auc: float | None


@dataclass(frozen=True)
class CoverageCurve:
    """What is gained by letting the model say "not sure".

    Attributes:
        thresholds: least confidence that is answered, falling; shape (m,).
        coverage: share of pictures answered, rising to 1; shape (m,).
        accuracy: share of right answers among those answered; shape (m,).
    """

    thresholds: Floats
    coverage: Floats
    accuracy: Floats


def _cumulated(scores: Floats, positive: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """True and false positives at each distinct score, scores falling."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    last = np.r_[np.flatnonzero(np.diff(ordered)), len(ordered) - 1] if len(ordered) else np.array([], int)
    true = np.cumsum(positive[order], dtype=np.float64)[last]
    false = 1.0 + last - true
    return true, false, ordered[last]


def roc_curve(probabilities: npt.ArrayLike, labels: npt.ArrayLike, class_index: int) -> RocCurve:
    """The receiver operating characteristic of one class against the rest.

    Args:
        probabilities: shape (n, classes).
        labels: true class indices, shape (n,).
        class_index: the class that counts as positive.
    """
    positive = np.asarray(labels) == class_index
    true, false, thresholds = _cumulated(
        np.asarray(probabilities, dtype=np.float64)[:, class_index], positive
    )
    positives, negatives = float(positive.sum()), float((~positive).sum())
    tpr = np.r_[0.0, true / max(positives, 1.0)]
    fpr = np.r_[0.0, false / max(negatives, 1.0)]
    area = float(np.trapezoid(tpr, fpr)) if positives and negatives else None
    return RocCurve(fpr, tpr, np.r_[np.inf, thresholds], area)


def precision_recall_curve(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, class_index: int
) -> PrecisionRecallCurve:
    """Precision against recall of one class against the rest; arguments as :func:`roc_curve`."""
    positive = np.asarray(labels) == class_index
    true, false, thresholds = _cumulated(
        np.asarray(probabilities, dtype=np.float64)[:, class_index], positive
    )
    positives = float(positive.sum())
    precision = np.r_[(true / (true + false))[::-1], 1.0]
    recall = np.r_[(true / positives)[::-1] if positives else np.ones(len(true)), 0.0]
    if not positives:
        return PrecisionRecallCurve(precision, recall, thresholds[::-1], None, None)
    steps = -np.diff(recall)
    return PrecisionRecallCurve(
        precision,
        recall,
        thresholds[::-1],
        average_precision=float((steps * precision[:-1]).sum()),
        auc=float(-np.trapezoid(precision, recall)),
    )


def coverage_curve(probabilities: npt.ArrayLike, labels: npt.ArrayLike) -> CoverageCurve:
    """Accuracy among the pictures answered, at each threshold on the top confidence.

    Args:
        probabilities: shape (n, classes), n above 0.
        labels: true class indices, shape (n,), none negative.
    """
    chances = np.asarray(probabilities, dtype=np.float64)
    right = chances.argmax(axis=1) == np.asarray(labels)
    true, false, thresholds = _cumulated(chances.max(axis=1), right)
    return CoverageCurve(thresholds, (true + false) / len(right), true / (true + false))


def threshold_for_accuracy(curve: CoverageCurve, accuracy: float) -> float | None:
    """The least confidence at which the answers given are right at least as often as asked.

    Of all thresholds that reach ``accuracy`` (0 to 1) the one that answers most pictures; None when
    none does.
    """
    enough = np.flatnonzero(curve.accuracy >= accuracy)
    return float(curve.thresholds[enough[-1]]) if len(enough) else None


def at_threshold(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, threshold: float
) -> tuple[float, float | None]:
    """Coverage, and accuracy among those answered (None without any), with "not sure" below ``threshold``."""
    chances = np.asarray(probabilities, dtype=np.float64)
    answered = chances.max(axis=1) >= threshold
    right = chances.argmax(axis=1) == np.asarray(labels)
    return float(answered.mean()), float(right[answered].mean()) if answered.any() else None
