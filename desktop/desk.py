"""What everything around the panels shares: the panels, the project, the run in view, a word to the user."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.launcher import ManyGpus
from desktop.panels.dataset import DatasetPanel
from desktop.panels.export import ExportPanel
from desktop.panels.gallery import GalleryPanel
from desktop.panels.labelling import LabellingPanel
from desktop.panels.model import ModelPanel
from desktop.panels.predict import PredictPanel
from desktop.panels.runs import RunsPanel
from desktop.panels.training import TrainingPanel
from desktop.project import Project, folder_for
from desktop.queue_runner import QueueRunner
from desktop.rate_finding import RateFinding
from desktop.run_controller import IDLE, RunController
from desktop.run_watcher import RunWatcher
from desktop.training_thread import Jobs
from desktop.warming import Warm, Warmer, engine_warm
from desktop.widgets.take_or_use import TakeOrUse
from engine.config import RunConfig
from engine.run_folder import RunFolder


class Desk(QObject):
    """The panels of a project and what they work on; who says what to whom is :class:`desktop.bench.Bench`'s.

    Signals:
        view_wanted: a view of :class:`desktop.widgets.workspace.Workspace` that fits what happened.
        told: level, message, hint and action for the window's message line; an empty message clears it.
        changed: another project or run, or the run has got further.
        run_over: how a run ended, in words.

    Attributes:
        project: the open project; None before there is one.
        run: the run in view, going on or of the past.
        doing: what the button of the latest message does.
        level: of the message that stands in the line; empty for none.
    """

    view_wanted = Signal(str)
    told = Signal(str, str, str, str)
    changed = Signal()
    run_over = Signal(str)

    def __init__(self, parent: QObject, jobs: Jobs | None = None, warm: Warm | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.run: RunFolder | None = None
        self.doing: Callable[[], None] | None = None
        self.level = ""
        self.jobs = ManyGpus(jobs)
        self.controller = RunController(self, self.jobs, self.may_start)
        self.watcher = RunWatcher(self)
        self.queue = QueueRunner(self.controller, self)
        self.warmer = Warmer(self, warm or engine_warm)
        self.dataset = DatasetPanel(folder_of=self.folder_of)
        self.model, self.training = ModelPanel(), TrainingPanel()
        self.gallery, self.export, self.runs = GalleryPanel(), ExportPanel(), RunsPanel()
        self.predict, self.labelling = PredictPanel(), LabellingPanel()
        self.take_or_use = TakeOrUse(self.export, self.predict)
        self.rates = RateFinding(self.model.rate, self)

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

    def tell(
        self,
        level: str,
        message: str,
        hint: str = "",
        action: str = "",
        doing: Callable[[], None] | None = None,
    ) -> None:
        """Say something in the message line; ``doing`` is what its button, named ``action``, does."""
        self.doing, self.level = doing, level if message else ""
        self.told.emit(level, message, hint, action)

    @Slot()
    def forget_message(self) -> None:
        """The user closed the message."""
        self.doing, self.level = None, ""

    @Slot()
    def act(self) -> None:
        """Do what the button of the latest message says."""
        if self.doing is not None:
            self.doing()

    def may_change(self) -> bool:
        """Whether other pictures may be opened now; where not, why is told."""
        if self.controller.state == IDLE:
            return True
        self.tell(
            "info",
            self.tr("A run is going on with these pictures."),
            self.tr("Stop it first, then open others."),
        )
        return False

    def folder_of(self, source: str) -> Path:
        """The folder of the project of ``source``: of the open one, wherever that lies, if it is its own."""
        if self.project is not None and self.project.source == source:
            return self.project.folder
        return folder_for(source)

    def is_leaving(self) -> bool:
        """Whether pictures of another project are being read, which then takes the place of this one."""
        source = self.dataset.unread_source()
        return bool(source) and self.project is not None and self.project.source != source

    def may_start(self) -> bool:
        """Whether a run may begin now; where not for the sake of other pictures, that is told.

        It would train on the new pictures into the former project, and be swept aside by the new one.
        """
        if not self.is_leaving():
            return True
        self.tell(
            "info",
            self.tr("The pictures chosen last are not read yet."),
            self.tr("Start when they are, or cancel the reading."),
        )
        return False

    def config(self) -> RunConfig:
        """What the Train button would start."""
        data = self.dataset.data_config()
        if self.project is not None:
            edits = self.project.folder / "edits.json"
            data = dataclasses.replace(data, edits=str(edits) if edits.is_file() else "")
        return RunConfig(data=data, model=self.model.model_config(), train=self.model.train_config())

    @Slot()
    def check(self) -> None:
        """The settings changed: say what is wrong with them, get ready for them."""
        config = self.config()
        self.model.show_problems(config.problems())
        view = self.dataset.view
        if self.project is not None and view is not None and self.controller.state == IDLE:
            self.warmer.ask(config, view.raw)
        self.labelling.set_config(config)
        self.dataset.set_training(config)

    def trainable(self) -> RunConfig | None:
        """The settings shown, where a run can begin with them; what is wrong is told."""
        if not self.may_start():
            return None
        config = self.config()
        problems = config.problems()
        self.model.show_problems(problems)
        if problems:
            self.tell("error", problems[0].message)
        return None if problems or self.project is None or self.model.unreadable() else config
