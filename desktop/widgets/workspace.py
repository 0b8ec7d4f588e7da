"""Where the panels stand: all instruments at once, one alone, the start screen, the list of runs."""

from __future__ import annotations

import json
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop import preferences
from desktop.widgets import basic

INSTRUMENTS = ("data", "model", "train", "explore")
"""Panels of the instrument view; the others have a page of their own."""

Sizes = dict[str, list[int]]
"""Sizes of a splitter's two halves in pixels, by the splitter's name."""

LEFT_WIDTH = 348
"""Of the settings' column at first, in pixels."""


class Workspace(QWidget):
    """Shows panels by the names of the road's steps, and ``start`` and ``runs``.

    In the instrument view every panel is a card in splitters whose places are remembered. One panel
    alone is the same card with the others hidden, so nothing in it is lost.
    """

    def __init__(self, start: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._shown = "start"
        self._cards: dict[str, QFrame] = {}
        self._left = _splitter(Qt.Orientation.Vertical, "left_splitter")
        self._right = _splitter(Qt.Orientation.Vertical, "right_splitter")
        self._both = _splitter(Qt.Orientation.Horizontal, "both_splitter")
        for column in (self._left, self._right):
            self._both.addWidget(column)  # a splitter without a parent would show as a window of its own
        self._stack = QStackedWidget()
        self._pages: dict[str, QWidget] = {"start": start, "instruments": _page(self._both)}
        for page in self._pages.values():
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._sizes: Sizes = {
            "both_splitter": [LEFT_WIDTH, 1060],
            "left_splitter": [410, 410],
            "right_splitter": [360, 460],
        }

    def furnish(self, panels: Mapping[str, QWidget]) -> None:
        """Put the panels in their places. Once."""
        self._cards = {name: _card(panel) for name, panel in panels.items()}
        for column, names in ((self._left, INSTRUMENTS[:2]), (self._right, INSTRUMENTS[2:])):
            for name in names:
                column.addWidget(self._cards[name])
            self._both.addWidget(column)
        self._both.setStretchFactor(0, 0)
        self._both.setStretchFactor(1, 1)
        for name in panels:
            if name not in INSTRUMENTS:
                self._pages[name] = _page(self._cards[name])
                self._stack.addWidget(self._pages[name])
        self._sizes |= _remembered()

    @property
    def shown(self) -> str:
        """What has the window: ``start``, ``instruments``, or a panel's name."""
        return self._shown

    def show_view(self, name: str) -> None:
        """Give the window to ``start``, ``instruments`` or a panel. Raises KeyError for another name."""
        if name not in self._pages and name not in INSTRUMENTS:
            raise KeyError(name)
        if self._shown == "instruments" and name != "instruments":
            self._sizes = self._sizes_now()
        alone = name if name in INSTRUMENTS else ""
        for panel in INSTRUMENTS:
            if panel in self._cards:
                self._cards[panel].setVisible(not alone or panel == alone)
        self._left.setVisible(alone not in INSTRUMENTS[2:])
        self._right.setVisible(alone not in INSTRUMENTS[:2])
        if name == "instruments" and self._shown != "instruments":
            for splitter in self._splitters():
                splitter.setSizes(self._sizes[splitter.objectName()])
        self._shown = name
        self._stack.setCurrentWidget(self._pages["instruments" if alone else name])

    def card(self, name: str) -> QFrame:
        """The card that holds a panel."""
        return self._cards[name]

    def save(self) -> None:
        """Remember where the splitters are."""
        if self._shown == "instruments":
            self._sizes = self._sizes_now()
        preferences.set_text("splitters", json.dumps(self._sizes))

    def _sizes_now(self) -> Sizes:
        return {splitter.objectName(): splitter.sizes() for splitter in self._splitters()}

    def _splitters(self) -> tuple[QSplitter, QSplitter, QSplitter]:
        return self._both, self._left, self._right


def _remembered() -> Sizes:
    """The sizes of last time; none where they cannot be read."""
    try:
        raw = json.loads(preferences.text("splitters") or "{}")
        return {str(name): [int(size) for size in sizes] for name, sizes in raw.items() if len(sizes) == 2}
    except (ValueError, TypeError, AttributeError):
        return {}


def _splitter(orientation: Qt.Orientation, name: str) -> QSplitter:
    made = QSplitter(orientation)
    made.setObjectName(name)
    made.setChildrenCollapsible(False)
    made.setHandleWidth(basic.GAP.medium)
    return made


def _card(panel: QWidget) -> QFrame:
    card = basic.frame("card")
    layout = QHBoxLayout(card)
    layout.setContentsMargins(1, 1, 1, 1)
    layout.addWidget(panel)
    return card


def _page(content: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(12, 12, 12, 12)
    layout.addWidget(content)
    return page
