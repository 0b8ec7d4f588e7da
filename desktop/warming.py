"""Getting ready before Train is pressed: pictures decoded and features computed in the background.

At the lowest priority, never on battery, cancelled the moment anything more important begins. What it
computes lands in the caches that a run reads; nothing else changes.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from engine.config import RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.events import BatchDone, Event

SETTLE_MS = 800
"""Milliseconds without another change of settings before warming begins."""

POWER_MS = 2000
"""Milliseconds between two looks at whether the machine still has mains power."""

STOP_SECONDS = 10.0
"""How long a closing window waits for it: a batch, or a picture on a slow drive."""

Warm = Callable[[RunConfig, RunControl], Iterator[Event]]


def engine_warm(config: RunConfig, control: RunControl) -> Iterator[Event]:
    """The engine's own; imports torch, so it is called on the thread."""
    from engine.training.warm import warm

    return warm(config, control)


def no_warming(_config: RunConfig, _control: RunControl) -> Iterator[Event]:
    """For a window that was told not to load the engine."""
    return iter(())


class WarmThread(QObject):
    """Runs one warming to its end or until it is stopped, on a thread that the program need not wait for.

    One that reads from a drive that does not answer never ends; Qt ends a program that leaves such a thread
    of its own behind as if it had crashed.

    Signals:
        moved: pictures done and in all, at most ten a second.
        finished: always, last.
    """

    moved = Signal(int, int)
    finished = Signal()

    def __init__(self, config: RunConfig, warm: Warm) -> None:
        super().__init__()
        self.control = RunControl()
        self._config = config
        self._warm = warm
        self._thread = threading.Thread(target=self._run, name="warming", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wait(self) -> None:
        """Until the thread is over; after ``finished`` that is at once."""
        self._thread.join()

    def _run(self) -> None:
        _lowest_priority()
        try:
            for event in self._warm(self._config, self.control):
                if isinstance(event, BatchDone):
                    self.moved.emit(event.done, event.total)
        except EngineError:
            return  # the run would meet the same and says it where it can be acted on
        finally:
            self.finished.emit()


class Warmer(QObject):
    """Warms for the latest settings asked for. Lives on the main thread.

    Signals:
        told: what it is doing, for a small indicator; empty when it is not doing anything.
    """

    told = Signal(str)
    _rested = Signal()

    def __init__(self, parent: QObject | None = None, warm: Warm = engine_warm) -> None:
        super().__init__(parent)
        self._warm = warm
        self._thread: WarmThread | None = None
        self._next: RunConfig | None = None
        self._done: tuple[object, ...] = ()
        self._pictures: object = None
        self._power = QTimer(self, interval=POWER_MS)
        self._power.timeout.connect(self._look_at_power)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._begin)

    @property
    def busy(self) -> bool:
        """Whether something is being computed, or about to be."""
        return self._thread is not None or self._settle.isActive()

    def ask(self, config: RunConfig, pictures: object = None) -> None:
        """Get ready for ``config`` once the settings have settled; the same again changes nothing.

        Args:
            config: what the run would be started with.
            pictures: the data set as it was read. Another object, however alike, is another reading: files
                may have come, gone or changed since.
        """
        wanted = _what_counts(config)
        known = wanted == self._done and pictures is self._pictures
        if config.problems() or on_battery() or known:
            return
        self._done, self._pictures, self._next = wanted, pictures, config
        if self._thread is not None:
            self._thread.control.stop()
        self._settle.start()

    @Slot()
    def cancel(self) -> None:
        """Stop at the next batch; a later ``ask`` for the same settings begins again."""
        self._settle.stop()
        self._next, self._done, self._pictures = None, (), None
        if self._thread is not None:
            self._thread.control.stop()

    def stop_and_wait(self, seconds: float = STOP_SECONDS) -> bool:
        """Stop and let the event loop turn until the thread is over, for closing the window.

        Args:
            seconds: longest wait. A thread that does not end in that time is left to itself.

        Returns:
            Whether it has ended.
        """
        self.cancel()
        thread = self._thread
        if thread is None:
            return True
        loop = QEventLoop()
        self._rested.connect(loop.quit)
        QTimer.singleShot(int(seconds * 1000), loop, loop.quit)
        loop.exec()
        if self._thread is not thread:
            return True
        thread.moved.disconnect(self._on_moved)
        thread.finished.disconnect(self._on_finished)
        self._thread = None
        self._power.stop()
        self.told.emit("")
        return False

    @Slot()
    def _begin(self) -> None:
        if self._thread is not None or self._next is None:
            return
        config, self._next = self._next, None
        thread = WarmThread(config, self._warm)
        thread.moved.connect(self._on_moved)
        thread.finished.connect(self._on_finished)
        self._thread = thread
        thread.start()
        self._power.start()

    @Slot()
    def _look_at_power(self) -> None:
        if on_battery():
            self.cancel()

    @Slot(int, int)
    def _on_moved(self, done: int, total: int) -> None:
        if self._thread is not None:
            self.told.emit(self.tr("Getting ready: {0} of {1}").format(f"{done:,}", f"{total:,}"))

    @Slot()
    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._power.stop()
        thread.wait()
        self.told.emit("")
        self._rested.emit()
        if self._next is not None:
            self._begin()


def on_battery(supplies: Path = Path("/sys/class/power_supply")) -> bool:
    """Whether this machine runs on its battery, where the system says so (Linux)."""
    if not supplies.is_dir():
        return False
    for supply in supplies.iterdir():
        try:
            if (supply / "type").read_text().strip() == "Mains":
                return (supply / "online").read_text().strip() == "0"
        except OSError:
            continue
    return False


def _what_counts(config: RunConfig) -> tuple[object, ...]:
    """The settings that decide what is computed ahead: pictures, what is frozen first, the views of each."""
    model, train = config.model, config.train
    network = (model.backbone, model.weights, model.edge_to_edge, model.head, train.seed)
    thawed = (model.mode, model.thaw_stages, model.schedule)
    views = (train.augment, train.views, train.tta_flip, train.solver)
    return (config.data, network, thawed, views, train.precision, train.device)


def _lowest_priority() -> None:
    """Let every other thread go first; on Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
