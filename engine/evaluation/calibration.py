"""Do the confidences mean what they say? Reliability, expected calibration error, temperature."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.errors import EngineError
from engine.evaluation.probabilities import Floats, softmax

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


def reliability_bins(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, bins: int = BINS
) -> tuple[ReliabilityBin, ...]:
    """The reliability diagram of the top answer, equal-width bins, empty ones included.

    Args:
        probabilities: shape (n, classes).
        labels: true class indices, shape (n,), none negative.
        bins: number of bins, 1 or more.
    """
    chances = np.asarray(probabilities, dtype=np.float64)
    confidence = chances.max(axis=1)
    right = chances.argmax(axis=1) == np.asarray(labels)
    index = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    counts = np.bincount(index, minlength=bins)
    sums = np.bincount(index, weights=confidence, minlength=bins)
    hits = np.bincount(index, weights=right, minlength=bins)
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


def expected_calibration_error(
    probabilities: npt.ArrayLike, labels: npt.ArrayLike, bins: int = BINS
) -> float:
    """Mean gap between confidence and accuracy over the bins, weighted by their pictures, 0 to 1."""
    table = reliability_bins(probabilities, labels, bins)
    count = sum(entry.count for entry in table)
    return sum(entry.count * abs(entry.accuracy - entry.confidence) for entry in table) / max(1, count)


def fit_temperature(logits: npt.ArrayLike, labels: npt.ArrayLike) -> float:
    """The temperature that the logits are divided by for the least log loss (Guo et al. 2017).

    The loss is convex in the inverse temperature, so its one root of the derivative is found by
    bisection: the same answer on every machine. Temperature scaling never changes a label.

    Args:
        logits: shape (n, classes).
        labels: true class indices, shape (n,); pictures with -1 are left out.

    Returns:
        A temperature within ``TEMPERATURE_RANGE``; above 1 means the model was too sure of itself.

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
