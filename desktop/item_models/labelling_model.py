"""The pictures of a :class:`LabellingSession` as a list for the thumbnail grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.item_models.labelling_session import LabellingSession, Labels
from desktop.item_models.predictions_model import percent
from desktop.item_models.tiles import Mark, Tile, TileModel

Index = QModelIndex | QPersistentModelIndex
ORDERS = ("next", "proposed", "labelled")


class LabellingModel(TileModel):
    """Open pictures by what they teach, open ones by proposal, or labelled ones."""

    def __init__(self, session: LabellingSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: Labels = np.zeros(0, dtype=np.int64)
        self._order = "next"
        self._proposed: Labels = np.zeros(0, dtype=np.int64)
        self._confidences = np.zeros(0, dtype=np.float32)
        self._suspicious: frozenset[int] = frozenset()
        self._skipped: list[int] = []

    @property
    def order(self) -> str:
        """One of ``ORDERS``."""
        return self._order

    def set_order(self, order: str) -> None:
        """Show other pictures."""
        self._order, self._skipped = order, []
        self.reapply()

    def reapply(self, first: int = -1) -> None:
        """List anew; with ``first``, a picture that stays in front where it is still listed."""
        self.beginResetModel()
        self._read()
        rows = self._listed()
        if first in rows:
            rows = np.concatenate([[first], rows[rows != first]])
        self._rows = rows
        self.endResetModel()

    def skip(self, picture: int) -> None:
        """Ask for this picture last, from the next listing on."""
        self._skipped.append(picture)

    def refresh(self) -> None:
        """The same rows with the proposals of now."""
        self._read()
        if len(self._rows):
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def _read(self) -> None:
        session = self._session
        self._proposed, self._confidences = session.proposed_labels, session.confidences
        self._suspicious = frozenset(session.suspicious.tolist())

    def _listed(self) -> Labels:
        session = self._session
        if self._order == "next":
            rows = session.in_doubt_first()
            skipped = np.isin(rows, self._skipped)
            return np.concatenate([rows[~skipped], rows[skipped]])
        if self._order == "proposed":
            rows = np.flatnonzero(session.open_rows)
            return rows[np.lexsort((-self._confidences[rows], self._proposed[rows]))]
        rows = np.flatnonzero((session.labels >= 0) & ~session.excluded)
        rows = rows[np.argsort(session.labels[rows], kind="stable")]
        first = session.suspicious
        return np.concatenate([first, rows[~np.isin(rows, first)]])

    def picture(self, row: int) -> int:
        """The session's row of a listed one."""
        return int(self._rows[row])

    def row_of(self, picture: int) -> int:
        """Where a picture is listed, -1 where it is not."""
        found = np.flatnonzero(self._rows == picture)
        return int(found[0]) if len(found) else -1

    def path(self, row: int) -> str:
        """Its file."""
        return str(self._session.samples[self.picture(row)].path)

    def proposal(self, row: int) -> tuple[str, float]:
        """The proposed class and its probability; an empty name for none."""
        at = self.picture(row)
        label = int(self._proposed[at])
        return (self._session.classes[label] if label >= 0 else "", float(self._confidences[at]))

    def tile(self, row: int) -> Tile:
        """What the grid paints: the label, or the proposal with a question mark."""
        session, at = self._session, self.picture(row)
        sample, label = session.samples[at], int(session.labels[at])
        name = sample.id.rpartition("/")[2]
        proposed, confidence = self.proposal(row)
        if label >= 0:
            doubtful = at in self._suspicious
            note = self.tr("{name}?").format(name=proposed) if doubtful else ""
            if not doubtful and not session.checked[at]:
                note = self.tr("accepted")
            mark = Mark.WRONG if doubtful else Mark.NONE
            return Tile(str(sample.path), session.classes[label], "", name, mark, note)
        if not proposed:
            return Tile(str(sample.path), self.tr("not labelled"), "", name)
        title = self.tr("{name}?").format(name=proposed)
        return Tile(str(sample.path), title, percent(confidence), name, share=confidence)

    def rowCount(self, parent: Index | None = None) -> int:
        """Pictures listed."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for tooltips and screen readers."""
        if not index.isValid():
            return None
        tile = self.tile(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tile.in_words()
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{self._session.samples[self.picture(index.row())].id}\n{tile.title}"
        return None
