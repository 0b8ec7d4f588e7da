"""The data set panel: open pictures, see what is in them, divide them, put them right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import QWidget

from desktop import words
from desktop.incoming import local_files
from desktop.item_models.class_changes import ClassChanges
from desktop.item_models.dataset_state import DatasetState
from desktop.item_models.dataset_view import DatasetView
from desktop.item_models.edit_session import EditSession, shared_session
from desktop.item_models.health_watch import HealthWatch
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.project import folder_for
from desktop.widgets import basic
from desktop.widgets.asking_message import AskingMessage
from desktop.widgets.dataset_adding import DatasetAdding
from desktop.widgets.dataset_health import DatasetHealth
from desktop.widgets.dataset_pages import DatasetPages
from desktop.widgets.dataset_reading import DatasetReading
from desktop.widgets.open_menu import DIGITS
from desktop.widgets.shown_pictures import ShownPictures
from engine.config import DataConfig, RunConfig
from engine.data.catalog import Catalog
from engine.data.findings import HealthReport
from engine.errors import EngineError
from engine.run_folder import RunFolder


class DatasetPanel(basic.Translated):
    """Where the pictures come from.

    Signals:
        catalog_ready: a :class:`Catalog`, corrections applied: opened, or corrected since.
        data_changed: :meth:`data_config` answers something else now.
        opened: reading is over, well or not.
        checked: the health check is over.
    """

    catalog_ready = Signal(object)
    data_changed = Signal()
    opened = Signal()
    checked = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        loader: ThumbnailLoader | None = None,
        folder_of: Callable[[str], Path] = folder_for,
    ) -> None:
        """``folder_of`` gives the folder of the project of a source: corrections are kept there."""
        super().__init__(parent)
        self.setObjectName("dataset_panel")
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setAcceptDrops(True)
        self.pages, self.message = DatasetPages(loader=loader), AskingMessage()
        self.overview, self.pictures = self.pages.overview, self.pages.pictures
        self._running = False
        watch = HealthWatch(self)
        self._folder_of = folder_of
        self.reading = DatasetReading(self.pages, folder_of, self)
        self.state = DatasetState(self.data_config, watch.groups, self)
        self.shown = ShownPictures(self.pages, watch, self)
        self.health = DatasetHealth(self.pages, watch, self.shown, self)
        self.changes = ClassChanges(lambda: self.session, self)
        self.adding = DatasetAdding(self.pages, self.shown, self.changes, self)
        layout = basic.column(gap=0)
        for line in (self.message, self.adding.bar, self.reading.columns):
            layout.addLayout(basic.row(line, margins=(basic.GAP.medium, 0, basic.GAP.medium, 0)))
        layout.addWidget(self.pages, 1)
        self.setLayout(layout)
        self._connect_ways_in()
        self._connect_set()
        for source in (self.pictures.corrections, self.adding, self.state, self.reading, watch):
            source.failed.connect(self._failed)
        self.retranslate()

    def _connect_ways_in(self) -> None:
        menu, pages = self.overview.menu, self.pages
        pages.empty.button.clicked.connect(menu.ask_folder)
        pages.digits.clicked.connect(menu.choose_digits)
        pages.insects.clicked.connect(menu.choose_insects)
        pages.sets_link.clicked.connect(self.show_public_sets)
        menu.sets_requested.connect(self.show_public_sets)
        self.overview.open_requested.connect(self.open_source)
        self.overview.cancel_requested.connect(self.cancel)
        self.adding.data_set.connect(self.open_source)
        self.adding.offered.connect(self.message.clear)
        self.reading.begun.connect(self._forget_set)
        self.reading.read.connect(self._read)
        self.reading.ended.connect(self.data_changed)
        self.reading.ended.connect(self._describe)
        self.reading.ended.connect(self.opened)

    def _connect_set(self) -> None:
        bars, folds = self.overview.bars, self.overview.folds
        bars.rename_requested.connect(self.changes.rename)
        bars.merge_requested.connect(self.changes.merge)
        folds.edited.connect(self.state.derive_soon)
        folds.edited.connect(self.data_changed)
        self.pictures.corrections.changed.connect(self.state.derive_soon)
        self.state.derived.connect(self._derived)
        self.health.reported.connect(self._reported)
        self.health.checked.connect(self.checked)
        self.changes.asked.connect(self._ask_merge)
        self.changes.renamed.connect(self.shown.follow)
        self.changes.told.connect(self._tell_change)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.pages.empty.say(
            self.tr("Choose your pictures"),
            self.tr(
                "A folder with one folder of pictures for each class, a table of paths and labels, or an"
                " archive of either. Drop it here, or open it. Your files are never changed."
            ),
            self.tr("Open a folder…"),
        )
        self.pages.digits.setText(self.tr("Handwritten digits (built in)"))
        self.pages.insects.setText(self.tr("Ants and bees (download, 47 MB)"))
        self.pages.sets_link.setText(self.tr("Public data sets…"))
        self.shown.retranslate()
        self._describe()

    # ---- for the window

    def data_config(self) -> DataConfig:
        """What a run started now would use."""
        division = dataclasses.asdict(self.overview.folds.division())
        session = self.session
        edits = str(session.path) if session is not None and session.path.exists() else ""
        return dataclasses.replace(self.reading.config, **division, edits=edits)

    @Slot(str)
    def open_source(self, source: str) -> None:
        """Read a folder, table, archive or named sample; then :attr:`catalog_ready` or a message."""
        if self._running:
            self.message.tell(
                "info",
                self.tr("A run is going on with these pictures."),
                self.tr("Stop it first, then open others."),
            )
            return
        self.reading.open_source(source)

    @Slot()
    def open_sample(self) -> None:
        """Read the built-in sample."""
        self.open_source(DIGITS)

    @Slot()
    def show_public_sets(self) -> None:
        """Offer the public data sets."""
        if not self.pages.has_sets():
            self.pages.sets.chosen.connect(self.open_source)
            self.pages.sets.closed.connect(self._leave_sets)
        self.pages.show_sets()

    @Slot()
    def _leave_sets(self) -> None:
        if self.reading.config.source:
            self.pages.show_set()
        else:
            self.pages.show_empty()

    @Slot(object)
    def take(self, paths: Sequence[str | Path], class_name: str = "") -> None:
        """Open a dropped data set; offer a class for dropped pictures."""
        self.adding.take(paths, class_name)

    @Slot()
    def cancel(self) -> None:
        """Stop reading; what was there before is gone."""
        self.reading.cancel()

    @Slot()
    def check(self) -> None:
        """Look every picture through, off the main thread."""
        self.health.check()

    def set_running(self, running: bool) -> None:
        """Lock what a run depends on while one goes on."""
        self._running = running
        self.overview.open.setEnabled(not running)
        self.reading.columns.setEnabled(not running)
        self.overview.folds.setEnabled(not running)
        self.overview.bars.set_editable(not running and self.view is not None)
        self.pictures.set_locked(running)
        self.adding.set_locked(running)
        self.setAcceptDrops(not running)

    def set_training(self, config: RunConfig) -> None:
        """What the model panel has set, for the preview of what training sees."""
        from engine.models import backbones

        try:
            network = backbones.backbone(config.model.backbone)
        except EngineError:
            # The model panel says so beside its field.
            return
        self.pictures.preview.set_training(config.train.augment, network, config.model.edge_to_edge)

    def show_run(self, run: RunFolder | None) -> None:
        """Offer to look for labels that the predictions of ``run``, trained on this set, speak against."""
        self.health.set_run(run)

    def unread_source(self) -> str:
        """What is being read, before its :attr:`catalog_ready`; empty where nothing is."""
        return self.reading.config.source if self.view is None else ""

    @property
    def view(self) -> DatasetView | None:
        """The data set as shown; None before one is read."""
        return self.state.view

    @property
    def session(self) -> EditSession | None:
        """Where corrections go; None before a data set is read."""
        return self.pictures.corrections.session

    # ---- the set: read, corrected, divided

    @Slot()
    def _forget_set(self) -> None:
        self.message.clear()
        self.adding.bar.hide()
        self.health.clear()
        self.state.set_raw(None)
        self.changes.set_view(None)
        self.pictures.corrections.set_session(None)
        self.shown.clear()
        self.overview.bars.set_classes((), np.zeros((0, 3), dtype=np.int64))
        self.overview.bars.set_editable(False)
        self.overview.details.hide()
        self._describe()

    @Slot(object)
    def _read(self, catalog: Catalog) -> None:
        try:
            path = self._folder_of(self.reading.config.source) / "edits.json"
            self.pictures.corrections.set_session(shared_session(path))
        except EngineError as error:
            self._failed(error.message, error.hint)
        self.state.set_raw(catalog)

    @Slot(object, object)
    def _derived(self, view: DatasetView, former: DatasetView | None) -> None:
        overview, classes = self.overview, view.catalog.classes
        overview.bars.set_classes(classes, view.counts)
        overview.bars.set_editable(not self._running)
        overview.folds.show_result(view.fold_totals, view.own_folds)
        overview.details.show()
        self.pictures.labels.set_classes(classes)
        self.changes.set_view(view)
        self.shown.update(view)
        self._describe()
        if former is None:
            self._warn_of(view.catalog)
        if former is None or former.catalog is not view.catalog:
            self.catalog_ready.emit(view.catalog)
        self.data_changed.emit()
        self.health.set_view(view)
        if former is None:
            self.opened.emit()

    @Slot(object)
    def _reported(self, report: HealthReport) -> None:
        if self.session is not None:
            self.session.note_copies(report)
        if self.state.groups != report.groups():
            self.state.derive_soon()

    def _warn_of(self, catalog: Catalog) -> None:
        from engine.data import sources

        try:
            self.reading.remember_columns()
            if catalog.classes or not catalog.samples:
                sources.require_trainable(catalog)
                return
        except EngineError as error:
            self.message.tell("warning", error.message, error.hint)
            return
        label = self.overview.label_requested.emit
        self.message.ask("info", self.tr("No picture has a class yet."), "", self.tr("Label them…"), label)

    @Slot()
    def _describe(self) -> None:
        view, source = self.view, self.reading.config.source
        name = self.tr("Handwritten digits") if source == DIGITS else Path(source).name or source
        about = ""
        if view is not None:
            classes, pictures = len(view.catalog.classes), len(view.catalog.samples)
            about = f"{words.classes(classes)} · {words.pictures(pictures)}"
            if count := len(view.catalog.problems):
                about += self.tr(" · {n} unusable").format(n=f"{count:,}")
        self.overview.show_source(name, about, source)
        self.overview.menu.set_source(source, filled=view is not None)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)

    @Slot(str, str, str)
    def _ask_merge(self, message: str, hint: str, action: str) -> None:
        self.message.ask("warning", message, hint, action, self.changes.confirm)

    @Slot(str)
    def _tell_change(self, text: str) -> None:
        self.message.ask("success", text, "", self.tr("Undo"), self.pictures.corrections.undo)

    # ---- keys and dropping

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo, redo, and pasting of copied files, wherever in the panel the focus is."""
        corrections = self.pictures.corrections
        if event.matches(QKeySequence.StandardKey.Undo) and not self._running:
            corrections.undo()
        elif event.matches(QKeySequence.StandardKey.Redo) and not self._running:
            corrections.redo()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.take(local_files(QGuiApplication.clipboard().mimeData()))
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a data set; add pictures, to the class that they were dropped on."""
        event.acceptProposedAction()
        self.take(local_files(event.mimeData()), self.adding.class_at(self, event.position()))
