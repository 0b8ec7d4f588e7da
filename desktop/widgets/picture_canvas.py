"""One picture, zoomed and moved by wheel, keys and drag."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import engine_words, theme

_MOST_ZOOM = 32.0
_MOST_FITTED = 16.0  # leaves something to look closer by hand
_STEP = 1.25


class PictureCanvas(QWidget):
    """A picture fitted into the widget at first; zoom 1 is one picture pixel to one screen pixel.

    Signals:
        zoom_changed: the zoom, in screen pixels a picture pixel.
    """

    zoom_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._overlay: QImage | None = None
        self._message = ""
        self._zoom = 0.0
        self._center = QPointF()
        self._dragged_from: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a short panel."""
        return QSize(120, 120)

    def set_image(self, image: QImage | None, *, keep_view: bool = False) -> None:
        """Show ``image`` fitted; with ``keep_view`` the part seen stays (a sharper copy of the same)."""
        share = None
        if keep_view and image is not None and self._image is not None and self._zoom:
            share = image.width() / self._image.width()
        self._image, self._message = image, ""
        if share is None:
            self._overlay = None
            self.fit()
        else:
            self._zoom /= share
            self._center = QPointF(self._center.x() * share, self._center.y() * share)
            self.update()

    def set_message(self, text: str) -> None:
        """Show words instead of a picture; those of the engine follow the window's language."""
        self._image, self._message = None, text
        self.update()

    def set_overlay(self, overlay: QImage | None) -> None:
        """Lay a half-transparent picture over it, stretched to its size."""
        self._overlay = overlay
        self.update()

    @property
    def image(self) -> QImage | None:
        """The picture shown."""
        return self._image

    def zoom(self) -> float:
        """Screen pixels a picture pixel."""
        return self._zoom or self._fitting()

    def fit(self) -> None:
        """Show the whole picture."""
        self._zoom = 0.0
        if self._image is not None:
            self._center = QPointF(self._image.width() / 2, self._image.height() / 2)
        self.update()
        self.zoom_changed.emit(self.zoom())

    def zoom_in(self) -> None:
        """A quarter larger."""
        self._zoom_to(self.zoom() * _STEP, QPointF(self.rect().center()))

    def zoom_out(self) -> None:
        """A quarter smaller, down to the whole picture."""
        self._zoom_to(self.zoom() / _STEP, QPointF(self.rect().center()))

    def actual_size(self) -> None:
        """One picture pixel to one screen pixel."""
        self._zoom_to(1.0, QPointF(self.rect().center()))

    def _fitting(self) -> float:
        if self._image is None:
            return 1.0
        across = (self.width() - 2 * theme.spacing.large) / max(1, self._image.width())
        down = (self.height() - 2 * theme.spacing.large) / max(1, self._image.height())
        # Small pictures are enlarged, so that they can be judged at all.
        return max(0.01, min(across, down, _MOST_FITTED))

    def _zoom_to(self, zoom: float, at: QPointF) -> None:
        if self._image is None:
            return
        fitting = self._fitting()
        zoom = min(zoom, max(_MOST_ZOOM, fitting))
        if zoom <= fitting * 1.001:
            self.fit()
            return
        under = self._to_picture(at)
        self._zoom = zoom
        self._center = under - (at - QPointF(self.rect().center())) / zoom
        self._stay_inside()
        self.update()
        self.zoom_changed.emit(zoom)

    def _to_picture(self, point: QPointF) -> QPointF:
        return self._center + (point - QPointF(self.rect().center())) / self.zoom()

    def _stay_inside(self) -> None:
        if self._image is not None:
            x = min(max(self._center.x(), 0.0), float(self._image.width()))
            y = min(max(self._center.y(), 0.0), float(self._image.height()))
            self._center = QPointF(x, y)

    def _target(self) -> QRectF:
        assert self._image is not None
        zoom = self.zoom()
        corner = QPointF(self.rect().center()) - self._center * zoom
        return QRectF(corner.x(), corner.y(), self._image.width() * zoom, self._image.height() * zoom)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the part of the picture that is seen."""
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(theme.color("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, engine_words.said(self._message))
            painter.end()
            return
        # Enlarged beyond three times, pixels are shown as they are.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.zoom() < 3)
        target = self._target()
        painter.drawImage(target, self._image)
        if self._overlay is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
            painter.drawImage(target, self._overlay)
        # A white picture would have no end on white ground.
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted."""
        super().resizeEvent(event)
        self.zoom_changed.emit(self.zoom())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        factor = _STEP ** (event.angleDelta().y() / 120)
        self._zoom_to(self.zoom() * factor, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton and self._zoom:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move it."""
        if self._dragged_from is not None:
            self._center -= (event.position() - self._dragged_from) / self.zoom()
            self._dragged_from = event.position()
            self._stay_inside()
            self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Let it go."""
        self._dragged_from = None
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between the whole picture and its own size."""
        if self._zoom:
            self.fit()
        else:
            self._zoom_to(max(1.0, self._fitting() * 2), event.position())
