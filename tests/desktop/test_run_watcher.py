"""Runs that another program writes, watched in the window."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from desktop import run_watcher
from desktop.main_window import MainWindow
from desktop.run_watcher import ENDED, INTERRUPTED, RUNNING, UNSEEN, WAITING, RunWatcher
from engine import events as ev
from engine import run_writer
from engine.config import RunConfig
from engine.errors import EngineError
from engine.files import write_json
from engine.run_folder import RunFolder
from tests.desktop.canned import run_events
from tests.desktop.windows import OpenWindow
from tests.desktop.writer import EPOCHS


class Writer:
    """A process that writes a run, an epoch whenever it is told to."""

    def __init__(self, folder: Path) -> None:
        words = [sys.executable, "-m", "tests.desktop.writer", str(folder)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.run = RunFolder(Path(self._said()))
        assert self._said() == "ok"

    def _said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def step(self) -> None:
        """One epoch more."""
        self._go_on()
        assert self._said() == "ok"

    def finish(self) -> None:
        """To the end."""
        self._go_on()
        self.process.wait(10)

    def _go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> None:
        """Kill it, and close what led to it."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def write() -> Iterator[Callable[[Path], Writer]]:
    """Starts writers."""
    made: list[Writer] = []

    def start(folder: Path) -> Writer:
        made.append(Writer(folder))
        return made[-1]

    yield start
    for writer in made:
        writer.end()


@pytest.fixture
def window(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(run_watcher, "POLL_MS", 30)
    monkeypatch.setattr(run_watcher, "IDLE_POLL_MS", 60)
    made = open_window()
    made.bench.watcher.quiet = 0.3
    return made


def epochs_shown(window: MainWindow) -> int:
    return len(window.bench.training.record.epochs)


def test_that_a_run_of_another_process_is_followed_from_its_first_to_its_last_event(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, write: Callable[[Path], Writer]
) -> None:
    bench = window.bench
    seen: list[ev.Event] = []
    bench.watcher.happened.connect(seen.append)
    writer = write(tmp_path / "elsewhere")
    bench.open_path(str(writer.run.path))
    qtbot.waitUntil(lambda: epochs_shown(window) == 1)
    qtbot.waitUntil(lambda: bench.watcher.state == RUNNING)
    assert window.workspace.shown == "instruments"
    assert "another program" in bench.training.message.text()
    for epoch in range(2, EPOCHS + 1):
        writer.step()
        qtbot.waitUntil(lambda epoch=epoch: epochs_shown(window) == epoch)
    assert bench.training.record.end is None
    writer.step()
    qtbot.waitUntil(lambda: bench.watcher.state == ENDED)
    writer.finish()
    assert seen == list(writer.run.events())
    assert isinstance(seen[-1], ev.RunEnded)
    assert bench.training.message.text() == ""
    assert "Finished" in bench.training.progress.what.text()
    assert bench.training.result.number.text() == "91.3 %"


def test_that_a_run_killed_half_way_is_shown_as_interrupted_and_as_running_once_it_goes_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, write: Callable[[Path], Writer]
) -> None:
    bench = window.bench
    writer = write(tmp_path)
    writer.step()
    writer.end()
    with writer.run.events_path.open("ab") as stream:
        stream.write(b'{"event": "epoch_do')  # the line it was writing when it was killed
    window.bench.watch_folder(str(writer.run.path))
    qtbot.waitUntil(lambda: bench.watcher.state == INTERRUPTED)
    assert epochs_shown(window) == 2
    assert "was interrupted" in bench.training.message.text()
    assert bench.training.progress.what.text() == "interrupted"
    assert bench.training.record.end is None
    again = write(writer.run.path)
    qtbot.waitUntil(lambda: bench.watcher.state == RUNNING)
    qtbot.waitUntil(lambda: epochs_shown(window) == 3)
    assert "was interrupted" not in bench.training.message.text()
    again.end()
    qtbot.waitUntil(lambda: bench.watcher.state == INTERRUPTED)


def test_that_a_run_folder_dropped_on_the_window_is_watched(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(run.path))])
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    modifiers = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(20, 20), actions, data, button, modifiers))
    assert window.bench.watcher.run is not None
    assert window.bench.watcher.run.path == run.path
    assert window.bench.watcher.state == WAITING
    assert "Waiting" in window.bench.training.progress.what.text()
    assert window.workspace.shown == "instruments"
    for event in run_events(str(run.path)):
        run.append_event(event)
    run.release()
    qtbot.waitUntil(lambda: window.bench.watcher.state == ENDED)


