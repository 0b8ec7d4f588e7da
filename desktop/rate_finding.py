"""The learning-rate finder's work: the engine on a pool thread, its result on the panel's widget."""

from __future__ import annotations

from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, Slot

from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets.rate_finder import RateFinder
from engine.config import RunConfig
from engine.control import RunControl
from engine.events import BatchDone, Event

Find = Callable[[RunConfig, RunControl], Generator[Event, None, object]]


def engine_find(config: RunConfig, control: RunControl) -> Generator[Event, None, object]:
    """The engine's own; imports torch, so it is called on the pool thread."""
    from engine.training.lr_finder import find_rate

    return find_rate(config, control)


class RateFinding(QObject):
    """Runs one test at a time and shows it. Lives on the main thread."""

    def __init__(self, shown: RateFinder, parent: QObject, find: Find = engine_find) -> None:
        super().__init__(parent)
        self._shown = shown
        self._find = find
        self._task: Task | None = None
        shown.cancelled.connect(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether a test goes on."""
        return self._task is not None

    def start(self, config: RunConfig) -> None:
        """Begin for ``config``; one that goes on is given up first."""
        self.cancel()
        find = self._find

        def work(progress: Progress, cancelled: Cancelled) -> object:
            going = find(config, RunControl(cancelled))
            while True:
                try:
                    event = next(going)
                except StopIteration as end:
                    return end.value
                if isinstance(event, BatchDone):
                    progress(event.done, event.total)

        self._task = Task.start(work, self)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._shown.show_failure)
        self._task.progress.connect(self._shown.show_progress)
        self._task.finished.connect(self._on_finished)
        self._shown.show_curve(None)
        self._shown.found_for(config)
        self._shown.set_busy(True)

    @Slot()
    def cancel(self) -> None:
        """Give the running test up."""
        if self._task is not None:
            self._task.cancel()

    @Slot(object)
    def _on_done(self, curve: object) -> None:
        from engine.training.lr_finder import RateCurve

        task = self._task
        if task is not None and self.sender() is task and not task.cancelled and isinstance(curve, RateCurve):
            self._shown.show_curve(curve)

    @Slot()
    def _on_finished(self) -> None:
        if self.sender() is self._task:
            self._task = None
            self._shown.set_busy(False)
