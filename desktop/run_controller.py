"""Starts, pauses and stops runs for the window, and passes on what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal, Slot

from desktop.training_thread import EngineJobs, Job, Jobs, TrainingThread, failed_end
from engine import events as ev
from engine.config import RunConfig
from engine.errors import EngineError
from engine.run_folder import RunFolder

LOOK_MS = 100
"""Milliseconds between two looks at whether the engine has come to rest, while a pause is asked for."""

IDLE, RUNNING, PAUSING, PAUSED, STOPPING = "idle", "running", "pausing", "paused", "stopping"


class RunController(QObject):
    """One run at a time. Lives on the main thread.

    Signals:
        happened: each event of the run, in order.
        state_changed: ``idle``, ``running``, ``pausing``, ``paused`` or ``stopping``.
        run_created: the :class:`RunFolder`, before its first event.
        ended: the :class:`engine.events.RunEnded`, once the thread is over and the state is idle.
        refused: message and hint, when a run could not even begin.
    """

    happened = Signal(object)
    state_changed = Signal(str)
    run_created = Signal(object)
    ended = Signal(object)
    refused = Signal(str, str)

    def __init__(
        self,
        parent: QObject | None = None,
        jobs: Jobs | None = None,
        may_start: Callable[[], bool] | None = None,
    ) -> None:
        """``may_start`` is asked before anything begins; where it says no, it has told why."""
        super().__init__(parent)
        self._may_start = may_start
        self._jobs: Jobs = jobs or EngineJobs()
        self._thread: TrainingThread | None = None
        self._run: RunFolder | None = None
        self._end: ev.RunEnded | None = None
        self._state = IDLE
        self._watch = QTimer(self)
        self._watch.setInterval(LOOK_MS)
        self._watch.timeout.connect(self._look)

    @property
    def state(self) -> str:
        """The state now; see ``state_changed``."""
        return self._state

    @property
    def run(self) -> RunFolder | None:
        """The run going on, or the last one of this session."""
        return self._run

    def start(self, config: RunConfig, runs_folder: Path) -> RunFolder | None:
        """Train ``config`` into a new run folder under ``runs_folder``; None when it was refused."""
        if not self._can_begin():
            return None
        try:
            runs_folder.mkdir(parents=True, exist_ok=True)
            run = RunFolder.create(runs_folder, config)
        except EngineError as error:
            self.refused.emit(error.message, error.hint)
            return None
        except OSError as error:
            self.refused.emit(
                self.tr("The folder {0} cannot be made: {1}.").format(runs_folder, error.strerror),
                self.tr("Choose another project folder."),
            )
            return None
        self._begin(self._jobs.train(config, run), run)
        return run

    def resume_run(self, run: RunFolder) -> bool:
        """Go on with an interrupted or stopped run; false when it was refused."""
        if not self._can_begin():
            return False
        self._begin(self._jobs.resume(run), run)
        return True

    def _can_begin(self) -> bool:
        return self._state == IDLE and (self._may_start is None or self._may_start())

    @Slot()
    def pause(self) -> None:
        """Hold at the next batch."""
        if self._thread is not None and self._state == RUNNING:
            self._thread.control.pause()
            self._set_state(PAUSING)

    @Slot()
    def resume(self) -> None:
        """Let a paused run go on."""
        if self._thread is not None and self._state in (PAUSING, PAUSED):
            self._thread.control.resume()
            self._set_state(RUNNING)

    @Slot()
    def stop(self) -> None:
        """End at the next batch; best and last are kept."""
        if self._thread is not None and self._state in (RUNNING, PAUSING, PAUSED):
            self._thread.request_stop()
            self._set_state(STOPPING)

    def stop_and_wait(self, seconds: float = 60.0) -> bool:
        """Stop and let the event loop turn until the run has ended; true when it has."""
        if self._state == IDLE:
            return True
        loop = QEventLoop()
        self.ended.connect(loop.quit)
        self.stop()
        QTimer.singleShot(int(seconds * 1000), loop.quit)
        loop.exec()
        return self._state == IDLE

    def _begin(self, job: Job, run: RunFolder) -> None:
        self._run, self._end = run, None
        thread = TrainingThread(job, run, self)
        thread.delivered.connect(self._on_delivered)
        thread.finished.connect(self._on_finished)
        self._thread = thread
        # First of all: what it says waits for the event loop, and the window is made ready meanwhile.
        thread.start()
        self.run_created.emit(run)
        self._set_state(RUNNING)

    @Slot(object)
    def _on_delivered(self, events: tuple[ev.Event, ...]) -> None:
        for event in events:
            if isinstance(event, ev.RunEnded):
                self._end = event
            self.happened.emit(event)

    @Slot()
    def _look(self) -> None:
        """Notice that the engine has come to rest in a pause."""
        if self._state == PAUSING and self._thread is not None and self._thread.control.holding:
            self._set_state(PAUSED)

    @Slot()
    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is None:
            return
        thread.wait()
        thread.deleteLater()
        end = self._end
        if end is None:
            end = self._missing_end()
            self.happened.emit(end)
        self._set_state(IDLE)
        self.ended.emit(end)

    def _missing_end(self) -> ev.RunEnded:
        """For an engine that broke its promise of one last RunEnded."""
        return failed_end(
            self._run,
            self.tr("Training ended without saying why."),
            self.tr("The run can be resumed from the list of runs."),
        )

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            if state == PAUSING:
                self._watch.start()
            else:
                self._watch.stop()
            self.state_changed.emit(state)
