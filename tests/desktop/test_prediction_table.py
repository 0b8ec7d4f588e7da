"""Columns of predictions: what they hold, and that sorting and filtering say the same as plain Python."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.item_models.prediction_table import (
    SORT_KEYS,
    PredictionFilter,
    PredictionTable,
    SortKey,
)
from desktop.item_models.predictions_model import PredictionsModel, percent


def table_of(seed: int, count: int = 60, classes: int = 4) -> PredictionTable:
    random = np.random.default_rng(seed)
    ids = [f"c{random.integers(3)}/Pic{number}.jpg" for number in range(count)]
    logits = random.normal(0, 2, (count, classes)).astype(np.float32)
    true = random.integers(-1, classes, count)
    return PredictionTable(ids, ids, true, logits, [f"class {label}" for label in range(classes)])


filters = st.builds(
    PredictionFilter,
    outcome=st.sampled_from(("all", "right", "wrong", "unsure")),
    predicted=st.none() | st.integers(0, 3),
    true=st.none() | st.integers(-1, 3),
    low=st.sampled_from((0.0, 0.3, 0.6)),
    high=st.sampled_from((1.0, 0.8)),
    text=st.sampled_from(("", "c1", "PIC1", "9.jpg", "nothing")),
)


def passes(table: PredictionTable, row: int, wanted: PredictionFilter) -> bool:
    true, predicted = int(table.true[row]), int(table.predicted[row])
    sure = float(table.confidence[row])
    outcome = {
        "all": True,
        "right": true == predicted,
        "wrong": true >= 0 and true != predicted,
        "unsure": sure < wanted.unsure_below,
    }[wanted.outcome]
    return (
        outcome
        and wanted.predicted in (None, predicted)
        and wanted.true in (None, true)
        and wanted.low <= sure <= wanted.high
        and wanted.text.lower() in table.ids[row].lower()
    )


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 20), wanted=filters, key=st.sampled_from(SORT_KEYS))
def test_that_a_filter_shows_exactly_the_rows_that_pass(
    seed: int, wanted: PredictionFilter, key: SortKey
) -> None:
    table = table_of(seed)
    expected = [row for row in range(len(table)) if passes(table, row, wanted)]
    assert sorted(table.select(wanted, key).tolist()) == expected


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("least_sure", lambda table, row: table.confidence[row]),
        ("most_sure", lambda table, row: -table.confidence[row]),
        ("loss", lambda table, row: -table.loss[row]),
        ("margin", lambda table, row: table.margin[row]),
        ("class", lambda table, row: (table.true[row], table.predicted[row])),
        ("name", lambda table, row: table.ids[row].lower()),
    ],
)
def test_that_orders_equal_a_plain_sort(key: SortKey, value: object) -> None:
    table = table_of(3)
    expected = sorted(range(len(table)), key=lambda row: value(table, row))  # type: ignore[operator]
    assert table.order(key).tolist() == expected


def test_that_the_worst_come_first_and_the_unlabelled_last() -> None:
    table = table_of(1, 200)
    order = table.order("worst")
    wrong, labelled = ~table.correct[order], table.labelled[order]
    kinds = np.where(~labelled, 2, np.where(wrong, 0, 1))
    assert (np.diff(kinds) >= 0).all()
    assert (np.diff(table.confidence[order][kinds == 0]) <= 0).all()
    assert (np.diff(table.confidence[order][kinds == 1]) >= 0).all()


def test_that_loss_is_the_cross_entropy_and_follows_a_relabelling() -> None:
    table = table_of(2)
    row = int(np.flatnonzero(table.true >= 0)[0])
    logits = table.logits[row].astype(np.float64)
    logs = logits - np.log(np.exp(logits).sum())
    assert table.loss[row] == pytest.approx(-logs[table.true[row]], abs=1e-5)
    table.set_true(np.array([row]), np.array([3]))
    assert table.loss[row] == pytest.approx(-logs[3], abs=1e-5)
    table.set_true(np.array([row]), np.array([-1]))
    assert table.loss[row] == 0.0


def test_that_confidence_and_margin_are_those_of_the_best_two() -> None:
    table = table_of(9)
    for row in range(len(table)):
        (label, best), (_, second), *_ = table.top(row)
        assert label == table.predicted[row]
        assert table.confidence[row] == pytest.approx(best, abs=1e-6)
        assert table.margin[row] == pytest.approx(best - second, abs=1e-6)


def test_that_equal_logits_are_settled_as_the_metrics_settle_them() -> None:
    logits = np.zeros((3, 5), dtype=np.float32)
    table = PredictionTable(
        ["a", "b", "c"], ["a", "b", "c"], np.zeros(3, dtype=np.int64), logits, list("vwxyz")
    )
    assert table.predicted.tolist() == [0, 0, 0]
    assert [label for label, _ in table.top(1)] == [0, 1, 2, 3, 4]
    assert table.margin.tolist() == [0.0, 0.0, 0.0]
    assert table.confidence.tolist() == pytest.approx([0.2, 0.2, 0.2])


def test_that_a_name_is_found_in_either_unicode_composition() -> None:
    name = "꿀벌/사진.jpg"
    logits = np.eye(2, dtype=np.float32)
    table = PredictionTable(
        [unicodedata.normalize("NFD", name), "x"], ["", ""], np.zeros(2), logits, ["a", "b"]
    )
    found = table.select(PredictionFilter(text=unicodedata.normalize("NFC", "사진")), "name")
    assert found.tolist() == [0]


def test_that_counts_of_outcomes_keep_the_other_conditions() -> None:
    table = table_of(5)
    wanted = PredictionFilter(outcome="wrong", predicted=2)
    counts = table.counts(wanted)
    assert counts["wrong"] == len(table.select(wanted, "worst"))
    assert counts["all"] == int((table.predicted == 2).sum())


def test_that_relabelling_keeps_every_row_in_its_place() -> None:
    model = PredictionsModel()
    model.set_table(table_of(4))
    model.set_filter(PredictionFilter(outcome="wrong"))
    before = model.rows.tolist()
    name = model.sample_id(0)
    predicted = int(model.table.predicted[model.rows[0]])  # type: ignore[union-attr]
    model.relabelled({name: predicted})
    assert model.rows.tolist() == before
    model.reapply()
    assert model.row_of(name) == -1


def test_that_shares_are_never_rounded_up_to_certainty() -> None:
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.994, 0.9951, 0.99999, 1.0)] == [
        "0 %",
        "<1 %",
        "50 %",
        "99 %",
        ">99 %",
        ">99 %",
        "100 %",
    ]
