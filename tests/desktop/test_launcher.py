"""Runs on several GPUs at once, through PyTorch's launcher; here with two processes on the CPU."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop import launcher, preferences
from desktop.launcher import ManyGpus, follow
from desktop.main_window import MainWindow
from engine import events as ev
from engine.config import DataConfig, RunConfig, with_setting
from engine.control import RunControl
from engine.device import DeviceReport
from engine.run_folder import RunFolder
from tests.desktop.canned import CannedJobs
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow

TWO = DeviceReport("cuda:0", "A card", "bf16", 10**9, 10**9, "It is here.", gpus=2)
ONE = DeviceReport("cuda:0", "A card", "bf16", 10**9, 10**9, "It is here.", gpus=1)

STEPS = """
import signal, sys, time
from pathlib import Path
from engine.run_folder import RunFolder
from tests.desktop.canned import run_events
run = RunFolder(Path(sys.argv[1]))
*events, end = run_events(str(run.path), epochs=3)
for event in events[:20]:
    run.append_event(event)
if sys.argv[2] == "die":
    sys.exit("W1122 noise\\ngraft: The 2 processes did not find each other.\\nmore noise")
"""


def child(run: RunFolder, how: str) -> list[str]:
    """A program that writes half a run, then ends as told."""
    return [sys.executable, "-c", STEPS, str(run.path), how]


def test_that_a_launcher_that_ends_early_is_told_of_with_its_own_reason(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    *before, end = follow(child(run, "die"), run, RunControl())
    assert before == list(run.events())
    assert isinstance(end, ev.RunEnded)
    assert (end.outcome, end.message) == ("failed", "The 2 processes did not find each other.")
    assert launcher.LOG in end.hint
    *_, end = follow(child(run, "quietly"), run, RunControl())
    assert isinstance(end, ev.RunEnded)
    assert "launcher ended before" in end.message


def config_of(pictures: Path) -> RunConfig:
    """A small network from scratch, every part of which trains for long."""
    config = RunConfig(data=DataConfig(source=str(pictures)))
    settings = {
        "model.backbone": "timm:test_resnet",
        "model.weights": "none",
        "model.mode": "finetune",
        "train.epochs": "10",
        "train.batch_size": "6",
        "train.precision": "fp32",
    }
    for key, value in settings.items():
        config = with_setting(config, key, value)
    return config


class Brief(RunControl):
    """A pause that the user ends as soon as the processes have."""

    waited = False

    def wait(self, seconds: float) -> bool:
        self.waited = True
        self.resume()
        return True


def test_that_a_run_of_two_processes_pauses_goes_on_and_ends_as_one(tmp_path: Path) -> None:
    jobs = ManyGpus(CannedJobs())
    jobs.set_processes(2)
    config = config_of(write_shapes(tmp_path / "shapes"))
    run = RunFolder.create(tmp_path / "runs", config)
    control = Brief()
    events = []
    for event in jobs.train(config, run)(control):
        events.append(event)
        if isinstance(event, ev.EpochDone) and event.epoch == 1 and not control.waited:
            control.pause()
    assert control.waited
    told = [event for event in events if isinstance(event, ev.RunStarted | ev.RunEnded)]
    assert [type(event).__name__ for event in told] == ["RunStarted", "RunStarted", "RunEnded"]
    first, second, end = told
    assert isinstance(first, ev.RunStarted)
    assert isinstance(second, ev.RunStarted)
    assert isinstance(end, ev.RunEnded)
    assert first.device.startswith("2 × ")
    assert second.resumed_epoch >= 1
    assert end.outcome == "completed"
    assert [e.outcome for e in run.events() if isinstance(e, ev.RunEnded)] == ["stopped", "completed"]
    assert sorted({e.epoch for e in events if isinstance(e, ev.EpochDone)}) == list(range(1, 11))


def test_that_a_run_that_names_its_device_is_not_divided(tmp_path: Path) -> None:
    canned = CannedJobs()
    jobs = ManyGpus(canned)
    jobs.set_processes(2)
    config = with_setting(RunConfig(), "train.device", "cuda:1")
    run = RunFolder.create(tmp_path, config)
    list(jobs.resume(run)(RunControl()))
    assert canned.resumed == [run.path]


@pytest.fixture
def window(open_window: OpenWindow) -> Iterator[MainWindow]:
    yield open_window()
    preferences.set_text("all_gpus", "")


def test_that_all_gpus_are_offered_where_there_are_several_and_the_choice_is_kept(
    window: MainWindow, qtbot: QtBot
) -> None:
    bench = window.bench
    bar = bench.model.bar
    window.resize(1440, 900)
    assert bar.all_gpus.isHidden()
    bar.show_hardware(ONE)
    assert bar.all_gpus.isHidden()
    bar.show_hardware(TWO)
    assert not bar.all_gpus.isHidden()
    assert bar.all_gpus.text() == "Use all 2 GPUs"
    assert not bar.all_gpus.isChecked()
    assert bench.jobs.processes == 1
    window.show_view("model")
    qtbot.mouseClick(bar.all_gpus, Qt.MouseButton.LeftButton)
    assert bench.jobs.processes == 2
    assert preferences.text("all_gpus") == "yes"
    bar.show_hardware(ONE)  # the other card was taken out
    assert bench.jobs.processes == 1
    bar.show_hardware(TWO)
    assert bar.all_gpus.isChecked()
    assert bench.jobs.processes == 2
