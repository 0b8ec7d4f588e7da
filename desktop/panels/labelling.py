"""Labelling from nothing: name classes, label a few by key, let the live head propose the rest."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QProgressBar, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.item_models.edit_session import EditSession
from desktop.item_models.labelling_model import ORDERS, LabellingModel
from desktop.item_models.labelling_session import LabellingSession
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets import basic
from desktop.widgets.accept_bar import AcceptBar
from desktop.widgets.class_keys import ClassKeys
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.labelled_picture import LabelledPicture
from desktop.widgets.labelling_head import LabellingHead
from desktop.widgets.segments import Segments
from desktop.widgets.thumbnail_grid import ThumbnailGrid
from engine.config import RunConfig
from engine.data.catalog import Catalog


class LabellingPanel(basic.Translated):
    """A large picture and a grid of the others; a digit labels, and the next most informative one comes.

    Signals:
        closed: back to the other panels.
        train_requested: a run with the labels is wanted.
    """

    closed = Signal()
    train_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("labelling_panel")
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.session = LabellingSession(self)
        self.model = LabellingModel(self.session, self)
        self.grid = ThumbnailGrid(loader=loader)
        self.grid.setObjectName("labelling_grid")
        self.grid.setModel(self.model)
        self.picture, self.keys, self.accept = LabelledPicture(), ClassKeys(), AcceptBar()
        self.orders, self.message = Segments(ORDERS), InlineMessage()
        self._empty = EmptyState("tag")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self.head = LabellingHead(self.session)
        self._hint = basic.label(kind="caption")
        self._lay_out()
        self._connect()
        self.retranslate()
        self._follow()

    def _lay_out(self) -> None:
        gap = basic.GAP
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.picture)
        self._split.addWidget(self.grid)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(gap.medium)
        self._split.setSizes([480, 760])
        self._split.setStretchFactor(1, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._split)
        self._pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(gap.large, gap.medium, gap.large, gap.medium)
        layout.setSpacing(gap.medium)
        layout.addWidget(self.head)
        layout.addWidget(self.message)
        layout.addWidget(self._progress)
        layout.addWidget(self.keys)
        layout.addLayout(basic.row(self.orders, None, self.accept))
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._hint)
        self._progress.hide()

    def _connect(self) -> None:
        session = self.session
        session.labelled.connect(self._on_labelled)
        session.predicted.connect(self._on_predicted)
        session.progress.connect(self._on_progress)
        session.failed.connect(self._on_failed)
        self.keys.chosen.connect(self._label)
        self.keys.named.connect(self._on_named)
        self.accept.accepted.connect(self._on_accepted)
        self.accept.changed.connect(self._follow)
        self.orders.chosen.connect(self._on_order)
        self.grid.selectionModel().selectionChanged.connect(self._show_current)
        self.head.undo.clicked.connect(self._undo)
        self.head.redo.clicked.connect(self._redo)
        self.head.closed.connect(self.closed)
        self.head.train_wanted.connect(self.train_requested)
        self.orders.set_value("next")

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        names = (
            ("next", self.tr("What to label next"), self.tr("The pictures first whose label teaches most")),
            ("proposed", self.tr("Proposals"), self.tr("By proposed class, the surest first")),
            ("labelled", self.tr("Labelled"), self.tr("By class, suspicious labels first")),
        )
        for key, name, tip in names:
            self.orders.name(key, name, tip)
        self.grid.setAccessibleName(self.tr("Pictures to label"))
        self._hint.setText(
            self.tr(
                "1 to 9: label and go on  ·  0: accept the proposal  ·  C: the label is right  ·  S: skip"
                "  ·  X: leave out  ·  Ctrl+Z: undo"
            )
        )
        self._follow()

    # ---- for the window

    def open(self, raw: Catalog, edits: EditSession, config: RunConfig) -> None:
        """Label the pictures of ``raw`` (as found); ``config`` says which backbone proposes."""
        self.message.clear()
        self.session.open(raw, edits, config)
        self._list()
        if self.session.classes:
            self.grid.setFocus()
        else:
            self.keys.name.setFocus()

    def set_config(self, config: RunConfig) -> None:
        """Another backbone may be chosen now: let that one propose. Elsewhere :meth:`open` comes first."""
        if not self.isHidden():
            self.session.set_config(config)

    def clear(self) -> None:
        """Forget the pictures."""
        self.session.close()
        self._progress.hide()
        self._list()

    def set_running(self, running: bool) -> None:
        """A run goes on: no second one from here."""
        self.head.train.setEnabled(not running)

    # ---- following

    @Slot()
    def _on_labelled(self) -> None:
        row = max(0, self.grid.current_row())
        self._list(at=row)

    @Slot()
    def _on_predicted(self) -> None:
        """Order anew behind the picture looked at; not while several are selected."""
        self._progress.hide()
        self.message.clear()
        if len(self.grid.selected_rows()) > 1:
            self.model.refresh()
            self._follow()
            return
        row = self.grid.current_row()
        picture = self.model.picture(row) if 0 <= row < self.model.rowCount() else -1
        if self.model.order == "next":
            self._list(first=picture)
        else:
            self._list(stay=picture)

    def _list(self, *, at: int = 0, first: int = -1, stay: int = -1) -> None:
        """List anew and go to a picture: ``first``, put in front, or ``stay``, else to row ``at``."""
        self.model.reapply(first)
        if self.model.rowCount():
            found = self.model.row_of(stay)
            self.grid.select_row(found if found >= 0 else min(at, self.model.rowCount() - 1))
        self._follow()
        self._show_current()

    @Slot()
    def _follow(self) -> None:
        """Write counts and what can be done."""
        session = self.session
        labels = session.labels[~session.excluded]
        counts = np.bincount(labels[labels >= 0], minlength=len(session.classes)).tolist()
        self.keys.set_classes(session.classes, counts)
        self.accept.set_count(len(session.surest(self.accept.threshold)))
        self.head.follow()
        self._say_empty()

    def _say_empty(self) -> None:
        self._pages.setCurrentWidget(self._split if self.model.rowCount() else self._empty)
        if self.model.order == "labelled":
            self._empty.say(self.tr("Nothing is labelled yet"), self.tr("A digit labels a picture."))
        else:
            self._empty.say(
                self.tr("Every picture has a label"),
                self.tr("Look through the labelled ones, suspicious labels first, or train."),
            )

    @Slot()
    def _show_current(self) -> None:
        row = self.grid.current_row()
        if not 0 <= row < self.model.rowCount():
            self.picture.show_picture("", "", "")
            return
        tile = self.model.tile(row)
        selected = len(self.grid.selected_rows())
        if selected > 1:
            text = self.tr("{n} pictures selected").format(n=f"{selected:,}")
        elif not self.session.classes:
            text = self.tr("Name the classes first")
        else:
            text = " · ".join(part for part in (tile.title, tile.value) if part)
        self.picture.show_picture(tile.path, text, tile.subtitle)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setVisible(done < total)
        text = self.tr("Looking at the pictures through the network: {done} of {total}")
        self._progress.setAccessibleName(text.format(done=f"{done:,}", total=f"{total:,}"))
        self._progress.setToolTip(self._progress.accessibleName())

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self._progress.hide()
        self.message.tell("error", message, hint)

    # ---- acting

    def _pictures(self) -> list[int]:
        return [self.model.picture(row) for row in self.grid.selected_rows()]

    @Slot(str)
    def _label(self, name: str) -> None:
        self.session.give(self._pictures(), name)
        self.grid.setFocus()

    @Slot(str)
    def _on_named(self, name: str) -> None:
        if not name:
            self.grid.setFocus()
        self.session.add_class(name)

    @Slot(float)
    def _on_accepted(self, threshold: float) -> None:
        self.session.accept(self.session.surest(threshold).tolist(), checked=False)
        self.grid.setFocus()

    @Slot(str)
    def _on_order(self, order: str) -> None:
        self.session.ask_suspicious(order == "labelled")
        self.model.set_order(order)
        self._list()
        self.grid.setFocus()

    @Slot()
    def _undo(self) -> None:
        if self.session.edits is not None:
            self.session.edits.undo()

    @Slot()
    def _redo(self) -> None:
        if self.session.edits is not None:
            self.session.edits.redo()

    def _skip(self) -> None:
        row = self.grid.current_row()
        if 0 <= row < self.model.rowCount():
            self.model.skip(self.model.picture(row))
        if row + 1 < self.model.rowCount():
            self.grid.select_row(row + 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 9 label, 0 accepts, C confirms, S skips, X leaves out; undo, redo; Escape goes back."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        name = self.keys.of_key(event.key() - Qt.Key.Key_0) if plain else ""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._redo()
        elif name:
            self._label(name)
        elif plain and event.key() == Qt.Key.Key_0:
            rows = [row for row in self._pictures() if self.session.proposed_labels[row] >= 0]
            self.session.accept(rows, checked=True)
        elif plain and event.key() == Qt.Key.Key_C:
            self.session.confirm(self._pictures())
        elif plain and event.key() == Qt.Key.Key_S:
            self._skip()
        elif plain and event.key() in (Qt.Key.Key_X, Qt.Key.Key_Delete):
            self.session.leave_out(self._pictures())
        elif event.key() == Qt.Key.Key_Escape and self.keys.name.hasFocus():
            self.grid.setFocus()
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
