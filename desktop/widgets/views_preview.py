"""What training sees of the picture chosen: the plain view, and random ones of an augmentation."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop import engine_words, theme
from desktop.settings_training import picture_settings
from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets import basic
from engine.models.backbones import Backbone

VIEWS = 11
"""Random views shown."""

_GAP = 6
_LEAST_SIDE, _MOST_SIDE = 72, 132
_ROWS = 2


class ViewStrip(QWidget):
    """Views in two rows, the plain one first. ``images`` is what is painted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.images: list[QImage] = []
        theme.notifier().changed.connect(self.update)

    def show_images(self, images: list[QImage]) -> None:
        """Show the plain view and the random ones."""
        self.images = images
        self._fit()
        self.update()

    def _columns(self) -> int:
        return -(-max(1, len(self.images)) // _ROWS) if len(self.images) > 1 else 1

    def _side(self) -> int:
        columns = self._columns()
        return min(_MOST_SIDE, max(_LEAST_SIDE, (self.width() + _GAP) // columns - _GAP))

    def _fit(self) -> None:
        rows = _ROWS if len(self.images) > 1 else 1
        self.setFixedHeight(rows * (self._side() + _GAP) - _GAP)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt's: as high as two rows are at this width."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint as many as there is room for."""
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform, on=True
        )
        side = self._side()
        columns = max(1, min(self._columns(), (self.width() + _GAP) // (side + _GAP)))
        for at, image in enumerate(self.images[: columns * _ROWS]):
            place = QRectF((at % columns) * (side + _GAP), (at // columns) * (side + _GAP), side, side)
            cut = QPainterPath()
            cut.addRoundedRect(place, 6, 6)
            painter.setClipPath(cut)
            painter.drawImage(place, image)
            if at == 0 and len(self.images) > 1:
                painter.setClipping(False)
                painter.setPen(theme.color("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.end()


class ViewsPreview(basic.Translated):
    """Follows the picture and the model's augmentation; another one can be tried without choosing it.

    Signals:
        shown: views of a picture stand on the screen, or the reason why not.
    """

    shown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("views_preview")
        self._path = ""
        self._network, self._edge = Backbone("", "", "", "", ""), False
        self._set = "none"
        self._task: Task | None = None
        self._title, self._note = basic.label(kind="section"), basic.label(kind="caption", wrap=True)
        self.kind = QComboBox()
        self.kind.setObjectName("preview_augmentation")
        for key, _name in picture_settings()[0].choices:
            self.kind.addItem("", key)
        self.strip = ViewStrip()
        self._asking = QTimer(self, singleShot=True, interval=60)
        self._asking.timeout.connect(self._make)
        self.kind.currentIndexChanged.connect(self._ask)
        self.setLayout(basic.column(self._head(), self.strip, self._note, gap=basic.GAP.tiny))
        self.retranslate()

    def _head(self) -> QWidget:
        head = QWidget()
        head.setLayout(basic.row(self._title, None, self.kind))
        return head

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("What training sees"))
        for at, (_key, name) in enumerate(picture_settings()[0].choices):
            self.kind.setItemText(at, name)
        basic.name_it(self.kind, self.tr("Try an augmentation; the Model panel sets the one that is used"))
        self.strip.setAccessibleName(self.tr("Views of the picture that training is shown"))
        self._describe()

    def set_training(self, kind: str, network: Backbone, edge: bool) -> None:
        """What the model panel has set: augmentation, the network, and whether it sees from edge to edge."""
        if (kind, network, edge) == (self._set, self._network, self._edge):
            return
        self._network, self._edge = network, edge
        if kind != self._set:
            self._set = kind
            self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self._ask()

    def show_picture(self, path: str) -> None:
        """Show the views of ``path``; nothing for an empty one."""
        if path != self._path:
            self._path = path
            self._ask()

    @Slot()
    def _ask(self) -> None:
        self._describe()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if not self.isHidden():
            self._asking.start()

    def refresh(self) -> None:
        """Make the views anew: it is shown again."""
        self._ask()

    @Slot()
    def _make(self) -> None:
        if not self._path:
            self.strip.show_images([])
            return
        path, kind = Path(self._path), str(self.kind.currentData())
        network, edge = self._network, self._edge

        def work(_progress: Progress, _cancelled: Cancelled) -> list[QImage]:
            return _views(path, kind, network, edge)

        self._task = Task.start(work, self)
        self._task.done.connect(self._made)
        self._task.failed.connect(self._failed)

    @Slot(object)
    def _made(self, images: list[QImage]) -> None:
        self._task = None
        self.strip.show_images(images)
        self._describe()
        self.shown.emit()

    @Slot(str, str)
    def _failed(self, message: str, _hint: str) -> None:
        self._task = None
        self.strip.show_images([])
        self._note.setText(engine_words.said(message))
        self.shown.emit()

    def _describe(self) -> None:
        kind, images = self.kind.currentData(), self.strip.images
        crop = images[0].width() if images else self._network.preprocessing.crop
        if not self._path:
            text = self.tr("Choose a picture.")
        elif kind == "none":
            text = self.tr("The same view every time, {n} x {n} pixels.").format(n=crop)
        else:
            text = self.tr("First the view that validation sees, then random ones, {n} x {n} pixels.")
            text = text.format(n=crop)
        if kind != self._set:
            names = dict(picture_settings()[0].choices)
            text += " " + self.tr("Training uses “{0}”.").format(names.get(self._set, self._set))
        self._note.setText(text)


def _views(path: Path, kind: str, network: Backbone, edge: bool) -> list[QImage]:
    from engine.data import previews
    from engine.data.typical_size import typical_shorter_side
    from engine.models import framing

    facts = network.preprocessing
    if edge:
        shorter = typical_shorter_side([path])
        facts = framing.edge_to_edge(facts, fixed_size=network.fixed_size, shorter=shorter)

    def made(kind: str, count: int) -> list[previews.Pixels]:
        return previews.training_views(
            path, kind, count, resize=facts.resize, crop=facts.crop, interpolation=facts.interpolation
        )

    views = made("none", 1) + (made(kind, VIEWS) if kind != "none" else [])
    side = facts.crop
    return [QImage(v.tobytes(), side, side, side * 3, QImage.Format.Format_RGB888).copy() for v in views]
