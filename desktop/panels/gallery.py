"""The gallery: what a run says of every held-out picture, and putting labels right."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QInputDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop.item_models.edit_session import shared_session
from desktop.item_models.label_actions import LabelActions
from desktop.item_models.loaded_run import LoadedFold, LoadedRun, corrections_of, load_run
from desktop.item_models.prediction_table import PredictionFilter, PredictionTable
from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.run_explainer import RunExplainer
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.tasks import Task, Work
from desktop.widgets import basic
from desktop.widgets.embedding_map import Points
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.gallery_browser import GalleryBrowser
from desktop.widgets.image_view import ImageView
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.label_bar import LabelBar
from engine.data.catalog import Sample
from engine.errors import EngineError
from engine.evaluation.metrics import Evaluation
from engine.run_folder import RunFolder

_IDLE_MS = 1500
"""Milliseconds after which what the first search needs is prepared: thumbnails come first."""


class GalleryPanel(basic.Translated):
    """Pictures of a run with what was predicted, filtered, sorted, and corrected.

    Signals:
        shown: a run's predictions and figures are on screen, or the reason why there are none.
        selection_changed: ids of the selected pictures.
        edited: a correction was made, undone or redone.
    """

    shown = Signal()
    selection_changed = Signal(object)
    edited = Signal()

    def __init__(self, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery_panel")
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.model = PredictionsModel(self)
        self.browser = GalleryBrowser(self.model, loader=loader)
        self.grid, self.filters = self.browser.grid, self.browser.filters
        self.header, self.figures = self.browser.header, self.browser.figures
        self.image = ImageView(self.model)
        self.labels, self.message = LabelBar(), InlineMessage()
        self.actions_on_selection = LabelActions(self._samples, self)
        self._count = basic.label(kind="caption")
        self._count.setObjectName("gallery_count")
        self._empty = EmptyState("gallery")
        self._run: RunFolder | None = None
        self._loaded: LoadedRun | None = None
        self._fold = ""
        self._reading: Task | None = None
        self._figuring: Task | None = None
        self._explainer = RunExplainer(self)
        self._announce = False
        self._refigure = QTimer(self, singleShot=True, interval=120)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._build()
        self._connect()
        self.retranslate()

    # ---- construction

    def _build(self) -> None:
        self._pages = QStackedWidget()
        for page in (self._empty, self.browser, self.image):
            self._pages.addWidget(page)
        gap = basic.GAP
        self._foot = basic.frame("foot")
        foot = basic.row(self._count, self.labels, gap=gap.large, margins=(gap.large, 4, gap.medium, 4))
        foot.setStretch(1, 1)
        self._foot.setLayout(foot)
        self._foot.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(basic.row(self.message, margins=(gap.medium, 0, gap.medium, 0)))
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        self.header.fold_chosen.connect(self._show_fold)
        self.browser.rows_changed.connect(self._tell)
        self.grid.opened.connect(self.open_picture)
        self.grid.selectionModel().selectionChanged.connect(self._selection_changed)
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.grid.customContextMenuRequested.connect(self._context_menu)
        self.image.closed.connect(self.close_picture)
        self.image.row_changed.connect(self.grid.select_row)
        self.filters.issues_wanted.connect(self._find_issues)
        self._connect_explainer()
        self._refigure.timeout.connect(self._compute_figures)
        self._idle.timeout.connect(self._warm)
        labels, actions = self.labels, self.actions_on_selection
        labels.relabel_requested.connect(actions.relabel)
        labels.new_class_requested.connect(self._ask_class)
        labels.checked_requested.connect(actions.toggle_checked)
        labels.exclude_requested.connect(actions.toggle_excluded)
        labels.move_requested.connect(actions.move)
        labels.undo_requested.connect(actions.undo)
        labels.redo_requested.connect(actions.redo)
        actions.changed.connect(self._edits_changed)
        actions.failed.connect(self._edit_failed)

    def _connect_explainer(self) -> None:
        asked, figures = self._explainer, self.figures
        self.image.heat_wanted.connect(self._ask_heat)
        asked.heat_ready.connect(self.image.show_heat)
        asked.heat_failed.connect(self.image.show_no_heat)
        figures.map_wanted.connect(self._ask_map)
        figures.map.lassoed.connect(self._lassoed)
        figures.map.opened.connect(self._open_from_map)
        asked.map_progress.connect(self._map_progress)
        asked.map_ready.connect(self._map_arrived)
        asked.map_failed.connect(figures.say_of_map)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        if self._run is None:
            self._empty.say(
                self.tr("See what the model sees"),
                self.tr(
                    "Train a model or open a run. Every held-out picture then appears here with the class"
                    " it was taken for and how sure the model is, the worst mistakes first."
                ),
            )
        else:
            self._empty.say(
                self.tr("No predictions yet"),
                self.tr("They appear here as soon as the first epoch has been evaluated."),
            )
        self._tell()

    # ---- for the window

    def show_run(self, run: RunFolder) -> None:
        """Show the predictions of ``run``; read off the main thread, then :attr:`shown`."""
        if self._run is None or run.path != self._run.path:
            self.clear()
        self._run = run
        self.retranslate()
        self._read()

    @Slot()
    def refresh(self) -> None:
        """Read the run's predictions again: filter, order and the picture looked at stay."""
        if self._run is not None:
            self._read()

    @Slot()
    def clear(self) -> None:
        """Show no run."""
        self._cancel()
        self._run = self._loaded = None
        self._fold = ""
        self._idle.stop()
        self._refigure.stop()
        self.message.clear()
        self.browser.show_table(None, keep_place=False)
        self._foot.hide()
        self._pages.setCurrentWidget(self._empty)
        self.retranslate()

    def selected_ids(self) -> list[str]:
        """Sample ids that a correction would change: of the open picture, else of the selected ones."""
        if self._is_viewing():
            return [self.model.sample_id(self.image.row)]
        return [self.model.sample_id(row) for row in self.grid.selected_rows()]

    def show_ids(self, ids: frozenset[str]) -> None:
        """Show exactly these pictures of the fold."""
        self.filters.set_filter(PredictionFilter(ids=ids))
        self.close_picture()

    @Slot(int)
    def open_picture(self, row: int) -> None:
        """Show a row in full size."""
        self._pages.setCurrentWidget(self.image)
        self.image.show_row(row)
        self.image.setFocus()
        self._tell()

    @Slot()
    def close_picture(self) -> None:
        """Back to the grid, at the same picture."""
        if self._is_viewing():
            self._pages.setCurrentWidget(self.browser)
            self.grid.setFocus()
            self._tell()

    def _is_viewing(self) -> bool:
        return self._pages.currentWidget() is self.image

    # ---- reading

    def _cancel(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _read(self) -> None:
        self._cancel()
        run = self._run
        assert run is not None
        if not run.predictions_path.exists():
            self.shown.emit()
            return
        task = Task.start(lambda _progress, _cancelled: load_run(run), self)
        task.done.connect(self._arrived)
        task.failed.connect(self._failed)
        self._reading = task

    @Slot(object)
    def _arrived(self, loaded: LoadedRun) -> None:
        if self._run is None or loaded.run.path != self._run.path:
            return
        self._reading = None
        self._loaded = loaded
        self._explainer.set_run(loaded.run)
        self.image.why.setEnabled(self._explainer.ready)
        self.message.clear()
        self._open_session(loaded.run)
        self.filters.set_classes(loaded.classes)
        self.labels.set_classes(loaded.classes)
        fold = self._fold if self._fold in loaded.folds else next(iter(loaded.folds), "")
        if not self._is_viewing():
            self._pages.setCurrentWidget(self.browser if fold else self._empty)
        self._foot.setVisible(bool(fold))
        self.header.show_folds(tuple(loaded.folds), fold)
        self._announce = True
        self._show_fold(fold)
        self._idle.start()

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)
        self.shown.emit()

    def _open_session(self, run: RunFolder) -> None:
        """Correct in the project that the run lies in, in the history that other panels share."""
        path = run.path.parent.parent / "edits.json"
        try:
            self.actions_on_selection.set_session(shared_session(path))
        except EngineError as error:
            self.actions_on_selection.set_session(None)
            self.message.tell("warning", error.message, error.hint)

    @Slot()
    def _warm(self) -> None:
        for each in self._loaded.folds.values() if self._loaded is not None else ():
            Task.start(_warming(each.table), self)

    def _current(self) -> LoadedFold | None:
        return self._loaded.folds.get(self._fold) if self._loaded is not None else None

    @Slot(str)
    def _show_fold(self, fold: str) -> None:
        same, self._fold = fold == self._fold, fold
        loaded = self._current()
        self.browser.show_table(loaded.table if loaded is not None else None, keep_place=same)
        if not same:
            self.header.show_pending(fold)
            self.filters.forget_issues()
        self._explainer.forget_pictures()
        self._apply_edits()
        self._compute_figures()
        self.figures.forget_map()

    # ---- figures

    @Slot()
    def _compute_figures(self) -> None:
        loaded = self._current()
        if loaded is None:
            return
        self._refigure.stop()
        self._figuring = Task.start(lambda _progress, _cancelled: loaded.evaluate(), self)
        self._figuring.done.connect(self._figures_arrived)
        self._figuring.failed.connect(self._failed)

    @Slot(object)
    def _figures_arrived(self, evaluation: Evaluation | None) -> None:
        if self.sender() is self._figuring:
            self.browser.show_evaluation(self._fold, evaluation)
        if self._announce:
            self._announce = False
            self.shown.emit()

    @Slot()
    def _find_issues(self) -> None:
        """Which labels the model clearly disagrees with, off the main thread."""
        loaded, session = self._current(), self.actions_on_selection.session
        if loaded is None:
            return
        edits = session.edits.touched() if session is not None else {}
        task = Task.start(lambda _progress, _cancelled: loaded.issues(edits), self)
        task.done.connect(self.filters.set_issues)
        task.failed.connect(self._failed)

    # ---- why, and what is alike

    @Slot(int, str)
    def _ask_heat(self, row: int, name: str) -> None:
        if self._loaded is not None:
            label = self._loaded.classes.index(name)
            self._explainer.ask_heat(row, self.model.path(row), name, label)

    @Slot(str)
    def _ask_map(self, method: str) -> None:
        loaded = self._current()
        if loaded is not None:
            self._explainer.ask_map(loaded.table, method)

    @Slot(int, int)
    def _map_progress(self, done: int, total: int) -> None:
        text = self.tr("Looking at the pictures through the network: {done} of {total}")
        self.figures.say_of_map(text.format(done=f"{done:,}", total=f"{total:,}"))

    @Slot(object)
    def _map_arrived(self, points: Points) -> None:
        loaded = self._current()
        if loaded is None or len(points) != len(loaded.table):
            return
        table = loaded.table
        wrong = ~table.correct & table.labelled
        self.figures.map.set_points(points, table.true, wrong, table.classes, table.ids)
        self.figures.map.set_shown(self.model.rows)
        self.figures.show_map()

    @Slot(object)
    def _lassoed(self, rows: list[int]) -> None:
        loaded = self._current()
        if loaded is not None and rows:
            self.show_ids(frozenset(loaded.table.ids[row] for row in rows))

    @Slot(int)
    def _open_from_map(self, row: int) -> None:
        loaded = self._current()
        if loaded is None:
            return
        if (shown := self.model.row_of(loaded.table.ids[row])) < 0:
            self.filters.clear()
            shown = self.model.row_of(loaded.table.ids[row])
        self.open_picture(shown)

    # ---- corrections

    def _samples(self) -> list[Sample]:
        """The pictures that a correction is for."""
        loaded = self._current()
        if loaded is None:
            return []
        rows = [loaded.table.row_of(sample_id) for sample_id in self.selected_ids()]
        return [loaded.sample(row) for row in rows if row is not None]

    @Slot()
    def _ask_class(self) -> None:
        name, accepted = QInputDialog.getText(self, self.tr("Relabel"), self.tr("Name of the class:"))
        if accepted and name.strip():
            self.actions_on_selection.relabel(name)

    @Slot(str)
    def _edits_changed(self, _what: str) -> None:
        self._apply_edits()
        self._refigure.start()
        if self.filters.reviewing:
            self._go_on()
        self.edited.emit()

    def _go_on(self) -> None:
        """To the next picture of the review."""
        if self._is_viewing():
            self.image.next()
        elif self.grid.current_row() + 1 < self.model.rowCount():
            self.grid.select_row(self.grid.current_row() + 1)

    @Slot(str, str)
    def _edit_failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)

    def _apply_edits(self) -> None:
        """Let labels, notes and right or wrong follow the corrections; no picture moves."""
        loaded, session = self._current(), self.actions_on_selection.session
        if loaded is None or session is None:
            return
        words = {
            "checked": self.tr("checked"),
            "left_out": self.tr("left out"),
            "moved": self.tr("to {fold}"),
            "now": self.tr("now {name}"),
        }
        corrections = corrections_of(loaded, session.edits.touched(), words)
        changed = np.flatnonzero(corrections.true != loaded.table.true)
        loaded.left_out = corrections.left_out
        ids = loaded.table.ids
        self.model.relabelled({ids[row]: int(corrections.true[row]) for row in changed})
        self.model.set_notes(corrections.notes, [ids[row] for row in np.flatnonzero(loaded.left_out)])
        self.filters.set_counts(self.model.counts())
        self.image.follow()
        self._tell()

    # ---- selection and keys

    @Slot()
    def _selection_changed(self) -> None:
        self._tell()
        self.selection_changed.emit(self.selected_ids())

    @Slot()
    def _tell(self) -> None:
        """Say how many pictures are shown and selected, and what can be done with them."""
        self.figures.map.set_shown(self.model.rows)
        viewing = self._is_viewing()
        selected = 1 if viewing else len(self.grid.selected_rows())
        actions = self.actions_on_selection
        self.labels.set_state(selected if actions.session else 0, actions.undo_text, actions.redo_text)
        shown = self.model.rowCount()
        text = self.tr("1 picture") if shown == 1 else self.tr("{n} pictures").format(n=f"{shown:,}")
        if selected and not viewing:
            text = self.tr("{shown}, {n} selected").format(shown=text, n=f"{selected:,}")
        self._count.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys that correct; Escape shows all pictures again."""
        if self.labels.handle(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self._pages.currentWidget() is self.browser:
            self.filters.clear()
        else:
            super().keyPressEvent(event)

    @Slot(QPoint)
    def _context_menu(self, point: QPoint) -> None:
        if self.grid.selected_rows():
            self.labels.context_menu().popup(self.grid.viewport().mapToGlobal(point))


def _warming(table: PredictionTable) -> Work:
    """Work that makes the first search and the first sort by name fast."""
    return lambda _progress, _cancelled: table.warm()
