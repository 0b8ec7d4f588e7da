"""The gallery: what a run says of every held-out picture, and putting labels right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.item_models.loaded_run import LoadedRun
from desktop.item_models.prediction_table import PredictionFilter
from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.run_reader import RunReader
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets import basic
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.gallery_browser import GalleryBrowser
from desktop.widgets.gallery_comparison import GalleryComparison
from desktop.widgets.gallery_corrections import GalleryCorrections
from desktop.widgets.gallery_decision import GalleryDecision
from desktop.widgets.gallery_folds import GalleryFolds
from desktop.widgets.gallery_live import GalleryLive
from desktop.widgets.gallery_questions import GalleryQuestions
from desktop.widgets.gallery_review import GalleryReview
from desktop.widgets.image_view import ImageView
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.live_note import LiveNote
from desktop.widgets.pictures_foot import PicturesFoot
from engine.evaluation.metrics import Evaluation
from engine.run_folder import RunFolder


class GalleryPanel(basic.Translated):
    """Pictures of a run with what was predicted, filtered, sorted, and corrected.

    Signals:
        shown: a run's predictions and figures are on screen, or the reason why there are none.
        selection_changed: ids of the selected pictures.
        edited: a correction was made, undone or redone.
        train_requested: a run with the corrections is wanted.
        decided: a run and its new :class:`engine.evaluation.decision.Decision`.
    """

    shown = Signal()
    selection_changed = Signal(object)
    edited = Signal()
    train_requested = Signal()
    decided = Signal(object, object)

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
        self._foot, self.message = PicturesFoot(self.grid), InlineMessage()
        self.labels = self._foot.labels
        self._empty = EmptyState("gallery")
        self._reader = RunReader(self)
        self._corrections = GalleryCorrections(self.model, self._reader, self.labels, self.selected_ids, self)
        self.actions_on_selection = self._corrections.actions
        self._questions = GalleryQuestions(self.model, self.image, self.figures, self)
        self._explainer = self._questions.explainer
        self._decision = GalleryDecision(self._reader, self.browser, self)
        self.live = GalleryLive(self.model, self._reader, self._corrections, LiveNote(), self)
        self._folds = GalleryFolds(self._reader, self.header, self.message, self)
        self._review = GalleryReview(
            self.model, self._reader, self._corrections, self.browser, self.image, self
        )
        self._comparison = GalleryComparison(self.model, self._reader, self.browser, self)
        self._announce = False
        self._build()
        self._connect()
        self.retranslate()

    # ---- construction

    def _build(self) -> None:
        self._pages = QStackedWidget()
        for page in (self._empty, self.browser, self.image):
            self._pages.addWidget(page)
        gap = basic.GAP
        self._foot.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for line in (self.message, self.live.note):
            layout.addLayout(basic.row(line, margins=(gap.medium, 0, gap.medium, 0)))
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._foot)

    def _connect(self) -> None:
        self._folds.chosen.connect(self._show_fold)
        self.browser.rows_changed.connect(self._tell)
        self.grid.opened.connect(self.open_picture)
        self.grid.selectionModel().selectionChanged.connect(self._selection_changed)
        self.image.closed.connect(self.close_picture)
        self.image.row_changed.connect(self.grid.select_row)
        self._questions.lassoed.connect(self.show_ids)
        self._questions.opened.connect(self._open_from_map)
        reader = self._reader
        reader.arrived.connect(self._arrived)
        reader.absent.connect(self.shown)
        reader.failed.connect(self._failed)
        reader.evaluated.connect(self._figures_arrived)
        self._corrections.changed.connect(self._edits_changed)
        self._corrections.failed.connect(self.message.tell)
        self.live.predicted.connect(self._predictions_changed)
        self.live.note.train_wanted.connect(self.train_requested)
        self._decision.changed.connect(self.decided)
        self._decision.failed.connect(self.message.tell)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        if self._reader.run is None:
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
        self._corrections.apply()
        self._tell()
        self.live.tell()

    # ---- for the window

    def show_run(self, run: RunFolder) -> None:
        """Show the predictions of ``run``; read off the main thread, then :attr:`shown`."""
        before = self._reader.run
        if before is None or run.path != before.path:
            self.clear()
        self._reader.read(run)
        self.retranslate()

    def compare_next_with(self, run: RunFolder | None) -> None:
        """Compare the run that is shown next with ``run``, and not with the one before it."""
        self._comparison.comparing.compare_next_with(run)

    @Slot()
    def refresh(self) -> None:
        """Read the run's predictions again: filter, order and the picture looked at stay."""
        if self._reader.run is not None:
            self._reader.read(self._reader.run)

    @Slot()
    def clear(self) -> None:
        """Show no run."""
        self._reader.forget()
        self.live.forget()
        self._decision.follow()
        self._comparison.follow()
        self.message.clear()
        self.browser.show_table(None, keep_place=False)
        self._foot.hide()
        self._pages.setCurrentWidget(self._empty)
        self.retranslate()

    def selected_ids(self) -> list[str]:
        """Sample ids that a correction would change: of the open picture, else of the selected ones."""
        if self._is_viewing():
            return [self.image.sample_id]
        return [self.model.sample_id(row) for row in self.grid.selected_rows()]

    @Slot(object)
    def show_ids(self, ids: frozenset[str] | None) -> None:
        """Show exactly these pictures of the fold; None for all."""
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

    @Slot(object)
    def _arrived(self, loaded: LoadedRun) -> None:
        self._comparison.set_run(loaded.run)
        self.message.clear()
        self._corrections.open_session(loaded.run)
        self.filters.set_classes(loaded.classes)
        self.labels.set_classes(loaded.classes)
        fold = self._reader.fold
        if not self._is_viewing():
            self._pages.setCurrentWidget(self.browser if fold else self._empty)
        self._foot.setVisible(bool(fold))
        self._folds.offer(loaded)
        self._announce = True
        self._show(fold, keep_place=self.model.table is not None and self.model.table.fold == fold)
        self._questions.set_run(loaded.run)
        self.live.set_run(loaded)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)
        self.shown.emit()

    @Slot(str)
    def _show_fold(self, fold: str) -> None:
        same, self._reader.fold = fold == self._reader.fold, fold
        self._show(fold, keep_place=same)

    def _show(self, fold: str, *, keep_place: bool) -> None:
        loaded = self._reader.current()
        self._corrections.settle()
        self.browser.show_table(loaded.table if loaded is not None else None, keep_place=keep_place)
        if not keep_place:
            self.header.show_pending(fold)
            self.filters.forget_issues()
            self.filters.forget_ids()
            self._reader.drop_issues()
        self._apply_edits()
        self._reader.evaluate()
        if not keep_place or not self.header.shows_sample:
            self._questions.forget_pictures()
        self.live.tell()

    # ---- figures

    @Slot(str, object)
    def _figures_arrived(self, fold: str, evaluation: Evaluation | None) -> None:
        loaded = self._reader.current()
        self.header.set_crossed(loaded is not None and loaded.crossed)
        self.filters.set_learned(loaded is not None and loaded.is_learned)
        self.browser.show_evaluation(fold, evaluation)
        self._decision.follow()
        self._comparison.follow()
        if self._announce:
            self._announce = False
            self.shown.emit()

    @Slot(str)
    def _open_from_map(self, sample_id: str) -> None:
        if (shown := self.model.row_of(sample_id)) < 0:
            self.filters.clear()
            shown = self.model.row_of(sample_id)
        self.open_picture(shown)

    # ---- corrections

    @Slot()
    def _edits_changed(self) -> None:
        self._apply_edits()
        self._reader.evaluate_soon()
        self.live.follow()
        self._review.go_on()
        self.edited.emit()

    @Slot()
    def _predictions_changed(self) -> None:
        """The live head predicts otherwise: counts, figures and suspicious labels follow, no row moves."""
        self.filters.set_counts(self.model.counts())
        self._follow_labels()
        self.image.follow()
        self._reader.evaluate()
        self._review.follow()

    def _apply_edits(self) -> None:
        self._corrections.apply()
        self.filters.set_counts(self.model.counts())
        self._follow_labels()
        self.image.follow()
        self._tell()

    def _follow_labels(self) -> None:
        """Let what shows right and wrong follow labels and predictions."""
        self.browser.count_confidences()
        self._questions.follow()

    # ---- selection and keys

    @Slot()
    def _selection_changed(self) -> None:
        self._tell()
        if self.grid.selectionModel().hasSelection():
            self.live.prepare()
        self.selection_changed.emit(self.selected_ids())

    @Slot()
    def _tell(self) -> None:
        """Say how many pictures are shown and selected, and what can be done with them."""
        self.figures.map.set_shown(self.model.rows)
        self._foot.tell(self.model.rowCount(), self.actions_on_selection, opened=self._is_viewing())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys that correct; Escape shows all pictures again."""
        if self.labels.handle(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self._pages.currentWidget() is self.browser:
            self.filters.clear()
        else:
            super().keyPressEvent(event)
