"""The table of a project's runs: sorted, filtered, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.item_models.runs_model import COLUMNS, SUMMARY_ROLE, RunsModel, RunsProxy
from desktop.run_summary import RunSummary

_ROW = 36
"""Height of a row, in device-independent pixels."""


class RunsTable(QTableView):
    """The newest run first until the user sorts otherwise.

    Attributes:
        runs: every run.
        proxy: those that the filter lets through, in the order shown.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runs_table")
        self.runs, self.proxy = RunsModel(), RunsProxy()
        self.proxy.setSourceModel(self.runs)
        self.setModel(self.proxy)
        self.setProperty("framed", "true")
        self.setSortingEnabled(True)
        self.sortByColumn(COLUMNS.index("started"), Qt.SortOrder.DescendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_runs(self, rows: Sequence[RunSummary]) -> None:
        """List these; those that were chosen stay chosen."""
        chosen = {summary.run.path for summary in self.selected()}
        self.runs.set_runs(rows)
        for row, summary in enumerate(self.listed()):
            if summary.run.path in chosen:
                self._choose(row)

    def listed(self) -> list[RunSummary]:
        """The runs in the order of the table, without those filtered away."""
        return [self.summary(row) for row in range(self.proxy.rowCount())]

    def selected(self) -> list[RunSummary]:
        """The chosen runs, in the order of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.summary(row) for row in rows]

    def select_named(self, names: Collection[str]) -> None:
        """Choose the runs whose folders are called so."""
        self.clearSelection()
        for row, summary in enumerate(self.listed()):
            if summary.run.name in names:
                self._choose(row)

    def summary(self, row: int) -> RunSummary:
        """The run in a row. Raises LookupError when there is none."""
        summary = self.proxy.index(row, 0).data(SUMMARY_ROLE)
        if not isinstance(summary, RunSummary):
            raise LookupError(row)
        return summary

    def _choose(self, row: int) -> None:
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(self.proxy.index(row, 0), flags)
