"""Starts the runs that wait, one after another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop import engine_words
from desktop.run_controller import IDLE, STOPPING, RunController
from desktop.run_queue import RunQueue
from desktop.widgets.queue_list import QueueList
from engine import events as ev
from engine.config import RunConfig

FAILURES = 2
"""Runs failing one after another that hold the queue: what stopped them may stop all the others too."""


class QueueRunner(QObject):
    """The queue of the project shown, and whether it goes on by itself.

    It is held after the user stopped a run, and when a project is opened with runs that wait: then
    nothing starts unasked. Otherwise the next run begins when one has ended.

    Signals:
        changed: what waits, whether it is held, or whether a run goes on.
        started: a run began because the user let the queue go on.
        told: level, message, hint and action for the window's message line; an empty message clears
            the last of these. The action is always :meth:`start`.
    """

    changed = Signal()
    started = Signal()
    told = Signal(str, str, str, str)

    def __init__(self, controller: RunController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._runs: Path | None = None
        self._held = False
        self._failures = 0
        self._list: QueueList | None = None
        self.queue = RunQueue(self)
        self.queue.changed.connect(self._on_changed)
        self.queue.failed.connect(self._on_failed)
        controller.state_changed.connect(self._on_state)
        # Everybody who listens to the end of a run hears of it before the next one begins.
        controller.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def held(self) -> bool:
        """Whether what waits needs the user's word to start."""
        return self._held

    @property
    def running(self) -> bool:
        """Whether a run goes on, from the queue or not."""
        return self._controller.state != IDLE

    def open(self, project: Path, runs: Path) -> None:
        """Show the queue of the project in the folder ``project``, whose runs go to ``runs``; held."""
        self._runs, self._failures = runs, 0
        self.queue.open(project)
        waiting = len(self.queue.waiting)
        self._hold(waiting > 0)
        if waiting:
            text = self.tr("Runs waiting in this project's queue: {0}").format(waiting)
            self.told.emit("info", text, "", self.tr("Start the queue"))

    def add(self, config: RunConfig) -> None:
        """Put a run at the end."""
        if not self.queue.add(config):
            self._tell_unsaved(self.tr("Added to the queue, but kept only until the window closes: {0}"))
            return
        text = self.tr("Added to the queue, which is under Runs. Waiting: {0}")
        text = text.format(len(self.queue.waiting))
        if self.running and not self._held:
            self.told.emit("info", text, self.tr("The next one starts when this run has ended."), "")
        else:
            self.told.emit("info", text, "", self.tr("Start the queue"))

    def show_on(self, shown: QueueList) -> None:
        """Keep ``shown`` in step, and do what is asked there."""
        self._list = shown
        shown.start_requested.connect(self.start)
        shown.hold_requested.connect(self.hold)
        shown.moved.connect(self.queue.move)
        shown.removed.connect(self.queue.remove)

    @Slot()
    def start(self) -> None:
        """Let the queue go on, at once where no run is in the way."""
        self._failures = 0
        self.told.emit("info", "", "", "")
        self._hold(False)
        if not self.running:
            self._start_next()
            if self.running:
                self.started.emit()
        if self.queue.waiting:
            self._tell_unsaved(self.tr("What waits in the queue is kept only until the window closes: {0}"))

    def _tell_unsaved(self, text: str) -> None:
        """Tell ``text`` with why the queue is not on disk; nothing where it is."""
        problem = self.queue.problem
        if problem is not None:
            action = "" if self.running and not self._held else self.tr("Start the queue")
            self.told.emit("warning", text.format(engine_words.said(problem.message)), problem.hint, action)

    @Slot()
    def hold(self) -> None:
        """Start nothing more until :meth:`start`; a run that goes on is left alone."""
        self._hold(True)

    def _hold(self, held: bool) -> None:
        self._held = held
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        if self._list is not None:
            self._list.show_queue(self.queue.waiting, held=self._held, running=self.running)
        self.changed.emit()

    def _start_next(self) -> None:
        if self._runs is None or not self.queue.waiting:
            return
        if self._controller.start(self.queue.waiting[0].config, self._runs) is None:
            self._hold(True)  # refused with a reason: it stays the first
        else:
            self.queue.take()

    @Slot(str)
    def _on_state(self, state: str) -> None:
        if state == STOPPING:
            self._held = True
        self._on_changed()

    @Slot(object)
    def _on_ended(self, end: ev.RunEnded) -> None:
        self._failures = self._failures + 1 if end.outcome == "failed" else 0
        if not self.queue.waiting:
            self._hold(False)
        if self._held or self.running or not self.queue.waiting:
            return
        if self._failures >= FAILURES:
            self._hold(True)
            self.told.emit(
                "error",
                self.tr("The queue is held: {0} runs failed one after another.").format(self._failures),
                end.message,
                self.tr("Start the queue"),
            )
            return
        self.told.emit("info", "", "", "")
        self._start_next()
        if end.outcome == "failed" and self.running:
            text = self.tr("A run failed and the next one has begun: {0}")
            self.told.emit("warning", text.format(engine_words.said(end.message)), end.hint, "")

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.told.emit("error", message, hint, "")
