"""From a path, a drop or the sample to pictures and their project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop import preferences
from desktop.desk import Desk
from desktop.item_models.thumbnails import shared_loader
from desktop.project import Project, folder_of, is_project
from desktop.run_controller import IDLE
from desktop.run_showing import RunShowing
from desktop.run_watcher import run_at
from engine.data.catalog import Catalog
from engine.errors import EngineError
from engine.run_folder import RunFolder


class DataOpening(QObject):
    """Opens pictures in the panels of ``desk``, with the project they belong to and its latest run.

    Signals:
        ready: pictures are read and their project is open.
    """

    ready = Signal()

    def __init__(self, desk: Desk, showing: RunShowing) -> None:
        super().__init__(desk)
        self._desk, self._showing = desk, showing
        desk.dataset.reading.begun.connect(self._on_reading)
        desk.dataset.catalog_ready.connect(self._on_catalog)
        desk.controller.ended.connect(self._on_run_ended)
        desk.dataset.opened.connect(self._on_opened)
        desk.dataset.overview.label_requested.connect(self.label_pictures)
        desk.labelling.closed.connect(self._on_labelling_closed)

    def open_path(self, path: str) -> None:
        """Open a project, a folder of pictures, a CSV file or an archive, whichever ``path`` is."""
        path = str(folder_of(Path(path)))
        if is_project(Path(path)):
            self.open_project(path)
        elif run_at(Path(path)) is not None:
            self._showing.watch_folder(path)
        elif self._desk.may_change():
            self._desk.view_wanted.emit("data")
            self._desk.dataset.open_source(path)

    def take(self, paths: Sequence[str]) -> None:
        """Open what was dropped on the window; loose pictures are offered to a class of the data set."""
        if len(paths) == 1 and (is_project(folder_of(Path(paths[0]))) or run_at(Path(paths[0])) is not None):
            self.open_path(paths[0])
        elif self._desk.may_change():
            self._desk.view_wanted.emit("data" if self._desk.dataset.view is None else "instruments")
            self._desk.dataset.take(paths)

    @Slot()
    def open_sample(self) -> None:
        """Open the built-in sample."""
        if self._desk.may_change():
            self._desk.view_wanted.emit("data")
            self._desk.dataset.open_sample()

    @Slot(str)
    def open_project(self, folder: str) -> None:
        """Open the project in ``folder``: its pictures and its latest run."""
        if not self._desk.may_change():
            return
        try:
            opened = Project.open(Path(folder))
        except EngineError as error:
            self._desk.tell("error", error.message, error.hint)
            return
        self._adopt(opened)
        self._desk.view_wanted.emit("data")
        self._desk.dataset.open_source(opened.source)

    @Slot()
    def _on_reading(self) -> None:
        """The data set of before is gone: nothing to train with until the next is read."""
        shared_loader().look_again()
        self._desk.rates.cancel()
        self._desk.model.rate.show_curve(None)
        self._desk.model.set_catalog(None)

    @Slot()
    def _on_run_ended(self) -> None:
        """Pictures that came while a run of another project went on get their own project now."""
        view, project = self._desk.dataset.view, self._desk.project
        if view is not None and project is not None and project.source != self._source():
            self._on_catalog(view.catalog)

    def _source(self) -> str:
        return self._desk.dataset.data_config().source

    @Slot(object)
    def _on_catalog(self, catalog: Catalog) -> None:
        source = self._source()
        if self._desk.project is None or self._desk.project.source != source:
            if self._desk.controller.state != IDLE:
                return  # the run's project stays until it ends
            self._adopt(Project.for_source(source))
        self._desk.model.set_catalog(catalog)
        self._desk.check()
        self._desk.changed.emit()
        self.ready.emit()

    @Slot()
    def _on_opened(self) -> None:
        """A data set was read: on to the instruments, or to labelling where nothing has a label."""
        view = self._desk.dataset.view
        if view is not None and view.catalog.samples and not view.catalog.classes:
            self.label_pictures()
        elif view is not None:
            self._desk.view_wanted.emit("instruments")

    @Slot()
    def label_pictures(self) -> None:
        """Label the pictures of the data set by key, with a live head that proposes."""
        view, session = self._desk.dataset.view, self._desk.dataset.session
        if view is not None and session is not None:
            self._desk.dataset.message.clear()
            self._desk.labelling.open(view.raw, session, self._desk.config())
            self._desk.view_wanted.emit("label")

    @Slot()
    def _on_labelling_closed(self) -> None:
        self._desk.view_wanted.emit("instruments")

    def _adopt(self, opened: Project) -> None:
        """Make ``opened`` the project: its runs, its latest result."""
        try:
            opened.save()
        except EngineError as error:
            self._desk.tell("error", error.message, error.hint)
        else:
            self._desk.tell("", "")
        self._desk.project, self._desk.run = opened, None
        self._desk.watcher.stop()
        preferences.add_recent_project(str(opened.folder))
        self._desk.training.clear()
        self._desk.gallery.clear()
        self._desk.export.clear()
        self._desk.predict.clear()
        self._desk.labelling.clear()
        self._desk.runs.set_folder(opened.runs)
        self._desk.queue.open(opened.folder, opened.runs)
        self._desk.changed.emit()
        try:
            latest = next((run for run in RunFolder.list(opened.runs) if run.best_path.is_file()), None)
        except EngineError as error:
            self._desk.tell("error", error.message, error.hint)
            return  # its pictures are open all the same
        if latest is not None:
            self._showing.display(latest)
