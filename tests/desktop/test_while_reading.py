"""Starting a run while other pictures are being read: refused in words, and nothing is mixed up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.item_models.listing import Listing
from desktop.main_window import MainWindow
from engine.config import DataConfig, RunConfig
from engine.data.catalog import Catalog
from engine.run_folder import RunFolder
from tests.desktop.canned import CannedJobs, run_events
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click


@pytest.fixture
def jobs() -> CannedJobs:
    return CannedJobs()


@pytest.fixture
def others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, threading.Event]:
    """Other pictures, and what must be set before their reading comes to an end."""
    folder, go_on, read = write_shapes(tmp_path / "others"), threading.Event(), Listing.read

    def slowly(listing: Listing, cancelled: Callable[[], bool]) -> Catalog:
        while listing._data.source == str(folder) and not go_on.wait(0.01) and not cancelled():
            pass
        return read(listing, cancelled)

    monkeypatch.setattr(Listing, "read", slowly)
    return folder, go_on


@pytest.fixture
def window(open_window: OpenWindow, jobs: CannedJobs, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """With pictures, a run of the past in view, one that was interrupted, and one that waits."""
    made = open_window(MainWindow(jobs=jobs, load_engine=False), pictures=write_shapes(tmp_path / "shapes"))
    click(qtbot, made.bench.model.enqueue)
    project = made.bench.project
    assert project is not None
    for name, kept in (("past", "best_path"), ("interrupted", "last_path")):
        run = RunFolder.create(project.runs, RunConfig(DataConfig(source=project.source), name=name))
        for event in run_events(str(run.path))[: None if name == "past" else -1]:
            run.append_event(event)
        run.release()
        getattr(run, kept).write_bytes(b"network")
        if name == "past":
            with qtbot.waitSignal(made.bench.training.shown):
                made.bench.show_run(run)
    with qtbot.waitSignal(made.bench.runs.listed):
        made.bench.runs.refresh()
    return made


def train(window: MainWindow, qtbot: QtBot) -> None:
    assert not window.bench.model.train.isEnabled()
    window.bench.train()


def add_to_queue(window: MainWindow, qtbot: QtBot) -> None:
    assert not window.bench.model.enqueue.isEnabled()
    window.bench.add_to_queue()


def train_again(window: MainWindow, qtbot: QtBot) -> None:
    window.bench.gallery.train_requested.emit()


def resume(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("runs")
    table = window.bench.runs.table
    rows = range(len(window.bench.runs.model.runs()))
    table.selectRow(next(row for row in rows if table.summary(row).name == "interrupted"))
    with qtbot.waitSignal(window.bench.training.shown):
        click(qtbot, window.bench.runs.resume)


def start_queue(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("runs")
    click(qtbot, window.bench.runs.queue.go)


@pytest.mark.parametrize("start", [train, add_to_queue, train_again, resume, start_queue])
def test_that_no_run_starts_while_the_pictures_of_another_project_are_read(
    window: MainWindow,
    qtbot: QtBot,
    jobs: CannedJobs,
    others: tuple[Path, threading.Event],
    start: Callable[[MainWindow, QtBot], None],
) -> None:
    folder, go_on = others
    former = window.bench.project
    assert former is not None
    runs = {run.path for run in RunFolder.list(former.runs)}
    window.open_path(str(folder))
    start(window, qtbot)
    assert "not read yet" in window.message.text()
    assert window.bench.controller.state == "idle"
    assert window.bench.queue.held or start is not start_queue
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=10_000):
        go_on.set()
    assert window.bench.project is not None
    assert window.bench.project.source == str(folder)
    assert window.bench.model.train.isEnabled()
    assert {run.path for run in RunFolder.list(former.runs)} == runs
    assert jobs.resumed == []
    assert len(former.folder.joinpath("queue.json").read_text().split('"key"')) == 2


def test_that_a_reading_called_off_leaves_the_runs_of_the_project_free_to_go_on(
    window: MainWindow, qtbot: QtBot, jobs: CannedJobs, others: tuple[Path, threading.Event]
) -> None:
    window.open_path(str(others[0]))
    window.bench.dataset.cancel()
    assert not window.bench.model.train.isEnabled()
    with qtbot.waitSignal(window.bench.controller.ended):
        resume(window, qtbot)
    assert len(jobs.resumed) == 1


def test_that_no_public_data_set_is_opened_over_a_run_that_goes_on(
    window: MainWindow, qtbot: QtBot, jobs: CannedJobs, others: tuple[Path, threading.Event]
) -> None:
    jobs.endless = True
    window.bench.dataset.show_public_sets()
    click(qtbot, window.bench.model.train)
    project, view = window.bench.project, window.bench.dataset.view
    window.bench.dataset.pages.sets.chosen.emit(str(others[0]))
    assert "Stop it first" in window.bench.dataset.message.text()
    assert window.bench.project is project
    assert window.bench.dataset.view is view
