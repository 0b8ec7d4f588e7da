"""Precision, recall and F1 class by class."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import theme, words
from engine.evaluation.metrics import Evaluation

Index = QModelIndex | QPersistentModelIndex
SHARE_ROLE = Qt.ItemDataRole.UserRole + 1


class ClassTableModel(QAbstractTableModel):
    """One row a class: name, pictures, precision, recall, F1. Sorted in numpy."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._evaluation: Evaluation | None = None
        self._order: npt.NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self._sorted_by = (0, Qt.SortOrder.AscendingOrder)

    def set_evaluation(self, evaluation: Evaluation | None) -> None:
        """Show other figures in the order chosen before."""
        self.beginResetModel()
        self._evaluation = evaluation
        self._order = self._sorted()
        self.endResetModel()

    def label(self, row: int) -> int:
        """Class index of a row."""
        return int(self._order[row])

    def rowCount(self, parent: Index | None = None) -> int:
        """Classes."""
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name, pictures, precision, recall, F1."""
        return 0 if parent is not None and parent.isValid() else 5

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns, and what they mean in the tooltip."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            titles = (
                self.tr("Class"),
                self.tr("Pictures"),
                self.tr("Precision"),
                self.tr("Recall"),
                self.tr("F1"),
            )
            column, order = self._sorted_by
            arrow = "↑" if order == Qt.SortOrder.AscendingOrder else "↓"
            return f"{titles[section]} {arrow}" if section == column else titles[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            tips = (
                "",
                self.tr("Pictures truly of the class"),
                self.tr("Of the pictures predicted as the class, the share that is"),
                self.tr("Of the pictures of the class, the share that was found"),
                self.tr("Harmonic mean of precision and recall"),
            )
            return tips[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; ``SHARE_ROLE`` is the figure itself, 0 to 1."""
        evaluation, column = self._evaluation, index.column()
        if evaluation is None or not index.isValid():
            return None
        label = self.label(index.row())
        if role == SHARE_ROLE:
            return float(self._columns()[column][label]) if column >= 2 else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return evaluation.classes[label]
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if column == 0:
            return evaluation.classes[label]
        if column == 1:
            return f"{evaluation.support[label]:,}"
        return words.percent(self._columns()[column][label])

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Qt's: sort by a column."""
        self._sorted_by = (column, order)
        self.layoutAboutToBeChanged.emit()
        self._order = self._sorted()
        self.layoutChanged.emit()

    def _columns(self) -> dict[int, npt.NDArray[Any]]:
        evaluation = self._evaluation
        assert evaluation is not None
        return {1: evaluation.support, 2: evaluation.precision, 3: evaluation.recall, 4: evaluation.f1}

    def _sorted(self) -> npt.NDArray[np.int64]:
        if self._evaluation is None:
            return np.zeros(0, dtype=np.int64)
        column, order = self._sorted_by
        if column == 0:
            names = [name.casefold() for name in self._evaluation.classes]
            found = np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)
        else:
            found = np.argsort(self._columns()[column], kind="stable")
        return found if order == Qt.SortOrder.AscendingOrder else found[::-1].copy()


class ShareDelegate(QStyledItemDelegate):
    """A thin bar under each share, so that weak classes are seen at a glance."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell, then its bar."""
        super().paint(painter, option, index)
        share = index.data(SHARE_ROLE)
        if share is None:
            return
        box = QRectF(option.rect).adjusted(10, 0, -8, -4)
        track = QRectF(box.left(), box.bottom() - 3, box.width(), 3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("grid"))
        painter.drawRoundedRect(track, 1.5, 1.5)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(track.left(), track.top(), track.width() * share, 3), 1.5, 1.5)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A little higher than plain text, for the bar."""
        return QSize(super().sizeHint(option, index).width(), 34)


class ClassTable(QTableView):
    """The table of classes.

    Signals:
        class_chosen: class index, by a double click or Enter.
    """

    class_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_table")
        self.table = ClassTableModel(self)
        self.setModel(self.table)
        self.setItemDelegate(ShareDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(34)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(1, 5):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, 86)
        self.setSortingEnabled(True)
        # Qt's own arrow is painted over right-aligned titles; the model writes one instead.
        header.setSortIndicatorShown(False)
        self.sortByColumn(4, Qt.SortOrder.AscendingOrder)
        self.setAccessibleName(self.tr("Precision, recall and F1 of each class"))
        self.activated.connect(self._activated)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        self.class_chosen.emit(self.table.label(index.row()))
