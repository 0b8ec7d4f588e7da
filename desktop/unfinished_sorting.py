"""A sorting into folders that was cut short: offered at the next start, to go on or to undo."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from desktop.desk import Desk
from desktop.widgets import sorting_question


class UnfinishedSorting(QObject):
    """Tells of it in the message line of ``desk``, and there how it came out."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk, self._sorting = desk, desk.predict.sorting

    def offer(self) -> None:
        """Tell of a sorting that was cut short, where there is one."""
        journal = self._sorting.unfinished()
        if journal is not None:
            text = self.tr("Sorting pictures into {0} was not finished.").format(journal.parent)
            self._desk.tell("warning", text, action=self.tr("Go on or undo…"), doing=self._decide)

    def _decide(self) -> None:
        journal, window = self._sorting.unfinished(), self._desk.parent()
        if journal is None or self._sorting.busy:
            self._desk.tell("", "")
            return
        answer = sorting_question.ask(window if isinstance(window, QWidget) else None, journal.parent)
        if not answer:
            return
        self._desk.tell("", "")
        self._sorting.told.connect(self._on_told)
        if answer == "resume":
            self._sorting.resume()
        else:
            self._sorting.undo()

    @Slot(str, str, str)
    def _on_told(self, level: str, message: str, hint: str) -> None:
        self._sorting.told.disconnect(self._on_told)
        self._desk.tell(level, message, hint)
