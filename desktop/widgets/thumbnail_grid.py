"""A grid of thumbnails of any length: only what is seen is painted, decoded and asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop import engine_words, theme
from desktop.item_models.thumbnails import ThumbnailLoader, shared_loader
from desktop.item_models.tiles import TileModel
from desktop.widgets.grid_view import GridView
from desktop.widgets.tile_painter import State

_MOVES = {
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
}


class ThumbnailGrid(GridView):
    """Thumbnails of a :class:`~desktop.item_models.tiles.TileModel`.

    Signals:
        opened: a row is asked for in full size (Enter, Space or a double click).
        side_changed: thumbnail side, after the wheel with Ctrl changed it.
    """

    opened = Signal(int)
    side_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None) -> None:
        self._asking: QTimer | None = None
        super().__init__(parent)
        self._loader = loader or shared_loader()
        self._loader.ready.connect(self._thumbnails_ready)
        self._seen: dict[str, int] = {}
        self._band: tuple[QPoint, QPoint] | None = None
        self._pressed = QPoint()
        self._hovered = -1
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask)
        self._loader.doubted.connect(self._asking.start)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.doubleClicked.connect(self._double_clicked)
        theme.notifier().changed.connect(self._theme_changed)

    def geometry_changed(self) -> None:
        """Ask for the thumbnails seen now, once the event loop turns."""
        if self._asking is not None:
            self._asking.start()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tiles that the event's rectangle touches."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        offset = self.verticalOffset()
        rows: set[int] = set()
        # The region, not its bounding rectangle: thumbnails arrive scattered over the screen.
        for part in cast(Iterable[QRect], event.region()):
            area = part.adjusted(-6, -6, 6, 6)
            for row in self._geometry.rows_between(area.top() + offset, area.bottom() + offset):
                left = self._geometry.place(row)[0]
                if left <= area.right() and left + self._side >= area.left():
                    rows.add(row)
        with self._loader.held():
            for row in sorted(rows):
                self._paint_tile(painter, row, offset)
        if self._band is not None:
            self._paint_band(painter)
        painter.end()

    def _paint_tile(self, painter: QPainter, row: int, offset: int) -> None:
        source = self._source
        assert source is not None
        state = State.FOCUSED if self.hasFocus() and row == self.current_row() else State.PLAIN
        if self.selectionModel().isSelected(source.index(row, 0)):
            state |= State.SELECTED
        elif row == self._hovered:
            state |= State.HOVERED
        tile = source.tile(row)
        image = self._loader.image(tile.path)
        error = "" if image is not None else self._error_of(tile.path)
        left, top = self._geometry.place(row)
        self._painter_of_tiles().paint(painter, left, top - offset, tile, image, error, state)

    def _error_of(self, path: str) -> str:
        return engine_words.said(self._loader.error(path)) if path else self.tr("no file")

    def _paint_band(self, painter: QPainter) -> None:
        assert self._band is not None
        down = QPoint(0, self.verticalOffset())
        ground = theme.color("accent_soft")
        ground.setAlphaF(0.5)
        painter.setPen(theme.color("accent"))
        painter.setBrush(ground)
        painter.drawRoundedRect(QRect(self._band[0] - down, self._band[1] - down).normalized(), 3, 3)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is painted; only the strip that comes into view is painted anew."""
        if self._band is None:
            self.viewport().scroll(dx, dy)
        else:
            self.viewport().update()
        self.geometry_changed()

    # ---- events

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show another list, which must be a :class:`TileModel`."""
        if model is not None and not isinstance(model, TileModel):
            raise TypeError("a thumbnail grid shows a TileModel")
        self._source = model
        super().setModel(model)
        self.geometry_changed()

    def reset(self) -> None:
        """The list changed: begin at its top."""
        super().reset()
        self._hovered = -1
        self.updateGeometries()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def hideEvent(self, event: QHideEvent) -> None:
        """A hidden grid wants no thumbnails."""
        super().hideEvent(event)
        self._loader.release(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and pages move; Enter and Space open; the rest is the panel's."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and plain:
            if self.current_row() >= 0:
                self.opened.emit(self.current_row())
        elif event.key() in _MOVES or event.matches(QKeySequence.StandardKey.SelectAll):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl, change the size of the thumbnails."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.set_side(self._side + (16 if event.angleDelta().y() > 0 else -16))
            self.side_changed.emit(self.side)
            event.accept()
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select, and remember where a rubber band would begin."""
        self._pressed = event.position().toPoint() + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow with the hover ground and the rubber band."""
        super().mouseMoveEvent(event)
        point = event.position().toPoint()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self._band = (self._pressed, point + QPoint(0, self.verticalOffset()))
            self.viewport().update()
        self._hover(self.indexAt(point).row())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the rubber band."""
        super().mouseReleaseEvent(event)
        if self._band is not None:
            self._band = None
            self.viewport().update()

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is hovered any more."""
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row == self._hovered:
            return
        former, self._hovered = self._hovered, row
        for changed in (former, row):
            if 0 <= changed < self._count():
                self.viewport().update(self._touched(self.model().index(changed, 0)))

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    @Slot()
    def _theme_changed(self) -> None:
        self._relayout()

    # ---- thumbnails

    @Slot()
    def _ask(self) -> None:
        """Tell the loader what is seen, then one screen further down and half a screen up."""
        source = self._source
        if source is None or not self.isVisible():
            self._loader.release(self)
            return
        top, page = self.verticalOffset(), self.viewport().height()
        seen = self.visible_rows()
        below = self._geometry.rows_between(top + page, top + 2 * page)
        above = self._geometry.rows_between(top - page // 2, top)
        order = [
            *seen,
            *(row for row in below if row >= seen.stop),
            *(row for row in above if row < seen.start),
        ]
        paths = [source.path(row) for row in order]
        self._seen = dict(zip(paths, order, strict=True))
        self._loader.want(self, paths, self._side, self.devicePixelRatioF())

    @Slot(object)
    def _thumbnails_ready(self, paths: list[str]) -> None:
        for path in paths:
            row = self._seen.get(path)
            if row is not None and row < self._geometry.count:
                self.viewport().update(self.visualRect(self.model().index(row, 0)))
