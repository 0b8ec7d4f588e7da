"""The run's own account, a line an event, that a person can read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop.widgets import basic

LINES = 2000
"""Lines kept; the whole account is in the run folder's events.jsonl."""


class RunLog(basic.Translated):
    """Read-only text that keeps its last lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_log")
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setMaximumBlockCount(LINES)
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(132)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._text.setAccessibleName(self.tr("Messages of the run"))
        self._text.setPlaceholderText(self.tr("What the run does is told here, line by line."))

    def add(self, lines: Sequence[str]) -> None:
        """Append lines; only the last ``LINES`` are worth the time."""
        if lines:
            self._text.appendPlainText("\n".join(lines[-LINES:]))

    def clear(self) -> None:
        """Forget everything."""
        self._text.clear()

    def text(self) -> str:
        """The lines kept."""
        shown: str = self._text.toPlainText()
        return shown
