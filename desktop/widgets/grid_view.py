"""The frame of a grid of any length: places, selection and keys; what a tile looks like is the subclass's.

QListView keeps a record an item and lays all of them out again at every change of width; with
100,000 pictures that is felt. Here a row's place is arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QWidget

from desktop import theme
from desktop.item_models.tiles import TileModel
from desktop.widgets.grid_geometry import GridGeometry
from desktop.widgets.tile_painter import TEXT_FROM, TilePainter

Index = QModelIndex | QPersistentModelIndex
MIN_SIDE, FIRST_SIDE, MAX_SIDE = 64, 128, 512
_LEAST_SEEN = 24
"""Of a further line, in device-independent pixels: less is a sliver that says nothing."""


class GridView(QAbstractItemView):
    """Uniform tiles in reading order, scrolled downwards by the pixel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = self._wanted = FIRST_SIDE
        self._by_hand = False
        self._tiles: TilePainter | None = None
        self._source: TileModel | None = None
        self._geometry = self._make_geometry()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    # ---- for the panel

    @property
    def side(self) -> int:
        """Side asked for, in device-independent pixels; drawn smaller where no whole line would fit."""
        return self._wanted

    @property
    def height_of_one_row(self) -> int:
        """What one row of tiles needs, captions included, with pictures no larger than at first."""
        wanted = TilePainter(min(self._wanted, FIRST_SIDE))
        return wanted.sizes.height + 2 * self._geometry.margin

    def set_side(self, side: int) -> None:
        """Change it (64 to 512), to be kept however low the grid is; the first picture stays the first."""
        side = max(MIN_SIDE, min(MAX_SIDE, side))
        if side != self._side or side != self._wanted:
            self._wanted, self._by_hand = side, True
            self._relayout()

    def current_row(self) -> int:
        """Row the keyboard is at, -1 for none."""
        return self.currentIndex().row()

    def selected_rows(self) -> list[int]:
        """Selected rows in order."""
        chosen: list[int] = []
        for span in self.selectionModel().selection().toList():
            chosen.extend(range(span.top(), span.bottom() + 1))
        return sorted(chosen)

    def select_row(self, row: int) -> None:
        """Make ``row`` the only selected one and bring it into view."""
        model = self.model()
        if model is not None and 0 <= row < model.rowCount():
            self.setCurrentIndex(model.index(row, 0))

    def select_rows(self, rows: Sequence[int]) -> None:
        """Make ``rows``, which rise, the selected ones, all at once; the keyboard stays where it is."""
        selection, model = QItemSelection(), self.model()
        starts = [at for at, row in enumerate(rows) if not at or row != rows[at - 1] + 1]
        for start, stop in zip(starts, [*starts[1:], len(rows)], strict=True):
            first, last = model.index(rows[start], 0), model.index(rows[stop - 1], 0)
            selection.append(QItemSelectionRange(first, last))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def visible_rows(self) -> range:
        """Rows on screen, partly seen ones included."""
        top = self.verticalOffset()
        return self._geometry.rows_between(top, top + self.viewport().height())

    # ---- geometry

    def _count(self) -> int:
        return self._source.rowCount() if self._source is not None else 0

    def _painter_of_tiles(self) -> TilePainter:
        if self._tiles is None:
            self._tiles = TilePainter(self._side, self.devicePixelRatioF())
        return self._tiles

    def _make_geometry(self) -> GridGeometry:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        margin = theme.spacing.small
        return GridGeometry(
            count=self._count(),
            # As if the scroll bar were always there, so that it cannot flicker in and out.
            width=self.width() - bar - 2 * margin,
            side=self._side,
            tile_height=self._painter_of_tiles().sizes.height,
            gap=theme.spacing.medium if self._side < TEXT_FROM else theme.spacing.large,
            margin=margin,
        )

    def updateGeometries(self) -> None:
        """Set the scroll bar to the length of the list."""
        super().updateGeometries()
        self._geometry = self._make_geometry()
        bar, page = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(page)
        bar.setSingleStep(max(24, self._geometry.row_height // 3))
        bar.setRange(0, max(0, self._geometry.length - page))
        self.geometry_changed()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """The list is longer at once: Qt's own views compute that at some later event, or at none."""
        super().rowsInserted(parent, start, end)
        self.updateGeometries()
        self.viewport().update()

    def geometry_changed(self) -> None:
        """Tiles may be elsewhere now, or others may be seen; for subclasses."""

    def _fitting(self) -> int:
        """The side asked for, or what shows a whole line and no sliver of another in a low grid."""
        page, gap = self.viewport().height(), theme.spacing.large
        if self._by_hand:
            return self._wanted
        text = TilePainter(TEXT_FROM).sizes.text_height
        for side in range(self._wanted, MIN_SIDE, -4):
            line = theme.spacing.small + side + (text if side >= TEXT_FROM else 0)
            if line <= page and not line + gap < page < line + gap + _LEAST_SEEN:
                return side
        return MIN_SIDE

    def _relayout(self) -> None:
        """Compute anew with the first picture seen kept in its place."""
        former = self._geometry
        line, rest = divmod(max(0, self.verticalOffset() - former.margin), former.row_height)
        row, share = line * former.columns, rest / former.row_height
        self._tiles = None
        self._side = self._fitting()
        self.updateGeometries()
        if self.verticalOffset() > 0:
            height = self._geometry.row_height
            self.verticalScrollBar().setValue(self._geometry.place(row)[1] + round(share * height))
        self.viewport().update()

    def visualRect(self, index: Index) -> QRect:
        """Where a tile is in the viewport, text included."""
        if not index.isValid():
            return QRect()
        left, top = self._geometry.place(index.row())
        return QRect(left, top - self.verticalOffset(), self._side, self._geometry.tile_height)

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The tile at a point of the viewport."""
        row = self._geometry.row_at(point.x(), point.y() + self.verticalOffset())
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a tile into view."""
        if not index.isValid():
            return
        top = self._geometry.place(index.row())[1]
        height, margin = self._geometry.tile_height, self._geometry.margin
        page, bar = self.viewport().height(), self.verticalScrollBar()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(top + height // 2 - page // 2)
        elif hint == QAbstractItemView.ScrollHint.PositionAtTop or top - margin < bar.value():
            bar.setValue(top - margin)
        elif top + height > bar.value() + page:
            bar.setValue(top + height + margin - page)

    def horizontalOffset(self) -> int:
        """Always 0: the grid scrolls downwards only."""
        return 0

    def verticalOffset(self) -> int:
        """Content pixels above the viewport."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: Index) -> bool:
        """No tile is hidden."""
        return False

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The tile a key leads to."""
        geometry, row = self._geometry, self.current_row()
        if not geometry.count:
            return QModelIndex()
        if row < 0:
            return self.model().index(0, 0)
        page = max(1, self.viewport().height() // geometry.row_height)
        move = QAbstractItemView.CursorAction
        target = {
            move.MoveLeft: row - 1,
            move.MovePrevious: row - 1,
            move.MoveRight: row + 1,
            move.MoveNext: row + 1,
            move.MoveUp: geometry.moved(row, -1),
            move.MoveDown: geometry.moved(row, 1),
            move.MovePageUp: geometry.moved(row, -page),
            move.MovePageDown: geometry.moved(row, page),
            move.MoveHome: 0,
            move.MoveEnd: geometry.count - 1,
        }[action]
        return self.model().index(max(0, min(geometry.count - 1, target)), 0)

    # ---- selection

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Rows inside a rubber band, or from one tile to another in reading order."""
        if self.state() == QAbstractItemView.State.DragSelectingState:
            selection = self._inside(rect.normalized())
        else:
            first, last = self.indexAt(rect.topLeft()), self.indexAt(rect.bottomRight())
            low, high = sorted((first, last), key=lambda index: index.row())
            selection = QItemSelection(low, high) if low.isValid() else QItemSelection()
        self.selectionModel().select(selection, command)

    def _inside(self, rect: QRect) -> QItemSelection:
        selection, model = QItemSelection(), self.model()
        offset = self.verticalOffset()
        rows = self._geometry.rows_between(rect.top() + offset, rect.bottom() + offset)
        for start in range(rows.start, rows.stop, self._geometry.columns):
            line = range(start, min(start + self._geometry.columns, rows.stop))
            hit = [row for row in line if self.visualRect(model.index(row, 0)).intersects(rect)]
            if hit:
                selection.select(model.index(hit[0], 0), model.index(hit[-1], 0))
        return selection

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where the selected tiles on screen are, their ground included."""
        region, model = QRegion(), self.model()
        seen = self.visible_rows()
        for span in selection.toList():
            for row in range(max(span.top(), seen.start), min(span.bottom() + 1, seen.stop)):
                region += self._touched(model.index(row, 0))
        return region

    def _touched(self, index: Index) -> QRect:
        return self.visualRect(index).adjusted(-6, -6, 6, 6)

    # ---- size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the new width."""
        super().resizeEvent(event)
        self._relayout()
