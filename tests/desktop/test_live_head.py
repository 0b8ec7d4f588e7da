"""Corrections in the gallery: a head solved again at once, told of plainly, undone with the labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.live_head import Answer, LiveHeadController, Question
from desktop.panels.gallery import GalleryPanel
from engine.config import DataConfig, RunConfig, with_setting
from engine.control import RunControl
from engine.data import sources
from engine.run_folder import RunFolder
from engine.training import loop
from tests.desktop.gallery_fixtures import Show
from tests.desktop.pictures import write_shapes


def settings(source: Path, **more: str) -> RunConfig:
    """A small network from scratch, its head solved directly."""
    config = RunConfig(data=DataConfig(source=str(source), val_fraction=0.34))
    chosen = {
        "model.backbone": "timm:test_resnet",
        "model.weights": "none",
        "train.solver": "lbfgs",
        "train.precision": "fp32",
        "train.device": "cpu",
        **more,
    }
    for key, value in chosen.items():
        config = with_setting(config, key, value)
    return config


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    return write_shapes(tmp_path / "shapes")


@pytest.fixture
def run(tmp_path: Path, shapes: Path, own_cache: Path) -> RunFolder:
    """A finished run on discs and squares."""
    config = settings(shapes)
    made = RunFolder.create(tmp_path / "project" / "runs", config)
    list(loop.train(config, made, RunControl()))
    return made


@pytest.fixture
def panel(run: RunFolder, show: Show) -> GalleryPanel:
    return show(run)


def relabel(qtbot: QtBot, panel: GalleryPanel, rows: list[int], key: Qt.Key) -> None:
    """Select rows of the grid and press a single key; wait for the live head."""
    panel.grid.setFocus()
    panel.grid.select_row(rows[0])
    for row in rows[1:]:
        index = panel.model.index(row)
        panel.grid.selectionModel().select(index, panel.grid.selectionModel().SelectionFlag.Select)
    with qtbot.waitSignal(panel.live.predicted, timeout=30_000):
        qtbot.keyClick(panel.grid, key)


def move_to_training(qtbot: QtBot, panel: GalleryPanel, rows: list[int]) -> None:
    panel.grid.select_row(rows[0])
    with qtbot.waitSignal(panel.live.predicted, timeout=30_000):
        panel.actions_on_selection.move("train")


def test_that_the_head_follows_a_correction_and_says_what_changed(panel: GalleryPanel, qtbot: QtBot) -> None:
    table = panel.model.table
    assert table is not None
    own = table.logits.copy()
    order = [panel.model.sample_id(row) for row in range(panel.model.rowCount())]
    assert panel.live.note.text() == ""

    relabel(qtbot, panel, [0], Qt.Key.Key_2 if table.true[panel.model.rows[0]] == 0 else Qt.Key.Key_1)

    assert "predictions changed, accuracy" in panel.live.note.text()
    assert "→" in panel.live.note.text()
    assert "The run itself stays as it was" in panel.live.note.text()
    assert [panel.model.sample_id(row) for row in range(panel.model.rowCount())] == order
    with qtbot.waitSignal(panel._reader.evaluated, timeout=10_000) as told:
        panel._reader.evaluate()
    assert told.args is not None
    assert int(np.trace(told.args[1].confusion)) == int(table.correct.sum())

    with qtbot.waitSignal(panel.live.predicted, timeout=30_000):
        qtbot.keyClick(panel.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.live.note.text() == ""
    np.testing.assert_array_equal(table.logits, own)


def test_that_a_picture_moved_to_training_teaches_the_head(panel: GalleryPanel, qtbot: QtBot) -> None:
    """A held-out picture that is learned from changes what is predicted; undo and redo follow."""
    table = panel.model.table
    assert table is not None
    own = table.logits.copy()
    move_to_training(qtbot, panel, [0])
    taught = table.logits.copy()
    assert not np.allclose(taught, own)
    moved = panel.live._answer
    assert moved is not None
    assert moved.solution.crossed.sum() == moved.question.learn.sum()
    with qtbot.waitSignal(panel.live.predicted, timeout=30_000):
        panel.actions_on_selection.undo()
    np.testing.assert_array_equal(table.logits, own)
    with qtbot.waitSignal(panel.live.predicted, timeout=30_000):
        panel.actions_on_selection.redo()
    np.testing.assert_allclose(table.logits, taught, atol=0.05)


def test_that_training_pictures_are_predicted_by_heads_that_have_not_seen_them(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    """A wrong label given to a training picture does not become its prediction."""
    move_to_training(qtbot, panel, [0])
    with qtbot.waitSignal(panel.shown, timeout=60_000):
        qtbot.mouseClick(panel.header.folds.button("train"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.live.controller.busy, timeout=30_000)
    table = panel.model.table
    assert table is not None
    assert table.fold == "train"
    answer = panel.live._answer
    assert answer is not None
    assert answer.solution.crossed.sum() == len(table) + 1
    right = [row for row in range(panel.model.rowCount()) if table.correct[panel.model.rows[row]]]
    at = int(panel.model.rows[right[0]])
    relabel(qtbot, panel, [right[0]], Qt.Key.Key_2 if table.true[at] == 0 else Qt.Key.Key_1)
    qtbot.waitUntil(lambda: not panel.live.controller.busy, timeout=30_000)
    assert table.predicted[at] != table.true[at]


def test_that_the_run_s_own_predictions_stay_a_click_away(panel: GalleryPanel, qtbot: QtBot) -> None:
    table = panel.model.table
    assert table is not None
    own = table.logits.copy()
    move_to_training(qtbot, panel, [0])
    with qtbot.waitSignal(panel.live.predicted):
        qtbot.mouseClick(panel.live.note.own, Qt.MouseButton.LeftButton)
    np.testing.assert_array_equal(table.logits, own)
    with qtbot.waitSignal(panel.live.predicted):
        qtbot.mouseClick(panel.live.note.own, Qt.MouseButton.LeftButton)
    assert not np.allclose(table.logits, own)
    with qtbot.waitSignal(panel.train_requested):
        qtbot.mouseClick(panel.live.note.train, Qt.MouseButton.LeftButton)


def test_that_only_the_latest_of_quick_edits_is_answered(shapes: Path, qtbot: QtBot, own_cache: Path) -> None:
    config = settings(shapes)
    controller = LiveHeadController()
    with qtbot.waitSignal(controller.opened, timeout=60_000):
        controller.open_samples(config, sources.open_source(config.data).samples)
    assert controller.features is not None
    labels = np.array([sample.label for sample in controller.features.samples])
    everything = np.ones(len(labels), dtype=np.bool_)
    answers: list[Answer] = []
    controller.answered.connect(answers.append)
    for at in range(6):
        changed = labels.copy()
        changed[at] = 1 - changed[at]
        controller.ask(Question(changed, ("disc", "square"), everything))
    qtbot.waitUntil(lambda: not controller.busy, timeout=30_000)
    assert [answer.question.labels[5] for answer in answers][-1] == 1 - labels[5]
    assert len(answers) == 1
    controller.deleteLater()


def test_that_a_run_that_trained_its_backbone_says_that_predictions_do_not_follow(
    tmp_path: Path, shapes: Path, own_cache: Path, qtbot: QtBot, show: Show
) -> None:
    changes = {"train.solver": "gradient", "train.epochs": "1", "model.mode": "finetune"}
    config = settings(shapes, **changes)
    tuned = RunFolder.create(tmp_path / "tuned" / "runs", config)
    list(loop.train(config, tuned, RunControl()))
    panel = show(tuned)
    with qtbot.waitSignal(panel.live.controller.failed, timeout=20_000):
        panel.grid.select_row(0)
    assert panel.live.note.text() == ""
    panel.actions_on_selection.toggle_excluded()
    assert "they do not follow your corrections" in panel.live.note.text()


def test_that_training_pictures_are_said_to_be_learned_unless_the_live_head_has_not_seen_them(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    """Header, curves, note and the review of labels follow whose predictions are shown."""
    with qtbot.waitSignal(panel.shown, timeout=60_000):
        qtbot.mouseClick(panel.header.folds.button("train"), Qt.MouseButton.LeftButton)
    caveat = panel.header._caveat
    assert caveat.accessibleName() == "Training: the model has learned these pictures"
    assert not panel.filters.suspicious.isEnabled()
    assert "held out" in panel.filters.suspicious.toolTip()
    panel.header.figures.setChecked(True)
    with qtbot.waitSignal(panel.figures.curves.drawn):
        panel.figures.show_page("curves")
    assert panel.figures.curves.note.text().endswith("Training: the model has learned these pictures.")

    table = panel.model.table
    assert table is not None
    with qtbot.waitSignal(panel.figures.curves.drawn, timeout=30_000):
        relabel(qtbot, panel, [0], Qt.Key.Key_2 if table.true[panel.model.rows[0]] == 0 else Qt.Key.Key_1)
    qtbot.waitUntil(lambda: "has not seen it" in caveat.accessibleName(), timeout=30_000)
    assert panel.filters.suspicious.isEnabled()
    assert "accuracy of the live head" in panel.live.note.text()
    qtbot.waitUntil(
        lambda: panel.figures.curves.note.text().endswith("by a live head that has not seen it."),
        timeout=30_000,
    )

    with qtbot.waitSignal(panel._reader.evaluated):
        qtbot.mouseClick(panel.live.note.own, Qt.MouseButton.LeftButton)
    assert caveat.accessibleName() == "Training: the model has learned these pictures"
    assert not panel.filters.suspicious.isEnabled()
