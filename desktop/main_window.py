"""The window: the road, the start screen, and the bench of panels behind it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QMessageBox, QVBoxLayout, QWidget

from desktop import i18n, icons, notify, paths, preferences, tasks, theme
from desktop.run_controller import IDLE
from desktop.tasks import Task
from desktop.widgets.inline_message import InlineMessage
from desktop.widgets.road_bar import RoadBar
from desktop.widgets.start_screen import StartScreen
from desktop.widgets.workspace import Workspace
from desktop.window_menu import WindowMenu

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.bench import Bench
    from desktop.training_thread import Jobs
    from engine.config import RunConfig
    from engine.control import RunControl
    from engine.events import Event

_LOOK_MS = 5000
"""Milliseconds between two looks at the memory while a run goes on."""

_BEHIND = (
    "numpy",
    "desktop.panels.dataset",
    "desktop.panels.gallery",
    "desktop.panels.model",
    "desktop.panels.training",
    "desktop.panels.export",
    "desktop.panels.predict",
    "desktop.bench",
)
"""Imported after the first show, in this order."""

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
        self._was_shown = False
        self._to_import = list(_BEHIND)
        self.road, self.start, self.message = RoadBar(), StartScreen(), InlineMessage()
        self.actions_menu = WindowMenu(self)
        self.workspace = Workspace(self.start)
        self._memory = QTimer(self)
        self._memory.setInterval(_LOOK_MS)
        self._memory.timeout.connect(self._look_at_hardware)
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

            self._bench = made = Bench(self, self._jobs, None if self._load_engine else _nothing)
            made.warmer.told.connect(self.road.hardware.show_activity)
            self.workspace.furnish(made.panels())
            made.view_wanted.connect(self._on_view_wanted)
            made.told.connect(self._on_told)
            made.changed.connect(self._on_changed)
            made.run_over.connect(self._on_run_over)
            made.controller.state_changed.connect(self._on_state)
            self.message.acted.connect(made.act)
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
        self.start.open_folder.connect(self.ask_for_folder)
        self.start.open_project.connect(self.ask_for_project)
        self.start.open_sample.connect(self.open_sample)
        self.start.project_chosen.connect(self.open_project)
        self.road.step_chosen.connect(self._on_step)
        self.road.runs_toggled.connect(self._on_runs_toggled)
        self.road.hardware.asked.connect(self._on_hardware_asked)
        self.actions_menu.chosen.connect(self._on_action)
        self.actions_menu.project_chosen.connect(self.open_project)
        self.actions_menu.scheme_chosen.connect(self.set_scheme)
        self.actions_menu.language_chosen.connect(self.set_language)
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
        QTimer.singleShot(0, self._furnish)

    @Slot()
    def _furnish(self) -> None:
        """Import what the panels need one by one, so that clicks are heard in between; then make them."""
        if self._to_import and self._bench is None:
            importlib.import_module(self._to_import.pop(0))
            QTimer.singleShot(0, self._furnish)
            return
        _ = self.bench
        if self._load_engine:
            from desktop import preload

            task = Task.start(preload.load, self)
            task.done.connect(self.road.hardware.show_report)
            task.failed.connect(self.road.hardware.show_failure)

    @Slot()
    def _look_at_hardware(self) -> None:
        if self._load_engine:
            from desktop import preload

            Task.start(preload.look, self).done.connect(self.road.hardware.show_report)

    # What is shown

    def show_view(self, view: str) -> None:
        """Give the window to a view of :class:`Workspace` and keep the road in step."""
        self.workspace.show_view(view)
        self.road.show_step(view)
        self.road.show_runs(view == "runs")
        self._on_changed()

    def home(self) -> str:
        """The view to come back to."""
        return "instruments" if self._bench is not None and self._bench.project is not None else "start"

    @Slot()
    def _on_changed(self) -> None:
        project = self._bench.project if self._bench else None
        run = self._bench.run if self._bench else None
        for step in self.road.steps:
            self.road.set_enabled(step, project is not None)
        self.road.runs.setEnabled(project is not None)
        self.road.mark("data", done=project is not None)
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
        doing: dict[str, Callable[[], object]] = {
            "open_folder": self.ask_for_folder,
            "open_project": self.ask_for_project,
            "open_sample": self.open_sample,
            "train": self.bench.model.train.click,
            "queue": self.bench.model.enqueue.click,
            "pause": self.bench.training.tools.pause.click,
            "stop": self.bench.training.tools.stop.click,
            "all": self._show_all,
            "runs": self.road.runs.click,
            "shortcuts": self._show_shortcuts,
            "copy_diagnostics": self._copy_diagnostics,
            "open_logs": self._open_logs,
            "about": self._show_about,
            "quit": self.close,
        }
        doing[key]()

    def _show_all(self) -> None:
        self.show_view(self.home())

    def _show_shortcuts(self) -> None:
        from desktop import help

        help.shortcuts_page(self, self.actions_menu.cheat_sheet()).open()

    def _show_about(self) -> None:
        from desktop import help

        help.about_page(self).open()

    def _copy_diagnostics(self) -> None:
        from desktop import help

        QGuiApplication.clipboard().setText(help.diagnostics(self.road.hardware.text()))
        self.message.tell(
            "info", self.tr("Diagnostics copied. They hold no names and nothing of your pictures.")
        )

    def _open_logs(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.log_folder())))

    @Slot(str)
    def set_scheme(self, scheme: str) -> None:
        """Show and remember a scheme of ``theme.SCHEMES``."""
        preferences.set_text("scheme", scheme)
        theme.set_scheme(scheme)

    @Slot(str)
    def set_language(self, language: str) -> None:
        """Show and remember a language of ``i18n.LANGUAGES``."""
        preferences.set_text("language", language)
        i18n.use(language)

    # Opening

    @Slot()
    def ask_for_folder(self) -> None:
        """Let the user choose a folder of pictures."""
        title = self.tr("Open a folder of pictures")
        chosen = QFileDialog.getExistingDirectory(self, title, preferences.text("folder"))
        if chosen:
            preferences.set_text("folder", str(Path(chosen).parent))
            self.open_path(chosen)

    @Slot()
    def ask_for_project(self) -> None:
        """Let the user choose a project folder."""
        title = self.tr("Open a project")
        chosen = QFileDialog.getExistingDirectory(self, title, str(paths.projects_folder()))
        if chosen:
            self.open_project(chosen)

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
    def _on_state(self, state: str) -> None:
        if state == IDLE:
            self._memory.stop()
        else:
            self._memory.start()

    @Slot(str)
    def _on_run_over(self, text: str) -> None:
        self._look_at_hardware()
        notify.on_desktop(self, self.tr("Training"), text)

    # Coming and going

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: files and folders are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: open the first thing dropped."""
        local = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if local:
            event.acceptProposedAction()
            self.open_path(local[0])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt's: ask while a run goes on; stop it cleanly, wait for every task."""
        if self._bench is not None:
            if self._bench.controller.state != IDLE and not self.may_close():
                event.ignore()
                return
            self._bench.queue.hold()
            self._bench.warmer.stop_and_wait()
            self._bench.controller.stop_and_wait()
            self.workspace.save()
        self._memory.stop()
        preferences.set_state("geometry", self.saveGeometry())
        notify.door().told.disconnect(self.message.tell)
        notify.door().listening(False)
        tasks.stop_all()
        super().closeEvent(event)

    def may_close(self) -> bool:
        """Ask whether to stop the run and close."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("A run is going on. Stop it and close?"))
        box.setInformativeText(self.tr("It stops at the next batch and is kept; you can resume it later."))
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Keep training"), QMessageBox.ButtonRole.RejectRole)
        QApplication.beep()
        box.exec()
        return box.clickedButton() is stop


def _nothing(_config: RunConfig, _control: RunControl) -> Iterator[Event]:
    """Warming for a window that was told not to load the engine."""
    return iter(())
