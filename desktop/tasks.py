"""Work that takes longer than a blink, done off the main thread and told of by signals."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QRunnable, QThreadPool, QTimer, Signal, Slot

from desktop import unexpected
from engine.errors import EngineError

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Work = Callable[[Progress, Cancelled], object]

PROGRESS_PERIOD = 1 / 30
"""Seconds between two ``progress`` signals of a task; the last one always arrives."""

_pool: QThreadPool | None = None
_running: set[Task] = set()


class Task(QObject):
    """One piece of work on a pool thread. Its signals arrive on the main thread.

    Exactly one of ``done`` and ``failed`` comes before ``finished``, except where the work was
    cancelled: then only ``finished`` comes, and what the work returned is dropped.

    Signals:
        done: what the work returned.
        failed: message and hint of an EngineError; of a defect, which goes to ``sys.excepthook`` besides.
        progress: units done and units in all (0 when unknown), at most 30 a second.
        finished: always, last.
    """

    done = Signal(object)
    failed = Signal(str, str)
    progress = Signal(int, int)
    finished = Signal()

    def __init__(self, work: Work) -> None:
        # Owned by the application and not by the caller's widget: a pool thread may still be
        # emitting when that widget goes.
        super().__init__(QCoreApplication.instance())
        self._work: Work | None = work
        self._cancel = threading.Event()
        self._left = threading.Event()
        self.finished.connect(self._forget)

    @classmethod
    def start(cls, work: Work, parent: QObject | None = None) -> Task:
        """Run ``work(progress, cancelled)`` on a pool thread.

        It starts when the event loop next turns, so that the caller can connect first. When
        ``parent`` is destroyed, the task is cancelled. Main thread only.
        """
        task = cls(work)
        _running.add(task)
        if parent is not None:
            parent.destroyed.connect(task.cancel)
        QTimer.singleShot(0, task._launch)
        return task

    @Slot()
    def cancel(self) -> None:
        """Ask the work to give up at its next look; its result is dropped either way."""
        self._cancel.set()

    @property
    def cancelled(self) -> bool:
        """Whether :meth:`cancel` was called."""
        return self._cancel.is_set()

    @Slot()
    def _launch(self) -> None:
        pool().start(_Runner(self))

    @Slot()
    def _forget(self) -> None:
        # The pool thread may still be passing `finished` on to others: not to be deleted under its hands.
        self._left.wait()
        _running.discard(self)
        self.deleteLater()

    def _run(self) -> None:
        """The pool thread's part."""
        work, self._work = self._work, None
        try:
            if work is None or self.cancelled:
                return
            result = work(_Throttle(self), self._cancel.is_set)
            if not self.cancelled:
                self.done.emit(result)
        except EngineError as error:
            if not self.cancelled:
                self.failed.emit(error.message, error.hint)
        finally:
            defect = sys.exception()
            if defect is not None and not self.cancelled:
                # Who waits for an answer gets one; the exception goes its way, and the log gets the rest.
                self.failed.emit(*unexpected.in_words(defect))
            self.finished.emit()


class _Throttle:
    """Passes progress on at most ``PROGRESS_PERIOD`` often, and always the last."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now >= self._next or (total and done >= total):
            self._next = now + PROGRESS_PERIOD
            self._task.progress.emit(done, total)


class _Runner(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        try:
            self._task._run()
        finally:
            self._task._left.set()


def pool() -> QThreadPool:
    """The pool that tasks run on. Main thread only."""
    global _pool
    if _pool is None:
        _pool = QThreadPool()
        # One more than the cores: the first task of a session imports torch for seconds.
        _pool.setMaxThreadCount(max(3, QThreadPool().maxThreadCount() + 1))
    return _pool


def running() -> int:
    """How many tasks are started and not finished."""
    return len(_running)


def stop_all(seconds: float = 30.0) -> bool:
    """Cancel every task and wait; true when all are over. For closing the window.

    Args:
        seconds: longest wait.
    """
    end = time.monotonic() + seconds
    while _running and time.monotonic() < end:
        for task in tuple(_running):
            task.cancel()
        pool().waitForDone(max(0, int((end - time.monotonic()) * 1000)))
        # A task that was started and not yet launched reaches the pool only here.
        QCoreApplication.processEvents()
    left: int = max(0, int((end - time.monotonic()) * 1000))
    return pool().waitForDone(left) and not _running
