"""Figures equal scikit-learn's, published tables' and hand-made cases'."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sk

from engine.errors import EngineError
from engine.evaluation import calibration, curves, metrics, wilson
from engine.evaluation.probabilities import softmax

SETTINGS = settings(max_examples=60, deadline=None)


@st.composite
def predictions(draw: st.DrawFn, least: int = 2) -> tuple[np.ndarray, np.ndarray, int]:
    """Random logits and labels; some classes may have no picture, some scores tie."""
    classes = draw(st.integers(least, 7))
    count = draw(st.integers(1, 60))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    logits = rng.normal(0, draw(st.sampled_from([0.5, 3.0])), (count, classes))
    if draw(st.booleans()):
        logits = np.round(logits)
    return logits.astype(np.float32), rng.integers(0, classes, count), classes


def names(count: int) -> tuple[str, ...]:
    return tuple(f"class {i}" for i in range(count))


@SETTINGS
@given(predictions())
def test_that_accuracy_precision_recall_f1_and_confusion_equal_scikit_learns(case) -> None:
    logits, labels, classes = case
    found = metrics.evaluate(logits, labels, names(classes))
    predicted = logits.argmax(1)
    every = list(range(classes))
    assert found.accuracy == sk.accuracy_score(labels, predicted)
    precision, recall, f1, support = sk.precision_recall_fscore_support(
        labels, predicted, labels=every, zero_division=0
    )
    np.testing.assert_allclose(found.precision, precision)
    np.testing.assert_allclose(found.recall, recall)
    np.testing.assert_allclose(found.f1, f1)
    np.testing.assert_array_equal(found.support, support)
    np.testing.assert_array_equal(found.confusion, sk.confusion_matrix(labels, predicted, labels=every))
    macro = sk.precision_recall_fscore_support(labels, predicted, average="macro", zero_division=0)[:3]
    np.testing.assert_allclose((found.macro_precision, found.macro_recall, found.macro_f1), macro)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn warns of classes that are predicted and never true
        np.testing.assert_allclose(found.balanced_accuracy, sk.balanced_accuracy_score(labels, predicted))


@SETTINGS
@given(predictions(least=3))
def test_that_log_loss_and_top_k_equal_scikit_learns(case) -> None:
    logits, labels, classes = case
    logits = logits + np.arange(classes) * 1e-4  # no ties: the two break them differently
    found = metrics.evaluate(logits, labels, names(classes))
    every = list(range(classes))
    np.testing.assert_allclose(found.log_loss, sk.log_loss(labels, softmax(logits), labels=every), rtol=1e-6)
    for k, share in found.top_k.items():
        np.testing.assert_allclose(share, sk.top_k_accuracy_score(labels, logits, k=k, labels=every))


@SETTINGS
@given(predictions())
def test_that_roc_and_precision_recall_curves_equal_scikit_learns(case) -> None:
    logits, labels, classes = case
    chances = softmax(logits)
    for index in range(classes):
        positive = labels == index
        roc = curves.roc_curve(chances, labels, index)
        recall_curve = curves.precision_recall_curve(chances, labels, index)
        if positive.any() and not positive.all():
            fpr, tpr, thresholds = sk.roc_curve(positive, chances[:, index], drop_intermediate=False)
            np.testing.assert_allclose(roc.false_positive_rate, fpr)
            np.testing.assert_allclose(roc.true_positive_rate, tpr)
            np.testing.assert_allclose(roc.thresholds, thresholds)
            assert roc.auc == pytest.approx(sk.roc_auc_score(positive, chances[:, index]))
        else:
            assert roc.auc is None
        if positive.any():
            precision, recall, thresholds = sk.precision_recall_curve(positive, chances[:, index])
            np.testing.assert_allclose(recall_curve.precision, precision)
            np.testing.assert_allclose(recall_curve.recall, recall)
            np.testing.assert_allclose(recall_curve.thresholds, thresholds)
            assert recall_curve.average_precision == pytest.approx(
                sk.average_precision_score(positive, chances[:, index])
            )
            assert recall_curve.auc == pytest.approx(sk.auc(recall, precision))


def test_that_confusion_rows_are_true_classes_and_columns_predicted_ones() -> None:
    # Three ants taken for bees, one bee right: the three belong in row "ant", column "bee".
    found = metrics.evaluate([[0, 1], [0, 1], [0, 1], [0, 1]], [0, 0, 0, 1], ("ant", "bee"))
    assert found.confusion.tolist() == [[0, 3], [0, 1]]
    assert found.to_json()["confusion"] == [[0, 3], [0, 1]]
    assert found.to_json()["classes"]["bee"]["precision"] == 0.25
    assert found.to_json()["classes"]["bee"]["recall"] == 1.0


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17: 857-872, table I, method 3 (score).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0000),
    ],
)
def test_that_the_wilson_interval_has_its_published_values(
    right: int, count: int, low: float, high: float
) -> None:
    found = wilson.wilson_interval(right, count)
    assert found == pytest.approx((low, high), abs=5e-5)
    assert found[0] <= right / count <= found[1]


def test_that_the_calibration_error_of_a_hand_made_case_is_found() -> None:
    # Four answers at 0.95 of which two are right (gap 0.45), one at 0.65 that is right (gap 0.35).
    chances = [[0.95, 0.05]] * 4 + [[0.35, 0.65]]
    labels = [0, 0, 1, 1, 1]
    assert calibration.expected_calibration_error(chances, labels, bins=10) == pytest.approx(
        (4 * 0.45 + 1 * 0.35) / 5
    )
    table = calibration.reliability_bins(chances, labels, bins=10)
    assert [entry.count for entry in table] == [0, 0, 0, 0, 0, 0, 1, 0, 0, 4]
    assert table[9].accuracy == 0.5
    assert table[9].confidence == pytest.approx(0.95)


def test_that_a_confidence_on_a_bin_boundary_belongs_to_the_lower_bin() -> None:
    table = calibration.reliability_bins([[0.5, 0.5], [1.0, 0.0]], [0, 0], bins=2)
    assert [entry.count for entry in table] == [1, 1]


def test_that_the_fitted_temperature_undoes_overconfidence() -> None:
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 2, (4000, 3))
    labels = np.array([rng.choice(3, p=row) for row in softmax(honest)])
    fitted = calibration.fit_temperature(honest * 3.0, labels)
    assert fitted == pytest.approx(3.0, rel=0.1)
    before = calibration.expected_calibration_error(softmax(honest * 3.0), labels)
    assert calibration.expected_calibration_error(softmax(honest * 3.0 / fitted), labels) < before / 3


@SETTINGS
@given(predictions())
def test_that_no_other_temperature_has_a_lower_loss(case) -> None:
    logits, labels, classes = case
    fitted = calibration.fit_temperature(logits, labels)

    def loss(temperature: float) -> float:
        return metrics.evaluate(logits / temperature, labels, names(classes)).log_loss

    assert loss(fitted) <= min(loss(t) for t in np.geomspace(0.05, 20.0, 40)) + 1e-5


def test_that_a_threshold_buys_accuracy_with_coverage() -> None:
    chances = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.6, 0.4]])
    curve = curves.coverage_curve(chances, [0, 0, 1, 0])
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.accuracy.tolist() == pytest.approx([1.0, 1.0, 2 / 3, 0.75])
    assert curves.threshold_for_accuracy(curve, 1.0) == 0.8
    assert curves.threshold_for_accuracy(curve, 0.75) == 0.6
    assert curves.threshold_for_accuracy(curves.coverage_curve(chances, [1, 1, 1, 1]), 0.5) is None
    assert curves.at_threshold(chances, [0, 0, 1, 0], 0.8) == (0.5, 1.0)
    assert curves.at_threshold(chances, [0, 0, 1, 0], 0.95) == (0.0, None)


def test_that_a_threshold_says_what_it_costs_with_intervals() -> None:
    found = curves.answering([0.9, 0.8, 0.7, 0.6], [True, True, False, True], 0.7)
    assert (found.count, found.answered, found.right) == (4, 3, 2)
    assert found.coverage_interval == wilson.wilson_interval(3, 4)
    assert found.accuracy_interval == wilson.wilson_interval(2, 3)
    none = curves.answering([0.4], [True], 0.5)
    assert (none.accuracy, none.coverage, none.accuracy_interval) == (None, 0.0, (0.0, 1.0))


def test_that_the_interval_of_an_area_holds_the_truth_as_often_as_it_says() -> None:
    # Two normal distributions a distance d apart have the area Phi(d / sqrt 2); here 0.9.
    rng, truth, distance = np.random.default_rng(5), 0.9, 1.8124
    held = 0
    for _ in range(400):
        scores = np.r_[rng.normal(distance, 1, 15), rng.normal(0, 1, 25)]
        low, high = curves.roc_of_scores(scores, np.arange(40) < 15).auc_interval or (0, 0)
        held += low <= truth <= high
    assert 0.92 <= held / 400 <= 0.99


def test_that_a_perfect_area_of_few_pictures_is_not_called_certain() -> None:
    few = curves.auc_interval(1.0, 5, 5)
    many = curves.auc_interval(1.0, 500, 500)
    assert few[1] == many[1] == 1.0
    assert few[0] < 0.75 < 0.98 < many[0]
    assert curves.auc_interval(0.0, 5, 5) == pytest.approx((0.0, 1 - few[0]))


def test_that_unlabelled_pictures_are_left_out_and_counted_out() -> None:
    found = metrics.evaluate([[2, 0], [0, 2], [2, 0]], [0, -1, 0], ("a", "b"))
    assert found.count == 2
    assert found.accuracy == 1.0


@pytest.mark.parametrize(
    ("logits", "labels"),
    [
        ([[1.0, 2.0]], [-1]),
        ([[1.0, 2.0]], [2]),
        ([[1.0, float("nan")]], [0]),
        ([[1.0, 2.0, 3.0]], [0]),
        ([[1.0, 2.0]], [0, 1]),
    ],
)
def test_that_what_cannot_be_evaluated_is_told_in_words(logits: list, labels: list) -> None:
    with pytest.raises(EngineError, match=r"\w+ \w+ \w+"):
        metrics.evaluate(logits, labels, ("a", "b"))


def test_that_the_json_has_exactly_the_published_keys_and_is_plain() -> None:
    found = metrics.evaluate(np.eye(3, dtype=np.float32), [0, 1, 1], ("a", "b", "c"))
    text = json.dumps(found.to_json(), allow_nan=False)
    raw = json.loads(text)
    assert list(raw) == ["accuracy", "accuracy_interval", "classes", "confusion", "count"]
    assert list(raw["classes"]) == ["a", "b", "c"]
    assert list(raw["classes"]["a"]) == ["precision", "recall", "f1", "support"]
    assert json.loads(json.dumps(found.to_json_full(), allow_nan=False))["top_k"] == {"1": 2 / 3}
