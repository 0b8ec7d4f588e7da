"""The live head behind signals: features read once, then solved again for the latest labels only."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from desktop.tasks import Cancelled, Progress, Task
from engine.config import RunConfig
from engine.control import RunControl
from engine.data.catalog import Sample
from engine.events import Event
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from engine.training.live_features import LiveFeatures
    from engine.training.live_head import LiveHead, LiveSolution

Labels = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """Labels to solve for.

    Attributes:
        labels: int64, shape (n,) in the order of the features' samples; -1 for unlabelled pictures.
        classes: class names.
        learn: labelled pictures that the head learns from, bool, shape (n,).
        cross: whether training pictures need predictions by heads that have not seen them.
        after: asked on the pool thread with the head and its solution; its answer comes along.
    """

    labels: Labels
    classes: tuple[str, ...]
    learn: Mask
    cross: bool = True
    after: Callable[[LiveHead, LiveSolution], object] | None = None

    def same_labels(self, other: Question) -> bool:
        """Whether ``other`` has the same solution."""
        same = self.classes == other.classes and np.array_equal(self.labels, other.labels)
        return same and np.array_equal(self.learn, other.learn)


@dataclass(frozen=True)
class Answer:
    """What came of a question; ``more`` is what its ``after`` said."""

    question: Question
    solution: LiveSolution
    more: object


class LiveHeadController(QObject):
    """One head at a time, over the pictures of a run or of a data set. Main thread only.

    A question supersedes the one before, answered or not: the older solution is given up at its next step.

    Signals:
        opened: a :class:`LiveFeatures`: questions can be asked, in the order of its samples.
        progress: pictures looked at through the network and in all, while features are missing.
        answered: an :class:`Answer` to the latest question.
        failed: message and hint: there is no live head for these pictures.
    """

    opened = Signal(object)
    progress = Signal(int, int)
    answered = Signal(object)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.features: LiveFeatures | None = None
        self._head: LiveHead | None = None
        self._opening: Task | None = None
        self._solving: Task | None = None
        self._waiting: Question | None = None

    @property
    def busy(self) -> bool:
        """Whether features are being read or a question is open."""
        return self._opening is not None or self._solving is not None or self._waiting is not None

    def open_run(self, run: RunFolder) -> None:
        """Read the features of all pictures of ``run``; answered by ``opened`` or ``failed``."""

        def events(control: RunControl) -> Generator[Event, None, LiveFeatures | None]:
            from engine.training import live_features

            return live_features.of_run(run, control)

        self._open(events)

    def open_samples(self, config: RunConfig, samples: Sequence[Sample]) -> None:
        """Read the features of pictures through the backbone of ``config``, computing what is missing."""

        def events(control: RunControl) -> Generator[Event, None, LiveFeatures | None]:
            from engine.training import live_features

            return live_features.of_samples(config, samples, control)

        self._open(events)

    def close(self) -> None:
        """Forget the pictures; nothing that was asked is answered."""
        for task in (self._opening, self._solving):
            if task is not None:
                task.cancel()
        self._opening = self._solving = self._waiting = None
        self.features = self._head = None

    def ask(self, question: Question) -> None:
        """Solve for these labels next. The pictures must be opened."""
        self._waiting = question
        if self._solving is not None:
            self._solving.cancel()
        else:
            self._next()

    # ---- features

    def _open(self, events: Callable[[RunControl], Generator[Event, None, LiveFeatures | None]]) -> None:
        self.close()

        def work(progress: Progress, cancelled: Cancelled) -> tuple[LiveFeatures, LiveHead] | None:
            from engine.training import live_features

            features = live_features.drain(events(RunControl(cancelled)), progress)
            if features is None or cancelled():
                return None
            from engine.training.live_head import LiveHead

            return features, LiveHead(features.values, device=features.device)

        self._opening = task = Task.start(work, self)
        task.progress.connect(self._on_progress)
        task.done.connect(self._on_opened)
        task.failed.connect(self._on_failed)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        if self.sender() is self._opening:
            self.progress.emit(done, total)

    @Slot(object)
    def _on_opened(self, found: tuple[LiveFeatures, LiveHead] | None) -> None:
        if self.sender() is self._opening and found is not None:
            self._opening = None
            self.features, self._head = found
            self.opened.emit(self.features)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        if self.sender() in (self._opening, self._solving):
            self.close()
            self.failed.emit(message, hint)

    # ---- solving

    def _next(self) -> None:
        question, head = self._waiting, self._head
        if question is None or head is None:
            return
        self._waiting = None

        def work(_progress: Progress, cancelled: Cancelled) -> Answer | None:
            solution = head.solve(
                question.labels, question.classes, question.learn, cancelled, cross=question.cross
            )
            if solution is None:
                return None
            more = question.after(head, solution) if question.after is not None else None
            return Answer(question, solution, more)

        self._solving = task = Task.start(work, self)
        task.done.connect(self._on_answered)
        task.failed.connect(self._on_failed)
        task.finished.connect(self._on_finished)

    @Slot(object)
    def _on_answered(self, answer: Answer | None) -> None:
        if self.sender() is self._solving and self._waiting is None and answer is not None:
            self._solving = None
            self.answered.emit(answer)

    @Slot()
    def _on_finished(self) -> None:
        if self.sender() is self._solving or self._solving is None:
            self._solving = None
            self._next()
