"""Pictures as points: near each other where they look alike to the model; a lasso selects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop import theme
from desktop.widgets.class_colours import class_colour

Points = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]

_NEAR = 8.0
_AHEAD = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
"""Where each arrow key leads, in the widget's directions."""
_LEGEND_MOST = 12


class EmbeddingMap(QWidget):
    """Discs for pictures predicted as labelled, crosses for the others, coloured by true class.

    Arrows go to the next picture that way, Space adds it to the selection or takes it out, Return opens it.

    Signals:
        lassoed: rows inside the line drawn, or selected by keyboard, as a list; empty when the last one
            was taken out.
        opened: a row that was double-clicked, or left with Return.
    """

    lassoed = Signal(object)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("embedding_map")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._points: Points = np.zeros((0, 2), dtype=np.float32)
        self._labels: Labels = np.zeros(0, dtype=np.int64)
        self._wrong: npt.NDArray[np.bool_] = np.zeros(0, dtype=np.bool_)
        self._classes: tuple[str, ...] = ()
        self._names: Sequence[str] = ()
        self._shown: npt.NDArray[np.bool_] | None = None
        self._line: list[QPointF] = []
        self._current = -1
        self._selected: set[int] = set()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.notifier().changed.connect(self.update)
        self.setAccessibleName(self.tr("Map of the pictures: what looks alike to the model lies together"))

    def set_points(
        self,
        points: Points,
        labels: Labels,
        wrong: npt.NDArray[np.bool_],
        classes: Sequence[str],
        names: Sequence[str],
    ) -> None:
        """Show n pictures.

        Args:
            points: float32, shape (n, 2), within -1 to 1.
            labels: class to colour by, shape (n,); -1 for none.
            wrong: drawn as crosses, shape (n,).
            classes: class names.
            names: what a point is called in its tooltip, length n.
        """
        self._points, self._labels, self._wrong = points, labels, wrong
        self._classes, self._names, self._shown = tuple(classes), names, None
        self._current, self._selected = -1, set()
        self.setAccessibleDescription("")
        self.update()

    def set_labels(self, labels: Labels, wrong: npt.NDArray[np.bool_]) -> None:
        """Colour and cross the same n pictures otherwise; what is selected stays. See :meth:`set_points`."""
        self._labels, self._wrong = labels, wrong
        self.update()

    def set_shown(self, rows: npt.NDArray[np.int64] | None) -> None:
        """Paint all but ``rows`` faint; None for no difference."""
        self._shown = None
        # Rows beyond the points are those of a list that the map, made anew when looked at, knows not yet.
        known = rows is not None and (not len(rows) or int(rows.max()) < len(self._points))
        if rows is not None and known and len(rows) < len(self._points):
            self._shown = np.zeros(len(self._points), dtype=np.bool_)
            self._shown[rows] = True
        else:
            self._selected = set()
        self.update()

    def sizeHint(self) -> QSize:
        """As the confusion matrix."""
        return QSize(400, 360)

    def place(self, row: int) -> QPointF:
        """Where a picture is in the widget."""
        x, y = self._places()[row]
        return QPointF(float(x), float(y))

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(12, 12, -12, -12 - self._legend_height())

    def _legend_height(self) -> float:
        return 20.0 if 0 < len(self._classes) <= _LEGEND_MOST else 0.0

    def _places(self) -> npt.NDArray[np.float64]:
        area = self._area()
        centre = np.array([area.center().x(), area.center().y()])
        # One scale for both axes: how near two pictures are must not hang on the shape of the window.
        half = np.array([1, -1]) * min(area.width(), area.height()) / 2
        places: npt.NDArray[np.float64] = centre + self._points * half
        return places

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint faint points, then shown ones, then the lasso."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if len(self._points):
            places = self._places()
            radius = 4.0 if len(places) < 2_000 else 2.5 if len(places) < 20_000 else 1.5
            shown = self._shown if self._shown is not None else np.ones(len(places), dtype=np.bool_)
            self._paint_points(painter, places, ~shown, radius, faint=True)
            self._paint_points(painter, places, shown, radius, faint=False)
            self._paint_legend(painter)
        if self._line:
            ground = QColor(theme.color("accent_soft"))
            ground.setAlphaF(0.4)
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(ground)
            painter.drawPolygon(QPolygonF(self._line))
        if self.hasFocus():
            self._paint_focus(painter)
        painter.end()

    def _paint_focus(self, painter: QPainter) -> None:
        """A ring around the map, one around each selected picture, and the current one with its name."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("focus"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if self._current < 0:
            return
        places = self._places()
        for row in self._selected:
            painter.drawEllipse(QPointF(*places[row].tolist()), 6, 6)
        painter.setPen(QPen(theme.color("text"), 2))
        painter.drawEllipse(QPointF(*places[self._current].tolist()), 9, 9)
        painter.setFont(theme.font("caption_strong"))
        name = painter.fontMetrics().elidedText(
            self._names[self._current], Qt.TextElideMode.ElideMiddle, self.width() - 24
        )
        place = painter.fontMetrics().boundingRect(name).translated(12, 12 + painter.fontMetrics().ascent())
        painter.fillRect(place.adjusted(-4, -2, 4, 2), theme.color("surface"))
        painter.drawText(QPointF(12, 12 + painter.fontMetrics().ascent()), name)

    def _paint_points(
        self,
        painter: QPainter,
        places: npt.NDArray[np.float64],
        chosen: npt.NDArray[np.bool_],
        radius: float,
        *,
        faint: bool,
    ) -> None:
        for label in range(-1, len(self._classes)):
            among = chosen & (self._labels == label)
            if not among.any():
                continue
            colour = theme.color("muted") if label < 0 else QColor(class_colour(label, len(self._classes)))
            colour = QColor(theme.color("border")) if faint else QColor(colour)
            right = QPolygonF([QPointF(*place) for place in places[among & ~self._wrong].tolist()])
            pen = QPen(colour, 2 * radius)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPoints(right)
            painter.setPen(QPen(colour, max(1.2, radius / 2)))
            for x, y in places[among & self._wrong].tolist():
                self._paint_cross(painter, x, y, radius)

    @staticmethod
    def _paint_cross(painter: QPainter, x: float, y: float, radius: float) -> None:
        painter.drawLine(QPointF(x - radius, y - radius), QPointF(x + radius, y + radius))
        painter.drawLine(QPointF(x - radius, y + radius), QPointF(x + radius, y - radius))

    def _paint_legend(self, painter: QPainter) -> None:
        if not self._legend_height():
            return
        font = theme.font("caption")
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        left, middle = 12.0, self.height() - 10.0
        if self._wrong.any():
            wrong = self.tr("wrong")
            painter.setPen(QPen(theme.color("muted"), 2))
            self._paint_cross(painter, left + 4, middle, 4)
            painter.drawText(QPointF(left + 13, middle + metrics.ascent() / 2 - 1), wrong)
            left += metrics.horizontalAdvance(wrong) + 28
        for label, name in enumerate(self._classes):
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, 96)
            width = metrics.horizontalAdvance(short)
            if left + width + 16 > self.width():
                break
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(class_colour(label, len(self._classes))))
            painter.drawEllipse(QPointF(left + 4, middle), 4, 4)
            painter.setPen(theme.color("muted"))
            painter.drawText(QPointF(left + 13, middle + metrics.ascent() / 2 - 1), short)
            left += width + 28

    # ---- events

    def _nearest(self, point: QPointF) -> int:
        if not len(self._points):
            return -1
        gaps = np.hypot(*(self._places() - np.array([point.x(), point.y()])).T)
        row = int(gaps.argmin())
        return row if gaps[row] <= _NEAR else -1

    def event(self, event: QEvent) -> bool:
        """Name the point under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._nearest(QPointF(event.pos()))
            if row < 0:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._names[row], self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a lasso."""
        if event.button() == Qt.MouseButton.LeftButton and len(self._points):
            self._line = [event.position()]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw it."""
        if self._line:
            self._line.append(event.position())
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Select what it encloses."""
        line, self._line = self._line, []
        self.update()
        if len(line) >= 4:
            within = set(np.flatnonzero(inside(self._places(), line)).tolist())
            if within:
                self._selected = within
                self.lassoed.emit(sorted(within))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the picture under the pointer."""
        self._line = []
        row = self._nearest(event.position())
        if row >= 0:
            self.opened.emit(row)

    @property
    def current(self) -> int:
        """The row that the keyboard is at; -1 for none."""
        return self._current

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go, select or open; the rest is the panel's."""
        key = Qt.Key(event.key())
        if key in _AHEAD and len(self._points):
            self._go_to(self._ahead(key))
        elif key == Qt.Key.Key_Space and self._current >= 0:
            self._selected ^= {self._current}
            self.update()
            self.lassoed.emit(sorted(self._selected))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _ahead(self, key: Qt.Key) -> int:
        """The nearest row in a key's direction; at first the one nearest to the middle."""
        places = self._places()
        if self._current < 0:
            middle = self._area().center()
            return int(np.hypot(*(places - np.array([middle.x(), middle.y()])).T).argmin())
        direction = np.array(_AHEAD[key])
        gaps = places - places[self._current]
        along = gaps @ direction
        aside = np.abs(gaps @ direction[::-1])
        # A step aside counts twice: one goes on in a row rather than to a near one off the way.
        cost = np.where(along > 0.5, along + 2 * aside, np.inf)
        nearest = int(cost.argmin())
        return nearest if np.isfinite(cost[nearest]) else self._current

    def _go_to(self, row: int) -> None:
        self._current = row
        self.setAccessibleDescription(self._names[row])
        self.update()


def inside(places: npt.NDArray[np.float64], line: Sequence[QPointF]) -> npt.NDArray[np.bool_]:
    """Which places, shape (n, 2), lie in the closed polygon ``line`` (even-odd rule)."""
    x, y = places[:, 0], places[:, 1]
    within: npt.NDArray[np.bool_] = np.zeros(len(places), dtype=np.bool_)
    for first, second in zip(line, [*line[1:], line[0]], strict=True):
        crosses = (first.y() > y) != (second.y() > y)
        height = (second.y() - first.y()) or 1e-12
        within ^= crosses & (x < (second.x() - first.x()) * (y - first.y()) / height + first.x())
    return within
