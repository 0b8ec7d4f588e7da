"""Is one run better than another, or is it noise? The same pictures, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.predictions import Predictions


@dataclass(frozen=True)
class Comparison:
    """Two runs on the pictures that both have predicted.

    Attributes:
        count: pictures compared.
        before_accuracy, after_accuracy: on those pictures, 0 to 1.
        fixed: ids of pictures wrong before and right after, in the order of the first run.
        newly_wrong: ids of pictures right before and wrong after.
        p_value: chance of a difference at least this large when both are equally good (McNemar's
            exact test).
    """

    count: int
    before_accuracy: float
    after_accuracy: float
    fixed: tuple[str, ...]
    newly_wrong: tuple[str, ...]
    p_value: float

    def in_words(self) -> str:
        """One sentence for people."""
        change = len(self.fixed) - len(self.newly_wrong)
        said = f"{len(self.fixed)} fixed, {len(self.newly_wrong)} newly wrong of {self.count} pictures"
        if self.p_value < 0.05:
            return f"{said}: {'better' if change > 0 else 'worse'} (p = {self.p_value:.2g})."
        return f"{said}: the difference may be chance (p = {self.p_value:.2g})."

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "count": self.count,
            "before_accuracy": self.before_accuracy,
            "after_accuracy": self.after_accuracy,
            "fixed": list(self.fixed),
            "newly_wrong": list(self.newly_wrong),
            "p_value": self.p_value,
        }


def mcnemar(only_first_right: int, only_second_right: int) -> float:
    """Two-sided exact p-value of McNemar's test (1947) on the pictures that the two disagree about.

    Args:
        only_first_right: pictures that only the first classifier has right.
        only_second_right: pictures that only the second has right.
    """
    from scipy.special import bdtr

    discordant = only_first_right + only_second_right
    if not discordant:
        return 1.0
    return min(1.0, 2.0 * float(bdtr(min(only_first_right, only_second_right), discordant, 0.5)))


def compare(before: Predictions, after: Predictions, fold: str = "") -> Comparison:
    """Pair two runs' predictions by picture and by class name.

    The truth is the second run's: labels put right between the two count for both.

    Args:
        before, after: what two runs predicted.
        fold: only pictures that the second run has in this fold; empty for any.

    Raises:
        EngineError: the two have no labelled picture in common.
    """
    place = {str(name): row for row, name in enumerate(before.ids)}
    rows = [
        (place[str(name)], row)
        for row, name in enumerate(after.ids)
        if str(name) in place and after.labels[row] >= 0 and fold in ("", str(after.folds[row]))
    ]
    if not rows:
        raise EngineError(
            "The two runs have no labelled picture in common.", "Compare runs on the same data set."
        )
    rows.sort()
    first, second = (np.array(column) for column in zip(*rows, strict=True))
    truth = np.array(after.classes)[after.labels[second]]
    was_right = np.array(before.classes)[before.predicted[first]] == truth
    is_right = np.array(after.classes)[after.predicted[second]] == truth
    fixed, broken = first[~was_right & is_right], first[was_right & ~is_right]
    return Comparison(
        count=len(rows),
        before_accuracy=float(was_right.mean()),
        after_accuracy=float(is_right.mean()),
        fixed=tuple(str(name) for name in before.ids[fixed]),
        newly_wrong=tuple(str(name) for name in before.ids[broken]),
        p_value=mcnemar(len(broken), len(fixed)),
    )
