"""Classes with their pictures in each fold as stacked bars; any number of classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QWidget

from desktop import theme
from desktop.widgets.fold_bar import paint_bar
from desktop.widgets.name_editor import NameEditor

ROW = 40
_BAR = 6.0


class ClassBars(QAbstractScrollArea):
    """One row a class: name, pictures, a bar divided into training, validation and test.

    It scrolls nothing itself: as high as :meth:`set_rows` says, it lies in a column that scrolls.
    F2 and the context menu rename and merge, once :meth:`set_editable` allows it.

    Signals:
        listed: other classes, or another number of them.
        row_wanted: class index whose row is to come into view, among more rows where it is not shown.
        class_chosen: class index, by a click or Enter; -1 when the chosen one is clicked again.
        rename_requested: class index and the name typed, which may be another class's.
        merge_requested: class index, and the index of the class it is to become a part of.
        pictures_requested: class index that the user wants to add pictures to.
    """

    listed = Signal()
    row_wanted = Signal(int)
    class_chosen = Signal(int)
    rename_requested = Signal(int, str)
    merge_requested = Signal(int, int)
    pictures_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("class_bars")
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self._names: tuple[str, ...] = ()
        self._counts: npt.NDArray[np.int64] = np.zeros((0, 3), dtype=np.int64)
        self._chosen = self._hovered = -1
        self._rows = 0
        self._editable = False
        self._editor = NameEditor(self.viewport())
        self._editor.entered.connect(self._name_entered)
        self._editor.closed.connect(self.setFocus)
        theme.notifier().changed.connect(self.viewport().update)

    def set_classes(self, names: Sequence[str], counts: npt.NDArray[np.int64]) -> None:
        """Show ``counts``, shape (classes, 3), by training, validation and test."""
        if tuple(names) != self._names:
            self._editor.dismiss()
        self._names, self._counts = tuple(names), counts
        if self._chosen >= len(names):
            self._chosen = -1
        self.set_rows(self._rows or len(names))
        self.viewport().update()
        self.listed.emit()

    @property
    def count(self) -> int:
        """How many classes there are, shown or not."""
        return len(self._names)

    @property
    def rows(self) -> int:
        """How many of them are shown."""
        return min(self._rows, self.count)

    def set_rows(self, rows: int) -> None:
        """Show the first ``rows`` classes, all where there are not more."""
        self._rows = rows
        self.setFixedHeight(ROW * max(1, self.rows))

    def set_chosen(self, label: int) -> None:
        """Highlight a class; -1 for none. Says nothing."""
        self._chosen = label
        self.viewport().update()

    def set_editable(self, editable: bool) -> None:
        """Whether classes can be renamed and merged."""
        self._editable = editable
        if not editable:
            self._editor.dismiss()

    @property
    def chosen(self) -> int:
        """The highlighted class, -1 for none."""
        return self._chosen

    def sizeHint(self) -> QSize:
        """All rows that are shown."""
        return QSize(260, ROW * max(1, self.rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: a field over a row would stand at the wrong place."""
        super().resizeEvent(event)
        self._editor.dismiss()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows that are seen."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = event.rect().top() // ROW, event.rect().bottom() // ROW
        most = int(self._counts.sum(axis=1).max(initial=1))
        for label in range(max(0, first), min(last + 1, self.rows)):
            self._paint_row(painter, label, label * ROW, most)
        painter.end()

    def _paint_row(self, painter: QPainter, label: int, top: int, most: int) -> None:
        row = QRectF(0, top, self.viewport().width(), ROW)
        if label in (self._chosen, self._hovered):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if label == self._chosen else "hover"))
            painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), 6, 6)
        if self.hasFocus() and label == max(self._chosen, 0):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRoundedRect(row.adjusted(1, 2, -1, -2), 6, 6)
        inner = row.adjusted(8, 5, -8, -5)
        counts = self._counts[label]
        value = f"{int(counts.sum()):,}"
        metrics = QFontMetricsF(theme.font("body"))
        width = metrics.horizontalAdvance(value)
        text = QRectF(inner.left(), inner.top(), inner.width() - width - 8, inner.height() - _BAR - 3)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text"))
        name = metrics.elidedText(self._names[label], Qt.TextElideMode.ElideMiddle, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(theme.color("text" if label == self._chosen else "muted"))
        painter.drawText(
            QRectF(inner.right() - width, text.top(), width + 1, text.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            value,
        )
        track = QRectF(inner.left(), inner.bottom() - _BAR, inner.width(), _BAR)
        paint_bar(painter, track, counts.tolist(), most)

    def describe(self, label: int) -> str:
        """A class in words."""
        train, validation, test = (f"{int(count):,}" for count in self._counts[label])
        text = self.tr("{name}: {train} for training, {validation} for validation, {test} for the test")
        return text.format(name=self._names[label], train=train, validation=validation, test=test)

    # ---- events

    def row_at(self, point: QPointF) -> int:
        """The class at a point of the viewport; -1 for none."""
        label = int(point.y()) // ROW
        return label if 0 <= label < self.rows else -1

    def row_center(self, label: int) -> QPointF:
        """Where a class's row is in the viewport."""
        return QPointF(self.viewport().width() / 2, label * ROW + ROW / 2)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Highlight the row under the pointer and say what is in it."""
        label = self.row_at(event.position())
        if label != self._hovered:
            self._hovered = label
            self.viewport().setToolTip(self.describe(label) if label >= 0 else "")
            self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer."""
        self._hovered = -1
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the row, or let it go."""
        label = self.row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and label >= 0:
            self._choose(-1 if label == self._chosen else label)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down choose, F2 renames."""
        if event.key() == Qt.Key.Key_F2 and self._chosen >= 0:
            self.edit_name(self._chosen)
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or not self._names:
            super().keyPressEvent(event)
            return
        self._choose(min(max(self._chosen + step, 0), len(self._names) - 1))

    def _choose(self, label: int) -> None:
        self._chosen = label
        if label >= 0:
            self.show_row(label)
            self.setAccessibleDescription(self.describe(label))
        self.viewport().update()
        self.class_chosen.emit(label)

    def show_row(self, label: int) -> None:
        """Have a row brought into view."""
        self.row_wanted.emit(label)

    # ---- renaming and merging

    def edit_name(self, label: int) -> None:
        """Let the user type another name in the row itself."""
        if self._editable and 0 <= label < len(self._names):
            self.show_row(label)
            place = QRect(2, label * ROW + 4, self.viewport().width() - 4, ROW - 8)
            self._editor.open(place, label, self._names)

    @Slot(int, str)
    def _name_entered(self, label: int, name: str) -> None:
        self.rename_requested.emit(label, name)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the row under the pointer, or with the chosen one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        label = self._chosen if by_key else self.row_at(QPointF(event.pos()))
        if label < 0 or not self._editable:
            return
        place = self.viewport().mapToGlobal(self.row_center(label).toPoint()) if by_key else event.globalPos()
        self.class_menu(label).popup(QPoint(place))

    def class_menu(self, label: int) -> QMenu:
        """Rename, merge, add pictures; made anew for each use."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = menu.addAction(self.tr("Rename…") + "\tF2")
        rename.triggered.connect(lambda: self.edit_name(label))
        into = menu.addMenu(self.tr("Merge into"))
        for other, name in enumerate(self._names):
            if other != label:
                action = QAction(name.replace("&", "&&"), into)
                action.setData(other)
                into.addAction(action)
        into.setEnabled(len(self._names) > 1)
        into.triggered.connect(lambda action: self.merge_requested.emit(label, action.data()))
        more = menu.addAction(self.tr("Add pictures…"))
        more.triggered.connect(lambda: self.pictures_requested.emit(label))
        return menu
