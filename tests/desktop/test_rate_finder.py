"""The learning-rate finder in the window."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.main_window import MainWindow
from desktop.rate_finding import Find
from desktop.widgets.number_edit import NumberEdit
from desktop.widgets.rate_finder import RateFinder
from engine.config import RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.events import BatchDone, Event
from engine.run_folder import RunFolder
from engine.training.lr_finder import RateCurve
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click

RATES = tuple(10 ** (-6 + i / 4) for i in range(20))
LOSSES = tuple(1.0 - 0.05 * i if i < 15 else 2.0 for i in range(20))


def finds(suggestion: float | None) -> Find:
    def find(_config: RunConfig, _control: RunControl) -> Generator[Event, None, object]:
        yield BatchDone("rate", 10, 20)
        return RateCurve(RATES, LOSSES, LOSSES, suggestion)

    return find


def fails(_config: RunConfig, _control: RunControl) -> Generator[Event, None, object]:
    yield BatchDone("rate", 1, 20)
    raise EngineError("The pictures are gone.", "Bring them back.")


def waits(_config: RunConfig, control: RunControl) -> Generator[Event, None, object]:
    while not control.stopping:
        yield BatchDone("rate", 1, 20)
    return None


def reads(_config: RunConfig, control: RunControl) -> Generator[Event, None, object]:
    """Says nothing while it reads, as the engine does in front of a slow disk."""
    while not control.stopping:
        control.wait(0.01)
    return None
    yield


@pytest.fixture
def window(open_window: OpenWindow, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    made = open_window(pictures=write_shapes(tmp_path / "shapes"))
    click(qtbot, made.bench.model.recipes.button("balanced"))
    made.bench.model.rate.disclosure.set_open(True)
    return made


def search(window: MainWindow, qtbot: QtBot, find: Find) -> RateFinder:
    window.bench.rates._find = find
    shown = window.bench.model.rate
    click(qtbot, shown.search)
    qtbot.waitUntil(lambda: not window.bench.rates.busy)
    return shown


def test_that_one_click_takes_the_suggested_rate(window: MainWindow, qtbot: QtBot) -> None:
    shown = search(window, qtbot, finds(0.003))
    assert shown.plot is not None
    assert not shown.plot.isHidden()
    click(qtbot, shown.take)
    assert window.bench.model.train_config().lr == 0.003
    editor = window.bench.model.field("train.lr").editor
    assert isinstance(editor, NumberEdit)
    assert editor.text() == "0.003"


def test_that_a_flat_loss_suggests_nothing(window: MainWindow, qtbot: QtBot) -> None:
    shown = search(window, qtbot, finds(None))
    assert shown.take.isHidden()
    assert "never fell" in shown.note.text()


def test_that_a_failure_is_told_in_its_place(window: MainWindow, qtbot: QtBot) -> None:
    shown = search(window, qtbot, fails)
    assert shown.error.text() == "The pictures are gone. Bring them back."
    assert shown.take.isHidden()


@pytest.mark.parametrize("find", [waits, reads])
def test_that_the_same_button_gives_the_search_up(window: MainWindow, qtbot: QtBot, find: Find) -> None:
    window.bench.rates._find = find
    shown = window.bench.model.rate
    click(qtbot, shown.search)
    assert shown.search.text() == "Cancel"
    click(qtbot, shown.search)
    qtbot.waitUntil(lambda: not window.bench.rates.busy)
    assert shown.search.text() == "Find"


@pytest.mark.parametrize("disturbance", ["a field becomes unreadable", "a run starts"])
def test_that_a_search_can_be_given_up_whatever_happens_beside_it(
    window: MainWindow, qtbot: QtBot, disturbance: str
) -> None:
    window.bench.rates._find = waits
    model, shown = window.bench.model, window.bench.model.rate
    click(qtbot, shown.search)
    if disturbance == "a run starts":
        model.set_running(True)
    else:
        editor = model.field("train.epochs").editor
        editor.setFocus()
        qtbot.keyClicks(editor, "many")
    assert shown.search.isEnabled()
    click(qtbot, shown.search)
    qtbot.waitUntil(lambda: not window.bench.rates.busy)
    assert shown.search.text() == "Find"
    assert not shown.search.isEnabled()


def test_that_the_direct_solver_offers_no_search(window: MainWindow, qtbot: QtBot) -> None:
    click(qtbot, window.bench.model.recipes.button("quick"))
    assert window.bench.model.rate.isHidden()


def test_that_a_rate_is_forgotten_where_what_it_was_found_for_changes(
    window: MainWindow, qtbot: QtBot
) -> None:
    shown = search(window, qtbot, finds(0.003))
    model = window.bench.model
    click(qtbot, shown.take)
    assert not shown.take.isHidden()
    click(qtbot, model.recipes.button("classic"))
    assert shown.take.isHidden()
    assert shown.curve is None


@pytest.mark.parametrize("change", ["another backbone", "other pictures", "a run is created"])
def test_that_a_search_under_way_is_given_up_where_it_would_answer_another_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, change: str
) -> None:
    window.bench.rates._find = waits
    click(qtbot, window.bench.model.rate.search)
    assert window.bench.rates.busy
    if change == "another backbone":
        window.bench.model.backbone.chosen.emit("resnet18")
    elif change == "other pictures":
        with qtbot.waitSignal(window.bench.dataset.opened):
            window.bench.dataset.open_source(str(write_shapes(tmp_path / "others")))
    else:
        window.bench.controller.run_created.emit(RunFolder.create(tmp_path, RunConfig()))
    qtbot.waitUntil(lambda: not window.bench.rates.busy)
    assert window.bench.model.rate.curve is None
