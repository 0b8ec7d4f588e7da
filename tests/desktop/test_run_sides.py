"""Two runs side by side in the list of runs, and training again from the gallery."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from desktop.bench import Bench
from desktop.panels.runs import RunsPanel
from desktop.project import Project
from desktop.run_sides import differing
from engine import events as ev
from engine.config import ModelConfig, RunConfig, TrainConfig
from engine.evaluation.compare import mcnemar
from engine.files import write_json
from engine.run_folder import RunFolder
from tests.desktop.canned import CannedJobs
from tests.desktop.gallery_fixtures import make_run, six_pictures, solve_directly


def ended(run: RunFolder, accuracy: float, test_accuracy: float | None, seed: int) -> RunFolder:
    """Give a made-up run its end and settings of its own."""
    write_json(
        run.config_path, dataclasses.replace(run.config(), train=TrainConfig(seed=seed, epochs=4)).to_json()
    )
    count = 0 if test_accuracy is None else 3
    end = ev.RunEnded("completed", str(run.path), 4, 2.0, 3, accuracy, 9, test_accuracy, count)
    run.append_event(end)
    run.release()
    return run


@pytest.fixture
def two(tmp_path: Path) -> list[RunFolder]:
    """Twelve pictures, the last three for testing; the second run has two more right, and one wrong."""
    labels, rows = six_pictures()
    better = [list(row) for row in rows]
    better[0], better[1], better[3] = [0.2, 0.7, 0.1], [0.8, 0.1, 0.1], [0.3, 0.6, 0.1]
    return [
        ended(make_run(tmp_path, labels * 2, rows * 2, test=3), 6 / 9, 2 / 3, 0),
        ended(make_run(tmp_path, labels * 2, better + rows, test=3), 7 / 9, 2 / 3, 7),
    ]


@pytest.fixture
def panel(qtbot: QtBot, two: list[RunFolder]) -> RunsPanel:
    made = RunsPanel()
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    with qtbot.waitSignal(made.listed):
        made.set_folder(two[0].path.parent)
    return made


def compare(panel: RunsPanel, two: list[RunFolder], qtbot: QtBot) -> None:
    panel.select({run.name for run in two})
    qtbot.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.compare_view is not None and panel.compare_view.sides.isVisible())


def test_that_two_runs_are_compared_picture_by_picture(
    panel: RunsPanel, two: list[RunFolder], qtbot: QtBot
) -> None:
    compare(panel, two, qtbot)
    assert panel.compare_view is not None
    sides = panel.compare_view.sides
    assert [sides.cell(0, column) for column in (1, 2)] == ["Run 1", "Run 2"]
    assert "optimistic" in sides.cell(1, 0)
    assert sides.cell(1, 1) == "66.7 %  (35.4 to 87.9 %)"
    assert sides.cell(2, 0) == "Test"
    assert sides.cell(2, 1) == "66.7 %  (20.8 to 93.9 %)"
    assert [sides.cell(3, column) for column in range(3)] == ["Seed", "0", "7"]
    validation, test = sides.verdict.text().splitlines()[:2]
    assert "on the 9 pictures of both: 2 fixed, 1 newly wrong" in validation
    assert f"(p = {mcnemar(1, 2):.2g})" in validation
    assert test.startswith("Test: ")
    assert "on the 3 pictures of both: 0 fixed, 0 newly wrong" in test


def test_that_only_the_side_that_chose_its_epoch_is_called_optimistic(
    panel: RunsPanel, two: list[RunFolder], qtbot: QtBot
) -> None:
    solve_directly(two[0])
    compare(panel, two, qtbot)
    assert panel.compare_view is not None
    sides = panel.compare_view.sides
    assert [sides.cell(1, column) for column in range(3)] == [
        "Validation",
        "66.7 %  (35.4 to 87.9 %)",
        "77.8 %  (45.3 to 93.7 %), optimistic",
    ]


def test_that_the_pictures_of_the_newer_run_can_be_asked_for(
    panel: RunsPanel, two: list[RunFolder], qtbot: QtBot
) -> None:
    compare(panel, two, qtbot)
    assert panel.compare_view is not None
    with qtbot.waitSignal(panel.pictures_requested) as asked:
        qtbot.mouseClick(panel.compare_view.sides.pictures, Qt.MouseButton.LeftButton)
    assert [run.name for run in asked.args] == [two[1].name, two[0].name]


def test_that_runs_on_other_pictures_say_that_they_cannot_be_compared(
    panel: RunsPanel, two: list[RunFolder], qtbot: QtBot
) -> None:
    two[0].predictions_path.unlink()
    compare(panel, two, qtbot)
    assert panel.compare_view is not None
    assert "cannot be compared" in panel.compare_view.sides.verdict.text()
    assert not panel.compare_view.sides.pictures.isEnabled()


def test_that_only_settings_that_differ_are_named() -> None:
    first = RunConfig(model=ModelConfig(backbone="resnet18"), name="one")
    second = dataclasses.replace(first, name="two", model=ModelConfig(backbone="resnet50"))
    assert [(entry.setting, entry.before, entry.after) for entry in differing(first, second)] == [
        ("model.backbone", "resnet18", "resnet50")
    ]


@pytest.fixture
def bench(qtbot: QtBot, two: list[RunFolder]) -> Iterator[Bench]:
    owner = QObject()
    made = Bench(owner, CannedJobs(), lambda _config, _control: iter(()))
    for widget in made.panels().values():
        qtbot.addWidget(widget)
    folder = two[0].path.parent.parent
    Project(folder, str(folder.parent / "data")).save()
    with qtbot.waitSignal(made.dataset.catalog_ready, timeout=20_000):
        made.open_project(str(folder))
    yield made
    made.controller.stop_and_wait(10)


def test_that_training_again_keeps_the_settings_and_takes_the_corrections(
    bench: Bench, two: list[RunFolder], qtbot: QtBot
) -> None:
    edits = two[0].path.parent.parent / "edits.json"
    edits.write_text("{}")
    bench.run = two[1]
    with qtbot.waitSignals([bench.controller.run_created, bench.controller.ended], timeout=20_000):
        bench.gallery.train_requested.emit()
    assert bench.run is not None
    assert bench.run.name not in {run.name for run in two}
    config = bench.run.config()
    assert (config.train.seed, config.train.epochs) == (7, 4)
    assert config.data.edits == str(edits)


def test_that_two_runs_of_the_list_are_compared_in_the_gallery(
    bench: Bench, two: list[RunFolder], qtbot: QtBot
) -> None:
    bench.runs.pictures_requested.emit(two[0], two[1])
    line = bench.gallery.browser.comparison
    qtbot.waitUntil(lambda: line.reference.text() == "Against Run 2", timeout=20_000)
    assert "1 fixed, 2 newly wrong" in line.words.text()
