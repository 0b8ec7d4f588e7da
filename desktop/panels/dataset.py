"""The data set panel: open pictures, see what is in them, divide them, put them right."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.item_models.dataset_view import DatasetView, derive
from desktop.item_models.edit_session import EditSession, shared_session
from desktop.item_models.health_watch import HealthWatch
from desktop.item_models.listing import Listing
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.project import Project
from desktop.tasks import Task
from desktop.widgets import basic
from desktop.widgets.dataset_overview import DatasetOverview
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.pictures_pane import PicturesPane
from engine.config import DataConfig, Problem, RunConfig
from engine.data.catalog import Catalog
from engine.errors import EngineError

_WIDE = 680
"""From this width on the pictures stand beside the overview, in device-independent pixels."""

_CHECK_BY_ITSELF = 5_000
"""Sets up to this many pictures are looked through without being asked: a few seconds of one core."""

_COPIES = ("leak", "near_leak", "duplicate", "near_duplicate")


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

    def __init__(self, parent: QWidget | None = None, *, loader: ThumbnailLoader | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dataset_panel")
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self.setAcceptDrops(True)
        self.overview, self.pictures = DatasetOverview(), PicturesPane(loader=loader)
        self.message = InlineMessage()
        self._empty = EmptyState("folder")
        self._config = DataConfig()
        self._raw: Catalog | None = None
        self._view: DatasetView | None = None
        self.health = HealthWatch(self)
        self._listing: Listing | None = None
        self._reading: Task | None = None
        self._deriving: Task | None = None
        self._shown_kind = ""
        self._looking = QTimer(self, interval=100)
        self._dividing = QTimer(self, singleShot=True, interval=120)
        self._build()
        self._connect()
        self.retranslate()

    def _build(self) -> None:
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.addWidget(self.overview)
        self._split.addWidget(self.pictures)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(1, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._split)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(basic.row(self.message, margins=(basic.GAP.medium, 0, basic.GAP.medium, 0)))
        layout.addWidget(self._pages, 1)
        self._arrange()

    def _connect(self) -> None:
        overview = self.overview
        self._empty.button.clicked.connect(overview.menu.ask_folder)
        overview.open_requested.connect(self.open_source)
        overview.cancel_requested.connect(self.cancel)
        overview.bars.class_chosen.connect(self._show_class)
        overview.folds.edited.connect(self._division_edited)
        overview.findings.kind_chosen.connect(self._show_kind)
        overview.findings.check_requested.connect(self.check)
        overview.findings.cancel_requested.connect(self._cancel_check)
        self.pictures.closed.connect(self._close_pictures)
        self.pictures.proposal_accepted.connect(self._keep_one_of_each)
        self.pictures.corrections.changed.connect(self._corrected)
        self.pictures.corrections.failed.connect(self._failed)
        self.health.progress.connect(self._check_progress)
        self.health.checked.connect(self._checked)
        self.health.failed.connect(self._failed)
        self._looking.timeout.connect(self._show_listing)
        self._dividing.timeout.connect(self._derive)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._empty.say(
            self.tr("Choose your pictures"),
            self.tr(
                "A folder with one folder of pictures for each class, a table of paths and labels, or an"
                " archive of either. Drop it here, or open it. Your files are never changed."
            ),
            self.tr("Open a folder…"),
        )
        self._describe()

    # ---- for the window

    def data_config(self) -> DataConfig:
        """What a run started now would use."""
        division = dataclasses.asdict(self.overview.folds.division())
        session = self.pictures.corrections.session
        edits = str(session.path) if session is not None and session.path.exists() else ""
        return dataclasses.replace(self._config, **division, edits=edits)

    @Slot(str)
    def open_source(self, source: str) -> None:
        """Read a folder, table, archive or named sample; then :attr:`catalog_ready` or a message."""
        self.cancel()
        self._cancel_check()
        self.message.clear()
        self._config = DataConfig(source=source)
        self._raw = self._view = None
        self.health.set_catalog(None)
        self.pictures.corrections.set_session(None)
        self.pictures.show_rows(None, np.zeros(0, dtype=np.int64), "")
        self.overview.findings.set_findings(())
        self.overview.bars.set_classes((), np.zeros((0, 3), dtype=np.int64))
        self.overview.details.hide()
        self._pages.setCurrentWidget(self._split)
        listing = self._listing = Listing(self._config)
        self._reading = Task.start(lambda _progress, cancelled: listing.read(cancelled), self)
        self._reading.done.connect(self._read)
        self._reading.failed.connect(self._not_read)
        self._looking.start()
        self._show_listing()
        self._arrange()

    @Slot()
    def open_sample(self) -> None:
        """Read the built-in sample."""
        self.open_source("sample:digits")

    @Slot()
    def cancel(self) -> None:
        """Stop reading; what was there before is gone."""
        if self._reading is None:
            return
        self._reading.cancel()
        self._reading = None
        self._looking.stop()
        self.overview.show_reading(None)
        self._config = DataConfig()
        self._pages.setCurrentWidget(self._empty)
        self.opened.emit()

    def set_running(self, running: bool) -> None:
        """Lock what a run depends on while one goes on."""
        self.overview.open.setEnabled(not running)
        self.overview.folds.setEnabled(not running)
        self.pictures.set_locked(running)
        self.setAcceptDrops(not running)

    @property
    def view(self) -> DatasetView | None:
        """The data set as shown; None before one is read."""
        return self._view

    # ---- reading

    @Slot()
    def _show_listing(self) -> None:
        if self._listing is None:
            return
        so_far = self._listing.so_far()
        names = list(so_far.classes)
        counts = np.zeros((len(names), 3), dtype=np.int64)
        counts[:, 0] = list(so_far.classes.values())
        self.overview.bars.set_classes(names, counts)
        if so_far.looked_at:
            text = self.tr("Looking into {n} files").format(n=f"{so_far.files:,}")
            self.overview.show_reading(text, so_far.looked_at, so_far.files)
        else:
            self.overview.show_reading(self.tr("{n} files so far").format(n=f"{so_far.files:,}"))
        self._describe()

    @Slot(object)
    def _read(self, catalog: Catalog) -> None:
        self._reading_over()
        self._raw = catalog
        self.health.set_catalog(catalog)
        self._open_session()
        self._derive()

    @Slot(str, str)
    def _not_read(self, message: str, hint: str) -> None:
        self._reading_over()
        self._config = DataConfig()
        self._pages.setCurrentWidget(self._empty)
        self._failed(message, hint)
        self.data_changed.emit()
        self.opened.emit()

    def _reading_over(self) -> None:
        self._reading = self._listing = None
        self._looking.stop()
        self.overview.show_reading(None)

    def _open_session(self) -> None:
        try:
            path = Project.for_source(self._config.source).folder / "edits.json"
            self.pictures.corrections.set_session(shared_session(path))
        except EngineError as error:
            self._failed(error.message, error.hint)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self.message.tell("error", message, hint)

    # ---- dividing

    @Slot()
    def _division_edited(self) -> None:
        self._dividing.start()
        self.data_changed.emit()

    @Slot(str)
    def _corrected(self, _what: str) -> None:
        self._dividing.start()

    @Slot()
    def _derive(self) -> None:
        raw = self._raw
        if raw is None:
            return
        if self._deriving is not None:
            self._deriving.cancel()
        config, groups = self.data_config(), self.health.groups()
        if any(problem.field.startswith("data.") for problem in _problems(config)):
            return
        edits = Path(config.edits) if config.edits else None
        self._deriving = Task.start(lambda _progress, _cancelled: derive(raw, config, edits, groups), self)
        self._deriving.done.connect(self._derived)
        self._deriving.failed.connect(self._failed)

    @Slot(object)
    def _derived(self, view: DatasetView) -> None:
        former, self._view = self._view, view
        self._deriving = None
        self.overview.bars.set_classes(view.catalog.classes, view.counts)
        self.overview.folds.show_result(view.fold_totals, view.own_folds)
        self.overview.details.show()
        self.pictures.labels.set_classes(view.catalog.classes)
        self.pictures.model.update_view(view)
        self.pictures.tell()
        self._describe()
        if former is None:
            self._first_look(view)
        if former is None or former.catalog != view.catalog:
            self.catalog_ready.emit(view.catalog)
        self.data_changed.emit()
        if former is None:
            self.opened.emit()

    def _first_look(self, view: DatasetView) -> None:
        self._show_findings()
        self._show_class(-1)
        self._warn_untrainable(view.catalog)
        self.overview.findings.set_state("idle")
        if len(view.raw.samples) <= _CHECK_BY_ITSELF:
            self.check()

    def _warn_untrainable(self, catalog: Catalog) -> None:
        from engine.data import sources

        try:
            sources.require_trainable(catalog)
        except EngineError as error:
            self.message.tell("warning", error.message, error.hint)

    def _describe(self) -> None:
        view, source = self._view, self._config.source
        name = self.tr("Handwritten digits") if source == "sample:digits" else Path(source).name or source
        about = ""
        if view is not None:
            classes, pictures = len(view.catalog.classes), len(view.catalog.samples)
            about = self.tr("{classes} classes · {pictures} pictures").format(
                classes=f"{classes:,}", pictures=f"{pictures:,}"
            )
            if count := len(view.raw.problems):
                about += self.tr(" · {n} unusable").format(n=f"{count:,}")
        self.overview.show_source(name, about, source)

    # ---- health

    @Slot()
    def check(self) -> None:
        """Look every picture through, off the main thread."""
        if self._view is not None and not self.health.running:
            self.overview.findings.set_state("running", 0, len(self._view.catalog.samples))
            self.health.start(self._view.catalog)

    @Slot(int, int)
    def _check_progress(self, done: int, total: int) -> None:
        if self.health.running:
            self.overview.findings.set_state("running", done, total)

    @Slot()
    def _checked(self) -> None:
        self.overview.findings.set_state("done" if self.health.report is not None else "idle")
        self._show_findings()
        self.checked.emit()

    @Slot()
    def _cancel_check(self) -> None:
        if self.health.running:
            self.health.cancel()
            self.overview.findings.set_state("idle")

    def _show_findings(self) -> None:
        self.overview.findings.set_findings(self.health.findings())

    # ---- pictures

    @Slot(int)
    def _show_class(self, label: int) -> None:
        view = self._view
        if view is None:
            return
        self._shown_kind = ""
        self.overview.findings.set_chosen("")
        if label < 0:
            rows = np.arange(len(view.labels))
            title = self.tr("All pictures")
        else:
            rows = np.flatnonzero(view.labels == label)
            title = view.catalog.classes[label]
        self.pictures.show_rows(view, rows, title)
        self._arrange(to_pictures=label >= 0)

    @Slot(str)
    def _show_kind(self, kind: str) -> None:
        view = self._view
        if view is None:
            return
        if not kind:
            self._show_class(-1)
            return
        self._shown_kind = kind
        self.overview.bars.set_chosen(-1)
        self.overview.findings.set_chosen(kind)
        found = self.health.findings(kind)
        title = self.overview.findings.title(kind)
        if kind == "unusable":
            text = self.tr("They are left out of every run.")
            self.pictures.show_problems(self.health.problems(), view.raw.root, title, text)
        else:
            text = found[0].message if len(found) == 1 else ""
            self.pictures.show_rows(view, self.health.rows(kind, view), title, text)
            self.pictures.set_proposal(self.tr("Keep one of each") if kind in _COPIES else "")
        self._arrange(to_pictures=True)

    @Slot()
    def _keep_one_of_each(self) -> None:
        """Leave out all but the first picture of every group shown."""
        view, session = self._view, self.pictures.corrections.session
        if view is not None and session is not None:
            session.exclude(self.health.surplus(self._shown_kind, view))

    @property
    def session(self) -> EditSession | None:
        """Where corrections go; None before a data set is read."""
        return self.pictures.corrections.session

    @Slot()
    def _close_pictures(self) -> None:
        self.overview.bars.set_chosen(-1)
        self._show_class(-1)

    # ---- arrangement and dropping

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room, else one at a time."""
        super().resizeEvent(event)
        self._arrange(to_pictures=self.pictures.isVisible() and not self.overview.isVisible())

    def _arrange(self, *, to_pictures: bool = False) -> None:
        wide = self.width() >= _WIDE
        self.pictures.set_back_visible(not wide)
        self.pictures.setVisible(wide or to_pictures)
        self.overview.setVisible(wide or not to_pictures)
        if wide and self._split.sizes()[0] < 280:
            self._split.setSizes([340, max(1, self.width() - 340)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if len(paths) == 1:
            self.open_source(paths[0])
        elif paths:
            self._failed(
                self.tr("{n} things were dropped at once.").format(n=len(paths)),
                self.tr("Drop one folder that holds a folder for each class."),
            )


def _problems(config: DataConfig) -> Sequence[Problem]:
    return RunConfig(data=config).problems()
