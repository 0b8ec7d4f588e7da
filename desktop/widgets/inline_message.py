"""A message in its place: what happened, the next step, and perhaps a button for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop import engine_words, icons
from desktop.widgets import basic

_ICONS = {"info": "info", "warning": "warning", "error": "error", "success": "success"}
_ROLES = {"info": "info", "warning": "warning", "error": "danger", "success": "right"}


class InlineMessage(QFrame):
    """Hidden until it has something to say. Never takes the focus.

    Signals:
        acted: the action's button was pressed.
        dismissed: it was closed.
    """

    acted = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inline_message")
        self._icon = QLabel()
        self._text = basic.label(kind="strong", wrap=True)
        self._hint = basic.label(wrap=True)
        for part in (self._text, self._hint):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._told = ("", "")
        self._action = QPushButton()
        self._action.clicked.connect(self.acted)
        self._close = basic.tool("cross")
        self._close.clicked.connect(self._dismiss)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._text)
        words.addWidget(self._hint)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(10)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def tell(self, level: str, message: str, hint: str = "", action: str = "") -> None:
        """Show a message.

        Args:
            level: ``info``, ``warning``, ``error`` or ``success``.
            message: what happened.
            hint: the next step; may be empty.
            action: the button's text; empty for no button.
        """
        basic.set_state(self, "message", level)
        icons.attach(self._icon, _ICONS[level], _ROLES[level])
        self._told = (message, hint)
        self._hint.setVisible(bool(hint))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say what the engine says in the language of now; the window's own words are told in it."""
        message, hint = map(engine_words.said, self._told)
        self._text.setText(message)
        self._hint.setText(hint)
        self.setAccessibleName(f"{message} {hint}".strip())
        basic.name_it(self._close, QCoreApplication.translate("InlineMessage", "Close this message"))

    def changeEvent(self, event: QEvent) -> None:
        """Qt's."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def text(self) -> str:
        """Message and hint as shown; empty when hidden."""
        return "" if self.isHidden() else f"{self._text.text()} {self._hint.text()}".strip()

    @Slot()
    def clear(self) -> None:
        """Say nothing."""
        self.hide()

    @Slot()
    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
