"""Walking over everything that a window shows, as an eye, a screen reader or the Tab key would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QButtonGroup,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSlider,
    QTableView,
    QWidget,
)

from desktop.widgets.basic import Elided
from desktop.widgets.guide_view import GuideView
from desktop.widgets.picture_canvas import PictureCanvas

VIEWS = ("start", "instruments", "data", "label", "model", "train", "explore", "export", "runs")
CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QComboBox,
    QSlider,
    QAbstractSpinBox,
    QAbstractItemView,
    QPlainTextEdit,
)
_ROWS = 12
"""Rows of a list that are looked at: the others are made by the same code."""

_QTS_OWN = ("QComboBoxListView", "QComboBoxPrivateContainer", "QTableCornerButton", "QHeaderView")
_PARTS = (QComboBox, QAbstractSpinBox, QLineEdit, QSlider)
"""Widgets that speak for those inside them."""


def inside(widget: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    """Whether a parent is one of ``kinds``."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, kinds):
            return True
        parent = parent.parentWidget()
    return False


_CLICKS = ("mousePressEvent", "mouseReleaseEvent")


def clicked(widget: QWidget) -> bool:
    """Whether a widget of ours does something of its own on a click, as the code says."""
    ours = [kind for kind in type(widget).__mro__ if kind.__module__.startswith("desktop.")]
    # A picture is only dragged; the view around it has the keys that zoom.
    return not isinstance(widget, PictureCanvas) and any(
        name in vars(kind) for kind in ours for name in _CLICKS
    )


def controls(window: QWidget, *, disabled: bool = False) -> list[QWidget]:
    """Every visible control that a user can act on, none of their inner parts; ``disabled`` too if told."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if (isinstance(widget, CONTROLS) or clicked(widget))
        and widget.isVisible()
        and (disabled or widget.isEnabled())
        and type(widget).__name__ not in _QTS_OWN
        and not widget.objectName().startswith("qt_")
        and not inside(widget, _PARTS)
        and type(widget).__name__ != "CloseButton"
    ]


def called(widget: QWidget) -> str:
    """A control for people who read a failed test."""
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    parent = widget.parentWidget()
    near = parent.objectName() or type(parent).__name__ if parent is not None else ""
    return f"{type(widget).__name__} {widget.objectName()} {(text or widget.accessibleName())!r} in {near}"


def in_group(widget: QWidget) -> bool:
    """Whether the arrow keys lead to it from the one of its group that Tab leads to."""
    if not isinstance(widget, QAbstractButton):
        return False
    group: QButtonGroup | None = widget.group()
    return widget.autoExclusive() or (group is not None and group.exclusive())


def texts(window: QWidget) -> Iterator[tuple[str, str]]:
    """(text, where) of everything visible that is to be read, tooltips and names included."""
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not isinstance(widget, GuideView) and not inside(widget, (GuideView,)):
            for text in _texts_of(widget):
                if text:
                    yield text, called(widget)
    yield window.windowTitle(), "window title"


def _texts_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.statusTip(), widget.accessibleName(), widget.accessibleDescription())
    # Its title may be a section of the guide, which is a text of its own.
    yield re.sub(r"<b>.*?</b>|<[^>]*>", " ", widget.whatsThis())
    if isinstance(widget, Elided):
        yield widget.whole_text()
    elif isinstance(widget, QLabel | QAbstractButton):
        yield widget.text().replace("&", "")
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QAbstractSpinBox):
        yield widget.text()
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from cells(widget.model(), headed=isinstance(widget, QTableView))


def cells(model: QAbstractItemModel, *, headed: bool) -> Iterator[str]:
    """Texts and tooltips of a model's first rows, and its headings where they show."""
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
    # A list's model keeps to itself how many columns it has: one.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for column in range(columns):
        if headed:
            for role in roles:
                value = model.headerData(column, Qt.Orientation.Horizontal, role)
                if isinstance(value, str):
                    yield value
        for row in range(min(_ROWS, model.rowCount(QModelIndex()))):
            for role in roles:
                value = model.index(row, column).data(role)
                if isinstance(value, str):
                    yield value


def menu_texts(menu: QMenu) -> Iterator[tuple[str, str]]:
    """Texts of a menu and of those in it."""
    menu.aboutToShow.emit()
    for action in menu.actions():
        yield action.text().replace("&", ""), "menu"
        below = action.menu()
        if isinstance(below, QMenu):
            yield from menu_texts(below)


def place(widget: QWidget, window: QWidget) -> QRect:
    """Where ``widget`` is in ``window`` just now."""
    return QRect(widget.mapTo(window, QPoint()), widget.size())


Step = tuple[QWidget, QWidget, QRect, QRect]
"""From, to, and where both are once the focus has moved (it may scroll what it is in)."""


def tab_round(window: QWidget, press: Callable[[QWidget], None], limit: int = 400) -> list[Step]:
    """How the focus goes, in order, when Tab is pressed until it comes round.

    Args:
        window: on the screen and active.
        press: pressed with the widget that has the focus; stands for the Tab key.
        limit: presses after which Tab is taken not to come round.
    """
    found: list[Step] = []
    for _ in range(limit):
        here = QApplication.focusWidget()
        assert here is not None, "Tab led nowhere"
        press(here)
        there = QApplication.focusWidget()
        assert there is not None, f"Tab led nowhere from {called(here)}"
        found.append((here, there, place(here, window), place(there, window)))
        if there in (step[0] for step in found):
            return found
    raise AssertionError(f"Tab did not come round in {limit} presses: {called(found[-1][0])}")
