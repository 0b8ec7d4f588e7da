"""The one bridge between the engine's generator and the window."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from engine import events as ev
from engine.config import RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.run_folder import RunFolder

Job = Callable[[RunControl], Iterator[ev.Event]]
"""Makes the generator; called on the thread, so that it may import torch."""

PERIOD_MS = 34
"""Milliseconds between two deliveries of events: under 30 a second. Without events nothing wakes up: on a
machine of few cores every wake-up takes one from the training, whose other cores then wait for it."""

_log = logging.getLogger(__name__)


class Jobs(Protocol):
    """Where jobs come from: the engine, or a test's canned events."""

    def train(self, config: RunConfig, run: RunFolder) -> Job:
        """A job that trains ``config`` into ``run``."""

    def resume(self, run: RunFolder) -> Job:
        """A job that goes on with ``run`` where it stopped."""


class EngineJobs:
    """Jobs done by :mod:`engine.training.loop`."""

    def train(self, config: RunConfig, run: RunFolder) -> Job:
        """See :class:`Jobs`."""

        def job(control: RunControl) -> Iterator[ev.Event]:
            from engine.training.loop import train

            return train(config, run, control)

        return job

    def resume(self, run: RunFolder) -> Job:
        """See :class:`Jobs`."""

        def job(control: RunControl) -> Iterator[ev.Event]:
            from engine.training.loop import resume

            return resume(run, control)

        return job


class WatchedControl(RunControl):
    """A :class:`RunControl` that knows whether the engine is holding at it."""

    def __init__(self) -> None:
        super().__init__()
        self._holding = threading.Event()

    @property
    def holding(self) -> bool:
        """Whether the engine has come to rest in a pause."""
        return self._holding.is_set()

    def wait(self, seconds: float) -> bool:
        """See :meth:`RunControl.wait`."""
        if self.paused:
            self._holding.set()
        gone_on = super().wait(seconds)
        if gone_on:
            self._holding.clear()
        return gone_on


class TrainingThread(QThread):
    """Runs a job's generator to its end. Made, started and listened to on the main thread.

    Events gather on the thread; the first of them calls for a delivery on the main thread, so that however
    fast the engine speaks, the window hears it at most 30 times a second, in order, nothing lost.

    Signals:
        delivered: a tuple of events, oldest first.
    """

    delivered = Signal(object)
    _came = Signal()

    def __init__(self, job: Job, run: RunFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.control = WatchedControl()
        self._job = job
        self._run = run
        self._lock = threading.Lock()
        self._waiting: list[ev.Event] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._deliver)
        self._latest = -math.inf
        self._came.connect(self._call, Qt.ConnectionType.QueuedConnection)
        self.finished.connect(self._finish)

    def request_stop(self) -> None:
        """Ask the run to end at the next batch, keeping best and last. Returns at once."""
        self.control.stop()

    def run(self) -> None:
        """The thread's part: never called directly."""
        try:
            for event in self._job(self.control):
                self._take(event)
        except EngineError as error:
            self._fail(error.message, error.hint)
        except Exception as error:  # noqa: BLE001 - the top of the thread: the window must hear of any end
            _log.exception("training ended unexpectedly")
            self._fail(
                self.tr("Training ended unexpectedly: {0}").format(f"{type(error).__name__}: {error}"),
                self.tr("The details are in the log. What was saved before is kept; the run can be resumed."),
            )

    def _fail(self, message: str, hint: str) -> None:
        self._take(failed_end(self._run, message, hint))

    def _take(self, event: ev.Event) -> None:
        """The thread's part: keep ``event`` until it is delivered."""
        with self._lock:
            self._waiting.append(event)
            first = len(self._waiting) == 1
        if first:
            self._came.emit()

    @Slot()
    def _call(self) -> None:
        """The main thread's part: deliver as soon as the period allows."""
        if not self._timer.isActive():
            passed = 1000 * (time.monotonic() - self._latest)
            self._timer.start(0 if passed >= PERIOD_MS else math.ceil(PERIOD_MS - passed))

    @Slot()
    def _deliver(self) -> None:
        self._latest = time.monotonic()
        with self._lock:
            events, self._waiting = tuple(self._waiting), []
        if events:
            self.delivered.emit(events)

    @Slot()
    def _finish(self) -> None:
        self._timer.stop()
        self._deliver()


def failed_end(run: RunFolder | None, message: str, hint: str) -> ev.RunEnded:
    """The end of a run that the engine itself did not give one."""
    return ev.RunEnded(
        outcome="failed",
        run=str(run.path) if run else "",
        epochs=0,
        seconds=0.0,
        best_epoch=0,
        val_accuracy=None,
        val_count=0,
        message=message,
        hint=hint,
    )
