"""What we paint ourselves is worked by keyboard too, and shows where the focus is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMainWindow, QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import tab_order, theme
from desktop.widgets.embedding_map import EmbeddingMap
from desktop.widgets.guide_view import GuideView
from desktop.widgets.top_bars import TopBars
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import Show

Key = Qt.Key
NAMES = [f"{row}{column}.jpg" for row in "abc" for column in "123"]
"""Of nine pictures in three rows, from the upper left one on."""


OnScreen = Callable[[QWidget], None]


@pytest.fixture
def on_screen(qtbot: QtBot) -> Iterator[OnScreen]:
    """Puts a widget into an active window, behind a button that has the focus."""
    windows = []

    def put(widget: QWidget) -> None:
        window, before = QWidget(), QPushButton("before")
        windows.append(window)
        layout = QVBoxLayout(window)
        layout.addWidget(before)
        layout.addWidget(widget)
        window.resize(420, 460)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        before.setFocus()
        qtbot.waitUntil(before.hasFocus)

    yield put
    windows.clear()


def tab_to(qtbot: QtBot, widget: QWidget) -> None:
    before = widget.window().focusWidget()
    assert before is not None
    qtbot.keyClick(before, Key.Key_Tab)
    assert widget.hasFocus()


@pytest.fixture
def chart(on_screen: OnScreen) -> EmbeddingMap:
    made = EmbeddingMap()
    points = np.array([(x, y) for y in (0.9, 0.0, -0.9) for x in (-0.9, 0.0, 0.9)], dtype=np.float32)
    labels = np.arange(9, dtype=np.int64) % 2
    made.set_points(points, labels, np.zeros(9, dtype=np.bool_), ("ant", "bee"), NAMES)
    on_screen(made)
    return made


def test_that_arrows_go_from_picture_to_picture_on_the_map(chart: EmbeddingMap, qtbot: QtBot) -> None:
    tab_to(qtbot, chart)
    been = []
    for key in (Key.Key_Up, Key.Key_Up, Key.Key_Left, Key.Key_Left, Key.Key_Down, Key.Key_Right):
        qtbot.keyClick(chart, key)
        been.append(NAMES[chart.current])
    assert been == ["b2.jpg", "a2.jpg", "a1.jpg", "a1.jpg", "b1.jpg", "b2.jpg"]
    assert chart.accessibleDescription() == "b2.jpg"


def test_that_return_opens_and_space_extends_the_selection_on_the_map(
    chart: EmbeddingMap, qtbot: QtBot
) -> None:
    chosen: list[list[int]] = []
    chart.lassoed.connect(chosen.append)
    tab_to(qtbot, chart)
    qtbot.keyClick(chart, Key.Key_Down)
    for key in (Key.Key_Space, Key.Key_Right, Key.Key_Space, Key.Key_Space):
        qtbot.keyClick(chart, key)
    assert chosen == [[4], [4, 5], [4]]
    with qtbot.waitSignal(chart.opened) as opened:
        qtbot.keyClick(chart, Key.Key_Return)
    assert opened.args == [5]


def test_that_space_adds_to_what_the_lasso_enclosed(chart: EmbeddingMap, qtbot: QtBot) -> None:
    chosen: list[list[int]] = []
    chart.lassoed.connect(chosen.append)
    target = chart.place(0).toPoint()
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=target + QPoint(-6, -6))
    for corner in ((6, -6), (6, 6), (-6, 6), (-6, -5)):
        qtbot.mouseMove(chart, target + QPoint(*corner))
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=target + QPoint(-6, -5))
    chart.setFocus()
    qtbot.keyClick(chart, Key.Key_Down)
    qtbot.keyClick(chart, Key.Key_Space)
    assert chosen == [[0], [0, 4]]


def test_that_the_gallery_shows_what_is_selected_on_the_map_and_all_again_afterwards(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    table = panel.model.table
    assert table is not None
    around = np.linspace(0, 2 * np.pi, len(table), endpoint=False)
    points = np.stack([np.cos(around), np.sin(around)], axis=1).astype(np.float32)
    chart = panel.figures.map
    chart.set_points(points, table.true, ~table.correct, table.classes, table.ids)
    panel.figures._has_map = True
    panel.figures.show_page("map")
    qtbot.waitUntil(chart.isVisible)
    chart.setFocus()
    qtbot.keyClick(chart, Key.Key_Down)
    first = table.ids[chart.current]
    qtbot.keyClick(chart, Key.Key_Space)
    assert [panel.model.sample_id(row) for row in range(panel.model.rowCount())] == [first]
    qtbot.keyClick(chart, Key.Key_Space)
    assert panel.model.rowCount() == len(table)


def test_that_the_class_to_be_explained_is_chosen_by_keyboard(on_screen: OnScreen, qtbot: QtBot) -> None:
    bars = TopBars()
    bars.set_top([("ant", 0.7), ("bee", 0.2), ("wasp", 0.1)], "ant")
    on_screen(bars)
    tab_to(qtbot, bars)
    chosen: list[str] = []
    bars.class_chosen.connect(chosen.append)
    qtbot.keyClick(bars, Key.Key_Return)
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Space, Key.Key_Up, Key.Key_Return):
        qtbot.keyClick(bars, key)
    assert chosen == ["ant", "wasp", "bee"]
    assert bars.accessibleDescription() == "bee 20 %"


@pytest.mark.parametrize("kind", ["map", "bars", "guide"])
def test_that_the_focus_is_seen(on_screen: OnScreen, qtbot: QtBot, kind: str) -> None:
    chart, bars, guide = EmbeddingMap(), TopBars(), GuideView()
    bars.set_top([("ant", 0.7), ("bee", 0.3)], "ant")
    widget: QWidget = {"map": chart, "bars": bars, "guide": guide.text}[kind]
    on_screen(guide if kind == "guide" else widget)
    without = ring_pixels(widget.grab().toImage())
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(widget.hasFocus)
    assert without == 0
    assert ring_pixels(widget.grab().toImage()) > widget.width() // 2


def ring_pixels(image: QImage) -> int:
    """Pixels of the focus colour in the second row from above, where a ring's upper edge is."""
    focus = theme.color("focus")
    return sum(image.pixelColor(x, 1) == focus for x in range(image.width()))


def test_that_tab_scrolls_to_what_it_reaches(qtbot: QtBot) -> None:
    window, area, column = QMainWindow(), QScrollArea(), QWidget()
    qtbot.addWidget(window)
    buttons = [QPushButton(str(number)) for number in range(40)]
    layout = QVBoxLayout(column)
    for button in buttons:
        layout.addWidget(button)
    area.setWidget(column)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    window.setCentralWidget(area)
    window.resize(200, 150)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    buttons[-1].setFocus()
    tab_order.go(window, forward=False)
    assert buttons[-2].hasFocus()
    assert not buttons[-2].visibleRegion().isEmpty()
    tab_order.go(window, forward=True)
    tab_order.go(window, forward=True)
    assert buttons[0].hasFocus()
    assert not buttons[0].visibleRegion().isEmpty()
