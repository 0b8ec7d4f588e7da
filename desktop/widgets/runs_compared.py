"""Chosen runs, compared below their list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QSplitter

from desktop.run_sides import Compared, compare_runs
from desktop.run_summary import RunSummary
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets.runs_table import RunsTable

if TYPE_CHECKING:
    from desktop.widgets.compare_view import CompareView


class RunsCompared(QObject):
    """Reads what is compared, and keeps the view of it in step with the list above.

    Signals:
        failed: message and hint of runs that cannot be read.
        pictures_requested: a :class:`RunFolder` to show in the gallery, and one to compare it with.

    Attributes:
        view: made when first needed: pyqtgraph takes half a second to import.
    """

    failed = Signal(str, str)
    pictures_requested = Signal(object, object)

    def __init__(self, table: RunsTable, split: QSplitter, parent: QObject) -> None:
        """``split``: where the view goes, below ``table``."""
        super().__init__(parent)
        self._table, self._split = table, split
        self._task: Task | None = None
        self._compared: Compared | None = None
        self.view: CompareView | None = None
        table.proxy.layoutChanged.connect(self._order_legend)

    def compare(self, chosen: Sequence[RunSummary]) -> None:
        """Compare these; read in the background."""

        def work(_progress: Progress, _cancelled: Cancelled) -> Compared:
            return compare_runs(chosen)

        self._give_up()
        self._task = Task.start(work, self)
        self._task.done.connect(self._on_read)
        self._task.failed.connect(self.failed)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def shows(self, paths: Collection[Path]) -> bool:
        """Whether one of these run folders is among those compared."""
        compared = self._compared.runs if self._compared is not None else ()
        return any(summary.run.path in paths for summary, _ in compared)

    def forget(self) -> None:
        """Compare nothing any more."""
        self._give_up()
        self._compared = None
        if self.view is not None:
            self.view.hide()

    def retranslate(self) -> None:
        """Write the comparison's words in the language of now."""
        if self._compared is not None:
            self._show(self._compared)

    @Slot(object)
    def _on_read(self, compared: Compared) -> None:
        if self.sender() is self._task:
            self._show(compared)

    def _show(self, compared: Compared) -> None:
        self._compared = compared
        if self.view is None:
            from desktop.widgets.compare_view import CompareView

            self.view = CompareView()
            self.view.sides.pictures_wanted.connect(self._on_pictures_wanted)
            self._split.addWidget(self.view)
            self._split.setSizes([300, 300])
        self.view.show()
        self.view.show_compared(compared)
        self._order_legend()

    @Slot()
    def _order_legend(self) -> None:
        """The legend of the curves follows the columns beside it, else the list, however sorted."""
        if self.view is None or self._compared is None:
            return
        sides = self._compared.sides
        named = self._table.listed() if sides is None else [sides.before, sides.after]
        listed = {summary.run.path: row for row, summary in enumerate(named)}
        drawn = [summary.run.path for summary, _ in self._compared.runs]
        places = range(len(drawn))
        self.view.order_legend(sorted(places, key=lambda at: listed.get(drawn[at], len(listed))))

    @Slot()
    def _on_pictures_wanted(self) -> None:
        sides = self._compared.sides if self._compared is not None else None
        if sides is not None:
            self.pictures_requested.emit(sides.after.run, sides.before.run)
