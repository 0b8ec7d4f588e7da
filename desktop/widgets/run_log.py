"""The run's own account, a line an event, that a person can read."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from desktop.run_record import log_line
from desktop.widgets import basic
from engine import events as ev

LINES = 2000
"""Lines kept; the whole account is in the run folder's events.jsonl."""


class RunLog(basic.Translated):
    """Read-only text that keeps its last lines; what is noted stands in it once it is drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_log")
        self._events: list[ev.Event] = []
        self._waiting: list[str] = []
        self._sitting_from = 0
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

        self._say_anew()
        self.draw()

    def note(self, event: ev.Event) -> None:
        """Keep what ``event`` says, where it is worth a line."""
        line = log_line(event)
        if line:
            self._events.append(event)
            self._waiting.append(line)

    def draw(self) -> None:
        """Append what was noted; only the last ``LINES`` are worth the time."""
        if self._waiting:
            self._text.appendPlainText("\n".join(self._waiting[-LINES:]))
            self._waiting = []

    def begin_sitting(self) -> None:
        """What is noted from now on is of a further sitting of the run."""
        self._sitting_from = len(self._events)

    def forget_earlier_sittings(self) -> None:
        """The run begins anew: what this sitting said while it got ready stays."""
        if self._sitting_from:
            del self._events[: self._sitting_from]
            self._sitting_from = 0
            self._say_anew()

    def clear(self) -> None:
        """Forget everything."""
        self._events, self._sitting_from = [], 0
        self._say_anew()

    def _say_anew(self) -> None:
        self._text.clear()
        self._waiting = [log_line(event) for event in self._events[-LINES:]]

    def text(self) -> str:
        """The lines kept."""
        shown: str = self._text.toPlainText()
        return shown
