"""Getting ready before Train is pressed."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop import app, notify, warming
from desktop.bench import Bench
from desktop.warming import Warmer, on_battery
from engine.config import DataConfig, RunConfig, with_setting
from engine.control import RunControl
from engine.data.catalog import Catalog
from engine.events import BatchDone, Event
from tests.desktop.canned import CannedJobs

CONFIG = RunConfig(data=DataConfig(source="somewhere"))


class Recorder:
    """Stands in for the engine: notes what it was asked, and runs until it is let go or stopped."""

    def __init__(self, *, waits: bool = False) -> None:
        self.asked: list[RunConfig] = []
        self.stopped: list[bool] = []
        self._waits = waits
        self.begun = threading.Event()

    def __call__(self, config: RunConfig, control: RunControl) -> Iterator[Event]:
        self.asked.append(config)
        yield BatchDone("features", 1, 2)
        self.begun.set()
        while self._waits and not control.stopping:
            control.pause()
            control.wait(0.01)
        self.stopped.append(control.stopping)


@pytest.fixture(autouse=True)
def _plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "on_battery", lambda: False)
    monkeypatch.setattr(warming, "SETTLE_MS", 1)


def test_that_settings_are_warmed_once_they_settle_and_only_once(qtbot: QtBot) -> None:
    engine = Recorder()
    warmer = Warmer(warm=engine)
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: text == ""):
        warmer.ask(with_setting(CONFIG, "model.backbone", "resnet18"))
        warmer.ask(CONFIG)
    assert engine.asked == [CONFIG]
    warmer.ask(with_setting(CONFIG, "train.lr", "0.5"))  # another rate needs the same features
    assert not warmer.busy
    warmer.stop_and_wait()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("model.edge_to_edge", "true"),
        ("model.head", "full_output"),
        ("train.solver", "lbfgs"),
        ("model.mode", "finetune"),
        ("model.thaw_stages", "2"),
        ("model.schedule", '[{"from_epoch": 0, "stages": 1}]'),
    ],
)
def test_that_what_changes_what_a_run_reads_is_warmed_again(qtbot: QtBot, setting: str, value: str) -> None:
    engine = Recorder()
    warmer = Warmer(warm=engine)
    other = with_setting(CONFIG, setting, value)
    for config in (CONFIG, other):
        with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: text == ""):
            warmer.ask(config)
    assert engine.asked == [CONFIG, other]
    warmer.stop_and_wait()


def test_that_it_says_how_far_it_is(qtbot: QtBot) -> None:
    warmer = Warmer(warm=Recorder())
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: "1 of 2" in text):
        warmer.ask(CONFIG)
    warmer.stop_and_wait()


def test_that_other_settings_take_its_place(qtbot: QtBot) -> None:
    engine = Recorder(waits=True)
    warmer = Warmer(warm=engine)
    with qtbot.waitSignal(warmer.told):
        warmer.ask(CONFIG)
    other = with_setting(CONFIG, "model.backbone", "resnet18")
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: "1 of 2" in text):
        warmer.ask(other)
    assert engine.asked == [CONFIG, other]
    warmer.stop_and_wait()
    assert engine.stopped == [True, True]


def test_that_cancelling_stops_it_at_once(qtbot: QtBot) -> None:
    engine = Recorder(waits=True)
    warmer = Warmer(warm=engine)
    with qtbot.waitSignal(warmer.told):
        warmer.ask(CONFIG)
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: text == ""):
        warmer.cancel()
    assert not warmer.busy
    assert engine.stopped == [True]


def test_that_nothing_is_warmed_on_battery_or_for_settings_that_cannot_run(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    warmer = Warmer(warm=Recorder())
    warmer.ask(replace(CONFIG, data=DataConfig()))
    assert not warmer.busy
    monkeypatch.setattr(warming, "on_battery", lambda: True)
    warmer.ask(CONFIG)
    assert not warmer.busy


def test_that_pulling_the_plug_stops_it_and_nobody_looks_at_the_power_afterwards(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "POWER_MS", 1)
    engine = Recorder(waits=True)
    warmer = Warmer(warm=engine)
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: "1 of 2" in text):
        warmer.ask(CONFIG)
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: text == ""):
        monkeypatch.setattr(warming, "on_battery", lambda: True)
    assert engine.stopped == [True]
    assert not warmer.busy
    assert not any(timer.isActive() for timer in warmer.findChildren(QTimer))
    monkeypatch.setattr(warming, "on_battery", lambda: False)
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: "1 of 2" in text):
        warmer.ask(CONFIG)
    warmer.stop_and_wait()


def test_that_pictures_read_anew_are_warmed_again_and_the_same_reading_is_not(qtbot: QtBot) -> None:
    engine = Recorder()
    warmer = Warmer(warm=engine)
    first, second = (Catalog("somewhere", Path("somewhere"), (), ()) for _ in range(2))
    assert first == second  # the files behind the same names may have changed
    for pictures in (first, second):
        with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: text == ""):
            warmer.ask(CONFIG, pictures)
        warmer.ask(CONFIG, pictures)
        assert not warmer.busy
    assert engine.asked == [CONFIG, CONFIG]
    warmer.stop_and_wait()


def test_that_the_window_warms_pictures_once_they_are_read_and_again_when_some_were_added(
    qtbot: QtBot, animals: Path
) -> None:
    engine = Recorder()
    owner = QObject()
    bench = Bench(owner, CannedJobs(), engine)
    for widget in bench.panels().values():
        qtbot.addWidget(widget)
    with qtbot.waitSignal(bench.warmer.told, check_params_cb=lambda text: text == "", timeout=20_000):
        bench.open_path(str(animals))
    asked = engine.asked[-1]
    bench.check()
    assert not bench.warmer.busy
    some = next(path for path in sorted(animals.rglob("*")) if path.is_file())
    shutil.copy(some, some.with_stem("added"))
    with qtbot.waitSignal(bench.warmer.told, check_params_cb=lambda text: text == "", timeout=20_000):
        bench.open_path(str(animals))
    assert engine.asked == [asked, asked]
    bench.warmer.stop_and_wait()


def test_that_the_system_is_asked_whether_it_runs_on_battery(tmp_path: Path) -> None:
    assert not on_battery(tmp_path / "absent")
    mains = tmp_path / "AC"
    mains.mkdir()
    (mains / "type").write_text("Mains\n")
    (mains / "online").write_text("0\n")
    assert on_battery(tmp_path)
    (mains / "online").write_text("1\n")
    assert not on_battery(tmp_path)


def test_that_a_thread_that_does_not_end_holds_nobody_up_for_good(qtbot: QtBot) -> None:
    begun, let_go, over = threading.Event(), threading.Event(), threading.Event()

    def stuck(_config: RunConfig, _control: RunControl) -> Iterator[Event]:
        yield BatchDone("features", 1, 2)
        begun.set()
        let_go.wait()  # as a read from a drive that does not answer
        over.set()

    warmer = Warmer(warm=stuck)
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: "1 of 2" in text):
        warmer.ask(CONFIG)
    assert begun.wait(10)
    assert not warmer.stop_and_wait(0.05)
    assert not warmer.busy
    let_go.set()
    assert over.wait(10)
    assert warmer.stop_and_wait()


def test_that_a_defect_while_getting_ready_is_told_and_the_next_settings_are_warmed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", app.tell_of_thread)
    engine = Recorder()

    def warm(config: RunConfig, control: RunControl) -> Iterator[Event]:
        if config == CONFIG:
            raise ValueError("nobody foresaw this")
        yield from engine(config, control)

    warmer = Warmer(warm=warm)
    with qtbot.waitSignal(notify.door().told) as told:
        notify.door().listening(True)
        warmer.ask(CONFIG)
    notify.door().listening(False)
    assert "nobody foresaw this" in told.args[1]
    other = with_setting(CONFIG, "model.backbone", "resnet18")
    with qtbot.waitSignal(warmer.told, check_params_cb=lambda text: text == ""):
        warmer.ask(other)
    assert engine.asked == [other]
