"""How a run gets on, seen on a few validation pictures while it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.control import RunControl
from engine.events import EpochDone, PredictionsReady
from engine.files import DiskFull
from engine.run_folder import RunFolder
from engine.training import keep, loop
from engine.training.best import SAVING_SHARE, SaveClock
from tests.engine.training.conftest import Configure, ended, run_all


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_that_each_epoch_shows_the_same_pictures_and_the_end_shows_all(
    solver: str, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SaveClock, "due", lambda self: True)
    monkeypatch.setattr(keep, "SAMPLE", 4)
    config = configure(model__mode="frozen", **({"train__solver": solver} if solver == "lbfgs" else {}))
    run = RunFolder.create(tmp_path, config)
    shown: list[list[str]] = []
    epochs, told = [], []
    for event in loop.train(config, run, RunControl()):
        if isinstance(event, EpochDone):
            epochs.append((event.epoch, event.val_accuracy))
        if isinstance(event, PredictionsReady) and not event.final:
            sample = run.sample()
            assert (sample.epoch, len(sample.ids)) == (event.epoch, event.count) == (epochs[-1][0], 4)
            assert set(sample.folds) == {"validation"}
            shown.append(sample.ids.tolist())
            told.append(event.epoch)
    assert told == [epoch for epoch, _ in epochs]
    assert all(ids == shown[0] for ids in shown)
    assert set(shown[0]) <= set(run.predictions().ids)
    assert not run.sample_path.exists(), "when all predictions are there, the few are not needed"


def test_that_the_sample_is_what_the_latest_epoch_says(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SaveClock, "due", lambda self: True)
    config = configure(model__mode="frozen")
    run = RunFolder.create(tmp_path, config)
    for event in loop.train(config, run, RunControl()):
        if isinstance(event, EpochDone):
            accuracy = event.val_accuracy
        if isinstance(event, PredictionsReady) and not event.final:
            sample = run.sample()
            assert float((sample.predicted == sample.labels).mean()) == pytest.approx(accuracy)


def test_that_a_full_disk_leaves_the_sample_out_and_the_run_going(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise DiskFull("There is no room left.", "Free some space.")

    monkeypatch.setattr(SaveClock, "due", lambda self: True)
    monkeypatch.setattr(RunFolder, "write_sample", full)
    _, events = run_all(configure(model__mode="frozen"), tmp_path)
    assert ended(events).outcome == "completed"
    assert [event.final for event in events if isinstance(event, PredictionsReady)] == [True]


def test_that_looking_on_takes_a_small_share_of_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("engine.training.best.time.monotonic", lambda: now[0])
    clock = SaveClock(gap=1.0)
    clock.begin()
    now[0] += 0.9
    assert not clock.due()
    now[0] += 0.2
    assert clock.due()
    now[0] += 0.5  # the save itself took half a second: a slow disk
    clock.saved(now[0] - 0.5)
    now[0] += 0.5 / SAVING_SHARE - 0.1
    assert not clock.due()
    now[0] += 0.2
    assert clock.due()
