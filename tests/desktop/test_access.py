"""Keyboard and screen reader: everything has a name, Tab reaches everything, in reading order."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.main_window import MainWindow
from desktop.widgets.basic import Elided
from engine.run_folder import RunFolder
from tests.desktop import walk
from tests.desktop.gallery_fixtures import Show


@pytest.fixture
def window(trained_window: MainWindow) -> MainWindow:
    return trained_window


def test_that_tab_reaches_every_control_of_every_view_in_reading_order(
    window: MainWindow, qtbot: QtBot
) -> None:
    wrong: list[str] = []
    for view in walk.VIEWS:
        window.show_view(view)
        QApplication.processEvents()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.road.menu.setFocus(Qt.FocusReason.TabFocusReason)
        steps = walk.tab_round(window, lambda at: qtbot.keyClick(at, Qt.Key.Key_Tab))
        reached = [step[1] for step in steps]
        wrong += [
            f"{view}: Tab does not reach {walk.called(control)}"
            for control in walk.controls(window)
            if not any(control is at or control.isAncestorOf(at) for at in reached)
            and not walk.in_group(control)
        ]
        wrong += [f"{view}: {text}" for text in out_of_order(window, steps)]
    assert not wrong, "\n".join(wrong)


def out_of_order(window: MainWindow, steps: list[walk.Step]) -> Iterator[str]:
    """Steps of Tab within one panel that go back to the left or, within a column, up."""
    panels = [window.road, window.start, *window.bench.panels().values()]
    for before, after, a, b in steps[:-1]:
        within = any(panel.isAncestorOf(before) and panel.isAncestorOf(after) for panel in panels)
        if not within or before.isAncestorOf(after) or before is window.road.menu:
            continue
        same_row = min(a.bottom(), b.bottom()) - max(a.top(), b.top()) > min(a.height(), b.height()) / 2
        backwards = b.right() < a.left() if same_row else b.bottom() < a.top() and b.left() < a.right()
        if backwards:
            yield f"Tab goes back from {walk.called(before)} to {walk.called(after)}"


@pytest.mark.parametrize("page", ["map", "picture", "curves"])
def test_that_tab_reaches_every_control_of_every_page_of_the_gallery_and_each_has_a_name(
    show: Show, six: RunFolder, qtbot: QtBot, page: str
) -> None:
    panel = show(six)
    if page == "picture":
        with qtbot.waitSignal(panel.image.picture_shown):
            panel.open_picture(0)
    else:
        panel.figures._has_map = True
        panel.figures.show_page(page)
    asked: QWidget = {"map": panel.figures.map, "picture": panel.image.bars}.get(page, panel.figures)
    qtbot.waitUntil(asked.isVisible)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    controls = walk.controls(panel)
    assert page == "curves" or asked in controls
    controls[0].setFocus(Qt.FocusReason.TabFocusReason)
    steps = walk.tab_round(panel, lambda at: qtbot.keyClick(at, Qt.Key.Key_Tab))
    reached = [step[1] for step in steps]
    missed = [
        walk.called(control)
        for control in controls
        if not any(control is at or control.isAncestorOf(at) for at in reached) and not walk.in_group(control)
    ]
    assert missed == []
    nameless = [
        walk.called(control)
        for control in walk.controls(panel, disabled=True)
        if not control.accessibleName() and not (isinstance(control, QAbstractButton) and control.text())
    ]
    assert nameless == []


def test_that_every_control_of_every_view_has_a_name(window: MainWindow) -> None:
    nameless = []
    for view in walk.VIEWS:
        window.show_view(view)
        nameless += [
            f"{view}: {walk.called(control)}"
            for control in walk.controls(window, disabled=True)
            if not control.accessibleName() and not (isinstance(control, QAbstractButton) and control.text())
        ]
    assert not nameless, "\n".join(nameless)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_that_nothing_to_read_is_cut_off(window: MainWindow, qtbot: QtBot, language: str) -> None:
    window.looks.set_language(language)
    cut = []
    for view in walk.VIEWS:
        window.show_view(view)
        with contextlib.suppress(qtbot.TimeoutError):  # layouts settle; what is cut off then stays so
            qtbot.waitUntil(lambda: not any(cut_off(window)), timeout=1500)
        cut += [f"{view}: {text}" for text in cut_off(window)]
    window.looks.set_language("en")
    assert not cut, "\n".join(cut)


def cut_off(window: QWidget) -> Iterator[str]:
    """Visible words with less room than they need, or hidden behind the edge of what holds them."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, Elided):
            continue
        need = _needed(widget)
        if need and widget.width() + 1 < need:
            yield f"{walk.called(widget)}: {widget.width()} of {need} pixels"
        elif need and isinstance(widget, QLabel) and widget.wordWrap():
            high = widget.heightForWidth(widget.width())
            if widget.height() + 1 < high:
                yield f"{walk.called(widget)}: {widget.height()} of {high} pixels high"
        seen = widget.visibleRegion().boundingRect()
        if need and not seen.isEmpty() and seen.width() + 1 < min(need, widget.width()):
            yield f"{walk.called(widget)}: {seen.width()} of {widget.width()} pixels to be seen"


def _needed(widget: QWidget) -> int:
    """Pixels across that the words of ``widget`` need; 0 where it has none."""
    if isinstance(widget, QLabel):
        if not widget.text() or not widget.pixmap().isNull():
            return 0
        longest = max((widget.fontMetrics().horizontalAdvance(w) for w in widget.text().split()), default=0)
        return longest if widget.wordWrap() else widget.sizeHint().width()
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
        )
        around = widget.width() - field.width()
        return widget.fontMetrics().horizontalAdvance(widget.currentText()) + around
    if isinstance(widget, QCheckBox):
        return widget.sizeHint().width() if widget.text() else 0
    if isinstance(widget, QAbstractButton):
        return widget.sizeHint().width() if widget.text() else 0
    return 0
