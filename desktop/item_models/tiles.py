"""What a grid of thumbnails asks of its model: one small record a picture, no Qt roles on the way."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel


class Mark(Enum):
    """The sign at a tile's corner: a shape first, a colour second."""

    NONE = ""
    RIGHT = "right"
    WRONG = "wrong"


class Tile(NamedTuple):
    """One cell of the grid.

    Attributes:
        path: the picture's file; empty when there is none.
        title: first line, e.g. the predicted label.
        value: at the right of the first line, e.g. ``98 %``.
        subtitle: second line.
        mark: right, wrong or neither.
        note: a short word on the picture itself, e.g. ``checked``; empty for none.
        dimmed: painted faint: the picture is left out.
        share: 0 to 1, drawn as a thin bar under the picture; negative for none.
    """

    path: str
    title: str = ""
    value: str = ""
    subtitle: str = ""
    mark: Mark = Mark.NONE
    note: str = ""
    dimmed: bool = False
    share: float = -1.0

    def in_words(self) -> str:
        """Title, value and note, for screen readers."""
        return ", ".join(part for part in (self.title, self.value, self.note) if part)


class TileModel(QAbstractListModel):
    """A list model that can also be painted fast: without a QVariant for every value of every tile."""

    def tile(self, row: int) -> Tile:
        """What to paint in ``row``."""
        raise NotImplementedError

    def path(self, row: int) -> str:
        """The file of ``row``; empty when there is none."""
        raise NotImplementedError
