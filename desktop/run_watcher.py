"""Follows a run that another program writes: on this machine, a server, or in a folder kept in step."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.tasks import Cancelled, Progress, Task
from engine import events as ev
from engine.errors import EngineError
from engine.event_tail import EventTail, News
from engine.run_folder import RunFolder
from engine.run_writer import FREE, HELD
from engine.run_writer import UNSEEN as NOT_TO_BE_SEEN

OFF, WAITING, RUNNING, ENDED = "off", "waiting", "running", "ended"
INTERRUPTED, UNSEEN = "interrupted", "unseen"

POLL_MS = 400
"""Milliseconds between two looks. The system's notices of changes do not come from network drives."""
IDLE_POLL_MS = 2000
"""The same where nothing is expected."""
QUIET = 10.0
"""Seconds without news before asking whether anybody still holds the run: asking takes its lock for a blink,
and a program about to begin writing must find it free."""


def run_at(path: Path) -> RunFolder | None:
    """The run whose folder, or whose events file, ``path`` is; None where it is something else."""
    folder = path.parent if path.name == "events.jsonl" else path
    run = RunFolder(folder)
    try:
        if not run.config_path.is_file():
            return None
        run.config()
    except (EngineError, OSError):
        return None  # a config.json of another program, or a folder out of reach
    return run


class RunWatcher(QObject):
    """Tells of a run what its events file tells, until :meth:`stop`.

    Looks happen on a task's thread: a network drive that does not answer holds nothing up.

    Signals:
        happened: each event, in order.
        anew: what was told so far is no longer what the file says; all of it follows.
        state_changed: ``waiting`` (no event yet), ``running``, ``interrupted`` (no end, and nobody writes
            it), ``unseen`` (no end, no news, and only its own machine could tell whether it goes on),
            ``ended`` or ``off``. Any of them may be followed by ``running``: a run can be resumed.
        unseen: before the state of that name: the machine's name, which may be empty, and when the last
            news was written (seconds since the epoch; 0 where nothing was ever to be read).
        ended: the :class:`engine.events.RunEnded`, after ``happened``.

    Attributes:
        quiet: seconds without news before asking whether anybody still holds the run.
    """

    happened = Signal(object)
    anew = Signal()
    state_changed = Signal(str)
    unseen = Signal(str, float)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None, *, quiet: float = QUIET) -> None:
        super().__init__(parent)
        self.quiet = quiet
        self._run: RunFolder | None = None
        self._tail: EventTail | None = None
        self._task: Task | None = None
        self._last: ev.Event | None = None
        self._since = self._written = 0.0
        self._host = ""
        self._state = OFF
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    @property
    def state(self) -> str:
        """The state now; see ``state_changed``."""
        return self._state

    @property
    def run(self) -> RunFolder | None:
        """The run that is followed."""
        return self._run

    def start(self, run: RunFolder, skip: int = 0) -> None:
        """Follow ``run``, of which the first ``skip`` events have been told already."""
        self.stop()
        self._run = run
        self._tail = EventTail(run.events_path, skip)
        self._since, self._written, self._host = time.monotonic(), 0.0, ""
        self._set_state(RUNNING if skip else WAITING)
        self._look()

    @Slot()
    def stop(self) -> None:
        """Tell nothing more."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._run = self._tail = self._last = None
        self._set_state(OFF)

    @Slot()
    def _look(self) -> None:
        run, tail = self._run, self._tail
        if run is None or tail is None:
            return
        over = isinstance(self._last, ev.RunEnded)
        silent = time.monotonic() - self._since

        def work(_progress: Progress, _cancelled: Cancelled) -> tuple[News, str, str]:
            news = tail.read(time.time())
            lively = over or news.events or min(max(silent, news.age), 3600.0) < self.quiet
            return news, HELD if lively else run.presence(), run.host()

        self._task = Task.start(work, self)
        self._task.done.connect(self._on_news)
        self._task.finished.connect(self._on_looked)

    @Slot()
    def _on_looked(self) -> None:
        """Look again, whatever came of this look: a drive that failed once may be back."""
        if self.sender() is self._task:
            self._task = None
            self._timer.start(POLL_MS if self._state in (WAITING, RUNNING) else IDLE_POLL_MS)

    @Slot(object)
    def _on_news(self, answer: tuple[News, str, str]) -> None:
        if self.sender() is not self._task:
            return
        news, presence, host = answer
        if news.anew:
            self._last = None
            self.anew.emit()
        if news.events:
            self._since = time.monotonic()
        now = time.time()
        if news.age < now:  # else the file is away just now, and its date with it
            self._written = now - news.age
        run = self._run
        for event in news.events:
            self._last = event
            self.happened.emit(event)
            if self._run is not run:
                return  # whoever listened turned to something else
        self._host = host or self._host
        self._conclude(presence)
        if isinstance(self._last, ev.RunEnded) and news.events:
            self.ended.emit(self._last)

    def _conclude(self, presence: str) -> None:
        if isinstance(self._last, ev.RunEnded):
            self._set_state(ENDED)
        elif presence == FREE:
            self._set_state(INTERRUPTED)
        elif presence == NOT_TO_BE_SEEN and self._state != WAITING:
            if self._state != UNSEEN:
                self.unseen.emit(self._host, self._written)
            self._set_state(UNSEEN)
        elif self._state != WAITING or self._last is not None:
            self._set_state(RUNNING)

    def _set_state(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
