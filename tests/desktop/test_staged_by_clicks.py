"""A staged thaw set by clicking, trained by the real engine, seen on the curves."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.main_window import MainWindow
from desktop.panels.model import ModelPanel
from desktop.widgets.number_edit import NumberEdit
from desktop.widgets.stage_bar import StageBar
from engine.config import ModelConfig, RunConfig, ThawPhase
from engine.events import Event, PhaseStarted
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(MainWindow(), size=(1440, 1000))


def write(qtbot: QtBot, edit: QWidget, text: str) -> None:
    assert isinstance(edit, NumberEdit)
    edit.selectAll()
    qtbot.keyClicks(edit, text)


def click_stage(qtbot: QtBot, bar: StageBar, trained: int) -> None:
    """Click the block from which on the last ``trained`` stages train."""
    block = bar.blocks()[bar.count() - trained]
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(block.center().x()), 10))


def set_schedule(qtbot: QtBot, panel: ModelPanel) -> None:
    click(qtbot, panel.mode.modes.button("staged"))
    phases = panel.mode.phases
    write(qtbot, phases.rows()[1].epoch, "1")
    click_stage(qtbot, phases.rows()[1].bar, 2)
    click(qtbot, phases.add)
    write(qtbot, phases.rows()[2].epoch, "2")
    write(qtbot, phases.rows()[2].factor, "0.05")
    click_stage(qtbot, phases.rows()[2].bar, phases.rows()[2].bar.count())
    write(qtbot, panel.field("train.epochs").editor, "3")


def test_that_a_schedule_set_by_clicking_is_trained_and_its_phases_are_on_the_curves(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = window.bench
    with qtbot.waitSignal(bench.dataset.catalog_ready, timeout=20_000):
        window.open_path(str(write_shapes(tmp_path / "shapes")))
    scratch = ModelConfig(backbone="mobilenet_v3_small", weights="none")
    bench.model.apply_config(dataclasses.replace(RunConfig(), model=scratch))
    set_schedule(qtbot, bench.model)
    assert bench.model.model_config().schedule == (
        ThawPhase(0, 0, 1.0),
        ThawPhase(1, 2, 0.1),
        ThawPhase(2, -1, 0.05),
    )

    events: list[Event] = []
    bench.controller.happened.connect(events.append)
    with qtbot.waitSignal(bench.controller.ended, timeout=240_000) as ended:
        click(qtbot, bench.model.train)
    assert ended.args is not None
    assert ended.args[0].outcome == "completed", ended.args[0]

    curves = bench.training.curves
    assert curves is not None
    spans = [(0.0, 1.0, "head only"), (1.0, 2.0, "head and last 2 stages"), (2.0, 3.0, "everything")]
    for plot in (curves.loss, curves.accuracy):
        assert list(plot.phases) == spans
        assert plot.series["validation"].count == 3
    rates = [event.lr for event in events if isinstance(event, PhaseStarted) and event.lr]
    assert [rate / rates[0] for rate in rates] == pytest.approx([1.0, 0.1, 0.05])
