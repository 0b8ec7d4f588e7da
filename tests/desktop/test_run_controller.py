"""The road from the engine's generator to the window, with canned events."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from desktop.run_controller import RunController
from desktop.training_thread import Job
from engine import events as ev
from engine.config import DataConfig, RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.run_folder import RunFolder
from tests.desktop.canned import CannedJobs, run_events

CONFIG = RunConfig(data=DataConfig(source="sample:digits"))


class Listener(QObject):
    """Writes down what a controller says."""

    def __init__(self, controller: RunController) -> None:
        super().__init__()
        self.events: list[ev.Event] = []
        self.times: list[float] = []
        self.states: list[str] = []
        self.threads: set[QThread] = set()
        controller.happened.connect(self.on_event)
        controller.state_changed.connect(self.on_state)

    @Slot(object)
    def on_event(self, event: ev.Event) -> None:
        self.events.append(event)
        self.times.append(time.monotonic())
        self.threads.add(QThread.currentThread())

    @Slot(str)
    def on_state(self, state: str) -> None:
        self.states.append(state)


class FailingJobs(CannedJobs):
    """Jobs that raise after two events."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def _job(self, run: RunFolder) -> Job:
        def job(control: RunControl) -> Iterator[ev.Event]:
            yield from run_events(str(run.path))[:2]
            raise self.error

        return job


def test_that_every_event_arrives_in_order_on_the_main_thread(qtbot: QtBot, tmp_path: Path) -> None:
    controller = RunController(jobs=CannedJobs())
    listener = Listener(controller)
    with qtbot.waitSignal(controller.ended) as ended:
        run = controller.start(CONFIG, tmp_path)
    assert run is not None
    assert listener.events == run_events(str(run.path))
    assert ended.args == [listener.events[-1]]
    assert listener.threads == {QThread.currentThread()}
    assert listener.states == ["running", "idle"]


def test_that_a_flood_of_events_is_delivered_at_most_thirty_times_a_second(
    qtbot: QtBot, tmp_path: Path
) -> None:
    controller = RunController(jobs=CannedJobs(lambda run: run_events(run, epochs=20_000, batches=1)))
    listener = Listener(controller)
    begun = time.monotonic()
    with qtbot.waitSignal(controller.ended, timeout=60_000):
        controller.start(CONFIG, tmp_path)
    seconds = time.monotonic() - begun
    assert len(listener.events) == 40_007
    deliveries = 1 + sum(
        later - sooner > 0.02 for sooner, later in zip(listener.times, listener.times[1:], strict=False)
    )
    assert deliveries <= 30 * seconds + 2


def test_that_pause_holds_resume_goes_on_and_stop_ends(qtbot: QtBot, tmp_path: Path) -> None:
    controller = RunController(jobs=CannedJobs(endless=True))
    listener = Listener(controller)
    controller.start(CONFIG, tmp_path)
    qtbot.waitUntil(lambda: len(listener.events) > 3)
    controller.pause()
    qtbot.waitUntil(lambda: controller.state == "paused")
    controller.resume()
    assert controller.state == "running"
    with qtbot.waitSignal(controller.ended) as ended:
        controller.stop()
    assert listener.states == ["running", "pausing", "paused", "running", "stopping", "idle"]
    assert ended.args is not None
    assert ended.args[0].outcome == "stopped"


def test_that_a_paused_run_can_be_stopped(qtbot: QtBot, tmp_path: Path) -> None:
    controller = RunController(jobs=CannedJobs(endless=True))
    controller.start(CONFIG, tmp_path)
    controller.pause()
    qtbot.waitUntil(lambda: controller.state == "paused")
    assert controller.stop_and_wait(10)


@pytest.mark.parametrize(
    ("error", "message", "hint"),
    [
        (EngineError("No such folder.", "Choose another."), "No such folder.", "Choose another."),
        (RuntimeError("CUDA error: device lost"), "CUDA error: device lost", "log"),
    ],
)
def test_that_an_exception_in_the_engine_ends_the_run_and_not_the_window(
    qtbot: QtBot, tmp_path: Path, error: Exception, message: str, hint: str, caplog: pytest.LogCaptureFixture
) -> None:
    controller = RunController(jobs=FailingJobs(error))
    with qtbot.waitSignal(controller.ended) as ended:
        controller.start(CONFIG, tmp_path)
    assert ended.args is not None
    end = ended.args[0]
    assert end.outcome == "failed"
    assert message in end.message
    assert hint in end.hint
    assert controller.state == "idle"
    assert bool(caplog.records) is isinstance(error, RuntimeError)


def test_that_a_second_run_is_refused_while_one_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    controller = RunController(jobs=CannedJobs(endless=True))
    controller.start(CONFIG, tmp_path)
    assert controller.start(CONFIG, tmp_path) is None
    assert len(RunFolder.list(tmp_path)) == 1
    assert controller.stop_and_wait(10)


def test_that_a_project_folder_that_cannot_be_made_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    controller = RunController(jobs=CannedJobs())
    with qtbot.waitSignal(controller.refused) as refused:
        assert controller.start(CONFIG, blocked / "runs") is None
    assert refused.args is not None
    assert str(blocked) in refused.args[0]
    assert controller.state == "idle"


def test_that_resuming_goes_on_in_the_same_folder(qtbot: QtBot, tmp_path: Path) -> None:
    jobs = CannedJobs()
    controller = RunController(jobs=jobs)
    run = RunFolder.create(tmp_path, CONFIG)
    with qtbot.waitSignal(controller.ended):
        assert controller.resume_run(run)
    assert jobs.resumed == [run.path]
    assert len(RunFolder.list(tmp_path)) == 1
