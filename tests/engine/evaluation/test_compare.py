"""Two runs on the same pictures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from engine.errors import EngineError
from engine.evaluation.compare import compare, mcnemar
from engine.predictions import Predictions


def predictions(ids: list[str], labels: list[int], said: list[int], classes: tuple[str, ...]) -> Predictions:
    return Predictions(
        ids=np.array(ids),
        folds=np.array(["validation"] * len(ids)),
        labels=np.array(labels),
        logits=np.eye(len(classes), dtype=np.float32)[said],
        classes=classes,
        epoch=1,
    )


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (3, 9), (59, 121), (10, 10), (0, 400)])
def test_that_the_paired_test_is_the_exact_binomial_one(first: int, second: int) -> None:
    expected = stats.binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(expected)


def test_that_pictures_are_paired_by_id_and_classes_by_name() -> None:
    before = predictions(["x", "y", "z", "gone"], [0, 1, 0, 1], [0, 0, 1, 1], ("ant", "bee"))
    after = predictions(["z", "y", "x", "new"], [1, 0, 1, 0], [0, 0, 1, 0], ("bee", "ant"))
    found = compare(before, after)
    assert found.count == 3
    assert found.fixed == ("y",)
    assert found.newly_wrong == ()
    assert (found.before_accuracy, found.after_accuracy) == pytest.approx((1 / 3, 2 / 3))
    assert "chance" in found.in_words()


def test_that_a_label_put_right_between_the_runs_counts_for_both() -> None:
    before = predictions(["x"], [0], [1], ("ant", "bee"))
    after = predictions(["x"], [1], [1], ("ant", "bee"))
    found = compare(before, after)
    assert (found.before_accuracy, found.after_accuracy) == (1.0, 1.0)
    assert not found.fixed


def test_that_runs_without_a_common_picture_are_told_apart_in_words() -> None:
    with pytest.raises(EngineError, match="no labelled picture in common"):
        compare(
            predictions(["x"], [0], [0], ("a", "b")),
            predictions(["y"], [0], [0], ("a", "b")),
        )
