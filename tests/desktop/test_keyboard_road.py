"""The whole road by keyboard alone: the sample, training, the gallery, an export. Real engine."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.main_window import MainWindow
from tests.desktop import walk
from tests.desktop.windows import OpenWindow

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window: OpenWindow, short_sample: int, qtbot: QtBot) -> MainWindow:
    made = open_window(MainWindow(), size=(1280, 800))
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """To whatever has the focus, as a keyboard does."""
    here = QApplication.focusWidget()
    assert here is not None
    qtbot.keyClick(here, key, modifier)


def tab_to(qtbot: QtBot, target: QWidget, limit: int = 150) -> None:
    """Tab until ``target`` has the focus."""
    for _ in range(limit):
        here = QApplication.focusWidget()
        if here is not None and (here is target or target.isAncestorOf(here)):
            return
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not lead to {walk.called(target)}")


def test_that_the_whole_road_goes_by_keyboard_alone(window: MainWindow, qtbot: QtBot) -> None:
    bench = window.bench
    tab_to(qtbot, window.start.findChild(QWidget, "way_sample"))
    with qtbot.waitSignal(bench.dataset.catalog_ready, timeout=120_000):
        press(qtbot, Qt.Key.Key_Space)

    # One epoch of mini-batches in place of the 50 of the recipe.
    bench.model.advanced.set_open(False)
    tab_to(qtbot, window.findChild(QWidget, "advanced_button"))
    press(qtbot, Qt.Key.Key_Space)
    assert bench.model.advanced.is_open()
    epochs = window.findChild(QWidget, "train.epochs_editor")
    press_backwards_to(qtbot, epochs)
    press(qtbot, Qt.Key.Key_A, CONTROL)
    press(qtbot, Qt.Key.Key_1)
    press(qtbot, Qt.Key.Key_Tab)
    assert bench.model.train_config().epochs == 1

    with qtbot.waitSignal(bench.controller.ended, timeout=240_000) as ended:
        press(qtbot, Qt.Key.Key_Return, CONTROL)
    assert ended.args is not None
    assert ended.args[0].outcome == "completed", ended.args[0]

    count = ended.args[0].val_count
    qtbot.waitUntil(lambda: bench.gallery.model.rowCount() == count, timeout=60_000)
    press(qtbot, Qt.Key.Key_4, CONTROL)
    assert window.workspace.shown == "explore"
    tab_to(qtbot, bench.gallery.grid)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(bench.gallery.image.isVisible)
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(bench.gallery.grid.isVisible)

    press(qtbot, Qt.Key.Key_5, CONTROL)
    assert window.workspace.shown == "export"
    tab_to(qtbot, bench.export.rows["safetensors"].box)
    press(qtbot, Qt.Key.Key_Space)
    tab_to(qtbot, bench.export.export)
    with qtbot.waitSignal(bench.export.finished, timeout=240_000):
        press(qtbot, Qt.Key.Key_Space)
    assert bench.run is not None
    assert {path.name for path in bench.run.exports_path.iterdir()} >= {"safetensors", "state_dict"}


def press_backwards_to(qtbot: QtBot, target: QWidget) -> None:
    """Shift+Tab until ``target`` has the focus."""
    for _ in range(150):
        if QApplication.focusWidget() is target:
            return
        press(qtbot, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    raise AssertionError(f"Shift+Tab does not lead to {walk.called(target)}")
