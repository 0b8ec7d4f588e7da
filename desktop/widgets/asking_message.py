"""A message in its place whose button does what was agreed when it was shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from desktop.widgets.inline_message import InlineMessage


class AskingMessage(InlineMessage):
    """Closes itself once its button was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doing: Callable[[], None] | None = None
        self.acted.connect(self._act)

    def ask(self, level: str, message: str, hint: str, action: str, doing: Callable[[], None]) -> None:
        """Show a message whose button says ``action`` and does ``doing``."""
        self.tell(level, message, hint, action)
        self._doing = doing

    def tell(self, level: str, message: str, hint: str = "", action: str = "") -> None:
        """As :meth:`InlineMessage.tell`; the button does nothing of its own."""
        self._doing = None
        super().tell(level, message, hint, action)

    @Slot()
    def _act(self) -> None:
        doing, self._doing = self._doing, None
        self.clear()
        if doing is not None:
            doing()
