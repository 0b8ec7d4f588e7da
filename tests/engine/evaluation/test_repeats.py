"""Repeats of a run: their settings, their mean and their error bars."""

import pytest

from engine.config import RunConfig
from engine.errors import EngineError
from engine.evaluation import repeats


def test_that_the_interval_is_students() -> None:
    # Five values, t(4) = 2.776 from a printed table, standard deviation 0.0158114.
    found = repeats.mean_interval([0.90, 0.91, 0.92, 0.93, 0.94])
    assert found.mean == pytest.approx(0.92)
    half = 2.776 * 0.0158114 / 5**0.5
    assert (found.low, found.high) == pytest.approx((0.92 - half, 0.92 + half), abs=1e-5)


def test_that_the_interval_stays_between_nothing_and_everything() -> None:
    found = repeats.mean_interval([1.0, 0.9])
    assert found.high == 1.0
    assert 0.0 <= found.low < 0.95


def test_that_a_single_run_claims_no_error_bar() -> None:
    found = repeats.mean_interval([0.9])
    assert (found.mean, found.low, found.high, found.count) == (0.9, 0.0, 1.0, 1)


def test_that_repeats_over_seeds_keep_the_division() -> None:
    made = repeats.over_seeds(RunConfig(), 5)
    assert [one.train.seed for one in made] == [0, 1, 2, 3, 4]
    assert {one.data for one in made} == {RunConfig().data}
    assert len({repeats.group_of(one) for one in made}) == 1
    assert [repeats.place_of(one) for one in made] == [(i, 5) for i in range(1, 6)]


def test_that_repeats_over_folds_hold_each_fold_out_once() -> None:
    made = repeats.over_folds(RunConfig(), 4)
    assert [(one.data.folds, one.data.fold) for one in made] == [(4, 0), (4, 1), (4, 2), (4, 3)]
    assert len({one.train for one in made}) == 1


def test_that_two_jobs_are_told_apart_and_a_run_alone_is_in_none() -> None:
    first, second = (repeats.over_seeds(RunConfig(), 2)[0] for _ in range(2))
    assert repeats.group_of(first) != repeats.group_of(second)
    assert repeats.group_of(RunConfig()) == ""
    assert repeats.place_of(RunConfig()) == (0, 0)


@pytest.mark.parametrize("count", [0, 1, 21])
def test_that_a_senseless_number_of_repeats_is_refused(count: int) -> None:
    with pytest.raises(EngineError, match="2 to 20"):
        repeats.over_folds(RunConfig(), count)


def test_that_the_place_in_a_job_survives_the_file() -> None:
    made = repeats.over_seeds(RunConfig(), 3)[1]
    assert RunConfig.from_json(made.to_json()) == made
