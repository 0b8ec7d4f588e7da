"""One picture in full size with what the model says of it; previous and next by keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop import engine_words, icons
from desktop.item_models.full_image import load_full
from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.tiles import Mark
from desktop.tasks import Task
from desktop.widgets import basic
from desktop.widgets.picture_canvas import PictureCanvas
from desktop.widgets.top_bars import MARGIN, TopBars
from desktop.words import percent

_SIDE_WIDTH = 272


class ImageView(basic.Translated):
    """A row of a :class:`PredictionsModel` in full size.

    Signals:
        closed: Escape or the button: back to the grid.
        row_changed: another row is shown.
        picture_shown: the file is decoded and on screen, or its failure is.
        heat_wanted: row and class name that a heat-map is asked for.
    """

    closed = Signal()
    row_changed = Signal(int)
    picture_shown = Signal()
    heat_wanted = Signal(int, str)

    def __init__(self, model: PredictionsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("image_view")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._model = model
        self._row = -1
        self._id = ""
        self._task: Task | None = None
        self.canvas = PictureCanvas()
        self.canvas.zoom_changed.connect(self._show_zoom)
        self.bars = TopBars()
        self._back = basic.button("link", "chevron-left", name="image_back")
        self._previous, self._next = (
            basic.button("", name="image_previous"),
            basic.button("", name="image_next"),
        )
        self.why = basic.button(icon="sun", checkable=True, name="image_why")
        self._why_note = basic.label(kind="caption", wrap=True)
        self._mark, self._verdict = QLabel(), basic.label(kind="title", wrap=True)
        self._verdict.setObjectName("image_verdict")
        self._sure = basic.label(kind="muted")
        self._sure.setObjectName("image_confidence")
        self._true = basic.label(kind="muted", wrap=True)
        self._heading = basic.label(kind="section")
        self._file, self._about = basic.Elided("caption"), basic.label(kind="caption")
        self._position, self._zoom = basic.label(kind="muted"), basic.label(kind="caption")
        self._lay_out()
        self._back.clicked.connect(self.closed)
        self._previous.clicked.connect(self.previous)
        self.why.toggled.connect(self._explain)
        self.bars.class_chosen.connect(self._explain_class)
        self._next.clicked.connect(self.next)
        self.retranslate()

    def _lay_out(self) -> None:
        side = QWidget()
        side.setFixedWidth(_SIDE_WIDTH)
        column = QVBoxLayout(side)
        column.setContentsMargins(basic.GAP.large, basic.GAP.medium, basic.GAP.large, basic.GAP.medium)
        column.setSpacing(basic.GAP.tiny)
        column.addLayout(basic.row(self._back, None))
        column.addSpacing(basic.GAP.small)
        # As far right as the figures of the bars below, which have a margin of their own.
        verdict = basic.row(self._mark, self._verdict, self._sure, margins=(0, 0, MARGIN, 0))
        verdict.setStretch(1, 1)
        column.addLayout(verdict)
        column.addWidget(self._true)
        column.addSpacing(basic.GAP.large)
        column.addWidget(self._heading)
        column.addSpacing(basic.GAP.tiny)
        column.addWidget(self.bars)
        column.addSpacing(basic.GAP.small)
        column.addLayout(basic.row(self.why, None))
        column.addWidget(self._why_note)
        column.addStretch(1)
        column.addWidget(self._file)
        column.addLayout(basic.row(self._about, None, self._zoom))
        column.addSpacing(basic.GAP.small)
        column.addLayout(basic.row(self._previous, self._position, self._next))
        self._position.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(side)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._back.setText(self.tr("All pictures"))
        self._back.setToolTip(self.tr("Back to all pictures (Esc)"))
        self._previous.setText(self.tr("Previous"))
        self._previous.setToolTip(self.tr("Previous picture (Left)"))
        self._next.setText(self.tr("Next"))
        self._next.setToolTip(self.tr("Next picture (Right)"))
        self._heading.setText(self.tr("Most probable"))
        self._sure.setToolTip(self.tr("Confidence"))
        self.why.setText(self.tr("Show why"))
        self.why.setToolTip(
            self.tr("What in the picture speaks for the class (H); click another class to compare")
        )
        self.canvas.setAccessibleName(self.tr("The picture"))
        self._describe()

    @property
    def row(self) -> int:
        """The row shown, -1 for none."""
        return self._row

    @property
    def sample_id(self) -> str:
        """The picture shown, also while its row is another already; empty for none."""
        return self._id

    def show_row(self, row: int) -> None:
        """Show a row of the model; the picture is decoded off the main thread."""
        self._row = row
        self._id = self._model.sample_id(row)
        self._describe()
        self.row_changed.emit(row)
        path = self._model.path(row)
        if self._task is not None:
            self._task.cancel()
        if not path:
            self.canvas.set_message(self.tr("The file of this picture is not known any more."))
            self.picture_shown.emit()
            return
        task = Task.start(lambda _progress, _cancelled: load_full(Path(path)), self)
        task.done.connect(self._arrived)
        task.failed.connect(self._failed)
        self._task = task

    def follow(self) -> None:
        """The model changed: stay at the same picture where it is still shown, else say so by closing."""
        if self._row < 0:
            return
        row = self._model.row_of(self._id)
        if row < 0:
            self.closed.emit()
            return
        self._row = row
        self._describe()

    @Slot()
    def previous(self) -> None:
        """Show the row before, if there is one."""
        if self._row > 0:
            self.show_row(self._row - 1)

    @Slot()
    def next(self) -> None:
        """Show the row after, if there is one."""
        if self._row + 1 < self._model.rowCount():
            self.show_row(self._row + 1)

    def _describe(self) -> None:
        if not 0 <= self._row < self._model.rowCount():
            return
        tile = self._model.tile(self._row)
        true = self._model.true_name(self._row)
        self._verdict.setText(tile.title)
        self._sure.setText(tile.value)
        wrong, right = tile.mark is Mark.WRONG, tile.mark is Mark.RIGHT
        self._mark.setVisible(wrong or right)
        if wrong or right:
            icons.attach(self._mark, "cross" if wrong else "check", "wrong" if wrong else "right", 18)
        words = {
            Mark.RIGHT: self.tr("Right: it is labelled “{name}”."),
            Mark.WRONG: self.tr("Wrong: it is labelled “{name}”."),
            Mark.NONE: self.tr("It has no label."),
        }
        note = f" ({tile.note})" if tile.note else ""
        self._true.setText(words[tile.mark].format(name=true) + note)
        self.bars.set_top(self._model.top(self._row), true)
        self._file.setText(self._id)
        count = self._model.rowCount()
        self._position.setText(self.tr("{at} of {count}").format(at=f"{self._row + 1:,}", count=f"{count:,}"))
        self._previous.setEnabled(self._row > 0)
        self._next.setEnabled(self._row + 1 < count)

    @Slot(object)
    def _arrived(self, loaded: tuple[QImage, int, int]) -> None:
        if self.sender() is not self._task and self._task is not None:
            return
        image, width, height = loaded
        self.canvas.set_image(image)
        self._about.setText(f"{width:,} × {height:,}")
        self._explain()
        self.picture_shown.emit()

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self.canvas.set_message(f"{message}\n{hint}".strip())
        self._about.clear()
        self.picture_shown.emit()

    # ---- why

    @Slot()
    def _explain(self) -> None:
        """Ask for the heat-map of the predicted class, or take it away."""
        if not self.why.isChecked():
            self.canvas.set_overlay(None)
            self.bars.set_explained("")
            self._why_note.clear()
        elif 0 <= self._row < self._model.rowCount():
            self._ask_heat(self._model.tile(self._row).title)

    def ask_again(self) -> None:
        """The network is another now: ask it where a heat-map is looked at."""
        if self.why.isChecked() and self.isVisible():
            self._explain()

    @Slot(str)
    def _explain_class(self, name: str) -> None:
        if not self.why.isChecked():
            self.why.setChecked(True)
        if self.why.isEnabled():
            self._ask_heat(name)

    def _ask_heat(self, name: str) -> None:
        self.bars.set_explained(name)
        self._why_note.setText(self.tr("Looking…"))
        self.heat_wanted.emit(self._row, name)

    def show_heat(self, row: int, name: str, overlay: QImage) -> None:
        """Lay a heat-map over the picture, unless another is shown by now."""
        if row == self._row and self.why.isChecked():
            self.canvas.set_overlay(overlay)
            self._why_note.setText(self.tr("Bright places speak for “{name}”.").format(name=name))

    def show_no_heat(self, message: str) -> None:
        """Say why there is no heat-map."""
        self.canvas.set_overlay(None)
        self._why_note.setText(engine_words.said(message))

    @Slot(float)
    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(percent(zoom, 0) if self.canvas.image is not None else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, Right and Space go on, Escape goes back, plus and minus zoom; the rest is the panel's."""
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            event.ignore()
            return
        actions = {
            Qt.Key.Key_Left: self.previous,
            Qt.Key.Key_Up: self.previous,
            Qt.Key.Key_Backspace: self.previous,
            Qt.Key.Key_Right: self.next,
            Qt.Key.Key_Down: self.next,
            Qt.Key.Key_Space: self.next,
            Qt.Key.Key_Escape: self.closed.emit,
            Qt.Key.Key_Return: self.closed.emit,
            Qt.Key.Key_Plus: self.canvas.zoom_in,
            Qt.Key.Key_Equal: self.canvas.zoom_in,
            Qt.Key.Key_Minus: self.canvas.zoom_out,
            Qt.Key.Key_F: self.canvas.fit,
            Qt.Key.Key_H: self.why.toggle,
            Qt.Key.Key_Z: self.canvas.actual_size,
        }
        if key in actions:
            actions[key]()
        else:
            event.ignore()
