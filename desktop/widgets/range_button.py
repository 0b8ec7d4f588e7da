"""A range of confidence: a button that says it, and a histogram with two handles that sets it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QWidget, QWidgetAction

from desktop import theme
from desktop.widgets import basic

_BINS = 40
_STEP = 0.05
_HANDLE = 7.0


class RangeHistogram(QWidget):
    """How often each confidence occurs, right below and wrong above, and the range that is shown.

    Signals:
        range_changed: low and high, 0 to 1.
    """

    range_changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._right: npt.NDArray[np.int64] = np.zeros(_BINS, dtype=np.int64)
        self._wrong: npt.NDArray[np.int64] = np.zeros(_BINS, dtype=np.int64)
        self.low, self.high = 0.0, 1.0
        self._held = 0
        self._active = 0

    def sizeHint(self) -> QSize:
        """Fixed: it lies in a menu."""
        return QSize(300, 110)

    def set_values(self, confidence: npt.NDArray[np.float32], correct: npt.NDArray[np.bool_]) -> None:
        """Count ``confidence`` (n,) by right and wrong."""
        edges = (0.0, 1.0)
        self._right = np.histogram(confidence[correct], bins=_BINS, range=edges)[0]
        self._wrong = np.histogram(confidence[~correct], bins=_BINS, range=edges)[0]
        self.update()

    def set_range(self, low: float, high: float) -> None:
        """Show a range; says nothing."""
        self.low, self.high = low, high
        self.setAccessibleName(
            self.tr("Confidence from {low:.0f} to {high:.0f} %").format(low=low * 100, high=high * 100)
        )
        self.update()

    def _track(self) -> QRectF:
        return QRectF(self.rect()).adjusted(14, 8, -14, -26)

    def _x(self, share: float) -> float:
        return self._track().left() + share * self._track().width()

    def _share(self, x: float) -> float:
        raw = (x - self._track().left()) / self._track().width()
        return min(1.0, max(0.0, round(raw * 100) / 100))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint bars, range and handles."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = self._track()
        most = max(1.0, float(np.sqrt((self._right + self._wrong).max(initial=1))))
        width = track.width() / _BINS
        painter.setPen(Qt.PenStyle.NoPen)
        for at in range(_BINS):
            middle = (at + 0.5) / _BINS
            inside = self.low <= middle <= self.high
            total = int(self._right[at] + self._wrong[at])
            if not total:
                continue
            # Square root: a handful of unsure pictures must be seen beside thousands of sure ones.
            height = max(2.0, track.height() * float(np.sqrt(total)) / most)
            wrong = height * float(self._wrong[at]) / total
            left = track.left() + at * width
            bottom = track.bottom()
            right_bar = QRectF(left + 0.5, bottom - height + wrong, width - 1, height - wrong)
            painter.fillRect(right_bar, self._tone("right", inside))
            painter.fillRect(
                QRectF(left + 0.5, bottom - height, width - 1, wrong), self._tone("wrong", inside)
            )
        self._paint_handles(painter, track)
        painter.end()

    @staticmethod
    def _tone(role: str, inside: bool) -> QColor:
        colour = QColor(theme.color(role if inside else "border"))
        colour.setAlphaF(0.75 if inside else 1.0)
        return colour

    def _paint_handles(self, painter: QPainter, track: QRectF) -> None:
        y = track.bottom() + 9
        painter.setPen(QPen(theme.color("border"), 3))
        painter.drawLine(QPointF(track.left(), y), QPointF(track.right(), y))
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.drawLine(QPointF(self._x(self.low), y), QPointF(self._x(self.high), y))
        for which, share in ((1, self.low), (2, self.high)):
            focused = self.hasFocus() and self._active == which
            painter.setPen(QPen(theme.color("focus" if focused else "border_strong"), 2 if focused else 1))
            painter.setBrush(theme.color("raised"))
            painter.drawEllipse(QPointF(self._x(share), y), _HANDLE, _HANDLE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearer handle."""
        x = event.position().x()
        self._held = 1 if abs(x - self._x(self.low)) <= abs(x - self._x(self.high)) else 2
        if self.low == self.high:
            self._held = 1 if x < self._x(self.low) else 2
        self._active = self._held
        self._drag(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._held:
            self._drag(event.position().x())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let it go."""
        self._held = 0

    def _drag(self, x: float) -> None:
        share = self._share(x)
        if self._held == 1:
            self._take(min(share, self.high), self.high)
        else:
            self._take(self.low, max(share, self.low))

    def _take(self, low: float, high: float) -> None:
        low, high = min(1.0, max(0.0, low)), min(1.0, max(0.0, high))
        if (low, high) != (self.low, self.high):
            self.set_range(low, high)
            self.range_changed.emit(low, high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right move the low end, with Shift the high end; by 5 %."""
        step = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._active = 2
            self._take(self.low, max(self.low, round(self.high + step, 2)))
        else:
            self._active = 1
            self._take(min(self.high, round(self.low + step, 2)), self.high)


class RangeButton(QPushButton):
    """Says the range of confidence and opens its histogram.

    Signals:
        range_changed: low and high, 0 to 1.
    """

    range_changed = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_confidence")
        self.histogram = RangeHistogram()
        self.histogram.range_changed.connect(self._changed)
        self._hint = basic.label(kind="caption")
        inside = QWidget()
        column = basic.column(self.histogram, self._hint, gap=basic.GAP.tiny)
        column.setContentsMargins(basic.GAP.medium, basic.GAP.small, basic.GAP.medium, basic.GAP.small)
        inside.setLayout(column)
        action = QWidgetAction(self)
        action.setDefaultWidget(inside)
        self._menu = QMenu(self)
        self._menu.addAction(action)
        self.setMenu(self._menu)
        self.setProperty("opens", "menu")
        self.retranslate()

    def retranslate(self) -> None:
        """Write the words in the language of now."""
        self._hint.setText(self.tr("Pictures by confidence; wrong ones stand on top."))
        self._write()

    def set_range(self, low: float, high: float) -> None:
        """Show a range; says nothing."""
        self.histogram.set_range(low, high)
        self._write()

    def _write(self) -> None:
        low, high = self.histogram.low, self.histogram.high
        whole = low <= 0.0 and high >= 1.0
        text = self.tr("sure: any") if whole else self.tr("sure: {low:.0f} to {high:.0f} %")
        self.setText(text.format(low=low * 100, high=high * 100))
        basic.name_it(self, self.tr("Range of confidence shown"))

    @Slot(float, float)
    def _changed(self, low: float, high: float) -> None:
        self._write()
        self.range_changed.emit(low, high)
