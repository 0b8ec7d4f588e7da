"""The backbones as a list: what each is, how good, how big, whether its weights are here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop import theme, words
from engine.models.backbones import Backbone, all_backbones, search, sort_value
from engine.models.weights import is_here

NAME_ROLE = Qt.ItemDataRole.UserRole + 1
HERE_ROLE = Qt.ItemDataRole.UserRole + 2
COST_ROLE = Qt.ItemDataRole.UserRole + 3

ORDERS = ("here", "top1", "parameters", "name")
"""Ways to order the list; ``here`` puts those whose weights are on this disk first."""

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """A backbone with what the list says of it."""

    backbone: Backbone
    here: bool


class BackboneList(QAbstractListModel):
    """Backbones that match a text, in one of ``ORDERS``."""

    def __init__(self) -> None:
        super().__init__()
        self._here: dict[str, bool] = {}
        self._text, self._order = "", "here"
        self._entries: list[Entry] = []

    def look(self) -> None:
        """Find anew which weights are on this disk, and list."""
        self._here = {entry.name: is_here(entry) for entry in all_backbones()}
        self.show(self._text, self._order)

    def show(self, text: str, order: str) -> None:
        """List what matches ``text`` in ``order`` (one of ``ORDERS``)."""
        self._text, self._order = text, order
        self.beginResetModel()
        found = [Entry(entry, self._here.get(entry.name, False)) for entry in search(text)]
        self._entries = sorted(found, key=self._key)
        self.endResetModel()

    def _key(self, entry: Entry) -> tuple[object, ...]:
        known = entry.backbone
        if self._order == "here":
            return not entry.here, known.title.lower()
        if self._order == "top1":
            return (-(known.top1 or 0.0),)
        if self._order == "parameters":
            return sort_value(known, "parameters")
        return (known.title.lower(),)

    def row_of(self, name: str) -> int:
        """The row of a backbone; -1 when it is not listed."""
        return next((row for row, entry in enumerate(self._entries) if entry.backbone.name == name), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Qt's."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt's. The tooltip and the accessible text say everything in a line."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.backbone.title
        if role == NAME_ROLE:
            return entry.backbone.name
        if role == HERE_ROLE:
            return entry.here
        if role == COST_ROLE:
            return self.cost(entry.backbone)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.details(entry.backbone, here=entry.here)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.details(entry.backbone, here=entry.here).replace("\n", "; ")
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self.facts(entry.backbone, here=entry.here)
        return None

    def facts(self, known: Backbone, *, here: bool) -> str:
        """Parameters, ImageNet accuracy and where the weights are, in a line."""
        parts = []
        if known.parameters:
            parts.append(self.tr("{0} parameters").format(words.short_count(known.parameters)))
        if known.top1 is not None:
            parts.append(self.tr("ImageNet {0}").format(words.percent(known.top1 / 100)))
        if here:
            parts.append(self.tr("weights here"))
        elif known.weights and known.weights[0].size:
            parts.append(self.tr("{0} to download").format(words.size(known.weights[0].size)))
        return " · ".join(parts)

    def cost(self, known: Backbone) -> str:
        """Computing for a picture; empty where it is not known."""
        return self.tr("{0} GFLOPs").format(f"{known.gflops:.3g}") if known.gflops else ""

    def details(self, known: Backbone, *, here: bool) -> str:
        """All that is known of a backbone, a line for each kind of it; for a tooltip."""
        lines = [known.title, self.facts(known, here=here)]
        if known.gflops:
            lines.append(self.tr("{0} GFLOPs for a picture").format(f"{known.gflops:.3g}"))
        if known.weights:
            default = known.weights[0]
            if default.size:
                lines.append(self.tr("Weights' file: {0}").format(words.size(default.size)))
            stated = self.tr("Licence of the weights: {0}").format(default.licence)
            lines.append(
                stated if default.licence else self.tr("Licence of the weights: not stated with them")
            )
        return "\n".join(line for line in lines if line)


class BackboneDelegate(QStyledItemDelegate):
    """Two lines an entry."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Qt's."""
        return QSize(240, 48)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt's."""
        style = QApplication.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        area: QRect = option.rect.adjusted(12, 6, -12, -6)
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        quiet = theme.color("text" if selected else "muted")
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        painter.setFont(theme.font("caption"))
        painter.setPen(quiet)
        cost = str(index.data(COST_ROLE))
        painter.drawText(area, top | Qt.AlignmentFlag.AlignRight, cost)
        room = area.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(cost) - 8, 0)
        facts = str(index.data(Qt.ItemDataRole.AccessibleDescriptionRole))
        shown = painter.fontMetrics().elidedText(facts, Qt.TextElideMode.ElideRight, area.width())
        painter.setPen(theme.color("text") if index.data(HERE_ROLE) else quiet)
        painter.drawText(area, Qt.AlignmentFlag.AlignBottom | left, shown)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("text"))
        title = str(index.data(Qt.ItemDataRole.DisplayRole))
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, top | left, title)
        painter.restore()
