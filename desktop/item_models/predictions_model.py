"""A Qt list over a :class:`PredictionTable`: named roles, and an index array for order and filter."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop import words
from desktop.item_models.prediction_table import (
    Floats,
    Indices,
    Outcome,
    PredictionFilter,
    PredictionTable,
    SortKey,
)
from desktop.item_models.tiles import Mark, Tile, TileModel

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What :meth:`PredictionsModel.data` answers, by name."""

    ID = Qt.ItemDataRole.UserRole + 1
    PATH = Qt.ItemDataRole.UserRole + 2
    PREDICTED = Qt.ItemDataRole.UserRole + 3
    TRUE = Qt.ItemDataRole.UserRole + 4
    CONFIDENCE = Qt.ItemDataRole.UserRole + 5
    CORRECT = Qt.ItemDataRole.UserRole + 6
    LOSS = Qt.ItemDataRole.UserRole + 7
    MARGIN = Qt.ItemDataRole.UserRole + 8
    FOLD = Qt.ItemDataRole.UserRole + 9


class PredictionsModel(TileModel):
    """The pictures of one fold that pass the filter, in the order of the sort.

    Signals:
        shown_changed: another table, filter or order is shown; comes after the model's reset.
    """

    shown_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: PredictionTable | None = None
        self._filter = PredictionFilter()
        self._sort: SortKey = "worst"
        self._rows: Indices = np.zeros(0, dtype=np.int64)
        self._notes: dict[str, str] = {}
        self._left_out: frozenset[str] = frozenset()

    # ---- what is shown

    @property
    def table(self) -> PredictionTable | None:
        """The columns behind the list; None when empty."""
        return self._table

    @property
    def filter(self) -> PredictionFilter:
        """Which pictures are shown."""
        return self._filter

    @property
    def sort_key(self) -> SortKey:
        """Their order."""
        return self._sort

    @property
    def rows(self) -> Indices:
        """Table row of each shown one, shape (shown,)."""
        return self._rows

    def set_table(self, table: PredictionTable | None) -> None:
        """Show another table with the same filter and order."""
        self._table = table
        self._refresh()

    def set_filter(self, wanted: PredictionFilter) -> None:
        """Show the pictures that pass ``wanted``."""
        if wanted != self._filter:
            self._filter = wanted
            self._refresh()

    def set_sort(self, key: SortKey) -> None:
        """Show them in another order."""
        if key != self._sort:
            self._sort = key
            self._refresh()

    def set_notes(self, notes: dict[str, str], left_out: Iterable[str] = ()) -> None:
        """Short words on pictures by sample id (``checked``), and the ids painted as left out."""
        self._notes, self._left_out = dict(notes), frozenset(left_out)
        self._all_changed()

    def relabelled(self, labels: dict[str, int]) -> None:
        """Set true labels by sample id. The list keeps its rows, so that nothing jumps away under the
        hand that edits; :meth:`reapply` sorts and filters anew."""
        if self._table is None or not labels:
            return
        known = {
            row: label for name, label in labels.items() if (row := self._table.row_of(name)) is not None
        }
        if known:
            self._table.set_true(np.array(list(known)), np.array(list(known.values())))
            self._all_changed()

    def repredicted(self, logits: Floats) -> None:
        """Replace the logits of every picture of the table. The list keeps its rows, as in relabelling."""
        if self._table is not None:
            self._table.set_logits(logits)
            self._all_changed()

    def reapply(self) -> None:
        """Filter and sort anew."""
        self._refresh()

    def counts(self) -> dict[Outcome, int]:
        """How many pictures each outcome would show."""
        if self._table is None:
            return {"all": 0, "right": 0, "wrong": 0, "unsure": 0}
        return self._table.counts(self._filter)

    def sample_id(self, row: int) -> str:
        """Sample id of a shown row."""
        assert self._table is not None
        return self._table.ids[int(self._rows[row])]

    def row_of(self, sample_id: str) -> int:
        """Shown row of a sample id, -1 when it is not shown."""
        table_row = self._table.row_of(sample_id) if self._table is not None else None
        if table_row is None:
            return -1
        found = np.flatnonzero(self._rows == table_row)
        return int(found[0]) if len(found) else -1

    def path(self, row: int) -> str:
        """File of a shown row."""
        assert self._table is not None
        return self._table.paths[int(self._rows[row])]

    def top(self, row: int) -> list[tuple[str, float]]:
        """The best classes of a shown row with their probabilities, best first."""
        table = self._table
        assert table is not None
        return [(table.classes[label], share) for label, share in table.top(int(self._rows[row]))]

    def true_name(self, row: int) -> str:
        """True class of a shown row; empty when unlabelled."""
        assert self._table is not None
        return self._name(int(self._table.true[self._rows[row]]))

    # ---- painting

    def tile(self, row: int) -> Tile:
        """What the grid paints for a shown row."""
        table = self._table
        assert table is not None
        at = self._rows[row]
        true, predicted = int(table.true[at]), int(table.predicted[at])
        sample_id = table.ids[at]
        if true < 0:
            mark, subtitle = Mark.NONE, self.tr("not labelled")
        elif true == predicted:
            mark, subtitle = Mark.RIGHT, ""
        else:
            mark, subtitle = Mark.WRONG, self.tr("is {name}").format(name=table.classes[true])
        confidence = float(table.confidence[at])
        return Tile(
            table.paths[at],
            table.classes[predicted],
            percent(confidence),
            subtitle,
            mark,
            self._notes.get(sample_id, ""),
            sample_id in self._left_out,
            confidence,
        )

    # ---- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        """Pictures shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def roleNames(self) -> dict[int, QByteArray]:
        """The roles by name."""
        return {role.value: QByteArray(role.name.lower().encode()) for role in Role}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One value of one picture; see :class:`Role`."""
        table = self._table
        if table is None or not index.isValid():
            return None
        at = int(self._rows[index.row()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(at)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{table.ids[at]}\n{self._spoken(at)}"
        return _VALUES[role](table, at) if role in _VALUES else None

    def _spoken(self, at: int) -> str:
        table = self._table
        assert table is not None
        predicted = table.classes[table.predicted[at]]
        sure = percent(float(table.confidence[at]))
        true = self._name(int(table.true[at]))
        if not true:
            return self.tr("{name}, {sure} sure, not labelled").format(name=predicted, sure=sure)
        if true == predicted:
            return self.tr("{name}, {sure} sure, right").format(name=predicted, sure=sure)
        return self.tr("{name}, {sure} sure, wrong: it is {true}").format(
            name=predicted, sure=sure, true=true
        )

    def _name(self, label: int) -> str:
        assert self._table is not None
        return self._table.classes[label] if label >= 0 else ""

    def _all_changed(self) -> None:
        if len(self._rows):
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _refresh(self) -> None:
        self.beginResetModel()
        if self._table is None:
            self._rows = np.zeros(0, dtype=np.int64)
        else:
            self._rows = self._table.select(self._filter, self._sort)
        self.endResetModel()
        self.shown_changed.emit()


_VALUES: dict[int, Any] = {
    Role.ID: lambda table, at: table.ids[at],
    Role.PATH: lambda table, at: table.paths[at],
    Role.PREDICTED: lambda table, at: table.classes[table.predicted[at]],
    Role.TRUE: lambda table, at: table.classes[table.true[at]] if table.true[at] >= 0 else "",
    Role.CONFIDENCE: lambda table, at: float(table.confidence[at]),
    Role.CORRECT: lambda table, at: bool(table.true[at] == table.predicted[at]),
    Role.LOSS: lambda table, at: float(table.loss[at]),
    Role.MARGIN: lambda table, at: float(table.margin[at]),
    Role.FOLD: lambda table, _: table.fold,
}


def percent(share: float) -> str:
    """A probability for people: ``98 %``; never rounded up to 100 % or down to 0 %."""
    if 0.995 <= share < 1.0:
        return f">{words.percent(0.99, 0)}"
    if 0.0 < share < 0.005:
        return f"<{words.percent(0.01, 0)}"
    return words.percent(share, 0)
