"""The panels of a project, made and connected. Made after the window is first shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from desktop.data_opening import DataOpening
from desktop.desk import Desk
from desktop.run_showing import RunShowing
from desktop.run_starting import RunStarting
from desktop.training_thread import Jobs
from desktop.unfinished_sorting import UnfinishedSorting
from desktop.warming import Warm
from engine.run_folder import RunFolder


class Bench(Desk):
    """What a project's panels say to each other, by way of settings and run folders.

    :mod:`desktop.data_opening` brings pictures to the panels, :mod:`desktop.run_starting` starts runs,
    :mod:`desktop.run_showing` shows them.
    """

    def __init__(self, parent: QObject, jobs: Jobs | None = None, warm: Warm | None = None) -> None:
        super().__init__(parent, jobs, warm)
        self._showing = RunShowing(self)
        self._opening = DataOpening(self, self._showing)
        self._starting = RunStarting(self)
        self.unfinished_sorting = UnfinishedSorting(self)
        self._opening.ready.connect(self._starting.on_ready)
        self.dataset.data_changed.connect(self.check)
        self.model.config_changed.connect(self.check)
        self.gallery.decided.connect(self.predict.show_decision)
        self.gallery.decided.connect(self.export.forget_model)
        self._binned: RunFolder | None = None
        self.runs.binned.connect(self._on_binned)
        self.runs.restored.connect(self._on_restored)

    def open_path(self, path: str) -> None:
        """Open a project, a folder of pictures, a CSV file or an archive, whichever ``path`` is."""
        self._opening.open_path(path)

    def take(self, paths: Sequence[str]) -> None:
        """Open what was dropped on the window; loose pictures are offered to a class of the data set."""
        self._opening.take(paths)

    @Slot()
    def open_sample(self) -> None:
        """Open the built-in sample."""
        self._opening.open_sample()

    @Slot()
    def train_sample(self) -> None:
        """Open the sample and train as soon as it is read."""
        self._starting.train_when_ready()
        self._opening.open_sample()

    @Slot(str)
    def open_project(self, folder: str) -> None:
        """Open the project in ``folder``: its pictures and its latest run."""
        self._opening.open_project(folder)

    @Slot()
    def label_pictures(self) -> None:
        """Label the pictures of the data set by key, with a live head that proposes."""
        self._opening.label_pictures()

    @Slot()
    def train(self) -> None:
        """Start a run with the settings shown."""
        self._starting.train()

    @Slot()
    def add_to_queue(self) -> None:
        """Let a run with the settings shown wait for its turn."""
        self._starting.add_to_queue()

    @Slot(object)
    def show_run(self, run: RunFolder) -> None:
        """Show a run of the past in every panel."""
        self._showing.show_run(run)

    def watch_folder(self, path: str) -> None:
        """Follow the run in the folder ``path``, whoever writes it, from its first event on."""
        self._showing.watch_folder(path)

    @Slot(object)
    def _on_binned(self, paths: Sequence[Path]) -> None:
        """Show no run whose folder is gone."""
        if self.run is None or self.run.path not in paths:
            return
        self._binned, self.run = self.run, None
        self.watcher.stop()
        for panel in (self.training, self.gallery, self.export, self.predict):
            panel.clear()
        self.dataset.show_run(None)
        self.changed.emit()

    @Slot(object)
    def _on_restored(self, paths: Sequence[Path]) -> None:
        """Show again what was in view before it went to the bin, where nothing else is by now."""
        run, self._binned = self._binned, None
        if run is None or run.path not in paths or self.run is not None or self.project is None:
            return
        if run.path.parent == self.project.runs:
            self._showing.display(run)
