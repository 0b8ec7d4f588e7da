"""The list of runs, over real run folders with canned events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.item_models.runs_model import COLUMNS
from desktop.panels.runs import WIDTH, RunsPanel
from desktop.run_summary import summarise
from desktop.widgets import basic
from engine import events as ev
from engine.config import ModelConfig, RunConfig, TrainConfig
from engine.errors import EngineError
from engine.evaluation import repeats
from engine.files import write_json
from engine.run_folder import RunFolder
from tests.desktop.canned import run_events
from tests.desktop.windows import click, use_bin


def make_run(
    runs: Path, config: RunConfig, *, outcome: str = "completed", ended: bool = True, epochs: int = 6
) -> RunFolder:
    run = RunFolder.create(runs, config)
    events = run_events(str(run.path), epochs=epochs, outcome=outcome)
    for event in events if ended else events[:-1]:
        run.append_event(event)
    run.last_path.write_bytes(b"state")
    run.best_path.write_bytes(b"weights")
    run.release()
    return run


@pytest.fixture
def runs(tmp_path: Path) -> dict[str, RunFolder]:
    return {
        "done": make_run(tmp_path, RunConfig(name="finished one")),
        "stopped": make_run(
            tmp_path, RunConfig(name="stopped one", model=ModelConfig(backbone="resnet18")), outcome="stopped"
        ),
        "cut": make_run(
            tmp_path, RunConfig(name="cut off", train=TrainConfig(epochs=6, seed=5)), ended=False
        ),
    }


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path, runs: dict[str, RunFolder]) -> RunsPanel:
    made = RunsPanel()
    qtbot.addWidget(made)
    made.resize(1100, 600)
    made.show()
    with qtbot.waitSignal(made.listed):
        made.set_folder(tmp_path)
    return made


def names(panel: RunsPanel) -> list[str]:
    return [str(panel.proxy.index(row, 0).data()) for row in range(panel.proxy.rowCount())]


def row_of(panel: RunsPanel, name: str) -> list[str]:
    row = names(panel).index(name)
    return [str(panel.proxy.index(row, column).data()) for column in range(panel.proxy.columnCount())]


def test_that_every_run_is_listed_with_what_came_of_it(panel: RunsPanel) -> None:
    assert sorted(names(panel)) == ["cut off", "finished one", "stopped one"]
    finished = row_of(panel, "finished one")
    assert finished[1] == "EfficientNet-Lite0"
    # 142 of 153 right: Wilson's interval at 95 % is 0.876 to 0.959.
    assert finished[3:6] == ["92.5 %", "87.6 to 95.9 %", "0:12"]
    assert finished[7] == "finished"
    assert row_of(panel, "stopped one")[1] == "ResNet-18"
    assert row_of(panel, "cut off")[7] == "interrupted"


def test_that_only_runs_that_can_go_on_can_be_resumed(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    panel.select({runs["done"].name})
    assert not panel.resume.isEnabled()
    panel.select({runs["stopped"].name})
    assert panel.resume.isEnabled()
    panel.select({runs["cut"].name})
    with qtbot.waitSignal(panel.resume_requested) as asked:
        qtbot.mouseClick(panel.resume, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[0].path == runs["cut"].path
    panel.set_running(True)
    assert not panel.resume.isEnabled()
    assert [summary.run.path for summary in panel.interrupted()] == [runs["cut"].path]


def test_that_the_list_is_filtered_by_words_of_any_column(panel: RunsPanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(panel.filter, "resnet stopped")
    assert names(panel) == ["stopped one"]
    panel.filter.clear()
    assert panel.proxy.rowCount() == 3


def test_that_settings_are_cloned(panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]) -> None:
    panel.select({runs["cut"].name})
    with qtbot.waitSignal(panel.clone_requested) as asked:
        qtbot.mouseClick(panel.clone, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[0].train.seed == 5


def test_that_curves_of_several_runs_are_compared(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    panel.select({runs["done"].name})
    assert not panel.compare.isEnabled()
    panel.select({runs["done"].name, runs["stopped"].name})
    qtbot.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.compare_view is not None)
    assert panel.compare_view is not None
    assert [series.count for series in panel.compare_view.plot.series.values()] == [6, 6]


def test_that_the_legend_names_the_runs_in_the_order_of_the_list(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    column = COLUMNS.index("name")
    panel.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    panel.select({run.name for run in runs.values()})
    qtbot.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.compare_view is not None)
    view = panel.compare_view
    assert view is not None
    assert view.legend() == ["cut off", "finished one", "stopped one"]
    panel.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    assert view.legend() == ["stopped one", "finished one", "cut off"]
    assert view.plot.getPlotItem().getAxis("bottom").labelText == "Epoch"


@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_that_the_legend_of_two_runs_is_in_the_order_of_their_columns(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder], order: Qt.SortOrder
) -> None:
    panel.table.sortByColumn(COLUMNS.index("name"), order)
    panel.select({runs["done"].name, runs["stopped"].name})
    qtbot.mouseClick(panel.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.compare_view is not None)
    view = panel.compare_view
    assert view is not None
    assert view.legend() == [view.sides.cell(0, 1), view.sides.cell(0, 2)] == ["finished one", "stopped one"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_that_no_two_columns_of_the_list_have_the_same_title(panel: RunsPanel, language: str) -> None:
    i18n.use(language)
    try:
        across = Qt.Orientation.Horizontal
        titles = {panel.model.headerData(at, across) for at in range(len(COLUMNS))}
    finally:
        i18n.use("en")
    assert len(titles) == len(COLUMNS)


def test_that_the_list_stands_in_the_middle_of_a_very_wide_window(panel: RunsPanel, qtbot: QtBot) -> None:
    panel.resize(3 * WIDTH, 700)
    qtbot.waitUntil(lambda: panel.table.width() == WIDTH)
    middle = panel.table.mapTo(panel, panel.table.rect().center())
    assert abs(middle.x() - panel.rect().center().x()) <= 1


def test_that_a_run_is_renamed_for_people_and_its_folder_stays(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    with qtbot.waitSignal(panel.listed):
        panel.rename_run(runs["done"], " the good one ")
    assert "the good one" in names(panel)
    assert runs["done"].path.is_dir()


def test_that_a_run_goes_to_the_bin_and_comes_back(
    panel: RunsPanel,
    qtbot: QtBot,
    runs: dict[str, RunFolder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_bin(monkeypatch, tmp_path.parent / f"{tmp_path.name}-bin")
    panel.select({runs["done"].name})
    with qtbot.waitSignal(panel.listed):
        qtbot.mouseClick(panel.bin, Qt.MouseButton.LeftButton)
    assert "finished one" not in names(panel)
    assert "in the bin" in panel.message.text()
    with qtbot.waitSignal(panel.listed):
        panel.message.acted.emit()
    assert "finished one" in names(panel)
    assert runs["done"].best_path.read_bytes() == b"weights"


def test_that_several_runs_go_to_the_bin_together_and_come_back_together(
    panel: RunsPanel,
    qtbot: QtBot,
    runs: dict[str, RunFolder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_bin(monkeypatch, tmp_path.parent / f"{tmp_path.name}-bin")
    panel.select({runs["done"].name, runs["stopped"].name})
    with qtbot.waitSignals([panel.binned, panel.listed]):
        click(qtbot, panel.bin)
    assert names(panel) == ["cut off"]
    assert "2 runs are in the bin" in panel.message.text()
    with qtbot.waitSignals([panel.restored, panel.listed]):
        click(qtbot, panel.message._action)
    assert sorted(names(panel)) == ["cut off", "finished one", "stopped one"]
    assert panel.message.text() == ""


def test_that_runs_binned_before_one_that_cannot_be_come_back_too(
    panel: RunsPanel,
    qtbot: QtBot,
    runs: dict[str, RunFolder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_bin(monkeypatch, tmp_path.parent / f"{tmp_path.name}-bin", room=1)
    panel.select({runs["done"].name, runs["stopped"].name})
    with qtbot.waitSignal(panel.listed):
        click(qtbot, panel.bin)
    assert len(names(panel)) == 2
    assert "could not be moved to the bin" in panel.message.text()
    assert "is in the bin" in panel.message.text()
    with qtbot.waitSignal(panel.listed):
        click(qtbot, panel.message._action)
    assert len(names(panel)) == 3


def test_that_a_run_killed_before_its_first_checkpoint_can_be_resumed(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    for name in ("cut", "stopped"):
        runs[name].last_path.unlink()
        with qtbot.waitSignal(panel.listed):
            panel.refresh()
        panel.select({runs[name].name})
        assert panel.resume.isEnabled()


def test_that_a_damaged_run_is_listed_and_named(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    runs["done"].config_path.write_text("{")
    with qtbot.waitSignal(panel.listed):
        panel.refresh()
    assert any(name.startswith("Run ") for name in names(panel))
    panel.select({runs["done"].name})
    assert not panel.open.isEnabled()
    assert panel.bin.isEnabled()


def test_that_an_empty_project_teaches_what_the_list_is_for(qtbot: QtBot, tmp_path: Path) -> None:
    empty = RunsPanel()
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.listed):
        empty.set_folder(tmp_path / "runs-not-there")
    assert empty._stack.currentIndex() == 0


def repeated(panel: RunsPanel, qtbot: QtBot, made: list[RunFolder]) -> str:
    """What the panel says of repeats when one of them is selected."""
    with qtbot.waitSignal(panel.listed):
        panel.refresh()
    panel.select({made[0].name})
    line = basic.child(panel, "repeats_line")
    assert isinstance(line, QLabel)
    return line.text()


def test_that_repeats_over_seeds_say_so_with_the_interval_of_their_mean(
    panel: RunsPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = repeats.over_seeds(RunConfig(), 2)
    made = [make_run(tmp_path, first, epochs=5), make_run(tmp_path, second, epochs=6)]
    # 92.0 and 92.5 %: t(1) = 12.71 times 0.25 %.
    assert repeated(panel, qtbot, made) == (
        "2 of 2 repeats over seeds, on the same pictures: mean accuracy 92.3 % (95 % interval 89.1 to 95.4 %)"
    )


def test_that_equal_repeats_are_judged_by_their_pictures_not_by_an_interval_of_width_zero(
    panel: RunsPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    made = [make_run(tmp_path, config, epochs=5) for config in repeats.over_seeds(RunConfig(), 2)]
    told = repeated(panel, qtbot, made)
    assert "accuracy 92.0 % every time, so their spread says nothing." in told
    # Wilson's interval of 141 of the same 153 pictures.
    assert told.endswith("From the number of pictures: 95 % interval 86.8 to 95.5 %")


def test_that_equal_folds_are_judged_by_all_their_pictures(
    panel: RunsPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    made = [make_run(tmp_path, config, epochs=5) for config in repeats.over_folds(RunConfig(), 2)]
    told = repeated(panel, qtbot, made)
    assert "2 of 2 repeats over folds: accuracy 92.0 % every time" in told
    # 282 of 306 right.
    assert told.endswith("95 % interval 88.6 to 94.7 %")


def test_that_a_run_that_may_go_on_elsewhere_is_resumed_only_on_a_second_word(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    write_json(runs["cut"].writer_path, {"format": 1, "host": "far-away", "process": 7})
    with qtbot.waitSignal(panel.listed):
        panel.refresh()
    assert row_of(panel, "cut off")[7] == "not known"
    assert panel.interrupted() == []
    asked: list[RunFolder] = []
    panel.resume_requested.connect(asked.append)
    panel.select({runs["cut"].name})
    panel.resume.click()
    assert asked == []
    assert "Whether far-away still trains this run cannot be seen from here." in panel.message.text()
    panel.message.acted.emit()
    assert [run.path for run in asked] == [runs["cut"].path]
    assert panel.message.text() == ""


def test_that_a_comparison_goes_with_a_run_that_it_shows(
    panel: RunsPanel,
    qtbot: QtBot,
    runs: dict[str, RunFolder],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_bin(monkeypatch, tmp_path.parent / f"{tmp_path.name}-bin")
    panel.select({runs["done"].name, runs["stopped"].name})
    click(qtbot, panel.compare)
    qtbot.waitUntil(lambda: panel.compare_view is not None and panel.compare_view.isVisible())
    assert panel.compare_view is not None
    for name, seen in (("cut", True), ("done", False)):
        panel.select({runs[name].name})
        with qtbot.waitSignal(panel.listed):
            click(qtbot, panel.bin)
        assert panel.compare_view.isVisible() is seen


def test_that_a_comparison_that_is_still_read_does_not_open_in_another_project(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder], tmp_path: Path
) -> None:
    panel.select({runs["done"].name, runs["stopped"].name})
    click(qtbot, panel.compare)
    task = panel._compared._task
    assert task is not None
    with qtbot.waitSignals([task.finished, panel.listed]):
        panel.set_folder(tmp_path / "elsewhere")
    assert panel.compare_view is None


def test_that_a_curve_in_a_comparison_leaves_out_what_a_resume_took_back(
    panel: RunsPanel, qtbot: QtBot, runs: dict[str, RunFolder]
) -> None:
    resumed = ev.from_json({**ev.to_json(run_events(epochs=6)[0]), "resumed_epoch": 3})
    for event in (resumed, *run_events(epochs=6)[-2:]):
        runs["cut"].append_event(event)
    runs["cut"].release()
    panel.select({runs["cut"].name, runs["done"].name})
    click(qtbot, panel.compare)
    qtbot.waitUntil(lambda: panel.compare_view is not None)
    assert panel.compare_view is not None
    drawn = sorted(series.x.tolist() for series in panel.compare_view.plot.series.values())
    assert drawn == [[1, 2, 3, 4, 5, 6], [1, 2, 3, 6]]


def test_that_an_interrupted_run_with_very_many_batches_is_listed_with_its_epochs(tmp_path: Path) -> None:
    run = make_run(tmp_path, RunConfig(), ended=False)
    for done in range(1000):
        run.append_event(ev.BatchDone("train", done, 1000, 6, 0.1, 410.0, 3.0))
    run.release()
    summary = summarise(run)
    assert (summary.outcome, summary.epochs, summary.accuracy) == ("interrupted", 6, pytest.approx(0.925))


def test_that_a_resume_that_ended_before_it_was_ready_leaves_the_result_in_the_list(tmp_path: Path) -> None:
    run = make_run(tmp_path, RunConfig(), outcome="stopped")
    before = summarise(run)
    run.append_event(ev.PhaseStarted("read", "Listing the pictures"))
    run.append_event(ev.RunEnded("stopped", str(run.path), 0, 0.5, 0, None, 0))
    run.release()
    write_json(run.split_path, {"classes": ["ant", "bee"], "validation": [{"id": "a", "label": 0}] * 153})
    after = summarise(run)
    assert (after.epochs, after.accuracy, after.count) == (before.epochs, before.accuracy, before.count)
    assert (after.outcome, after.resumable) == ("stopped", True)


def test_that_the_time_of_a_resumed_run_is_that_of_all_its_sittings(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    started, end = run_events()[0], run_events()[-1]
    assert isinstance(started, ev.RunStarted)
    assert isinstance(end, ev.RunEnded)
    for event in (
        started,
        replace(end, outcome="stopped", seconds=600.0),
        replace(started, resumed_epoch=5),
        replace(end, seconds=12.0),
    ):
        run.append_event(event)
    run.release()
    assert summarise(run).seconds == 612.0


def test_that_a_run_folder_out_of_reach_takes_no_other_from_the_list(tmp_path: Path) -> None:
    runs = tmp_path
    while len(str(runs)) < 3800:
        runs /= "d" * 200
    runs /= "d" * (4070 - len(str(runs)) - 1)
    reached, out_of_reach = runs / "a", runs / ("b" * 15)
    for folder in (reached, out_of_reach):
        folder.mkdir(parents=True)
    (reached / "config.json").touch()
    with pytest.raises(
        OSError, match="too long"
    ):  # its path is too long; a folder that may not be entered answers alike
        (out_of_reach / "config.json").is_file()
    assert [run.path for run in RunFolder.list(runs)] == [reached]
    with pytest.raises(EngineError, match="cannot be read"):
        RunFolder.list(out_of_reach / "runs of it")