def test_that_the_dialog_leads_to_a_run_and_says_what_is_none(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder.create(tmp_path / "runs", RunConfig())
    chosen = [str(tmp_path), str(run.path)]
    monkeypatch.setattr(
        "PySide6.QtWidgets.QFileDialog.getExistingDirectory", staticmethod(lambda *_: chosen.pop(0))
    )
    window.actions_menu.actions["watch_run"].trigger()
    assert "is not the folder of a run" in window.message.text()
    qtbot.mouseClick(window.bench.runs.watch, Qt.MouseButton.LeftButton)
    assert window.bench.watcher.run is not None
    assert window.message.text() == ""


def test_that_training_here_ends_the_watching(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path / "elsewhere", RunConfig())
    window.bench.watch_folder(str(run.path))
    with qtbot.waitSignal(window.bench.controller.ended):
        window.bench.controller.start(RunConfig(), tmp_path / "runs")
    assert window.bench.watcher.run is None
    assert window.bench.training.record.end is not None


def test_that_a_failed_run_says_why(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    for event in run_events(str(run.path), outcome="failed"):
        run.append_event(event)
    run.release()
    window.bench.watch_folder(str(run.path))
    qtbot.waitUntil(lambda: window.bench.watcher.state == ENDED)
    assert "The disk holding the pictures is gone" in window.bench.training.message.text()


def test_that_a_run_about_to_be_claimed_is_not_asked_for_its_lock(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_watcher, "POLL_MS", 10)
    run = RunFolder.create(tmp_path, RunConfig())
    run.append_event(run_events()[0])
    run.release()
    monkeypatch.setattr(RunFolder, "presence", lambda self: pytest.fail("asked"))
    watcher = RunWatcher()
    with qtbot.waitSignal(watcher.happened):
        watcher.start(run)
    qtbot.waitUntil(lambda: watcher.state == RUNNING)
    watcher.stop()


def leave(run: RunFolder, host: str) -> None:
    """``run`` as a program on the machine ``host`` left it half way; empty: one that signed nothing."""
    for event in run_events(str(run.path))[:-1]:
        run.append_event(event)
    run.release()
    run.last_path.write_bytes(b"state")
    if host:
        write_json(run.writer_path, {"format": 1, "host": host, "process": 7})


def test_that_a_run_of_another_machine_is_not_said_to_be_dead_and_nothing_is_written_beside_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    leave(run, "far-away")
    before = sorted(path.name for path in run.path.iterdir())
    window.bench.watch_folder(str(run.path))
    watcher, training = window.bench.watcher, window.bench.training
    qtbot.waitUntil(lambda: watcher.state == UNSEEN)
    told = training.message.text()
    assert "Whether far-away still trains this run cannot be seen from here." in told
    assert re.search(r"No news for \d+:\d\d\.", told)
    assert "no program trains it" not in told
    assert training.progress.what.text() == "not known"
    assert sorted(path.name for path in run.path.iterdir()) == before
    run.append_event(run_events(str(run.path))[-1])
    run.release()
    qtbot.waitUntil(lambda: watcher.state == ENDED)
    assert training.message.text() == ""


@pytest.mark.parametrize("host", [socket.gethostname(), ""], ids=["this machine", "unsigned"])
def test_that_a_run_that_ended_without_a_word_on_this_machine_is_interrupted(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, host: str
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    leave(run, host)
    window.bench.watch_folder(str(run.path))
    qtbot.waitUntil(lambda: window.bench.watcher.state == INTERRUPTED)
    assert "no program trains it now" in window.bench.training.message.text()
    assert not (run.path / ".lock").exists()


def test_that_a_run_whose_lock_cannot_be_asked_is_not_said_to_be_dead(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    leave(run, socket.gethostname())
    (run.path / ".lock").mkdir()  # opening it to write fails, as it does on a drive to read only
    assert run.outcome() == "unseen"


def test_that_whoever_trains_a_run_signs_it(tmp_path: Path, write: Callable[[Path], Writer]) -> None:
    writer = write(tmp_path)
    assert writer.run.host() == socket.gethostname()
    assert writer.run.outcome() == "running"
    writer.end()
    assert writer.run.outcome() == "interrupted"


def test_that_a_run_is_followed_on_after_a_look_that_failed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    leave(run, "")
    asked: list[RunFolder] = []

    def presence(self: RunFolder) -> str:
        asked.append(self)
        raise EngineError("The drive did not answer.")

    with monkeypatch.context() as broken:
        broken.setattr(RunFolder, "presence", presence)
        window.bench.watch_folder(str(run.path))
        qtbot.waitUntil(lambda: len(asked) >= 2)
    run.append_event(run_events(str(run.path))[-1])
    run.release()
    qtbot.waitUntil(lambda: window.bench.watcher.state == ENDED)


def test_that_a_run_whose_drive_was_taken_off_is_not_said_to_be_dead_and_is_followed_on_when_it_is_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run = RunFolder.create(tmp_path / "drive", RunConfig())
    leave(run, socket.gethostname())
    watcher, training = window.bench.watcher, window.bench.training
    window.bench.watch_folder(str(run.path))
    qtbot.waitUntil(lambda: watcher.state == INTERRUPTED)
    (tmp_path / "drive").rename(tmp_path / "taken off")
    qtbot.waitUntil(lambda: watcher.state == UNSEEN)
    told = training.message.text()
    assert f"Whether {socket.gethostname()} still trains this run cannot be seen from here." in told
    assert re.search(r"No news for \d+:\d\d\.", told)
    (tmp_path / "taken off").rename(tmp_path / "drive")
    run.append_event(run_events(str(run.path))[-1])
    run.release()
    qtbot.waitUntil(lambda: watcher.state == ENDED)


def test_that_who_writes_a_run_is_not_known_where_its_lock_cannot_be_looked_at(tmp_path: Path) -> None:
    lock = tmp_path / ("l" * 300)  # the system says no, and not that it is absent: as a drive does that broke
    with pytest.raises(OSError, match="too long"):
        lock.exists()
    assert run_writer.presence(lock, tmp_path / "writer.json") == run_writer.UNSEEN


def test_that_a_warning_of_a_watched_run_is_shown_although_it_came_before_the_window_looked(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    run.append_event(ev.Warned("3 files are left out: a, b, c."))
    leave(run, "far-away")
    window.bench.watcher.quiet = 60.0
    window.bench.watch_folder(str(run.path))
    qtbot.waitUntil(lambda: window.bench.watcher.state == RUNNING)
    assert "3 files are left out" in window.bench.training.message.text()
