"""The window: the road, the start screen, and the bench of panels behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from desktop import icons, notify, preferences, tab_order, tasks
from desktop.closing import Closing
from desktop.furnishing import Furnishing
from desktop.hardware_watch import HardwareWatch
from desktop.looks import Looks
from desktop.widgets import ask_folder, stop_question
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.road_bar import RoadBar
from desktop.widgets.start_screen import StartScreen
from desktop.widgets.workspace import Workspace
from desktop.window_help import WindowHelp
from desktop.window_menu import WindowMenu

if TYPE_CHECKING:
    from desktop.bench import Bench
    from desktop.training_thread import Jobs

_STEPS = {"data": "data", "model": "model", "train_step": "train", "explore": "explore", "export": "export"}


class MainWindow(QMainWindow):
    """One project, one run at a time.

    Signals:
        first_shown: once, after the window was first on the screen and before anything heavy.
        furnished: once, when the panels stand.
    """

    first_shown = Signal()
    furnished = Signal()

    def __init__(self, *, jobs: Jobs | None = None, load_engine: bool = True) -> None:
        """With ``load_engine`` torch is imported in the background once the window is shown."""
        super().__init__()
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.resize(1440, 900)
        self.setMinimumSize(960, 640)
        self._jobs, self._load_engine = jobs, load_engine
        self._bench: Bench | None = None
        self._was_shown = self._was_closed = False
        self._closing = Closing(self)
        self._furnishing = Furnishing(self)
        self.road, self.start, self.message = RoadBar(), StartScreen(), InlineMessage()
        self.actions_menu = WindowMenu(self)
        self.looks = Looks(self)
        self.help = WindowHelp(self, self.actions_menu)
        self.workspace = Workspace(self.start)
        self._hardware = HardwareWatch(self.road.hardware, self, enabled=load_engine)
        self._build()
        self._connect()
        self.retranslate()
        self.show_view("start")
        geometry = preferences.state("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)

    @property
    def bench(self) -> Bench:
        """The panels; made at the first call, which comes after the first show or with the first order."""
        if self._bench is None:
            from desktop.bench import Bench
            from desktop.warming import no_warming

            self._furnishing.hurry()
            self._bench = made = Bench(self, self._jobs, None if self._load_engine else no_warming)
            made.warmer.told.connect(self.road.hardware.show_activity)
            self.workspace.furnish(made.panels())
            made.view_wanted.connect(self._on_view_wanted)
            made.told.connect(self._on_told)
            made.changed.connect(self._on_changed)
            made.run_over.connect(self._on_run_over)
            made.controller.state_changed.connect(self._hardware.follow)
            made.runs.watch_requested.connect(self.ask_for_run)
            self._hardware.found.connect(made.model.bar.show_hardware)
            self.message.acted.connect(made.act)
            self.message.dismissed.connect(made.forget_message)
            self.help.explain(made.panels())
            made.unfinished_sorting.offer()
            self.furnished.emit()
        return self._bench

    def _build(self) -> None:
        self.setWindowIcon(icons.icon("graft", "accent"))
        self.road.menu.setMenu(self.actions_menu.menu)
        centre = QWidget()
        # Somewhere for the focus to rest at first, without a ring around anything.
        centre.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.message.setObjectName("window_message")
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.road)
        layout.addWidget(self.message)
        layout.addWidget(self.workspace, 1)
        self.setCentralWidget(centre)
        centre.setFocus()

    def _connect(self) -> None:
        self._furnishing.ready.connect(self._furnish)
        self.start.open_folder.connect(self.ask_for_folder)
        self.start.open_project.connect(self.ask_for_project)
        self.start.open_sample.connect(self.open_sample)
        self.start.project_chosen.connect(self.open_project)
        self.road.step_chosen.connect(self._on_step)
        self.road.runs_toggled.connect(self._on_runs_toggled)
        self.road.hardware.asked.connect(self._on_hardware_asked)
        self.actions_menu.chosen.connect(self._on_action)
        self.actions_menu.project_chosen.connect(self.open_project)
        self.actions_menu.scheme_chosen.connect(self.looks.set_scheme)
        self.actions_menu.motion_chosen.connect(self.looks.set_motion)
        self.actions_menu.language_chosen.connect(self.looks.set_language)
        notify.door().told.connect(self.message.tell)
        notify.door().listening(True)

    def retranslate(self) -> None:
        """Write the window's own words."""
        project = self._bench.project if self._bench else None
        self.setWindowTitle(f"{project.name} - Graft" if project else "Graft")

    def changeEvent(self, event: QEvent) -> None:
        """Qt's."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self.actions_menu.retranslate()
            self.help.retranslate()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's: the first time, go on making things once the window is drawn."""
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            QTimer.singleShot(0, self._after_first_show)

    @Slot()
    def _after_first_show(self) -> None:
        self.repaint()
        self.first_shown.emit()
        QTimer.singleShot(0, self._furnishing, self._furnishing.go_on)

    @Slot()
    def _furnish(self) -> None:
        _ = self.bench
        self._hardware.load()

    # What is shown

    def show_view(self, view: str) -> None:
        """Give the window to a view of :class:`Workspace` and keep the road in step."""
        self.workspace.show_view(view)
        self.road.show_step(view)
        self.road.show_runs(view == "runs")
        self._on_changed()
        if self.focusWidget() is None or not self.focusWidget().isVisible():
            self.workspace.setFocus()  # so that Tab begins with what is shown

    def home(self) -> str:
        """The view to come back to."""
        bench = self._bench
        shown = bench is not None and (bench.project is not None or bench.run is not None)
        return "instruments" if shown else "start"

    @Slot()
    def _on_changed(self) -> None:
        project = self._bench.project if self._bench else None
        run = self._bench.run if self._bench else None
        for step in self.road.steps:
            self.road.set_enabled(step, project is not None or run is not None)
        self.road.runs.setEnabled(project is not None)
        self.road.mark("data", done=project is not None)
        # Up to a trained network a step is done once its own part of the run in view is there;
        # exploring and exporting are uses of it and never done.
        self.road.mark("model", done=run is not None)
        self.road.mark("train", done=run is not None and run.best_path.is_file())
        self.retranslate()

    @Slot(str)
    def _on_view_wanted(self, view: str) -> None:
        """A view that fits what happened; one panel alone stays alone where it shows that already."""
        if view == "training":
            view = "train" if self.workspace.shown == "train" else "instruments"
        self.show_view(view)

    @Slot(str)
    def _on_step(self, step: str) -> None:
        self.show_view(step or self.home())

    @Slot(bool)
    def _on_runs_toggled(self, on: bool) -> None:
        if on:
            self.bench.runs.refresh()
        self.show_view("runs" if on else self.home())

    @Slot(str, str, str, str)
    def _on_told(self, level: str, message: str, hint: str, action: str) -> None:
        if message:
            self.message.tell(level, message, hint, action)
        else:
            self.message.clear()

    @Slot(str, str)
    def _on_hardware_asked(self, message: str, hint: str) -> None:
        self.message.tell("info", message, hint)

    @Slot(str)
    def _on_action(self, key: str) -> None:
        if key in _STEPS:
            if self.home() == "instruments":
                same = self.workspace.shown == _STEPS[key]
                self.show_view(self.home() if same else _STEPS[key])
            return
        if key in self.help.ACTIONS:
            if told := self.help.act(key, self.road.hardware.whole_text()):
                self.message.tell("info", told)
            return
        doing: dict[str, Callable[[], object]] = {
            "open_folder": self.ask_for_folder,
            "open_project": self.ask_for_project,
            "open_sample": self.open_sample,
            "watch_run": self.ask_for_run,
            "train": self.bench.model.train.click,
            "queue": self.bench.model.enqueue.click,
            "pause": self.bench.training.tools.pause.click,
            "stop": self.bench.training.tools.stop.click,
            "all": self._show_all,
            "runs": self.road.runs.click,
            "label": self.bench.label_pictures,
            "quit": self.close,
        }
        doing[key]()

    def _show_all(self) -> None:
        self.show_view(self.home())

    # Opening

    @Slot()
    def ask_for_folder(self) -> None:
        """Let the user choose a folder of pictures."""
        if chosen := ask_folder.of_pictures(self):
            self.open_path(chosen)

    @Slot()
    def ask_for_project(self) -> None:
        """Let the user choose a project folder."""
        if chosen := ask_folder.of_project(self):
            self.open_project(chosen)

    @Slot()
    def ask_for_run(self) -> None:
        """Let the user choose the folder of a run to follow, wherever it is written."""
        if chosen := ask_folder.of_run(self):
            self.bench.watch_folder(chosen)

    def open_path(self, path: str) -> None:
        """Open a project, a folder of pictures, a CSV file or an archive."""
        self.bench.open_path(path)

    @Slot()
    def open_sample(self) -> None:
        """Open the built-in sample."""
        self.bench.open_sample()

    @Slot(str)
    def open_project(self, folder: str) -> None:
        """Open the project in ``folder``."""
        self.bench.open_project(folder)

    @Slot()
    def train_sample(self) -> None:
        """Open the sample and train as soon as it is read."""
        self.bench.train_sample()

    @Slot(str)
    def _on_run_over(self, text: str) -> None:
        self._hardware.look()
        notify.on_desktop(self, self.tr("Training"), text)

    # Coming and going

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt's: Tab goes in reading order."""
        return tab_order.go(self, forward=forward)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: files and folders are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: open what was dropped; loose pictures go to a class of the data set."""
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.bench.take(local)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's: ask while a run or a sorting goes on; stop it cleanly, wait for every task."""
        if not self._closing.may_go(self._bench):
            event.ignore()
            return
        if not self._was_closed:
            self._was_closed = True
            if self._bench is not None:
                self._bench.watcher.stop()
                self.workspace.save()
            self._hardware.stop()
            preferences.set_state("geometry", self.saveGeometry())
            notify.door().told.disconnect(self.message.tell)
            notify.door().listening(False)
        tasks.stop_all()
        super().closeEvent(event)

    def may_close(self) -> bool:
        """Ask whether to stop the run and close."""
        return stop_question.ask(self)

    def may_stop_sorting(self) -> bool:
        """Ask whether to stop sorting pictures into folders and close."""
        return stop_question.ask_sorting(self)
