"""A heading that opens and closes what is under it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import icons
from desktop.widgets import basic


class Disclosure(QWidget):
    """Closed at first; its content is made when it first opens.

    Signals:
        opened: the first time it opens, before the content shows.
    """

    opened = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.button = basic.button("disclosure", name=f"{name}_button")
        icons.attach(self.button, "chevron-right", "muted")
        self.button.clicked.connect(self._toggle)
        self.body = QWidget()
        self.body.hide()
        self._made = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(basic.GAP.small)
        layout.addLayout(basic.row(self.button, None))
        layout.addWidget(self.body)

    def set_open(self, on: bool) -> None:
        """Open or close."""
        if on and not self._made:
            self._made = True
            self.opened.emit()
        self.body.setVisible(on)
        icons.attach(self.button, "chevron-down" if on else "chevron-right", "muted")

    def is_open(self) -> bool:
        """Whether the content shows."""
        return not self.body.isHidden()

    @Slot()
    def _toggle(self) -> None:
        self.set_open(not self.is_open())
