"""Tab goes where reading goes: the order of the layouts, not the order in which widgets were made.

Qt's own order is that of making, which differs wherever a part of a panel is made later, as lists of
findings and curves are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QGridLayout,
    QLayout,
    QMainWindow,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QWidget,
)


def go(window: QMainWindow, *, forward: bool) -> bool:
    """Give the focus to the next stop of Tab, or the one before; false where there is none."""
    order = stops(window)
    if not order:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stop = _next(order, QApplication.focusWidget(), 1 if forward else -1)
    stop.setFocus(reason)
    _bring_into_view(stop)
    return True


def _bring_into_view(widget: QWidget) -> None:
    """Scroll every area that ``widget`` lies in until it shows."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def _next(order: list[QWidget], here: QWidget | None, step: int) -> QWidget:
    """The stop after ``here`` (before it, for a step of -1); its first one where it holds stops itself."""
    first = 0 if step > 0 else -1
    if here is not None and here not in order:
        within = [stop for stop in order if here.isAncestorOf(stop)]
        if within:
            return within[first]
    while here is not None and here not in order:
        here = here.parentWidget()
    return order[(order.index(here) + step) % len(order)] if here is not None else order[first]


def stops(window: QMainWindow) -> list[QWidget]:
    """What Tab stops at, in reading order: the centre, then the docks."""
    centre = window.centralWidget()
    found = list(_below(centre)) if centre is not None else []
    for dock in window.findChildren(QDockWidget):
        if dock.isVisible():
            for inner in _there(dock.titleBarWidget(), dock.widget()):
                found += _below(inner)
    return found


def _below(widget: QWidget) -> Iterator[QWidget]:
    """``widget`` and what is in it, as far as Tab stops there."""
    if not widget.isVisible() or not widget.isEnabled():
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
        yield widget
        if isinstance(widget, QComboBox):
            return
    for child in _children(widget):
        yield from _below(child)


def _children(widget: QWidget) -> list[QWidget]:
    """The widgets directly in ``widget``, in reading order; what no layout places comes last."""
    if isinstance(widget, QStackedWidget):
        return _there(widget.currentWidget())
    if isinstance(widget, QScrollArea):
        return _there(widget.widget())
    layout = widget.layout()
    placed: list[QWidget] = []
    if isinstance(widget, QSplitter):
        placed = _there(*(widget.widget(at) for at in range(widget.count())))
    elif layout is not None:
        placed = list(_placed(layout))
    direct = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return placed + [child for child in direct if child not in placed and not child.isWindow()]


def _there(*widgets: QWidget | None) -> list[QWidget]:
    return [widget for widget in widgets if widget is not None]


def _placed(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout and of those in it, row by row."""
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        places.sort(key=lambda at: _cell(layout, at))
    for at in places:
        item = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item is not None else (None, None)
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _placed(inner)


def _cell(grid: QGridLayout, at: int) -> tuple[int, int]:
    """Row and column of a grid's item."""
    row, column, *_spans = cast("tuple[int, int, int, int]", grid.getItemPosition(at))
    return row, column
