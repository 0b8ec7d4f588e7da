"""Two panels in one place, chosen by two words above them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.widgets import basic
from desktop.widgets.segments import Segments


class TakeOrUse(basic.Translated):
    """What a finished network is for: ``take`` it along, or ``use`` it now.

    Signals:
        shown: the key of the side that was chosen.
    """

    shown = Signal(str)

    def __init__(self, take: QWidget, use: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("take_or_use")
        self._sides: Mapping[str, QWidget] = {"take": take, "use": use}
        self.choice = Segments(tuple(self._sides))
        self.choice.setMinimumWidth(300)
        self._stack = QStackedWidget()
        for side in self._sides.values():
            self._stack.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(basic.row(None, self.choice, None))
        layout.addWidget(self._stack, 1)
        self.choice.chosen.connect(self.show_side)
        self.show_side("take")
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.choice.name("take", self.tr("Take it along"), self.tr("Export the network for other programs"))
        self.choice.name("use", self.tr("Use it now"), self.tr("Label pictures, a folder or a webcam here"))

    @Slot(str)
    def show_side(self, key: str) -> None:
        """Show ``take`` or ``use``. Raises KeyError for another key."""
        self.choice.set_value(key)
        self._stack.setCurrentWidget(self._sides[key])
        self.shown.emit(key)
