"""The pictures of a data set as a list for the thumbnail grid."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.item_models.dataset_view import FOLDS, DatasetView
from desktop.item_models.tiles import Mark, Tile, TileModel
from engine.data.catalog import Sample

Index = QModelIndex | QPersistentModelIndex


class SamplesModel(TileModel):
    """Chosen rows of a :class:`DatasetView`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view: DatasetView | None = None
        self._rows: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def show_rows(self, view: DatasetView | None, rows: npt.NDArray[np.int64] | None = None) -> None:
        """Show ``rows`` of ``view``."""
        self.beginResetModel()
        self._view = view
        self._rows = np.zeros(0, dtype=np.int64) if rows is None else rows
        self.endResetModel()

    def update_view(self, view: DatasetView) -> None:
        """The same rows with other labels, folds or corrections: nothing moves."""
        self._view = view
        if len(self._rows):
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def sample(self, row: int) -> Sample:
        """The picture of a row as found."""
        assert self._view is not None
        return self._view.raw.samples[int(self._rows[row])]

    def path(self, row: int) -> str:
        """Its file."""
        return str(self.sample(row).path)

    def label_name(self, row: int) -> str:
        """Its class as corrected; empty when unlabelled."""
        assert self._view is not None
        label = int(self._view.labels[int(self._rows[row])])
        return self._view.catalog.classes[label] if label >= 0 else ""

    def tile(self, row: int) -> Tile:
        """What the grid paints."""
        view = self._view
        assert view is not None
        at = int(self._rows[row])
        sample = view.raw.samples[at]
        excluded = bool(view.excluded[at])
        name = sample.id.rpartition("/")[2]
        return Tile(
            str(sample.path),
            self.label_name(row) or self.tr("not labelled"),
            self._fold_name(int(view.folds[at])),
            name,
            Mark.NONE,
            self._note(sample.id, excluded),
            excluded,
        )

    def _fold_name(self, fold: int) -> str:
        names = (self.tr("Training"), self.tr("Validation"), self.tr("Test"))
        return names[fold] if 0 <= fold < len(FOLDS) else ""

    def _note(self, sample_id: str, excluded: bool) -> str:
        assert self._view is not None
        edit = self._view.edits.get(sample_id)
        if excluded:
            return self.tr("left out")
        if sample_id in self._view.added:
            return self.tr("added")
        if edit is None:
            return ""
        if edit.label is not None:
            return self.tr("relabelled")
        if edit.fold is not None:
            return self.tr("moved")
        return self.tr("checked") if edit.checked else ""

    def rowCount(self, parent: Index | None = None) -> int:
        """Pictures shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for tooltips and screen readers."""
        if self._view is None or not index.isValid():
            return None
        tile = self.tile(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tile.in_words()
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self.sample(index.row()).id}\n{tile.title}"
        return None
