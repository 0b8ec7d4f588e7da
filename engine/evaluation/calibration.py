"""Do the confidences mean what they say? Reliability, expected calibration error, temperature."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.errors import EngineError
from engine.evaluation.probabilities import Floats, softmax
from engine.evaluation.wilson import wilson_interval

# Guo et al. 2017, "On Calibration of Modern Neural Networks".
BINS = 15
# Temperatures outside this range say that there is too little data (or no error at all) to fit one.
TEMPERATURE_RANGE = (0.05, 20.0)


@dataclass(frozen=True)
class ReliabilityBin:
    """Pictures whose confidence lies in (low, high]: how sure the model was, and how right.

    Attributes:
        low, high: bounds of the bin, 0 to 1.
        count: pictures in it.
        confidence: their mean confidence; 0 for an empty bin.
        accuracy: share of right answers among them; 0 for an empty bin.
    """

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float

    @property
    def accuracy_interval(self) -> tuple[float, float]:
        """95 % Wilson interval of :attr:`accuracy`; (0, 1) for an empty bin."""
        return wilson_interval(round(self.accuracy * self.count), self.count)


def bins_of_confidences(
    confidence: npt.ArrayLike, right: npt.ArrayLike, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """The reliability diagram, equal-width bins, empty ones included.

    Args:
        confidence: of the answer given, shape (n,), 0 to 1.
        right: whether it is right, bool, shape (n,).
        bins: number of bins, 1 or more.
    """
    sure = np.asarray(confidence, dtype=np.float64)
    index = np.clip(np.ceil(sure * bins).astype(np.int64) - 1, 0, bins - 1)
    counts = np.bincount(index, minlength=bins)
    sums = np.bincount(index, weights=sure, minlength=bins)
    hits = np.bincount(index, weights=np.asarray(right, dtype=np.float64), minlength=bins)
    return tuple(
        ReliabilityBin(
            low=i / bins,
            high=(i + 1) / bins,
            count=int(counts[i]),
            confidence=float(sums[i] / counts[i]) if counts[i] else 0.0,
            accuracy=float(hits[i] / counts[i]) if counts[i] else 0.0,
        )
        for i in range(bins)
    )


def reliability_bins(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """:func:`bins_of_confidences` of the top answers.

    Args:
        probabilities: shape (n, classes).
        labels: true class indices, shape (n,), none negative.
        bins: number of bins, 1 or more.
    """
    chances = np.asarray(probabilities, dtype=np.float64)
    return bins_of_confidences(chances.max(axis=1), chances.argmax(axis=1) == np.asarray(labels), bins)


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Mean gap between confidence and accuracy over the bins, weighted by their pictures, 0 to 1."""
    count = sum(entry.count for entry in bins)
    return sum(entry.count * abs(entry.accuracy - entry.confidence) for entry in bins) / max(1, count)


def expected_calibration_error(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, bins: int = BINS
) -> float:
    """Mean gap between confidence and accuracy over the bins, weighted by their pictures, 0 to 1."""
    return calibration_error(reliability_bins(probabilities, labels, bins))


def fit_temperature(logits: npt.ArrayLike, labels: npt.ArrayLike) -> float:
    """The temperature that the logits are divided by for the least log loss (Guo et al. 2017).

    The loss is convex in the inverse temperature, so its one root of the derivative is found by
    bisection: the same answer on every machine. Temperature scaling never changes a label.

    Args:
        logits: shape (n, classes).
        labels: true class indices, shape (n,); pictures with -1 are left out.

    Returns:
        A temperature within ``TEMPERATURE_RANGE``; above 1 means the model was too sure of itself. Exactly
        one of its bounds where the loss still falls there, as it does without a mistake: it fits nothing.

    Raises:
        EngineError: no labelled picture.
    """
    truth = np.asarray(labels, dtype=np.int64)
    known = truth >= 0
    values: Floats = np.asarray(logits, dtype=np.float64)[known]
    truth = truth[known]
    if not len(truth):
        raise EngineError("There is no labelled picture to fit a temperature to.")
    own = values[np.arange(len(truth)), truth]

    def slope(inverse: float) -> float:
        return float(((softmax(values * inverse) * values).sum(axis=1) - own).mean())

    low, high = (math.log(1 / bound) for bound in reversed(TEMPERATURE_RANGE))
    if slope(math.exp(high)) <= 0:
        return TEMPERATURE_RANGE[0]
    if slope(math.exp(low)) >= 0:
        return TEMPERATURE_RANGE[1]
    for _ in range(60):
        middle = (low + high) / 2
        if slope(math.exp(middle)) < 0:
            low = middle
        else:
            high = middle
    return math.exp(-(low + high) / 2)
