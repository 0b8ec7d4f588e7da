"""Every fold of a run in the gallery: training pictures on demand, and a sample while the run goes on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.config import ModelConfig
from engine.evaluation import training_fold
from engine.files import read_json, write_json
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import CLASSES, Show, make_run, numbers, picture, six_pictures

SLOW = 120_000


@pytest.fixture
def trained(tmp_path: Path) -> RunFolder:
    """A run with a small network and nine training pictures."""
    from engine.models import build, saved

    run = make_run(tmp_path, *six_pictures())
    split = read_json(run.split_path)
    for number in range(100, 109):
        name = f"{CLASSES[number % 3]}/{number:05d}.jpg"
        path = picture(tmp_path / "data" / name, number)
        split["train"].append({"id": name, "path": str(path), "label": number % 3})
    write_json(run.split_path, split)
    network = build.build_network(
        ModelConfig(backbone="squeezenet1_0", weights="none"), 3, load_weights=False
    )
    saved.save_model(run.best_path, network, classes=CLASSES, extra={})
    return run


def test_that_training_pictures_are_looked_at_when_asked_for_and_then_kept(
    show: Show, trained: RunFolder, qtbot: QtBot
) -> None:
    panel = show(trained)
    assert panel.header.folds.button("train").isVisible()
    assert panel.header.folds.button("test").isHidden()
    with qtbot.waitSignals([panel._reader.looking, panel.shown], timeout=SLOW):
        panel.header.folds.button("train").click()
        assert panel.header.folds.value() == "validation", "until they are there"
    assert panel.header.folds.value() == "train"
    assert sorted(numbers(panel)) == list(range(100, 109))
    assert panel.header._caveat.accessibleName() == "Training: the model has learned these pictures"
    assert "of 9" in panel.header._interval.text()
    kept = training_fold.stored(trained)
    assert kept is not None
    table = panel.model.table
    assert table is not None
    np.testing.assert_array_equal(kept.logits, table.logits)
    again = show(trained)
    with qtbot.waitSignal(again.shown):
        again.header.folds.button("train").click()
    assert sorted(numbers(again)) == list(range(100, 109))


def test_that_looking_at_training_pictures_can_be_cancelled(
    show: Show, trained: RunFolder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.evaluation.predict import Predictor

    def endless(self: Predictor, paths: list[Path], *, progress, cancelled):  # type: ignore[no-untyped-def]
        while not cancelled():
            progress(1, len(paths))
        yield from ()

    monkeypatch.setattr(Predictor, "predict", endless)
    panel = show(trained)
    with qtbot.waitSignal(panel._reader.looking, timeout=SLOW):
        panel.header.folds.button("train").click()
    qtbot.waitUntil(lambda: "1 of 9" in panel.message.text())
    qtbot.mouseClick(panel.message._action, Qt.MouseButton.LeftButton)
    assert panel.message.isHidden()
    assert panel.header.folds.value() == "validation"
    assert training_fold.stored(trained) is None


def test_that_what_an_older_epoch_said_of_the_training_pictures_is_not_shown(trained: RunFolder) -> None:
    training_fold.predict(trained, device="cpu")
    assert training_fold.stored(trained) is not None
    trained.write_predictions(dataclasses.replace(trained.predictions(), epoch=7))
    assert training_fold.stored(trained) is None


def test_that_a_run_that_goes_on_shows_how_its_sample_gets_on(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    final = six.predictions()
    six.predictions_path.unlink()
    rows = np.array([1, 3, 4])
    sample = dataclasses.replace(
        final,
        ids=final.ids[rows],
        folds=final.folds[rows],
        labels=final.labels[rows],
        logits=final.logits[rows],
        epoch=1,
    )
    six.write_sample(sample)
    panel = show(six)
    said = panel.header._caveat.accessibleName()
    assert said.startswith("Epoch 1: a sample of validation")
    # It stands where the words of a finished run do, and takes no more room than they.
    wide = panel.header._caveat.fontMetrics().horizontalAdvance
    assert wide(said) <= wide("Validation: optimistic, the best epoch was chosen on it")
    assert panel.header._interval.text().endswith("1 of 3")
    panel.grid.select_row(1)
    chosen = panel.model.sample_id(1)
    better = dataclasses.replace(sample, logits=np.eye(3, dtype=np.float32)[sample.labels] * 4, epoch=2)
    six.write_sample(better)
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert panel.header._caveat.accessibleName().startswith("Epoch 2")
    assert panel.header._interval.text().endswith("3 of 3")
    assert panel.model.sample_id(panel.grid.current_row()) == chosen
    six.write_predictions(final)
    six.sample_path.unlink()
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert len(numbers(panel)) == 6
    assert panel.header._caveat.accessibleName().startswith("Validation: optimistic")


def test_that_a_sample_left_by_a_killed_run_does_not_hide_its_predictions(show: Show, six: RunFolder) -> None:
    stored = six.predictions()
    six.write_sample(dataclasses.replace(stored, epoch=9))
    panel = show(six)
    assert panel.header._caveat.accessibleName().startswith("Validation")
    six.claim()
    try:
        assert show(six).header._caveat.accessibleName().startswith("Epoch 9")
    finally:
        six.release()
