"""The panels of a project, made and connected. Made after the window is first shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop import preferences, words
from desktop.launcher import ManyGpus
from desktop.panels.dataset import DatasetPanel
from desktop.panels.export import ExportPanel
from desktop.panels.gallery import GalleryPanel
from desktop.panels.labelling import LabellingPanel
from desktop.panels.model import ModelPanel
from desktop.panels.predict import PredictPanel
from desktop.panels.runs import RunsPanel
from desktop.panels.training import TrainingPanel
from desktop.project import Project, folder_of, is_project
from desktop.queue_runner import QueueRunner
from desktop.rate_finding import RateFinding
from desktop.run_controller import IDLE, RunController
from desktop.run_watcher import RunWatcher, run_at
from desktop.training_thread import Jobs
from desktop.warming import Warm, Warmer, engine_warm
from desktop.widgets.take_or_use import TakeOrUse
from engine import events as ev
from engine.config import RunConfig
from engine.data.catalog import Catalog
from engine.errors import EngineError
from engine.evaluation.repeats import over_folds, over_seeds
from engine.run_folder import RunFolder

_FRESH_MS = 1000
"""Milliseconds before the gallery reads predictions that better ones may soon replace."""


class Bench(QObject):
    """What a project's panels say to each other, by way of settings and run folders.

    Signals:
        view_wanted: a view of :class:`desktop.widgets.workspace.Workspace` that fits what happened.
        told: level, message, hint and action for the window's message line; an empty message clears it.
        changed: another project or run, or the run has got further.
        run_over: how a run ended, in words.
    """

    view_wanted = Signal(str)
    told = Signal(str, str, str, str)
    changed = Signal()
    run_over = Signal(str)

    def __init__(self, parent: QObject, jobs: Jobs | None = None, warm: Warm | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.run: RunFolder | None = None
        self._train_when_ready = False
        self._resuming: RunFolder | None = None
        self._offered: RunFolder | None = None
        self._doing: Callable[[], None] | None = None
        self.jobs = ManyGpus(jobs)
        self.controller = RunController(self, self.jobs)
        self.watcher = RunWatcher(self)
        self.queue = QueueRunner(self.controller, self)
        self.warmer = Warmer(self, warm or engine_warm)
        self.dataset, self.model, self.training = DatasetPanel(), ModelPanel(), TrainingPanel()
        self.gallery, self.export, self.runs = GalleryPanel(), ExportPanel(), RunsPanel()
        self.predict, self.labelling = PredictPanel(), LabellingPanel()
        self.take_or_use = TakeOrUse(self.export, self.predict)
        self.rates = RateFinding(self.model.rate, self)
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.timeout.connect(self._show_predictions)
        self._connect_panels()
        self._connect_run()
        self._connect_queue()
        self._connect_watcher()

    def panels(self) -> dict[str, QWidget]:
        """The panels by the names of the window's views."""
        return {
            "data": self.dataset,
            "model": self.model,
            "train": self.training,
            "explore": self.gallery,
            "export": self.take_or_use,
            "runs": self.runs,
            "label": self.labelling,
        }

    def _connect_panels(self) -> None:
        self.dataset.catalog_ready.connect(self._on_catalog)
        self.dataset.data_changed.connect(self._check)
        self.dataset.opened.connect(self._on_opened)
        self.dataset.overview.label_requested.connect(self.label_pictures)
        self.labelling.train_requested.connect(self.train)
        self.labelling.closed.connect(self._on_labelling_closed)
        self.model.config_changed.connect(self._check)
        self.model.train_requested.connect(self.train)
        self.model.rate_requested.connect(self.find_rate)
        self.runs.open_requested.connect(self.show_run)
        self.runs.resume_requested.connect(self.resume_run)
        self.runs.pictures_requested.connect(self.show_compared)
        self.runs.clone_requested.connect(self._on_clone)
        self.runs.listed.connect(self._offer_interrupted)

    def _connect_run(self) -> None:
        self.training.shown.connect(self._on_replayed)
        self.controller.run_created.connect(self._on_run_created)
        self.controller.happened.connect(self.training.on_event)
        self.controller.happened.connect(self._on_event)
        self.controller.state_changed.connect(self.training.set_state)
        self.controller.state_changed.connect(self._on_state)
        self.controller.ended.connect(self._on_ended)
        self.controller.refused.connect(self._on_refused)
        self.training.pause_requested.connect(self.controller.pause)
        self.training.resume_requested.connect(self.controller.resume)
        self.training.stop_requested.connect(self.controller.stop)
        self.training.export_requested.connect(self._on_export_requested)
        self.gallery.train_requested.connect(self.train_again)
        self.gallery.decided.connect(self.predict.show_decision)
        self.gallery.decided.connect(self.export.forget_model)

    def _connect_queue(self) -> None:
        self.queue.show_on(self.runs.queue)
        self.queue.told.connect(self._on_queue_told)
        self.queue.started.connect(self._on_queue_started)
        self.model.queue_requested.connect(self.add_to_queue)
        self.model.repeat_requested.connect(self.repeat)

    def _connect_watcher(self) -> None:
        self.model.bar.processes_changed.connect(self.jobs.set_processes)
        self.watcher.happened.connect(self.training.on_event)
        self.watcher.happened.connect(self._on_event)
        self.watcher.anew.connect(self.training.clear)
        self.watcher.state_changed.connect(self.training.set_watching)
        self.watcher.ended.connect(self._on_watched_end)

    def _tell(
        self,
        level: str,
        message: str,
        hint: str = "",
        action: str = "",
        doing: Callable[[], None] | None = None,
    ) -> None:
        self._doing = doing
        self.told.emit(level, message, hint, action)

    @Slot()
    def act(self) -> None:
        """Do what the button of the latest message says."""
        if self._doing is not None:
            self._doing()

    @Slot(str, str)
    def _on_refused(self, message: str, hint: str) -> None:
        self._tell("error", message, hint)

    # Data

    def open_path(self, path: str) -> None:
        """Open a project, a folder of pictures, a CSV file or an archive, whichever ``path`` is."""
        path = str(folder_of(Path(path)))
        if is_project(Path(path)):
            self.open_project(path)
        elif run_at(Path(path)) is not None:
            self.watch_folder(path)
        elif self._may_change():
            self.view_wanted.emit("data")
            self.dataset.open_source(path)

    def take(self, paths: Sequence[str]) -> None:
        """Open what was dropped on the window; loose pictures are offered to a class of the data set."""
        if len(paths) == 1 and (is_project(folder_of(Path(paths[0]))) or run_at(Path(paths[0])) is not None):
            self.open_path(paths[0])
        elif self._may_change():
            self.view_wanted.emit("data" if self.dataset.view is None else "instruments")
            self.dataset.take(paths)

    @Slot()
    def open_sample(self) -> None:
        """Open the built-in sample."""
        if self._may_change():
            self.view_wanted.emit("data")
            self.dataset.open_sample()

    @Slot()
    def train_sample(self) -> None:
        """Open the sample and train as soon as it is read."""
        self._train_when_ready = True
        self.open_sample()

    @Slot(str)
    def open_project(self, folder: str) -> None:
        """Open the project in ``folder``: its pictures and its latest run."""
        if not self._may_change():
            return
        try:
            opened = Project.open(Path(folder))
        except EngineError as error:
            self._tell("error", error.message, error.hint)
            return
        self._adopt(opened)
        self.view_wanted.emit("data")
        self.dataset.open_source(opened.source)

    def _may_change(self) -> bool:
        if self.controller.state == IDLE:
            return True
        self._tell(
            "info",
            self.tr("A run is going on with these pictures."),
            self.tr("Stop it first, then open others."),
        )
        return False

    @Slot(object)
    def _on_catalog(self, catalog: Catalog) -> None:
        source = self.dataset.data_config().source
        if self.project is None or self.project.source != source:
            self._adopt(Project.for_source(source))
        self.model.set_catalog(catalog)
        self._check()
        self.changed.emit()
        if self._train_when_ready:
            self._train_when_ready = False
            self.train()

    @Slot()
    def _on_opened(self) -> None:
        """A data set was read: on to the instruments, or to labelling where nothing has a label."""
        view = self.dataset.view
        if view is not None and view.catalog.samples and not view.catalog.classes:
            self.label_pictures()
        elif view is not None:
            self.view_wanted.emit("instruments")

    @Slot()
    def label_pictures(self) -> None:
        """Label the pictures of the data set by key, with a live head that proposes."""
        view, session = self.dataset.view, self.dataset.session
        if view is not None and session is not None:
            self.dataset.message.clear()
            self.labelling.open(view.raw, session, self.config())
            self.view_wanted.emit("label")

    @Slot()
    def _on_labelling_closed(self) -> None:
        self.view_wanted.emit("instruments")

    def _adopt(self, opened: Project) -> None:
        """Make ``opened`` the project: its runs, its latest result."""
        try:
            opened.save()
        except EngineError as error:
            self._tell("error", error.message, error.hint)
        else:
            self._tell("", "")
        self.project, self.run = opened, None
        self.watcher.stop()
        preferences.add_recent_project(str(opened.folder))
        self.training.clear()
        self.gallery.clear()
        self.export.clear()
        self.predict.clear()
        self.labelling.clear()
        self.runs.set_folder(opened.runs)
        self.queue.open(opened.folder, opened.runs)
        self.changed.emit()
        for run in RunFolder.list(opened.runs):
            if run.best_path.is_file():
                self._display(run)
                break

    def config(self) -> RunConfig:
        """What the Train button would start."""
        data = self.dataset.data_config()
        if self.project is not None:
            edits = self.project.folder / "edits.json"
            data = dataclasses.replace(data, edits=str(edits) if edits.is_file() else "")
        return RunConfig(data=data, model=self.model.model_config(), train=self.model.train_config())

    @Slot()
    def _check(self) -> None:
        config = self.config()
        self.model.show_problems(config.problems())
        if self.project is not None and self.controller.state == IDLE:
            self.warmer.ask(config)
        self.labelling.set_config(config)
        self.dataset.set_training(config)

    @Slot()
    def add_to_queue(self) -> None:
        """Let a run with the settings shown wait for its turn."""
        config = self._trainable()
        if config is not None:
            self.queue.add(config)

    @Slot(str, int)
    def repeat(self, what: str, count: int) -> None:
        """Train with the settings shown over several ``seeds`` or ``folds``, one after another."""
        config = self._trainable()
        if config is None:
            return
        runs = over_seeds(config, count) if what == "seeds" else over_folds(config, count)
        for one in runs:
            self.queue.add(one)
        if self.controller.state == IDLE:
            self.queue.start()

    @Slot()
    def find_rate(self) -> None:
        """Look for a learning rate for the settings shown."""
        config = self._trainable()
        if config is not None and self.controller.state == IDLE:
            self.warmer.cancel()
            self.rates.start(config)

    @Slot()
    def _on_queue_started(self) -> None:
        self.view_wanted.emit("training")

    @Slot(str, str, str, str)
    def _on_queue_told(self, level: str, message: str, hint: str, action: str) -> None:
        if message or self._doing == self.queue.start:  # it clears no message but its own
            self._tell(level, message, hint, action, self.queue.start)

    # Runs

    def _trainable(self) -> RunConfig | None:
        """The settings shown, where a run can begin with them; what is wrong is told."""
        config = self.config()
        problems = config.problems()
        self.model.show_problems(problems)
        if problems:
            self._tell("error", problems[0].message)
        return None if problems or self.project is None or self.model.unreadable() else config

    @Slot()
    def train(self) -> None:
        """Start a run with the settings shown."""
        if self.controller.state != IDLE:
            return
        config = self._trainable()
        if config is None or self.project is None:
            return
        self._tell("", "")
        self.warmer.cancel()
        self.rates.cancel()
        if self.controller.start(config, self.project.runs) is not None:
            self.view_wanted.emit("training")

    @Slot()
    def train_again(self) -> None:
        """Start a run with the settings of the one shown and the corrections of now, to compare the two."""
        shown, project = self.run, self.project
        if shown is None or project is None or self.controller.state != IDLE:
            return
        try:
            config = shown.config()
        except EngineError as error:
            self._tell("error", error.message, error.hint)
            return
        edits = project.folder / "edits.json"
        data = dataclasses.replace(config.data, edits=str(edits) if edits.is_file() else "")
        self._tell("", "")
        self.warmer.cancel()
        again = dataclasses.replace(config, data=data, name="", repeat="")
        if self.controller.start(again, project.runs) is not None:
            self.gallery.compare_next_with(shown)
            self.view_wanted.emit("training")

    @Slot(object)
    def resume_run(self, run: RunFolder) -> None:
        """Go on with an interrupted or stopped run, once what it said so far is on the screen."""
        if self.controller.state == IDLE:
            self._tell("", "")
            self.show_run(run)
            self._resuming = run

    @Slot()
    def _on_replayed(self) -> None:
        run, self._resuming = self._resuming, None
        if run is not None:
            self.warmer.cancel()
            self.controller.resume_run(run)
        elif self.run is not None and self.controller.state == IDLE and self.training.record.end is None:
            self.watcher.start(self.run, self.training.replayed)

    @Slot()
    def resume_offered(self) -> None:
        """Go on with the interrupted run that was offered."""
        run, self._offered = self._offered, None
        if run is not None:
            self.resume_run(run)

    @Slot(object)
    def show_run(self, run: RunFolder) -> None:
        """Show a run of the past in every panel."""
        if self.controller.state != IDLE:
            self._tell("info", self.tr("Another run is going on; it stays in view until it ends."))
            return
        self._display(run)
        self.view_wanted.emit("instruments")

    def watch_folder(self, path: str) -> None:
        """Follow the run in the folder ``path``, whoever writes it, from its first event on."""
        run = run_at(Path(path))
        if run is None:
            self._tell(
                "error",
                self.tr("{0} is not the folder of a run.").format(path),
                self.tr("Choose the folder that holds its config.json, under the folder of runs."),
            )
        elif self.controller.state != IDLE:
            self._tell("info", self.tr("Another run is going on; it stays in view until it ends."))
        else:
            self._tell("", "")
            self.run, self._resuming = run, None
            self.training.clear()
            self.watcher.start(run)
            self._display_results(run)
            self.view_wanted.emit("instruments")

    @Slot(object)
    def _on_watched_end(self, _end: ev.RunEnded) -> None:
        if self.watcher.run is not None:
            self._display_results(self.watcher.run)
            self.runs.refresh()

    @Slot(object, object)
    def show_compared(self, run: RunFolder, reference: RunFolder) -> None:
        """Show a run of the past, compared with another one picture by picture."""
        if self.controller.state == IDLE:
            self.gallery.clear()
            self.gallery.compare_next_with(reference)
        self.show_run(run)

    def _display(self, run: RunFolder) -> None:
        self.watcher.stop()
        self.run, self._resuming = run, None
        self.training.show_run(run)
        self._display_results(run)

    def _display_results(self, run: RunFolder) -> None:
        self.gallery.show_run(run)
        self.export.show_run(run)
        self.predict.show_run(run)
        self.dataset.show_run(run)
        self.changed.emit()

    @Slot(object)
    def _on_clone(self, config: RunConfig) -> None:
        self.model.apply_config(config)
        self._check()
        self.view_wanted.emit("instruments")
        self._tell(
            "info", self.tr("The run's settings are in the Model panel: change what you like, then train.")
        )

    @Slot()
    def _offer_interrupted(self) -> None:
        """After a crash or a power cut: one click to go on."""
        found = self.runs.interrupted()
        if not found or self.controller.state != IDLE or self._resuming is not None:
            return
        self._offered = found[0].run
        text = self.tr("The run {0} was interrupted after {1} epochs; what it learned is kept.")
        self._tell(
            "warning",
            text.format(words.run_name(found[0].name, found[0].number), found[0].epochs),
            action=self.tr("Resume"),
            doing=self.resume_offered,
        )

    @Slot(object)
    def _on_run_created(self, run: RunFolder) -> None:
        resumed = self.run is not None and self.run.path == run.path
        self.watcher.stop()
        self.run, self._offered = run, None
        self.warmer.cancel()
        if not resumed:
            self.training.clear()
            self.gallery.clear()
            self.export.clear()
            self.predict.clear()
        self.changed.emit()

    @Slot(object)
    def _on_event(self, event: ev.Event) -> None:
        if isinstance(event, ev.PredictionsReady) and not self._fresh.isActive():
            self._fresh.start(0 if event.final else _FRESH_MS)

    @Slot()
    def _show_predictions(self) -> None:
        if self.run is not None:
            self.gallery.show_run(self.run)

    @Slot()
    def _on_export_requested(self) -> None:
        self.view_wanted.emit("export")

    @Slot(str)
    def _on_state(self, state: str) -> None:
        busy = state != IDLE
        self.model.set_running(busy)
        self.dataset.set_running(busy)
        self.runs.set_running(busy)
        self.labelling.set_running(busy)

    @Slot(object)
    def _on_ended(self, end: ev.RunEnded) -> None:
        if self.run is not None:
            self.export.show_run(self.run)
            self.predict.show_run(self.run)
            self.dataset.show_run(self.run)
            if self.run.predictions_path.is_file():
                self._fresh.start(0)
        self.runs.refresh()
        self.changed.emit()
        text = words.outcome(end.outcome)
        if end.val_accuracy is not None:
            text = self.tr("{0}; validation accuracy {1}").format(text, words.percent(end.val_accuracy))
        self.run_over.emit(text)
