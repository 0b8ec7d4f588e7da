"""What a network says of pictures nobody labelled, as a list that a grid of thumbnails shows."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop import engine_words
from desktop.item_models.tiles import Mark, Tile, TileModel
from desktop.words import percent
from engine.evaluation.prediction import Prediction

Index = QModelIndex | QPersistentModelIndex
KINDS = ("all", "unsure", "unreadable")
"""What can be listed: everything, answers below the threshold, files that could not be read."""


class AnswersModel(TileModel):
    """Predictions in the order they came; those of one kind are shown, under one threshold."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Prediction] = []
        self._places: dict[Path, int] = {}
        self._rows: list[int] = []
        self._kind = "all"
        self._threshold = 0.0

    @property
    def predictions(self) -> Sequence[Prediction]:
        """Everything, whatever is shown, ``sure`` under the threshold of now."""
        return self._all

    @property
    def threshold(self) -> float:
        """Least confidence that counts as an answer, 0 to 1."""
        return self._threshold

    def add(self, answers: Sequence[Prediction]) -> None:
        """Append; a picture that is there already is answered anew in its place."""
        known = len(self._all)
        fresh: list[Prediction] = []
        for answer in map(self._decided, answers):
            place = self._places.setdefault(answer.path, known + len(fresh))
            if place < known:
                self._all[place] = answer
            elif place < known + len(fresh):
                fresh[place - known] = answer
            else:
                fresh.append(answer)
        if len(fresh) < len(answers):
            self._all.extend(fresh)
            self._refresh()
            return
        shown = [len(self._all) + place for place, answer in enumerate(fresh) if self._passes(answer)]
        self._all.extend(fresh)
        if shown:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(shown) - 1)
            self._rows.extend(shown)
            self.endInsertRows()

    def clear(self) -> None:
        """Forget every answer."""
        self._all = []
        self._places = {}
        self._refresh()

    def set_threshold(self, threshold: float) -> None:
        """Decide anew what is sure; ``threshold`` from 0 to 1."""
        self._threshold = threshold
        self._all = [self._decided(prediction) for prediction in self._all]
        if self._kind == "unsure":
            self._refresh()
        elif self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def set_kind(self, kind: str) -> None:
        """Show one of ``KINDS``."""
        self._kind = kind
        self._refresh()

    def renamed(self, names: Mapping[Path, Path]) -> None:
        """Files lie elsewhere now: old path to new path, both absolute."""
        self._all = [
            dataclasses.replace(prediction, path=names.get(prediction.path.absolute(), prediction.path))
            for prediction in self._all
        ]
        self._places = {prediction.path: place for place, prediction in enumerate(self._all)}
        self._refresh()

    def counts(self) -> dict[str, int]:
        """How many there are of each of ``KINDS``."""
        unreadable = sum(bool(prediction.error) for prediction in self._all)
        unsure = sum(not prediction.sure and not prediction.error for prediction in self._all)
        return {"all": len(self._all), "unsure": unsure, "unreadable": unreadable}

    def prediction(self, row: int) -> Prediction:
        """What is shown in ``row``."""
        return self._all[self._rows[row]]

    def _decided(self, prediction: Prediction) -> Prediction:
        sure = bool(prediction.error) or prediction.confidence >= self._threshold
        return prediction if sure == prediction.sure else dataclasses.replace(prediction, sure=sure)

    def _passes(self, prediction: Prediction) -> bool:
        if self._kind == "unreadable":
            return bool(prediction.error)
        return self._kind == "all" or (not prediction.sure and not prediction.error)

    def _refresh(self) -> None:
        self.beginResetModel()
        self._rows = [place for place, prediction in enumerate(self._all) if self._passes(prediction)]
        self.endResetModel()

    # ---- painting

    def path(self, row: int) -> str:
        """See :class:`TileModel`."""
        return str(self.prediction(row).path)

    def tile(self, row: int) -> Tile:
        """See :class:`TileModel`."""
        prediction = self.prediction(row)
        path, name = str(prediction.path), _shown(prediction.path.name)
        if prediction.error:
            return Tile(path, self.tr("unreadable"), "", name, Mark.WRONG)
        value = percent(prediction.confidence)
        if not prediction.sure:
            return Tile(path, self.tr("not sure"), value, self.tr("{0}? {1}").format(prediction.label, name))
        return Tile(path, prediction.label, value, name, share=prediction.confidence)

    # ---- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        """Pictures shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The answer in words; the whole path and the best classes as a tooltip."""
        if not index.isValid():
            return None
        prediction = self.prediction(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            tile = self.tile(index.row())
            said = engine_words.said(prediction.error) or tile.value
            return f"{_shown(prediction.path.name)}: {tile.title}, {said}"
        if role == Qt.ItemDataRole.ToolTipRole:
            best = [f"{name}  {percent(share)}" for name, share in prediction.top]
            return "\n".join([_shown(str(prediction.path)), *(best or [engine_words.said(prediction.error)])])
        return None


def _shown(name: str) -> str:
    """``name`` for people: of one that is no Unicode, Qt would leave out what it does not know."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
