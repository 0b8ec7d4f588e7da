"""Starting runs: at once, again, in a queue, over several seeds or folds; and the search for a rate."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QObject, Slot

from desktop.desk import Desk
from desktop.project import Project, is_project
from desktop.run_controller import IDLE
from engine.errors import EngineError
from engine.evaluation.repeats import over_folds, over_seeds
from engine.run_folder import RunFolder


class RunStarting(QObject):
    """Starts what the panels of ``desk`` ask for, with the settings they show."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._train_when_ready = False
        desk.labelling.train_requested.connect(self.train)
        desk.gallery.train_requested.connect(self.train_again)
        desk.model.train_requested.connect(self.train)
        desk.model.rate_requested.connect(self.find_rate)
        desk.model.queue_requested.connect(self.add_to_queue)
        desk.model.repeat_requested.connect(self.repeat)
        desk.model.bar.processes_changed.connect(desk.jobs.set_processes)
        desk.controller.state_changed.connect(self._on_state)
        desk.controller.refused.connect(self._on_refused)
        desk.queue.show_on(desk.runs.queue)
        desk.queue.told.connect(self._on_queue_told)
        desk.queue.started.connect(self._on_queue_started)

    def train_when_ready(self) -> None:
        """Train as soon as the next pictures are read."""
        self._train_when_ready = True

    @Slot()
    def on_ready(self) -> None:
        """Pictures are read."""
        if self._train_when_ready:
            self._train_when_ready = False
            self.train()

    @Slot()
    def train(self) -> None:
        """Start a run with the settings shown."""
        if self._desk.controller.state != IDLE:
            return
        config = self._desk.trainable()
        if config is None or self._desk.project is None:
            return
        self._desk.tell("", "")
        self._desk.warmer.cancel()
        self._desk.rates.cancel()
        if self._desk.controller.start(config, self._desk.project.runs) is not None:
            self._desk.view_wanted.emit("training")

    @Slot()
    def train_again(self) -> None:
        """Start a run with the settings of the one shown and the corrections of now, to compare the two.

        Both are of the project that it lies in, which need not be the open one: there the gallery keeps what
        is corrected.
        """
        shown = self._desk.run
        if shown is None or self._desk.controller.state != IDLE:
            return
        try:
            project = self._project_of(shown)
            if project is None:
                self._desk.tell(
                    "info",
                    self.tr("The run shown lies in no project: there is no place for another one beside it."),
                    self.tr("Open its project first."),
                )
                return
            config = shown.config()
        except EngineError as error:
            self._desk.tell("error", error.message, error.hint)
            return
        edits = project.folder / "edits.json"
        data = dataclasses.replace(config.data, edits=str(edits) if edits.is_file() else "")
        self._desk.tell("", "")
        self._desk.warmer.cancel()
        again = dataclasses.replace(config, data=data, name="", repeat="")
        if self._desk.controller.start(again, project.runs) is not None:
            self._desk.gallery.compare_next_with(shown)
            self._desk.view_wanted.emit("training")

    def _project_of(self, run: RunFolder) -> Project | None:
        """The project whose run ``run`` is. Raises EngineError where that is damaged."""
        opened, folder = self._desk.project, run.path.parent
        if opened is not None and folder == opened.runs:
            return opened
        project = Project.open(folder.parent) if is_project(folder.parent) else None
        return project if project is not None and folder == project.runs else None

    @Slot()
    def add_to_queue(self) -> None:
        """Let a run with the settings shown wait for its turn."""
        config = self._desk.trainable()
        if config is not None:
            self._desk.queue.add(config)

    @Slot(str, int)
    def repeat(self, what: str, count: int) -> None:
        """Train with the settings shown over several ``seeds`` or ``folds``, one after another."""
        config = self._desk.trainable()
        if config is None:
            return
        runs = over_seeds(config, count) if what == "seeds" else over_folds(config, count)
        for one in runs:
            self._desk.queue.add(one)
        if self._desk.controller.state == IDLE:
            self._desk.queue.start()

    @Slot()
    def find_rate(self) -> None:
        """Look for a learning rate for the settings shown."""
        config = self._desk.trainable()
        if config is not None and self._desk.controller.state == IDLE:
            self._desk.warmer.cancel()
            self._desk.rates.start(config)

    @Slot()
    def _on_queue_started(self) -> None:
        self._desk.view_wanted.emit("training")

    @Slot(str, str, str, str)
    def _on_queue_told(self, level: str, message: str, hint: str, action: str) -> None:
        if message or self._desk.doing == self._desk.queue.start:  # it clears no message but its own
            self._desk.tell(level, message, hint, action, self._desk.queue.start)

    @Slot(str, str)
    def _on_refused(self, message: str, hint: str) -> None:
        self._desk.tell("error", message, hint)

    @Slot(str)
    def _on_state(self, state: str) -> None:
        busy = state != IDLE
        self._desk.model.set_running(busy)
        self._desk.dataset.set_running(busy)
        self._desk.runs.set_running(busy)
        self._desk.labelling.set_running(busy)
