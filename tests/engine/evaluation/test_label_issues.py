"""The suspicious labels are the wrong ones."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError
from engine.evaluation import label_issues


def mislabelled(seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Three clouds of 100 points; ten labels moved to the next class."""
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.arange(3), 100)
    features = rng.normal(0, 1, (300, 16)) + np.eye(3, 16)[truth] * 8
    wrong = rng.choice(300, 10, replace=False)
    given = truth.copy()
    given[wrong] = (truth[wrong] + 1) % 3
    return features, given, wrong


def test_that_wrong_labels_lead_the_queue_with_the_right_class_suggested() -> None:
    features, given, wrong = mislabelled()
    chances = label_issues.out_of_fold_probabilities(features, given, 3)
    found = label_issues.find([f"{i}.png" for i in range(300)], given, chances)
    first = {int(issue.id.removesuffix(".png")) for issue in found[:10]}
    assert len(first & set(wrong)) >= 9
    assert all(issue.suggested == (issue.label - 1) % 3 for issue in found[:9])
    assert [issue.margin for issue in found] == sorted((i.margin for i in found), reverse=True)


def test_that_out_of_fold_probabilities_do_not_know_the_picture_s_own_label() -> None:
    rng = np.random.default_rng(1)
    features, labels = rng.normal(size=(60, 40)), rng.integers(0, 2, 60)
    chances = label_issues.out_of_fold_probabilities(features, labels, 2)
    # Random labels: a head that had seen them would have them nearly all right with 40 features.
    assert (chances.argmax(1) == labels).mean() < 0.75
    np.testing.assert_allclose(chances.sum(1), 1)


def test_that_the_queue_is_the_same_every_time() -> None:
    features, given, _ = mislabelled()
    names = [str(i) for i in range(300)]
    runs = [
        label_issues.find(names, given, label_issues.out_of_fold_probabilities(features, given, 3))
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_that_unlabelled_pictures_and_a_class_without_pictures_are_no_trouble() -> None:
    chances = np.array([[0.9, 0.1, 0.0], [0.1, 0.9, 0.0], [0.9, 0.1, 0.0], [0.8, 0.1, 0.1]])
    assert label_issues.find(["a", "b", "c", "d"], [0, 1, 0, -1], chances) == ()
    assert label_issues.find([], [], np.zeros((0, 3))) == ()


def test_that_labels_of_one_class_alone_say_nothing() -> None:
    chances = np.array([[0.9, 0.1], [0.1, 0.9], [0.9, 0.1]])
    for label in (0, 1):
        assert label_issues.find(["a", "b", "c"], [label, label, -1], chances) == ()


def test_that_a_class_with_one_picture_can_still_be_predicted_for_the_others() -> None:
    features = np.r_[np.random.default_rng(0).normal(size=(20, 4)), np.full((1, 4), 9.0)]
    labels = np.array([0, 1] * 10 + [2])
    chances = label_issues.out_of_fold_probabilities(features, labels, 3)
    assert chances.shape == (21, 3)
    assert chances[20, 2] == 0.0


def test_that_predictions_of_other_pictures_are_refused() -> None:
    with pytest.raises(EngineError, match="do not fit"):
        label_issues.find(["a"], [0, 1], np.ones((2, 2)) / 2)
