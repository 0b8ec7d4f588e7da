"""A class as a button to label with: its key on a key cap, its name, and how many pictures have it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from desktop import icons
from desktop.widgets import basic

_WIDEST = str.maketrans("0123456789", "8888888888")


class ClassKey(QPushButton):
    """Told apart at a glance even where names are numbers: the cap, the strong name, the pictures' sign."""

    def __init__(self, key: str, name: str, parent: QWidget | None = None) -> None:
        """``key`` is a digit, or empty for a class that has none."""
        super().__init__(parent)
        self.class_name = name
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        cap = basic.label(key, "keycap")
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        cap.setVisible(bool(key))
        sign = QLabel()
        icons.attach(sign, "image", "faint", 12)
        self.count = basic.label(kind="caption")
        pictures = QWidget()
        pictures.setLayout(basic.row(sign, self.count, gap=basic.GAP.tiny))
        parts = (cap, basic.label(name, "strong"), pictures)
        for part in parts:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        left = basic.GAP.tiny if key else basic.GAP.medium
        self.setLayout(basic.row(*parts, gap=basic.GAP.small, margins=(left, 0, basic.GAP.medium, 0)))

    def set_count(self, text: str) -> None:
        """How many pictures have the class: each digit as wide as any, and only another length asks for room.

        A label of a fixed size lays nothing out anew, where hundreds of keys stand beside it.
        """
        self.count.setText(text)
        self.count.ensurePolished()
        width = self.count.fontMetrics().horizontalAdvance(text.translate(_WIDEST)) + 1
        self.count.setFixedSize(width, self.count.sizeHint().height())

    def sizeHint(self) -> QSize:
        """As wide as what is in it."""
        layout = self.layout()
        inside = layout.sizeHint() if layout is not None else QSize()
        return QSize(inside.width() + 2, max(super().sizeHint().height(), inside.height() + 2))
