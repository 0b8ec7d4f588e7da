"""What a panel shows before it has anything to show: what it is for, and the next step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop import icons
from desktop.widgets import basic


class EmptyState(QWidget):
    """An icon, a title, a sentence or two, and perhaps one button (``button``, hidden without a text)."""

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        icons.attach(self._icon, icon, "faint", 40)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title = basic.label(kind="title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title.setWordWrap(True)
        self._text = basic.label(kind="muted", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = QPushButton()
        self.button.hide()
        inner = QWidget()
        inner.setMaximumWidth(440)
        column = QVBoxLayout(inner)
        column.setSpacing(basic.GAP.small)
        for part in (self._icon, self._title, self._text):
            column.addWidget(part)
        column.addSpacing(basic.GAP.tiny)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column = column
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        middle = basic.row(None, inner, None)
        middle.setStretch(1, 10)
        layout.addLayout(middle)
        layout.addStretch(3)

    def add_links(self, *links: QPushButton) -> None:
        """Further ways on, quieter than the button, below it."""
        for link in links:
            self._column.addWidget(link, 0, Qt.AlignmentFlag.AlignHCenter)

    def say(self, title: str, text: str, action: str = "") -> None:
        """Set the words."""
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(action)
        self.button.setVisible(bool(action))
