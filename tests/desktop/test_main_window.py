"""The whole window with canned runs: opening, training, views, closing, resuming."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent, QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import i18n, paths, preferences
from desktop.app import open_asked_files
from desktop.main_window import MainWindow
from desktop.project import DOOR, Project
from desktop.run_summary import RunSummary
from desktop.widgets.road_bar import RoadBar
from engine.config import DataConfig, RunConfig
from engine.data.edits import Edits
from engine.device import DeviceReport
from engine.errors import EngineError
from engine.run_folder import RunFolder
from tests.desktop.canned import CannedJobs, run_events
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click, use_bin


@pytest.fixture
def jobs() -> CannedJobs:
    return CannedJobs()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return write_shapes(tmp_path / "shapes")


@pytest.fixture
def window(open_window: OpenWindow, jobs: CannedJobs) -> MainWindow:
    return open_window(MainWindow(jobs=jobs, load_engine=False))


def open_pictures(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        window.open_path(str(folder))


def test_that_the_first_run_offers_three_ways_in(window: MainWindow) -> None:
    assert window.workspace.shown == "start"
    ways = [way.accessibleName() for way in window.start._ways]
    assert ways == ["Open a folder", "Try the sample", "Open a project"]
    assert not window.road.steps["train"].isEnabled()


def test_that_a_project_double_clicked_on_a_mac_is_opened(
    window: MainWindow, qtbot: QtBot, pictures: Path, qapp: QApplication
) -> None:
    project = Project.for_source(str(pictures))
    project.save()
    door = project.folder / f"{project.name}{DOOR}"
    assert door.is_file()
    open_asked_files(qapp, window)
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        assert QApplication.sendEvent(qapp, QFileOpenEvent(str(door)))
    assert window.windowTitle() == "shapes - Graft"


def test_that_opening_pictures_makes_a_project_named_after_them(
    window: MainWindow, qtbot: QtBot, pictures: Path
) -> None:
    open_pictures(window, qtbot, pictures)
    assert window.workspace.shown == "instruments"
    assert window.windowTitle() == "shapes - Graft"
    project = Project.open(paths.projects_folder() / "shapes")
    assert project.source == str(pictures)
    assert preferences.recent_projects() == [str(project.folder)]
    assert window.bench.model.train.isEnabled()


def test_that_a_project_that_lies_elsewhere_keeps_its_corrections_and_trains_with_them(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path
) -> None:
    elsewhere = Project(tmp_path / "other disk" / "renamed", str(pictures))
    elsewhere.save()
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        window.open_project(str(elsewhere.folder))
    grid = window.bench.dataset.pictures.grid
    grid.select_row(0)
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        qtbot.keyClick(grid, Qt.Key.Key_2)
    edits = elsewhere.folder / "edits.json"
    assert len(Edits.open(edits).touched()) == 1
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.model.train)
    (run,) = RunFolder.list(elsewhere.runs)
    assert run.config().data.edits == str(edits)
    assert not Project.for_source(str(pictures)).folder.exists()


def test_that_three_clicks_lead_from_the_window_to_a_finished_run(
    window: MainWindow, qtbot: QtBot, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folder dialog belongs to the system: choosing in it is the second click.
    monkeypatch.setattr(
        "PySide6.QtWidgets.QFileDialog.getExistingDirectory", staticmethod(lambda *_: str(pictures))
    )
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        click(qtbot, window.start._ways[0])
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.model.train)
    assert window.bench.training.result.number.text() == "92.0 %"


def test_that_a_run_is_kept_in_the_project_and_listed(
    window: MainWindow, qtbot: QtBot, pictures: Path
) -> None:
    open_pictures(window, qtbot, pictures)
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.model.train)
    runs = RunFolder.list(paths.projects_folder() / "shapes" / "runs")
    assert len(runs) == 1
    assert runs[0].config().data.source == str(pictures)
    with qtbot.waitSignal(window.bench.runs.listed):
        click(qtbot, window.road.runs)
    assert window.workspace.shown == "runs"
    assert [row.run.path for row in window.bench.runs.model.runs()] == [runs[0].path]


def test_that_a_run_in_the_bin_is_not_in_view_and_is_again_when_it_comes_back(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_bin(monkeypatch, tmp_path / "bin")
    open_pictures(window, qtbot, pictures)
    bench = window.bench
    for _ in range(2):
        with qtbot.waitSignal(bench.controller.ended):
            click(qtbot, bench.model.train)
    shown = bench.run
    with qtbot.waitSignal(bench.runs.listed):
        click(qtbot, window.road.runs)
    bench.runs.table.selectAll()
    with qtbot.waitSignal(bench.runs.listed):
        click(qtbot, bench.runs.bin)
    assert bench.run is None
    assert bench.training.record.end is None
    assert done_steps(window) == ["data"]
    with qtbot.waitSignals([bench.runs.listed, bench.training.shown]):
        click(qtbot, bench.runs.message._action)
    assert bench.run is shown
    assert len(bench.runs.model.runs()) == 2
    assert bench.training.record.end is not None
    assert done_steps(window) == ["data", "model"]


def test_that_a_step_of_the_road_gets_the_whole_window_and_gives_it_back(
    window: MainWindow, qtbot: QtBot, pictures: Path
) -> None:
    open_pictures(window, qtbot, pictures)
    panels = window.bench.panels()
    for step in ("data", "model", "train", "explore", "export"):
        click(qtbot, window.road.steps[step])
        assert [name for name, panel in panels.items() if panel.isVisible()] == [step]
        click(qtbot, window.road.steps[step])
        seen = [name for name, panel in panels.items() if panel.isVisible()]
        assert seen == ["data", "model", "train", "explore"]


def test_that_the_road_goes_by_keyboard(window: MainWindow, qtbot: QtBot, pictures: Path) -> None:
    open_pictures(window, qtbot, pictures)
    actions = window.actions_menu.actions
    actions["explore"].trigger()
    assert window.workspace.shown == "explore"
    actions["all"].trigger()
    assert window.workspace.shown == "instruments"
    with qtbot.waitSignal(window.bench.controller.ended):
        actions["train"].trigger()
    actions["export"].trigger()
    assert window.workspace.shown == "export"
    assert len(window.actions_menu.cheat_sheet()) > 10


def test_that_splitters_come_back_where_they_were(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, pictures: Path
) -> None:
    open_pictures(window, qtbot, pictures)
    window.workspace._both.setSizes([500, 900])
    wanted = window.workspace._both.sizes()[0]  # the rest follows the window's width, which words may change
    click(qtbot, window.road.steps["model"])
    click(qtbot, window.road.steps["model"])
    assert window.workspace._both.sizes()[0] == wanted
    window.close()
    size = window.size()  # the offscreen screen is too small for the remembered geometry
    again = open_window(size=(size.width(), size.height()), pictures=pictures)
    assert again.workspace._both.sizes()[0] == wanted


def test_that_a_project_is_opened_with_its_latest_run(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path
) -> None:
    project = Project(tmp_path / "mine", str(pictures))
    project.save()
    run = RunFolder.create(project.runs, RunConfig(DataConfig(source=str(pictures))))
    for event in run_events(str(run.path)):
        run.append_event(event)
    run.release()
    run.best_path.write_bytes(b"weights")
    with qtbot.waitSignals([window.bench.training.shown, window.bench.dataset.catalog_ready], timeout=10_000):
        window.open_path(str(project.folder))
    assert window.bench.project == project
    assert window.bench.training.result.number.text() == "92.0 %"
    assert done_steps(window) == ["data", "model", "train"]


def done_steps(window: MainWindow) -> list[str]:
    return [step for step, button in window.road.steps.items() if button.property("done")]


def test_that_a_step_is_ticked_once_its_part_of_the_run_is_there(
    window: MainWindow, qtbot: QtBot, pictures: Path
) -> None:
    assert done_steps(window) == []
    open_pictures(window, qtbot, pictures)
    assert done_steps(window) == ["data"]
    project = window.bench.project
    assert project is not None
    run = RunFolder.create(project.runs, RunConfig(DataConfig(source=str(pictures))))
    run.release()
    window.bench.show_run(run)
    assert done_steps(window) == ["data", "model"]
    run.best_path.write_bytes(b"weights")
    window.bench.show_run(run)
    assert done_steps(window) == ["data", "model", "train"]


def test_that_the_road_is_as_high_in_every_language_and_at_every_width(qtbot: QtBot) -> None:
    road = RoadBar()
    qtbot.addWidget(road)
    road.show()
    heights = set()
    try:
        for language in ("en", "ko"):
            i18n.use(language)
            for width in (1280, 2560):
                for step in (*road.steps, ""):
                    road.show_step(step)
                    road.setFixedWidth(width)
                    heights.add((road.sizeHint().height(), road.minimumSizeHint().height()))
    finally:
        i18n.use("en")
    assert len(heights) == 1
    assert all(button.sizeHint().height() <= road.sizeHint().height() for button in road.steps.values())


def test_that_in_a_narrow_window_the_hardware_line_gives_way_and_no_step_does(qtbot: QtBot) -> None:
    road = RoadBar()
    qtbot.addWidget(road)
    line = road.hardware
    line.show_report(DeviceReport("cpu", "A CPU", "bf16", 30 * 10**9, 10**9, "No card."))
    road.resize(2 * road.sizeHint().width(), 50)
    road.show()
    qtbot.waitUntil(lambda: line.text() == line.whole_text())
    widths = [step.width() for step in road.steps.values()]
    road.resize(road.minimumSizeHint().width(), 50)
    qtbot.waitUntil(lambda: line.text() != line.whole_text())
    assert [step.width() for step in road.steps.values()] == widths
    assert line.whole_text().startswith("CPU · bf16 available")


@pytest.mark.parametrize("name", ["mine.graft", "project.json"])
def test_that_a_projects_own_file_opens_it(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path, name: str
) -> None:
    project = Project(tmp_path / "mine", str(pictures))
    project.save()
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        window.open_path(str(project.folder / name))
    assert window.bench.project == project


def test_that_a_folder_that_is_no_project_is_told_with_the_next_step(
    window: MainWindow, tmp_path: Path
) -> None:
    window.open_project(str(tmp_path))
    assert f"{tmp_path} is not a Graft project" in window.message.text()
    assert "project.json" in window.message.text()


def test_that_a_dropped_folder_is_opened(window: MainWindow, qtbot: QtBot, pictures: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pictures))])
    drop = QDropEvent(
        QPoint(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        window.dropEvent(drop)
    assert window.workspace.shown == "instruments"


class TestWhileARunGoesOn:
    @pytest.fixture
    def jobs(self) -> CannedJobs:
        return CannedJobs(endless=True)

    @pytest.fixture(autouse=True)
    def _begin(self, window: MainWindow, qtbot: QtBot, pictures: Path) -> None:
        open_pictures(window, qtbot, pictures)
        click(qtbot, window.bench.model.train)
        qtbot.waitUntil(lambda: len(window.bench.training.record.epochs) == 5)

    def test_that_closing_asks_and_a_no_keeps_training(
        self, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(window, "may_close", lambda: False)
        event = QCloseEvent()
        window.closeEvent(event)
        assert not event.isAccepted()
        assert window.bench.controller.state == "running"

    def test_that_closing_stops_the_run_cleanly_and_keeps_it(
        self, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(window, "may_close", lambda: True)
        assert window.close()
        assert window.bench.controller.state == "idle"
        end = window.bench.training.record.end
        assert end is not None
        assert end.outcome == "stopped"
        assert window.bench.run is not None
        assert window.bench.run.config_path.is_file()

    def test_that_a_window_that_waits_for_its_run_says_so_takes_no_orders_and_asks_no_second_time(
        self, window: MainWindow, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []
        seen: list[tuple[bool, bool]] = []
        told: list[str] = []

        def close_again(state: str) -> None:
            if state == "stopping":
                told.append(window.message.text())
                window.close()
                seen.append((window.isVisible(), window.isEnabled()))

        def may_close() -> bool:
            asked.append("stop?")
            return True

        monkeypatch.setattr(window, "may_close", may_close)
        window.bench.controller.state_changed.connect(close_again)
        assert window.close()
        assert asked == ["stop?"]
        assert seen == [(True, False)]
        assert told[0].startswith("Stopping the run")
        assert not window.isVisible()

    def test_that_a_window_whose_run_does_not_stop_stays_open_and_says_so(
        self, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        controller = window.bench.controller
        monkeypatch.setattr(window, "may_close", lambda: True)
        with monkeypatch.context() as stuck:
            stuck.setattr(controller, "stop_and_wait", lambda: False)
            assert not window.close()
        assert window.isVisible()
        assert window.isEnabled()
        assert "has not stopped yet" in window.message.text()
        with qtbot.waitSignal(controller.ended):
            controller.stop()
        qtbot.waitUntil(lambda: window.message.text() == "")

    def test_that_pause_continue_and_stop_reach_the_run(self, window: MainWindow, qtbot: QtBot) -> None:
        tools, controller = window.bench.training.tools, window.bench.controller
        click(qtbot, tools.pause)
        qtbot.waitUntil(lambda: controller.state == "paused")
        click(qtbot, tools.pause)
        assert controller.state == "running"
        with qtbot.waitSignal(controller.ended):
            click(qtbot, tools.stop)

    def test_that_other_pictures_wait_until_the_run_is_over(self, window: MainWindow, tmp_path: Path) -> None:
        project = window.bench.project
        window.open_path(str(tmp_path))
        assert window.bench.project is project
        assert "Stop it first" in window.message.text()

    def test_that_settings_can_be_read_but_no_second_run_started(self, window: MainWindow) -> None:
        assert not window.bench.model.train.isEnabled()
        window.bench.train()
        assert len(RunFolder.list(paths.projects_folder() / "shapes" / "runs")) == 1


def interrupted_run(pictures: Path) -> RunFolder:
    """A run that a power cut ended, in the project of ``pictures``."""
    project = Project.for_source(str(pictures))
    project.save()
    run = RunFolder.create(project.runs, RunConfig(DataConfig(source=str(pictures)), name="last night"))
    for event in run_events(str(run.path))[:-1]:
        run.append_event(event)
    run.release()
    run.last_path.write_bytes(b"state")
    return run


def list_runs(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.bench.runs.listed):
        window.bench.runs.refresh()


def test_that_an_interrupted_run_is_offered_once_and_not_after_it_was_dismissed(
    window: MainWindow, qtbot: QtBot, pictures: Path
) -> None:
    interrupted_run(pictures)
    open_pictures(window, qtbot, pictures)
    qtbot.waitUntil(lambda: "interrupted" in window.message.text())
    click(qtbot, window.message._close)
    list_runs(window, qtbot)
    assert window.message.text() == ""


def test_that_an_interrupted_run_is_never_offered_in_place_of_an_error(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path
) -> None:
    open_pictures(window, qtbot, pictures)
    interrupted_run(pictures)
    window.open_project(str(tmp_path))
    list_runs(window, qtbot)
    assert "is not a Graft project" in window.message.text()
    click(qtbot, window.message._close)
    list_runs(window, qtbot)
    assert "interrupted" in window.message.text()


def test_that_an_interrupted_run_is_offered_again_and_resumed_in_one_click(
    window: MainWindow, qtbot: QtBot, pictures: Path, jobs: CannedJobs
) -> None:
    run = interrupted_run(pictures)
    open_pictures(window, qtbot, pictures)
    qtbot.waitUntil(lambda: "interrupted" in window.message.text())
    assert "last night" in window.message.text()
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.message._action)
    assert jobs.resumed == [run.path]
    assert window.message.text() == ""


def test_that_a_list_read_as_a_run_began_offers_it_to_nobody(
    window: MainWindow, qtbot: QtBot, pictures: Path
) -> None:
    open_pictures(window, qtbot, pictures)
    with qtbot.waitSignal(window.bench.controller.ended):
        window.bench.train()
    run = window.bench.run
    assert run is not None
    old = RunSummary(run, "", run.config(), "interrupted", resumable=True)
    window.bench.runs._show_list([old])
    assert window.bench.runs.interrupted() == [old]
    assert window.message.text() == ""


def test_that_a_folder_goes_on_being_watched_when_a_run_starts_and_ends(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path
) -> None:
    open_pictures(window, qtbot, pictures)
    run = RunFolder.create(tmp_path / "elsewhere", RunConfig(DataConfig(source=str(pictures))))
    run.best_path.write_bytes(b"weights")
    window.bench.show_run(run)
    window.bench.predict.watch(tmp_path)
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.model.train)
    assert window.bench.run is not None
    assert window.bench.run.path != run.path
    assert window.bench.predict.watcher.folder == tmp_path
    window.bench.predict.watch(None)


def test_that_a_failed_run_is_told_inline_with_its_hint(
    window: MainWindow, qtbot: QtBot, pictures: Path, jobs: CannedJobs
) -> None:
    jobs.events = lambda run: run_events(run, outcome="failed")
    open_pictures(window, qtbot, pictures)
    with qtbot.waitSignal(window.bench.controller.ended):
        click(qtbot, window.bench.model.train)
    assert "Connect it again and resume the run." in window.bench.training.message.text()
    assert window.bench.model.train.isEnabled()


def test_that_loose_pictures_dropped_on_the_window_are_offered_to_a_class(
    window: MainWindow, qtbot: QtBot, pictures: Path
) -> None:
    with qtbot.waitSignal(window.bench.dataset.checked, timeout=10_000):
        window.open_path(str(pictures))
    loose = pictures.parent / "loose.png"
    loose.write_bytes((pictures / "disc" / "00.png").read_bytes())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(loose))])
    place, none = QPointF(700, 500), Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none))
    bar = window.bench.dataset.adding.bar
    qtbot.waitUntil(bar.isVisible)
    bar.choice.setEditText("square")
    with qtbot.waitSignal(window.bench.dataset.catalog_ready):
        click(qtbot, bar.add)
    assert loose in {sample.path for sample in window.bench.dataset.view.catalog.samples}
    assert window.workspace.shown == "instruments"


def trained_in(project: Project, pictures: Path) -> RunFolder:
    """A run of ``project`` with an end."""
    run = RunFolder.create(project.runs, RunConfig(DataConfig(source=str(pictures))))
    for event in run_events(str(run.path)):
        run.append_event(event)
    run.release()
    return run


def test_that_a_run_trained_again_is_one_of_its_own_project_and_has_its_corrections(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path
) -> None:
    other = Project(tmp_path / "other", str(pictures))
    other.save()
    run = trained_in(other, pictures)
    open_pictures(window, qtbot, pictures)
    opened = window.bench.project
    assert opened is not None
    for project in (opened, other):
        (project.folder / "edits.json").write_text("{}")
    window.bench.show_run(run)
    with qtbot.waitSignal(window.bench.controller.ended):
        window.bench.gallery.train_requested.emit()
    again, _ = RunFolder.list(other.runs)
    assert again.config().data.edits == str(other.folder / "edits.json")
    assert RunFolder.list(opened.runs) == []


def test_that_a_run_of_no_project_is_trained_again_only_once_there_is_one(
    window: MainWindow, qtbot: QtBot, pictures: Path, tmp_path: Path
) -> None:
    run = trained_in(Project(tmp_path / "no project", str(pictures)), pictures)
    window.bench.show_run(run)
    window.bench.gallery.train_requested.emit()
    assert "Open its project first." in window.message.text()
    assert window.bench.controller.state == "idle"


def test_that_pictures_are_opened_although_their_project_has_runs_that_cannot_be_listed(
    window: MainWindow, qtbot: QtBot, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(cls: type[RunFolder], runs: Path) -> list[RunFolder]:
        raise EngineError(f"{runs} cannot be read: Permission denied.", "Check that you may read it.")

    monkeypatch.setattr(RunFolder, "list", classmethod(unreadable))
    open_pictures(window, qtbot, pictures)
    assert "Permission denied" in window.message.text()
    assert window.bench.model.train.isEnabled()
    assert window.workspace.shown == "instruments"
