"""A trained network at work in the background: pictures in, answers out, one batch after another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from desktop.tasks import Cancelled, Progress, Task
from engine.evaluation.prediction import Prediction
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from engine.evaluation.predict import Predictor

Source = RunFolder | Path


@dataclass
class Model:
    """A network that is opened by the first task that needs it.

    Attributes:
        source: run, or model file.
        predictor: None until it is opened.
        lock: held by the task that works with it: one that was cancelled may still be in its last batch.
    """

    source: Source
    predictor: Predictor | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def opened(self) -> Predictor:
        """The predictor. Pool thread only. Raises EngineError when it cannot be opened."""
        from engine.evaluation.predict import Predictor

        if self.predictor is None:
            self.predictor = Predictor(self.source)
        return self.predictor


@dataclass
class _Answers:
    """Filled by the pool thread; taken by the main thread at every word of progress."""

    found: list[Prediction] = field(default_factory=list)
    taken: int = 0

    def take(self) -> list[Prediction]:
        fresh = self.found[self.taken :]
        self.taken += len(fresh)
        return fresh


class Labeller(QObject):
    """Labels files with one model, in the order they are given.

    Signals:
        opened: the model is there: a :class:`Predictor`.
        answered: list of :class:`Prediction`.
        progress: pictures done and pictures in all of the batch of now.
        failed: message and hint; the rest goes on.
        busy_changed: begins or has nothing left to do.
    """

    opened = Signal(object)
    answered = Signal(object)
    progress = Signal(int, int)
    failed = Signal(str, str)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._model: Model | None = None
        self._waiting: list[Path] = []
        self._task: Task | None = None
        self._answers = _Answers()

    @property
    def predictor(self) -> Predictor | None:
        """The opened model; None before its first use."""
        return self._model.predictor if self._model else None

    @property
    def busy(self) -> bool:
        """Whether it is working."""
        return self._task is not None

    def use(self, source: Source | None) -> None:
        """Take another model, or none; what is under way is cancelled."""
        self.cancel()
        self._model = Model(source) if source is not None else None

    def open(self) -> None:
        """Open the model now, so that the first answer comes sooner and a bad file is told."""
        if self._model is not None and self._model.predictor is None:
            self._begin(self._open_work(self._model))

    def ask(self, paths: Sequence[Path]) -> None:
        """Label these files, and the pictures in these folders, after those asked for before.

        One that is gone by then is answered with an ``error``: the others are labelled.
        """
        if self._model is not None:
            self._waiting.extend(paths)
            self._next()

    def ask_frame(self, pixels: npt.NDArray[np.uint8]) -> None:
        """Label one picture, uint8, shape (height, width, 3), unless another is being labelled."""
        model = self._model
        if model is None or self.busy:
            return
        self._answers = answers = _Answers()

        def work(_progress: Progress, _cancelled: Cancelled) -> Predictor:
            with model.lock:
                predictor = model.opened()
                answers.found.append(predictor.predict_pixels(pixels))
            return predictor

        self._begin(work)

    @Slot()
    def cancel(self) -> None:
        """Drop what waits; stop at the next batch. Answers given so far stay."""
        self._waiting = []
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            self._answers = _Answers()
            self.busy_changed.emit(False)

    def _next(self) -> None:
        if self.busy or not self._waiting or self._model is None:
            return
        paths, self._waiting = self._waiting, []
        self._answers = _Answers()
        self._begin(self._files_work(self._model, paths, self._answers))

    def _begin(self, work: Callable[[Progress, Cancelled], Predictor]) -> None:
        if self.busy:
            return
        self._task = task = Task.start(work, self)
        task.done.connect(self._on_done)
        task.failed.connect(self._on_failed)
        task.progress.connect(self._on_progress)
        task.finished.connect(self._on_finished)
        self.busy_changed.emit(True)

    @staticmethod
    def _open_work(model: Model) -> Callable[[Progress, Cancelled], Predictor]:
        def work(_progress: Progress, _cancelled: Cancelled) -> Predictor:
            with model.lock:
                return model.opened()

        return work

    @staticmethod
    def _files_work(
        model: Model, paths: list[Path], answers: _Answers
    ) -> Callable[[Progress, Cancelled], Predictor]:
        def work(progress: Progress, cancelled: Cancelled) -> Predictor:
            with model.lock:
                predictor = model.opened()
                for answer in predictor.predict(
                    paths, keep_missing=True, progress=progress, cancelled=cancelled
                ):
                    answers.found.append(answer)
            return predictor

        return work

    def _is_former(self) -> bool:
        """Whether the signal being handled is of a task that was cancelled."""
        return self.sender() is not self._task

    @Slot(object)
    def _on_done(self, predictor: Predictor) -> None:
        if not self._is_former():
            self.opened.emit(predictor)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        if not self._is_former():
            self.failed.emit(message, hint)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        if not self._is_former():
            self._tell()
            self.progress.emit(done, total)

    @Slot()
    def _on_finished(self) -> None:
        if self._is_former():
            return
        self._tell()
        self._task = None
        if self._waiting:
            self._next()
        else:
            self.busy_changed.emit(False)

    def _tell(self) -> None:
        fresh = self._answers.take()
        if fresh:
            self.answered.emit(fresh)
