"""Closing the window while pictures are sorted into folders, and what the next start offers."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop import words
from desktop.main_window import MainWindow
from engine.evaluation import sort_step
from engine.evaluation.prediction import Prediction
from engine.evaluation.sort_folder import plan
from engine.evaluation.sort_step import Step
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click


def press(text: str) -> None:
    """Press the button called ``text`` in the question that is asked next."""

    def pressed() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        next(button for button in box.buttons() if button.text() == text).click()

    QTimer.singleShot(0, pressed)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return write_shapes(tmp_path / "pictures", per_class=3)


@pytest.fixture
def sorting_window(
    open_window: OpenWindow, pictures: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A window that moves six pictures, and is held up at the third until it is told to stop."""
    window = open_window()
    panel, done, forward, never = window.bench.predict, [0], sort_step.forward, threading.Event()

    def slowly(action: str, step: Step) -> str:
        done[0] += 1
        task = panel.sorting._task
        while done[0] == 3 and task is not None and not task.cancelled and not never.wait(0.01):
            pass
        return forward(action, step)

    monkeypatch.setattr(sort_step, "forward", slowly)
    answers = [Prediction(path, path.parent.name, 1.0) for path in sorted(pictures.rglob("*.png"))]
    panel.sorter.action.set_value("move")
    panel.sorter.show_pictures(answers, pictures.parent / "sorted")
    qtbot.waitUntil(panel.sorter.go.isEnabled)
    panel.sorter.go.click()
    qtbot.waitUntil(lambda: done[0] == 3)
    return window


def test_that_closing_asks_and_a_no_goes_on_sorting(sorting_window: MainWindow, qtbot: QtBot) -> None:
    press("Keep sorting")
    event = QCloseEvent()
    sorting_window.closeEvent(event)
    assert not event.isAccepted()
    assert sorting_window.bench.predict.sorting.busy
    press("Stop and close")
    assert sorting_window.close()


@pytest.mark.parametrize(
    ("answer", "left", "told"), [("Go on", 0, "finished: 6 pictures"), ("Undo sorting", 6, "undone: {0}")]
)
def test_that_a_sorting_cut_short_by_closing_is_offered_at_the_next_start(
    sorting_window: MainWindow,
    open_window: OpenWindow,
    pictures: Path,
    qtbot: QtBot,
    answer: str,
    left: int,
    told: str,
) -> None:
    press("Stop and close")
    assert sorting_window.close()

    def remaining() -> int:
        return len(list(pictures.rglob("*.png")))

    moved = 6 - remaining()
    assert 0 < moved < 6
    again = open_window()
    assert f"{pictures.parent / 'sorted'} was not finished" in again.message.text()
    press(answer)
    with qtbot.waitSignal(again.bench.predict.sorting.told):
        click(qtbot, again.message._action)
    assert remaining() == left
    assert len(list((pictures.parent / "sorted").rglob("*.png"))) == 6 - left
    assert told.format(words.pictures(moved)) in again.message.text()
    qtbot.waitUntil(lambda: not again.bench.predict.sorting.busy)
    again.close()
    assert open_window().message.text() == ""


def test_that_another_sorting_does_not_take_the_place_of_one_cut_short(
    sorting_window: MainWindow,
    open_window: OpenWindow,
    pictures: Path,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    press("Stop and close")
    assert sorting_window.close()
    again = open_window()
    sorting, first = again.bench.predict.sorting, pictures.parent / "sorted"
    others = [Prediction(path, "new", 1.0) for path in sorted(write_shapes(tmp_path / "more").rglob("*.png"))]
    with qtbot.waitSignal(sorting.moved) as moved:
        sorting.run(plan(others, tmp_path / "elsewhere", action="move"))
    assert len(moved.args[0]) == len(others)
    qtbot.waitUntil(lambda: not sorting.busy)
    with qtbot.waitSignal(sorting.moved) as back:
        sorting.undo()
    assert {new: old for old, new in back.args[0].items()} == moved.args[0]
    qtbot.waitUntil(lambda: not sorting.busy)
    again.close()
    assert f"{first} was not finished" in open_window().message.text()
