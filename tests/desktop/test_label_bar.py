"""The buttons below a grid of pictures: one line at every width, and nothing lost in a narrow one."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.widgets.label_bar import LabelBar
from desktop.widgets.pictures_foot import PicturesFoot
from desktop.widgets.thumbnail_grid import ThumbnailGrid


@pytest.fixture
def foot(qtbot: QtBot) -> PicturesFoot:
    grid = ThumbnailGrid()
    qtbot.addWidget(grid)
    made = PicturesFoot(grid)
    qtbot.addWidget(made)
    made.labels.set_classes(("ants", "bees"))
    made.labels.set_state(3, "Relabel", "")
    made.show()
    return made


def actions(bar: LabelBar) -> list[QAbstractButton]:
    return [one for one in bar.findChildren(QAbstractButton) if one is not bar.line.more]


def in_menu(bar: LabelBar) -> dict[str, QAction]:
    more = bar.line.more
    menu = more.menu()
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions()} if more.isVisible() else {}


def test_that_the_buttons_stay_on_one_line_and_each_can_be_reached_at_every_width(
    foot: PicturesFoot, qtbot: QtBot
) -> None:
    bar, heights, kinds = foot.labels, set(), set()
    names = {one.accessibleName() for one in actions(bar)}
    assert len(names) == 6
    least, most = foot.minimumSizeHint().width(), 2 * foot.sizeHint().width()
    for width in range(most, least - 1, -9):
        foot.resize(width, foot.sizeHint().height())
        qtbot.waitUntil(lambda width=width: foot.width() == width)
        shown = [one for one in bar.findChildren(QAbstractButton) if one.isVisible()]
        assert max(one.y() for one in shown) < min(one.geometry().bottom() for one in shown)
        assert all(one.geometry().right() <= bar.line.rect().right() for one in shown)
        assert all(one.geometry().left() >= 0 for one in shown)
        seen = {one.accessibleName() for one in actions(bar) if one.isVisible()}
        assert seen | set(in_menu(bar)) == names
        assert not seen & set(in_menu(bar))
        assert all(one.toolTip() for one in shown)
        heights.add(foot.sizeHint().height())
        kinds.add((any(one.text() for one in shown), bar.line.more.isVisible()))
    assert len(heights) == 1
    assert kinds == {(True, False), (False, False), (False, True)}


def test_that_what_went_into_the_menu_does_what_its_button_does(foot: PicturesFoot, qtbot: QtBot) -> None:
    bar = foot.labels
    foot.resize(foot.minimumSizeHint().width(), foot.height())
    qtbot.waitUntil(bar.line.more.isVisible)
    entries = in_menu(bar)
    with qtbot.waitSignal(bar.exclude_requested):
        entries["Leave out"].trigger()
    with qtbot.waitSignal(bar.undo_requested):
        next(action for name, action in entries.items() if name.startswith("Undo")).trigger()
    assert not entries["Redo"].isEnabled()
    folds = entries["Fold"].menu()
    assert folds is not None
    with qtbot.waitSignal(bar.move_requested) as moved:
        folds.actions()[0].trigger()  # type: ignore[attr-defined]
    assert moved.args == ["train"]


def test_that_the_count_is_at_the_left_and_the_actions_at_the_right(foot: PicturesFoot, qtbot: QtBot) -> None:
    foot.resize(3 * foot.sizeHint().width(), foot.height())
    line = foot.labels.line
    last = max((one for one in actions(foot.labels)), key=lambda one: one.x())
    assert isinstance(last, QToolButton)
    qtbot.waitUntil(lambda: last.geometry().right() == line.rect().right())
    assert foot._count.x() < foot.width() - foot._count.geometry().right()
