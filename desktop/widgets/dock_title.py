"""The head of a dock: its title, and a button that closes it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDockWidget

from desktop.widgets import basic


class DockTitle(basic.Translated):
    """Stands in for the title bar that Qt draws; dragging it moves the dock."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._title = basic.label(dock.windowTitle(), kind="title")
        self.close_button = basic.tool("cross", name="dock_close")
        bar = basic.frame("bar")
        bar.setLayout(basic.row(self._title, None, self.close_button, margins=(16, 6, 8, 6)))
        self.setLayout(basic.column(bar, gap=0))
        self.close_button.clicked.connect(dock.close)
        dock.windowTitleChanged.connect(self._follow)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._follow(self._dock.windowTitle())

    @Slot(str)
    def _follow(self, title: str) -> None:
        self._title.setText(title)
        basic.name_it(self.close_button, self.tr("Close: {0}").format(title))
