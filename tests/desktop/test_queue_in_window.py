"""The queue as the user meets it: in the whole window, with canned runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.main_window import MainWindow
from desktop.run_queue import FILE
from desktop.training_thread import Job
from desktop.widgets import basic
from desktop.widgets.number_edit import NumberEdit
from desktop.widgets.queue_list import QueueList
from engine import events as ev
from engine.config import RunConfig
from engine.control import RunControl
from engine.run_folder import RunFolder
from tests.desktop.canned import CannedJobs, run_events
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click


class Jobs(CannedJobs):
    """Canned jobs that write what they say, as the engine does, and keep the seeds they were given."""

    def __init__(self) -> None:
        super().__init__()
        self.seeds: list[int] = []

    def train(self, config: RunConfig, run: RunFolder) -> Job:
        self.seeds.append(config.train.seed)
        job = super().train(config, run)

        def written(control: RunControl) -> Iterator[ev.Event]:
            for event in job(control):
                assert run.append_event(event)
                yield event
            run.release()

        return written


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return write_shapes(tmp_path / "shapes")


Launch = Callable[[], MainWindow]


@pytest.fixture
def launch(open_window: OpenWindow, jobs: Jobs, pictures: Path) -> Launch:
    """Opens a window with the pictures, as after a restart."""

    def made() -> MainWindow:
        window = open_window(MainWindow(jobs=jobs, load_engine=False), pictures=pictures)
        window.bench.model.advanced.set_open(True)
        return window

    return made


@pytest.fixture
def window(launch: Launch) -> MainWindow:
    return launch()


def add(window: MainWindow, qtbot: QtBot, *seeds: int) -> None:
    """Type each seed into the model panel and press Add to queue."""
    editor = window.bench.model.field("train.seed").editor
    assert isinstance(editor, NumberEdit)
    for seed in seeds:
        editor.selectAll()
        qtbot.keyClicks(editor, str(seed))
        click(qtbot, window.bench.model.enqueue)


def listed(window: MainWindow) -> list[int]:
    """The seeds of the rows, in order."""
    return [int(text.rpartition("seed ")[2]) for text in queue_of(window).texts()]


def queue_of(window: MainWindow) -> QueueList:
    return window.bench.runs.queue


def runs_of(folder: Path) -> list[RunFolder]:
    return RunFolder.list(folder / "runs")


def project_folder() -> Path:
    return paths.projects_folder() / "shapes"


def train_without_end(window: MainWindow, qtbot: QtBot, jobs: Jobs) -> None:
    jobs.endless = True
    click(qtbot, window.bench.model.train)
    qtbot.waitUntil(lambda: len(window.bench.training.record.epochs) == 5)


def stop(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.training.tools.stop)
    # The queue hears of the end one turn of the event loop later than everybody else.
    with qtbot.waitSignal(window.bench.runs.listed):
        window.bench.runs.refresh()


def test_that_nothing_waits_at_first_and_the_list_takes_no_room(window: MainWindow) -> None:
    window.show_view("runs")
    assert queue_of(window).isHidden()
    assert window.bench.model.enqueue.isEnabled()


def test_that_three_runs_of_the_queue_train_one_after_another(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    add(window, qtbot, 11, 12, 13)
    assert jobs.seeds == []
    assert "Waiting: 3" in window.message.text()
    window.show_view("runs")
    assert listed(window) == [11, 12, 13]
    going: list[str] = []
    window.bench.controller.state_changed.connect(going.append)
    click(qtbot, queue_of(window).go)
    qtbot.waitUntil(lambda: len(going) == 6)
    assert going == ["running", "idle"] * 3
    assert jobs.seeds == [11, 12, 13]
    assert queue_of(window).isHidden()
    runs = runs_of(project_folder())
    assert [run.config().train.seed for run in reversed(runs)] == [11, 12, 13]
    qtbot.waitUntil(lambda: [row.outcome for row in window.bench.runs.model.runs()] == ["completed"] * 3)


def test_that_while_a_run_goes_on_the_queue_is_the_way_and_the_next_starts_by_itself(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    train_without_end(window, qtbot, jobs)
    assert not window.bench.model.train.isEnabled()
    add(window, qtbot, 21)
    assert "starts when this run has ended" in window.message.text()
    assert queue_of(window)._note.text() == "The next one starts by itself."
    assert len(jobs.seeds) == 1
    jobs.endless = False
    qtbot.waitUntil(lambda: jobs.seeds[1:] == [21])
    qtbot.waitUntil(lambda: window.bench.controller.state == "idle")
    assert len(runs_of(project_folder())) == 2
    assert window.message.text() == ""


def test_that_a_run_of_the_train_button_is_followed_by_what_waits(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    add(window, qtbot, 31, 32)
    click(qtbot, window.bench.model.train)
    qtbot.waitUntil(lambda: jobs.seeds == [32, 31, 32])


def test_that_stop_ends_the_run_and_holds_the_queue(window: MainWindow, qtbot: QtBot, jobs: Jobs) -> None:
    train_without_end(window, qtbot, jobs)
    add(window, qtbot, 41, 42)
    stop(window, qtbot)
    assert window.bench.controller.state == "idle"
    assert len(jobs.seeds) == 1
    assert listed(window) == [41, 42]
    window.show_view("runs")
    assert queue_of(window).go.text() == "Start the queue"
    jobs.endless = False
    click(qtbot, queue_of(window).go)
    qtbot.waitUntil(lambda: jobs.seeds[1:] == [41, 42])


def test_that_a_held_queue_lets_the_run_finish_and_starts_nothing(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    train_without_end(window, qtbot, jobs)
    add(window, qtbot, 51)
    window.show_view("runs")
    assert queue_of(window).go.text() == "Hold the queue"
    click(qtbot, queue_of(window).go)
    with qtbot.waitSignal(window.bench.controller.ended):
        jobs.endless = False
    with qtbot.waitSignal(window.bench.runs.listed):
        window.bench.runs.refresh()
    assert window.bench.controller.state == "idle"
    assert listed(window) == [51]


def test_that_the_order_is_changed_by_buttons_and_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    add(window, qtbot, 1, 2, 3)
    window.show_view("runs")
    queue = queue_of(window)
    queue.rows.setCurrentRow(2)
    click(qtbot, queue.up)
    assert listed(window) == [1, 3, 2]
    assert not queue.rows.currentItem().text().startswith("3.")
    qtbot.keyClick(queue.rows, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert listed(window) == [3, 1, 2]
    assert not queue.up.isEnabled()
    qtbot.keyClick(queue.rows, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert listed(window) == [3, 1, 2]
    qtbot.keyClick(queue.rows, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    click(qtbot, queue.down)
    assert listed(window) == [1, 2, 3]
    assert not queue.down.isEnabled()


def test_that_a_run_is_removed_by_button_and_by_key(window: MainWindow, qtbot: QtBot) -> None:
    add(window, qtbot, 1, 2, 3)
    window.show_view("runs")
    queue = queue_of(window)
    queue.rows.setCurrentRow(1)
    click(qtbot, queue.remove)
    assert listed(window) == [1, 3]
    qtbot.keyClick(queue.rows, Qt.Key.Key_Delete)
    assert listed(window) == [1]
    qtbot.keyClick(queue.rows, Qt.Key.Key_Delete)
    assert queue.isHidden()


def test_that_the_queue_survives_closing_and_waits_to_be_started(
    window: MainWindow, qtbot: QtBot, jobs: Jobs, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_without_end(window, qtbot, jobs)
    add(window, qtbot, 61, 62, 63)
    queue_of(window).rows.setCurrentRow(2)
    click(qtbot, queue_of(window).up)
    monkeypatch.setattr(window, "may_close", lambda: True)
    window.close()
    jobs.endless = False
    again = launch()
    assert listed(again) == [61, 63, 62]
    assert len(jobs.seeds) == 1
    assert "queue: 3" in again.message.text()
    again.show_view("runs")
    assert queue_of(again).isVisible()
    click(qtbot, queue_of(again).go)
    qtbot.waitUntil(lambda: jobs.seeds[1:] == [61, 63, 62])


def test_that_the_message_after_a_restart_starts_the_queue_too(
    window: MainWindow, qtbot: QtBot, jobs: Jobs, launch: Launch
) -> None:
    add(window, qtbot, 71)
    window.close()
    again = launch()
    click(qtbot, again.message._action)
    qtbot.waitUntil(lambda: jobs.seeds == [71])


def test_that_a_run_that_fails_does_not_keep_the_next_from_its_turn(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    outcomes = iter(["failed", "completed"])
    jobs.events = lambda run: run_events(run, outcome=next(outcomes))
    add(window, qtbot, 81, 82)
    window.bench.queue.start()
    qtbot.waitUntil(lambda: jobs.seeds == [81, 82])
    assert "failed and the next one has begun: The disk" in window.message.text()


def test_that_failures_in_a_row_hold_the_queue(window: MainWindow, qtbot: QtBot, jobs: Jobs) -> None:
    jobs.events = lambda run: run_events(run, outcome="failed")
    add(window, qtbot, 91, 92, 93)
    window.bench.queue.start()
    qtbot.waitUntil(lambda: "queue is held" in window.message.text())
    assert jobs.seeds == [91, 92]
    assert listed(window) == [93]


def test_that_a_wrong_setting_cannot_be_queued(window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, window.bench.model.recipes.button("balanced"))
    editor = window.bench.model.field("train.epochs").editor
    assert isinstance(editor, NumberEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "0")
    assert not window.bench.model.enqueue.isEnabled()
    window.bench.add_to_queue()
    assert queue_of(window).isHidden()


def test_that_a_queue_that_cannot_be_read_is_told_and_left_alone(
    window: MainWindow, qtbot: QtBot, jobs: Jobs, launch: Launch
) -> None:
    add(window, qtbot, 1)
    window.close()
    (project_folder() / FILE).write_text('{"format": 1, "waiting": [7]}')
    again = launch()
    assert FILE in again.message.text()
    assert queue_of(again).isHidden()
    assert (project_folder() / FILE).read_text() == '{"format": 1, "waiting": [7]}'


def test_that_settings_of_an_old_run_go_through_the_model_panel_into_the_queue(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    add(window, qtbot, 7)
    window.bench.queue.start()
    qtbot.waitUntil(lambda: len(window.bench.runs.model.runs()) == 1)
    add(window, qtbot, 8)
    window.show_view("runs")
    window.bench.runs.table.selectRow(0)
    click(qtbot, window.bench.runs.clone)
    assert window.bench.model.train_config().seed == 7
    qtbot.waitUntil(lambda: window.bench.controller.state == "idle")
    click(qtbot, window.bench.model.enqueue)
    assert listed(window) == [8, 7]


def test_that_a_run_reopened_from_its_folder_draws_the_curves_of_the_live_run(
    window: MainWindow, qtbot: QtBot
) -> None:
    training = window.bench.training
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.model.train)
    training.refresh()
    live = curves(window)
    assert len(live) >= 4
    assert all(x for x, _ in live.values())
    training.clear()
    run = runs_of(project_folder())[0]
    with qtbot.waitSignal(training.shown):
        window.bench.show_run(run)
    assert curves(window) == live


def curves(window: MainWindow) -> dict[str, tuple[list[float], list[float]]]:
    """Every curve of both plots as its points."""
    both = window.bench.training.curves
    assert both is not None
    return {
        f"{name} {key}": (series.x.tolist(), series.y.tolist())
        for name, plot in (("loss", both.loss), ("accuracy", both.accuracy))
        for key, series in plot.series.items()
    }


def test_that_a_stopped_run_is_resumed_from_the_list_and_the_queue_stays_held(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    train_without_end(window, qtbot, jobs)
    add(window, qtbot, 5)
    run = window.bench.run
    assert run is not None
    run.last_path.write_bytes(b"state")
    stop(window, qtbot)
    jobs.endless = False
    window.show_view("runs")
    window.bench.runs.select({run.name})
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.runs.resume)
    with qtbot.waitSignal(window.bench.runs.listed):
        window.bench.runs.refresh()
    assert jobs.resumed == [run.path]
    assert window.bench.controller.state == "idle"
    assert listed(window) == [5]


def test_that_a_run_repeated_over_seeds_ends_in_a_mean_with_its_error_bar(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    ended: list[object] = []
    window.bench.controller.ended.connect(ended.append)
    click(qtbot, window.bench.model.recipes.button("balanced"))
    five = window.bench.model.bar.repeats().actions()[1]
    assert "5 seeds" in five.text()
    five.trigger()
    qtbot.waitUntil(lambda: len(ended) == 5, timeout=30_000)
    assert jobs.seeds == [0, 1, 2, 3, 4]
    window.show_view("runs")
    with qtbot.waitSignal(window.bench.runs.listed):
        window.bench.runs.refresh()
    window.bench.runs.table.selectRow(0)
    line = basic.child(window.bench.runs, "repeats_line")
    assert isinstance(line, QLabel)
    assert "5 of 5 repeats over seeds, on the same pictures: accuracy 92.0 % every time" in line.text()
    assert "5 of 5" in window.bench.runs.proxy.index(0, 0).data()


def test_that_the_direct_solver_which_knows_no_chance_is_repeated_over_folds_only(
    window: MainWindow, qtbot: QtBot
) -> None:
    model = window.bench.model
    click(qtbot, model.recipes.button("quick"))
    three, five, *folds = model.bar.repeats().actions()
    assert not three.isEnabled()
    assert not five.isEnabled()
    assert "over folds instead" in five.toolTip()
    assert all(action.isEnabled() for action in folds)
    click(qtbot, model.recipes.button("balanced"))
    assert five.isEnabled()
    assert "folds" not in five.toolTip()


def test_that_a_run_repeated_over_folds_holds_each_fold_out(window: MainWindow, jobs: Jobs) -> None:
    jobs.endless = True
    window.bench.model.bar.repeats().actions()[2].trigger()
    waiting = [one.config.data for one in window.bench.queue.queue.waiting]
    running = window.bench.run
    assert running is not None
    folds = [running.config().data, *waiting]
    assert [(one.folds, one.fold) for one in folds] == [(5, 0), (5, 1), (5, 2), (5, 3), (5, 4)]


def test_that_a_queue_that_cannot_be_saved_is_not_said_to_be(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    (project_folder() / FILE / "in the way").mkdir(parents=True)
    add(window, qtbot, 1)
    told = window.message.text()
    assert told.startswith("Added to the queue, but kept only until the window closes: ")
    assert "could not be written" in told
    add(window, qtbot, 2)
    jobs.endless = True
    window.bench.queue.start()
    assert "kept only until the window closes: " in window.message.text()
    (project_folder() / FILE / "in the way").rmdir()
    (project_folder() / FILE).rmdir()
    add(window, qtbot, 3)
    assert "only until" not in window.message.text()


def test_that_what_is_added_beside_a_damaged_queue_is_said_to_be_kept_in_memory_only(
    window: MainWindow, qtbot: QtBot, launch: Launch
) -> None:
    window.close()
    (project_folder() / FILE).write_text('{"format": 1, "waiting": [7]}')
    again = launch()
    add(again, qtbot, 2)
    assert "kept only until the window closes: " in again.message.text()
    assert "holds something that is no run" in again.message.text()
    assert listed(again) == [2]


def cut_short(window: MainWindow) -> RunFolder:
    """A run of the open project that a power cut ended."""
    project = window.bench.project
    assert project is not None
    run = RunFolder.create(project.runs, RunConfig(name="last night"))
    for event in run_events(str(run.path))[:-1]:
        run.append_event(event)
    run.release()
    run.last_path.write_bytes(b"state")
    return run


def test_that_an_offer_to_resume_leaves_while_another_run_goes_on_and_comes_back_after_it(
    window: MainWindow, qtbot: QtBot, jobs: Jobs
) -> None:
    add(window, qtbot, 1)
    click(qtbot, window.message._close)
    run = cut_short(window)
    window.bench.runs.refresh()
    qtbot.waitUntil(lambda: "was interrupted" in window.message.text())
    jobs.endless = True
    window.show_view("runs")
    click(qtbot, queue_of(window).go)
    assert "was interrupted" not in window.message.text()
    jobs.endless = False
    qtbot.waitUntil(lambda: "was interrupted" in window.message.text())
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.message._action)
    assert jobs.resumed == [run.path]


def test_that_an_offer_to_resume_does_not_take_the_place_of_the_queues(
    window: MainWindow, qtbot: QtBot, jobs: Jobs, launch: Launch
) -> None:
    add(window, qtbot, 1)
    cut_short(window)
    window.close()
    again = launch()
    again.bench.runs.refresh()
    qtbot.waitUntil(lambda: again.bench.runs.interrupted() != [])
    assert "queue: 1" in again.message.text()
    click(qtbot, again.message._action)
    qtbot.waitUntil(lambda: jobs.seeds == [1])
    qtbot.waitUntil(lambda: "was interrupted" in again.message.text())
