"""Runs put into the system's bin, and brought back from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFile, QObject, Signal

from desktop import words
from desktop.run_summary import RunSummary
from desktop.widgets.inline_message import InlineMessage


class RunsBin(QObject):
    """Moves runs, and tells in the message line above the list what became of them.

    Signals:
        binned: the paths of run folders that went to the bin.
        restored: the paths of run folders that came back from it.
    """

    binned = Signal(object)
    restored = Signal(object)

    def __init__(self, message: InlineMessage, parent: QObject) -> None:
        super().__init__(parent)
        self._message = message
        self._last: list[tuple[str, Path]] = []

    def put(self, runs: Sequence[RunSummary]) -> None:
        """Move these to the bin; the first that cannot be ends it."""
        moved: list[RunSummary] = []
        failed: RunSummary | None = None
        self._last = []
        for summary in runs:
            done, where = QFile.moveToTrash(str(summary.run.path))
            if not done:
                failed = summary
                break
            moved.append(summary)
            if where:  # not every system says it
                self._last.append((where, summary.run.path))
        self._tell(moved, failed)
        if moved:
            self.binned.emit([summary.run.path for summary in moved])

    def undo(self) -> None:
        """Bring back the runs that were moved last."""
        last, self._last = self._last, []
        if not last:
            return
        back = [home for where, home in last if QFile.rename(where, str(home))]
        left = [where for where, home in last if home not in back]
        if not left:
            self._message.clear()
        elif len(left) == 1:
            self._message.tell("error", self.tr("The run is still in the bin: {0}").format(left[0]))
        else:
            text = self.tr("{0} runs are still in the bin: {1}")
            self._message.tell("error", text.format(words.count(len(left)), ", ".join(left)))
        if back:
            self.restored.emit(back)

    def _tell(self, moved: Sequence[RunSummary], failed: RunSummary | None) -> None:
        text = ""
        if len(moved) == 1:
            text = self.tr("{0} is in the bin.").format(_name(moved[0]))
        elif moved:
            text = self.tr("{0} runs are in the bin.").format(words.count(len(moved)))
        undo = self.tr("Undo") if self._last else ""
        if failed is None:
            self._message.tell("info", text, action=undo)
            return
        hint = self.tr("Its disk may have none; the run is still there.")
        self._message.tell(
            "error",
            self.tr("{0} could not be moved to the bin.").format(_name(failed)),
            f"{hint} {text}".strip(),
            undo,
        )


def _name(summary: RunSummary) -> str:
    return words.run_name(summary.name, summary.number)
