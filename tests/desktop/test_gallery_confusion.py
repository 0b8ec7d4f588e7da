"""The confusion matrix as it is painted, and driven by keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.widgets import confusion_colours
from desktop.widgets.confusion_layout import ConfusionLayout
from desktop.widgets.confusion_matrix import ConfusionMatrix

NAMES = ("ant", "bee", "꿀벌 (호박벌과)")


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(theme._scheme, "dark", request.param == "dark")
    theme.color.cache_clear()
    yield
    theme.color.cache_clear()


@pytest.mark.parametrize("role", ["right", "wrong"])
@pytest.mark.usefixtures("scheme", "qapp")
def test_that_numbers_stand_out_on_every_shade_of_a_cell(role: str) -> None:
    for shade in confusion_colours.ramp(role):
        ground = QColor(int(shade))
        assert theme.contrast(confusion_colours.text_on(ground), ground) >= 4.5


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", [(320, 280), (520, 400), (1200, 700)])
def test_that_the_centre_of_every_cell_is_in_that_cell(size: tuple[int, int]) -> None:
    layout = ConfusionLayout(NAMES, QSize(*size))
    for true in range(3):
        for predicted in range(3):
            assert layout.cell_at(layout.cell(true, predicted).center()) == (true, predicted)
    assert layout.cell_at(QPointF(1, 1)) is None


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("side", range(120, 420, 10))
def test_that_names_are_left_out_where_the_titles_of_the_axes_stand(side: int) -> None:
    digits = [str(digit) for digit in range(10)]
    layout = ConfusionLayout(digits, QSize(320, side))
    title = QFontMetricsF(theme.font("caption_strong")).height()
    name = QFontMetricsF(theme.font("caption")).height()
    assert layout.area.bottom() <= side
    assert layout.area.top() >= title
    if layout.has_names:
        assert layout.area.top() - name - 4 >= title
        assert layout.area.left() - layout.names_width - 6 >= title


def test_that_the_keyboard_reaches_and_chooses_a_cell(qtbot: QtBot) -> None:
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(400, 400)
    matrix.set_matrix(np.arange(9).reshape(3, 3), NAMES)
    with qtbot.waitExposed(matrix):
        matrix.show()
    matrix.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(matrix, key)
    assert "5 of 12 pictures of “bee”" in matrix.accessibleDescription()
    with qtbot.waitSignal(matrix.cell_chosen) as chosen:
        qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert chosen.args == [1, 2]
