"""From raw outputs to probabilities, in double precision."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def log_softmax(logits: npt.ArrayLike) -> Floats:
    """Log-probabilities in nats, shape (n, classes)."""
    values = np.asarray(logits, dtype=np.float64)
    shifted = values - values.max(axis=1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def softmax(logits: npt.ArrayLike) -> Floats:
    """Probabilities, shape (n, classes), rows sum to 1."""
    result: Floats = np.exp(log_softmax(logits))
    return result
