"""Curves over all thresholds: ROC and precision-recall a class, accuracy against coverage."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.evaluation.probabilities import Floats
from engine.evaluation.wilson import Z_95, wilson_interval


@dataclass(frozen=True)
class RocCurve:
    """One class against the rest.

    Attributes:
        false_positive_rate, true_positive_rate: float64, from (0, 0) to (1, 1).
        thresholds: score from which a picture counts as positive, falling; the first is infinite.
        auc: area under the curve, 0 to 1; None where the class, or its complement, has no picture.
        auc_interval: its 95 % interval (see :func:`auc_interval`); None likewise.
    """

    false_positive_rate: Floats
    true_positive_rate: Floats
    thresholds: Floats
    auc: float | None
    auc_interval: tuple[float, float] | None


@dataclass(frozen=True)
class PrecisionRecallCurve:
    """One class against the rest.

    Attributes:
        precision, recall: float64; recall falls from 1 to 0, where precision is 1 by convention.
        thresholds: score from which a picture counts as positive, rising; one shorter.
        average_precision: step-wise area, 0 to 1; None where the class has no picture.
        auc: trapezoid area (a little optimistic: Davis & Goadrich 2006); None likewise.
        base_rate: share of the class among the pictures: the precision of guessing.
    """

    precision: Floats
    recall: Floats
    thresholds: Floats
    average_precision: float | None
    auc: float | None
    base_rate: float


@dataclass(frozen=True)
class Answering:
    """What a threshold on the confidence does.

    Attributes:
        threshold: least confidence that is answered.
        count, answered, right: pictures in all, those answered, and those answered rightly.
    """

    threshold: float
    count: int
    answered: int
    right: int

    @property
    def coverage(self) -> float:
        """Share of the pictures that are answered, 0 to 1."""
        return self.answered / self.count if self.count else 0.0

    @property
    def coverage_interval(self) -> tuple[float, float]:
        """95 % Wilson interval of :attr:`coverage`."""
        return wilson_interval(self.answered, self.count)

    @property
    def accuracy(self) -> float | None:
        """Share of right answers among those given; None without any."""
        return self.right / self.answered if self.answered else None

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """95 % Wilson interval of :attr:`accuracy`."""
        return wilson_interval(self.right, self.answered)


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


def auc_interval(auc: float, positives: int, negatives: int, z: float = Z_95) -> tuple[float, float]:
    """Score-like interval of an area under a ROC curve (Newcombe 2006, Stat. Med. 25:559, method 5).

    The variance is Hanley and McNeil's with both sizes replaced by their mean, taken at the bound and not
    at the estimate: like Wilson's interval it keeps its width where the estimate is 0 or 1.

    Args:
        auc: the area, 0 to 1.
        positives, negatives: pictures of the class and of the rest, each 1 or more.
        z: normal quantile; the default gives 95 %.
    """
    more = (positives + negatives) / 2 - 1

    def too_far(bound: float) -> bool:
        spread = 1 + more * ((1 - bound) / (2 - bound) + bound / (1 + bound))
        return abs(auc - bound) > z * math.sqrt(bound * (1 - bound) * spread / (positives * negatives))

    def outermost(end: float) -> float:
        near, far = auc, end
        for _ in range(60):
            middle = (near + far) / 2
            near, far = (near, middle) if too_far(middle) else (middle, far)
        return far

    return outermost(0.0), outermost(1.0)


def roc_of_scores(scores: npt.ArrayLike, positive: npt.ArrayLike) -> RocCurve:
    """The receiver operating characteristic of a two-way decision.

    Args:
        scores: how much speaks for "positive", shape (n,).
        positive: the truth, bool, shape (n,).
    """
    truth = np.asarray(positive, dtype=np.bool_)
    true, false, thresholds = _cumulated(np.asarray(scores, dtype=np.float64), truth)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    tpr = np.r_[0.0, true / max(positives, 1)]
    fpr = np.r_[0.0, false / max(negatives, 1)]
    if not positives or not negatives:
        return RocCurve(fpr, tpr, np.r_[np.inf, thresholds], None, None)
    area = float(np.trapezoid(tpr, fpr))
    return RocCurve(fpr, tpr, np.r_[np.inf, thresholds], area, auc_interval(area, positives, negatives))


def roc_curve(probabilities: npt.ArrayLike, labels: npt.ArrayLike, class_index: int) -> RocCurve:
    """The receiver operating characteristic of one class against the rest.

    Args:
        probabilities: shape (n, classes).
        labels: true class indices, shape (n,).
        class_index: the class that counts as positive.
    """
    return roc_of_scores(np.asarray(probabilities)[:, class_index], np.asarray(labels) == class_index)


def precision_recall_of_scores(scores: npt.ArrayLike, positive: npt.ArrayLike) -> PrecisionRecallCurve:
    """Precision against recall of a two-way decision; arguments as :func:`roc_of_scores`."""
    truth = np.asarray(positive, dtype=np.bool_)
    true, false, thresholds = _cumulated(np.asarray(scores, dtype=np.float64), truth)
    positives = float(truth.sum())
    precision = np.r_[(true / (true + false))[::-1], 1.0]
    recall = np.r_[(true / positives)[::-1] if positives else np.ones(len(true)), 0.0]
    base = positives / max(1, len(truth))
    if not positives:
        return PrecisionRecallCurve(precision, recall, thresholds[::-1], None, None, base)
    steps = -np.diff(recall)
    return PrecisionRecallCurve(
        precision,
        recall,
        thresholds[::-1],
        average_precision=float((steps * precision[:-1]).sum()),
        auc=float(-np.trapezoid(precision, recall)),
        base_rate=base,
    )


def precision_recall_curve(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, class_index: int
) -> PrecisionRecallCurve:
    """Precision against recall of one class against the rest; arguments as :func:`roc_curve`."""
    scores = np.asarray(probabilities)[:, class_index]
    return precision_recall_of_scores(scores, np.asarray(labels) == class_index)


def coverage_of_confidences(confidence: npt.ArrayLike, right: npt.ArrayLike) -> CoverageCurve:
    """Accuracy among the pictures answered, at each threshold on the top confidence.

    Args:
        confidence: of the answer given, shape (n,), n above 0.
        right: whether it is right, bool, shape (n,).
    """
    truth = np.asarray(right, dtype=np.bool_)
    true, false, thresholds = _cumulated(np.asarray(confidence, dtype=np.float64), truth)
    return CoverageCurve(thresholds, (true + false) / len(truth), true / (true + false))


def coverage_curve(probabilities: npt.ArrayLike, labels: npt.ArrayLike) -> CoverageCurve:
    """:func:`coverage_of_confidences` from probabilities.

    Args:
        probabilities: shape (n, classes), n above 0.
        labels: true class indices, shape (n,), none negative.
    """
    chances = np.asarray(probabilities, dtype=np.float64)
    return coverage_of_confidences(chances.max(axis=1), chances.argmax(axis=1) == np.asarray(labels))


def threshold_for_accuracy(curve: CoverageCurve, accuracy: float) -> float | None:
    """The least confidence at which the answers given are right at least as often as asked.

    Of all thresholds that reach ``accuracy`` (0 to 1) the one that answers most pictures; None when
    none does.
    """
    enough = np.flatnonzero(curve.accuracy >= accuracy)
    return float(curve.thresholds[enough[-1]]) if len(enough) else None


def answering(confidence: npt.ArrayLike, right: npt.ArrayLike, threshold: float) -> Answering:
    """What "not sure" below ``threshold`` does; arguments as :func:`coverage_of_confidences`."""
    answered = np.asarray(confidence) >= threshold
    hits = np.asarray(right, dtype=np.bool_) & answered
    return Answering(threshold, len(answered), int(answered.sum()), int(hits.sum()))


def at_threshold(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, threshold: float
) -> tuple[float, float | None]:
    """Coverage, and accuracy among those answered (None without any), with "not sure" below ``threshold``."""
    chances = np.asarray(probabilities, dtype=np.float64)
    found = answering(chances.max(axis=1), chances.argmax(axis=1) == np.asarray(labels), threshold)
    return found.coverage, found.accuracy
