"""What a model says of one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.evaluation.probabilities import softmax

NOT_SURE = "not sure"
TOP = 5


@dataclass(frozen=True)
class Prediction:
    """One picture's answer, or why there is none.

    Attributes:
        path: the file.
        label: the most probable class; empty when the file could not be read.
        confidence: its probability, 0 to 1.
        top: the most probable classes with their probabilities, falling, at most five.
        logits: raw outputs, float32, shape (classes,); None when the file could not be read.
        sure: whether ``confidence`` reaches the threshold asked for.
        error: why the file could not be read, in words; empty otherwise.
    """

    path: Path
    label: str = ""
    confidence: float = 0.0
    top: tuple[tuple[str, float], ...] = ()
    logits: npt.NDArray[np.float32] | None = None
    sure: bool = True
    error: str = ""

    @property
    def answer(self) -> str:
        """The label, ``not sure`` below the threshold, empty when the file could not be read."""
        return self.label if self.sure or self.error else NOT_SURE

    def to_json(self) -> dict[str, Any]:
        """A line of ``graft predict --json``: ``path``, ``label``, ``confidence``, ``top``; or ``error``."""
        if self.error:
            return {"path": str(self.path), "error": self.error}
        return {
            "path": str(self.path),
            "label": self.answer,
            "confidence": self.confidence,
            "top": [[name, chance] for name, chance in self.top],
        }


def from_logits(
    path: Path,
    logits: npt.NDArray[np.float32],
    classes: Sequence[str],
    *,
    threshold: float = 0.0,
    temperature: float = 1.0,
) -> Prediction:
    """The answer that raw outputs give.

    Args:
        path: the file they are of.
        logits: shape (classes,).
        classes: class names in their order.
        threshold: least confidence that counts as sure, 0 to 1.
        temperature: what the outputs are divided by before the softmax, above 0.
    """
    chances = softmax(logits[None] / temperature)[0]
    order = np.argsort(-chances, kind="stable")[:TOP]
    top = tuple((classes[int(i)], float(chances[i])) for i in order)
    return Prediction(path, top[0][0], top[0][1], top, logits, top[0][1] >= threshold)
