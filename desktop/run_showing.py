"""Runs on the screen: of the past, going on here, or written by another program."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from desktop import words
from desktop.desk import Desk
from desktop.item_models.thumbnails import shared_loader
from desktop.run_controller import IDLE
from desktop.run_watcher import run_at
from engine import events as ev
from engine.config import RunConfig
from engine.run_folder import RunFolder

_FRESH_MS = 1000
"""Milliseconds before the gallery reads predictions that better ones may soon replace."""


class RunShowing(QObject):
    """Brings runs into the panels of ``desk``, and keeps the one in view up to date."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._resuming: RunFolder | None = None
        self._offered: RunFolder | None = None
        self._told_of: set[Path] = set()
        self._fresh = QTimer(self)
        self._fresh.setSingleShot(True)
        self._fresh.timeout.connect(self._show_predictions)
        self._connect_run()
        self._connect_list()
        self._connect_watcher()

    def _connect_run(self) -> None:
        training, controller = self._desk.training, self._desk.controller
        training.shown.connect(self._on_replayed)
        controller.run_created.connect(self._on_run_created)
        controller.happened.connect(training.on_event)
        controller.happened.connect(self._on_event)
        controller.state_changed.connect(training.set_state)
        controller.ended.connect(self._on_ended)
        training.pause_requested.connect(controller.pause)
        training.resume_requested.connect(controller.resume)
        training.stop_requested.connect(controller.stop)
        training.export_requested.connect(self._on_export_requested)

    def _connect_list(self) -> None:
        runs = self._desk.runs
        runs.open_requested.connect(self.show_run)
        runs.resume_requested.connect(self.resume_run)
        runs.pictures_requested.connect(self.show_compared)
        runs.clone_requested.connect(self._on_clone)
        runs.listed.connect(self._offer_interrupted)

    def _connect_watcher(self) -> None:
        training, watcher = self._desk.training, self._desk.watcher
        watcher.happened.connect(training.on_event)
        watcher.happened.connect(self._on_event)
        watcher.anew.connect(training.clear)
        watcher.unseen.connect(training.tell_unseen)
        watcher.state_changed.connect(training.set_watching)
        watcher.ended.connect(self._on_watched_end)

    @Slot(object)
    def resume_run(self, run: RunFolder) -> None:
        """Go on with an interrupted or stopped run, once what it said so far is on the screen."""
        if self._desk.controller.state == IDLE:
            self._desk.tell("", "")
            self.show_run(run)
            self._resuming = run

    @Slot()
    def _on_replayed(self) -> None:
        run, self._resuming = self._resuming, None
        if run is not None:
            self._desk.warmer.cancel()
            self._desk.controller.resume_run(run)
        elif (
            self._desk.run is not None
            and self._desk.controller.state == IDLE
            and self._desk.training.record.end is None
        ):
            self._desk.watcher.start(self._desk.run, self._desk.training.replayed)

    @Slot()
    def resume_offered(self) -> None:
        """Go on with the interrupted run that was offered."""
        run, self._offered = self._offered, None
        if run is not None:
            self.resume_run(run)

    @Slot(object)
    def show_run(self, run: RunFolder) -> None:
        """Show a run of the past in every panel."""
        if self._desk.controller.state != IDLE:
            self._desk.tell("info", self.tr("Another run is going on; it stays in view until it ends."))
            return
        self.display(run)
        self._desk.view_wanted.emit("instruments")

    def watch_folder(self, path: str) -> None:
        """Follow the run in the folder ``path``, whoever writes it, from its first event on."""
        run = run_at(Path(path))
        if run is None:
            self._desk.tell(
                "error",
                self.tr("{0} is not the folder of a run.").format(path),
                self.tr("Choose the folder that holds its config.json, under the folder of runs."),
            )
        elif self._desk.controller.state != IDLE:
            self._desk.tell("info", self.tr("Another run is going on; it stays in view until it ends."))
        else:
            self._desk.tell("", "")
            self._desk.run, self._resuming = run, None
            self._desk.training.clear()
            self._desk.watcher.start(run)
            self._display_results(run)
            self._desk.view_wanted.emit("instruments")

    @Slot(object)
    def _on_watched_end(self, _end: ev.RunEnded) -> None:
        if self._desk.watcher.run is not None:
            self._display_results(self._desk.watcher.run)
            self._desk.runs.refresh()

    @Slot(object, object)
    def show_compared(self, run: RunFolder, reference: RunFolder) -> None:
        """Show a run of the past, compared with another one picture by picture."""
        if self._desk.controller.state == IDLE:
            self._desk.gallery.clear()
            self._desk.gallery.compare_next_with(reference)
        self.show_run(run)

    def display(self, run: RunFolder) -> None:
        """Put ``run`` into every panel; what it said is replayed in the background."""
        self._desk.watcher.stop()
        self._desk.run, self._resuming = run, None
        self._desk.training.show_run(run)
        self._display_results(run)

    def _display_results(self, run: RunFolder) -> None:
        shared_loader().look_again()
        self._desk.gallery.show_run(run)
        self._desk.export.show_run(run)
        self._desk.predict.show_run(run)
        self._desk.dataset.show_run(run)
        self._desk.changed.emit()

    @Slot(object)
    def _on_clone(self, config: RunConfig) -> None:
        self._desk.model.apply_config(config)
        self._desk.check()
        self._desk.view_wanted.emit("instruments")
        self._desk.tell(
            "info", self.tr("The run's settings are in the Model panel: change what you like, then train.")
        )

    @Slot()
    def _offer_interrupted(self) -> None:
        """After a crash or a power cut: one click to go on, offered once.

        Never in place of an error, nor of the offer to start the queue: it comes when that is answered.
        """
        found = [row for row in self._desk.runs.interrupted() if row.run.path not in self._told_of]
        busy = self._desk.controller.state != IDLE or self._resuming is not None
        queues = bool(self._desk.level) and self._desk.doing == self._desk.queue.start
        if not found or busy or queues or self._desk.level == "error":
            return
        self._told_of.update(row.run.path for row in found)
        self._offered = found[0].run
        text = self.tr("The run {0} was interrupted after {1}; what it learned is kept.")
        self._desk.tell(
            "warning",
            text.format(words.run_name(found[0].name, found[0].number), words.epochs(found[0].epochs)),
            action=self.tr("Resume"),
            doing=self.resume_offered,
        )

    @Slot(object)
    def _on_run_created(self, run: RunFolder) -> None:
        resumed = self._desk.run is not None and self._desk.run.path == run.path
        self._desk.watcher.stop()
        self._put_off_offer()
        self._desk.run = run
        # A list read as it began says that it was interrupted: nobody held it yet.
        self._told_of.add(run.path)
        self._desk.warmer.cancel()
        self._desk.rates.cancel()
        if resumed:
            self._desk.training.begin_again()
        else:
            self._desk.training.clear()
            self._desk.gallery.clear()
            self._desk.export.show_run(run)
            self._desk.predict.show_run(run)
        self._desk.changed.emit()

    def _put_off_offer(self) -> None:
        """Another run begins: what was offered cannot be taken up now, and is offered again when it ended."""
        offered, self._offered = self._offered, None
        if offered is not None and self._desk.doing == self.resume_offered:
            self._desk.tell("", "")
            self._told_of.discard(offered.path)

    @Slot(object)
    def _on_event(self, event: ev.Event) -> None:
        if isinstance(event, ev.PredictionsReady) and not self._fresh.isActive():
            self._fresh.start(0 if event.final else _FRESH_MS)

    @Slot()
    def _show_predictions(self) -> None:
        if self._desk.run is not None:
            self._desk.gallery.show_run(self._desk.run)

    @Slot()
    def _on_export_requested(self) -> None:
        self._desk.view_wanted.emit("export")

    @Slot(object)
    def _on_ended(self, end: ev.RunEnded) -> None:
        if self._desk.run is not None:
            self._desk.export.show_run(self._desk.run)
            self._desk.predict.show_run(self._desk.run)
            self._desk.dataset.show_run(self._desk.run)
            if self._desk.run.predictions_path.is_file():
                self._fresh.start(0)
        self._desk.runs.refresh()
        self._desk.changed.emit()
        text = words.outcome(end.outcome)
        if end.val_accuracy is not None:
            text = self.tr("{0}; validation accuracy {1}").format(text, words.percent(end.val_accuracy))
        self._desk.run_over.emit(text)
