"""The runs of a project as a table that sorts and filters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt

from desktop import engine_words, repeats, words
from desktop.run_summary import RunSummary
from engine.errors import EngineError
from engine.models.backbones import backbone

COLUMNS = ("name", "backbone", "mode", "accuracy", "interval", "time", "started", "outcome")
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
SUMMARY_ROLE = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


class RunsModel(QAbstractTableModel):
    """One row a run, one column a fact; ``SUMMARY_ROLE`` gives the :class:`RunSummary`."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[RunSummary] = []

    def set_runs(self, rows: Sequence[RunSummary]) -> None:
        """Show these."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def runs(self) -> list[RunSummary]:
        """What is shown."""
        return list(self._rows)

    def rowCount(self, parent: Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Qt's."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        names = {
            "name": self.tr("Run"),
            "backbone": self.tr("Backbone"),
            "mode": self.tr("Method"),
            "accuracy": self.tr("Accuracy"),
            "interval": self.tr("95 % interval"),
            "time": self.tr("Time"),
            "started": self.tr("Started"),
            "outcome": self.tr("Outcome"),
        }
        return names[COLUMNS[section]]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's."""
        if not index.isValid():
            return None
        run, column = self._rows[index.row()], COLUMNS[index.column()]
        if role == SUMMARY_ROLE:
            return run
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(run, column)
        if role == SORT_ROLE:
            return self._sort_value(run, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            reason = words.unseen(run.host) if run.outcome == "unseen" else engine_words.said(run.reason)
            return f"{reason}\n{run.run.path}".strip()
        return None

    def _text(self, run: RunSummary, column: str) -> str:
        if column == "name":
            place = repeats.place(run.config)
            name = words.run_name(run.name, run.number)
            return f"{name} · {place}" if place else name
        if column == "backbone":
            return _title(run.config.model.backbone)
        if column == "mode":
            return words.mode(run.config.model.mode)
        if column == "accuracy":
            return words.percent(run.accuracy)
        if column == "interval":
            return _interval(run)
        if column == "time":
            return words.duration(run.seconds)
        if column == "started":
            return words.moment(run.started)
        return words.outcome(run.outcome)

    def _sort_value(self, run: RunSummary, column: str) -> object:
        if column in ("accuracy", "interval"):
            return -1.0 if run.accuracy is None else run.accuracy
        if column == "time":
            return run.seconds
        if column == "started":
            return run.started
        return self._text(run, column).lower()


class RunsProxy(QSortFilterProxyModel):
    """Sorts by value, filters by words that any column holds."""

    def __init__(self) -> None:
        super().__init__()
        self.setSortRole(SORT_ROLE)
        self._words: list[str] = []

    def set_text(self, text: str) -> None:
        """Show runs in which every word of ``text`` occurs."""
        self._words = text.lower().split()
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        """Qt's."""
        model = self.sourceModel()
        columns = range(model.columnCount())
        line = " ".join(str(model.index(row, column, parent).data()) for column in columns).lower()
        return all(word in line for word in self._words)


def _title(name: str) -> str:
    try:
        return backbone(name).title
    except EngineError:
        return name


def _interval(run: RunSummary) -> str:
    if run.accuracy is None or not run.count:
        return ""
    from engine.evaluation.wilson import wilson_interval

    return words.interval(*wilson_interval(round(run.accuracy * run.count), run.count))
