"""The classes to label with: a few are all in view, hundreds leave room for the pictures."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from desktop.panels.labelling import LabellingPanel
from desktop.widgets.class_key import ClassKey
from desktop.widgets.class_keys import ClassKeys
from tests.desktop.windows import click


@pytest.fixture
def panel(qtbot: QtBot) -> LabellingPanel:
    """Of ordinary size, without pictures."""
    made = LabellingPanel()
    qtbot.addWidget(made)
    made.resize(1200, 850)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def keys(panel: LabellingPanel) -> ClassKeys:
    return panel.keys


def show(keys: ClassKeys, qtbot: QtBot, count: int) -> list[ClassKey]:
    keys.set_classes([f"class {at}" for at in range(count)], [0] * count)
    found = keys.findChildren(ClassKey)
    qtbot.waitUntil(lambda: found[-1].isVisible() and keys.height() == keys.heightForWidth(keys.width()))
    return found


def in_view(key: ClassKey) -> bool:
    return key.visibleRegion().boundingRect() == key.rect()


def test_that_hundreds_of_classes_take_three_lines_and_are_scrolled(keys: ClassKeys, qtbot: QtBot) -> None:
    buttons = show(keys, qtbot, 300)
    line = buttons[0].height()
    assert 2 * line < keys.height() < 4 * line
    qtbot.waitUntil(lambda: in_view(buttons[0]))
    assert not in_view(buttons[-1])
    keys.findChild(QScrollArea).ensureWidgetVisible(buttons[-1])
    qtbot.waitUntil(lambda: in_view(buttons[-1]))
    with qtbot.waitSignal(keys.chosen) as chosen:
        click(qtbot, buttons[-1])
    assert chosen.args == ["class 299"]


def test_that_a_few_classes_are_all_in_view_on_as_many_lines_as_they_need(
    keys: ClassKeys, qtbot: QtBot
) -> None:
    few = show(keys, qtbot, 3)
    qtbot.waitUntil(lambda: all(map(in_view, few)))
    one = keys.height()
    more = show(keys, qtbot, 9)
    qtbot.waitUntil(lambda: all(map(in_view, more)))
    assert keys.height() > one


def test_that_a_class_more_keeps_the_keys_there_are_and_the_field_to_type_in(
    keys: ClassKeys, qtbot: QtBot
) -> None:
    before = show(keys, qtbot, 4)
    keys.name.setFocus()
    after = show(keys, qtbot, 5)
    assert after[:4] == before
    assert [after[4].text(), after[4].class_name] == ["", "class 4"]
    assert keys.window().focusWidget() is keys.name


def test_that_a_label_more_moves_no_key(keys: ClassKeys, qtbot: QtBot) -> None:
    buttons = show(keys, qtbot, 12)
    qtbot.waitUntil(lambda: all(map(in_view, buttons)))
    before = [button.geometry() for button in buttons]
    keys.set_classes([button.class_name for button in buttons], [1, *[0] * 11])
    for _ in range(4):  # a change of size would go from layout to layout
        QApplication.processEvents()
    assert [button.geometry() for button in buttons] == before
    shown = buttons[0].count
    assert shown.text() == "1"
    assert shown.width() >= shown.fontMetrics().horizontalAdvance("1")


def test_that_a_count_that_needs_more_room_moves_the_keys_to_another_line(
    keys: ClassKeys, qtbot: QtBot
) -> None:
    buttons = show(keys, qtbot, 5)
    names, one = [button.class_name for button in buttons], keys.height()
    keys.set_classes(names, [1_000_000_000_000] * 5)
    qtbot.waitUntil(lambda: keys.height() > one)
    qtbot.waitUntil(lambda: all(map(in_view, buttons)))
    assert buttons[0].accessibleDescription().endswith("1,000,000,000,000")
