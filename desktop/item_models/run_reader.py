"""Reads what a run predicted, and computes the figures of the fold looked at, off the main thread."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.item_models.loaded_run import LoadedFold, LoadedRun, has_predictions, load_run
from desktop.item_models.prediction_table import PredictionTable
from desktop.tasks import Cancelled, Progress, Task, Work
from engine.data.edits import SampleEdit
from engine.evaluation.metrics import Evaluation
from engine.run_folder import RunFolder

_IDLE_MS = 1500
"""Milliseconds after which what the first search needs is prepared: thumbnails come first."""

_REFIGURE_MS = 120
"""Milliseconds that figures wait for the next correction."""


class RunReader(QObject):
    """The run shown by the gallery, as far as it is read. Main thread only.

    Signals:
        arrived: a :class:`LoadedRun`; the latest asked for only.
        absent: the run has no predictions yet.
        evaluated: fold and :class:`Evaluation` (None where nothing is labelled); the latest only.
        issues_found: ids of suspicious labels, frozenset.
        failed: message and hint.
        looking: training pictures looked at, and training pictures in all, before they can be shown.
    """

    arrived = Signal(object)
    absent = Signal()
    evaluated = Signal(str, object)
    issues_found = Signal(object)
    failed = Signal(str, str)
    looking = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loaded: LoadedRun | None = None
        self.fold = ""
        self._run: RunFolder | None = None
        self._reading: Task | None = None
        self._figuring: Task | None = None
        self._learning: Task | None = None
        self._seeking: Task | None = None
        self._training = False
        self._soon = QTimer(self, singleShot=True, interval=_REFIGURE_MS)
        self._soon.timeout.connect(self.evaluate)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._warm)

    @property
    def run(self) -> RunFolder | None:
        """The run asked for, read or not."""
        return self._run

    def current(self) -> LoadedFold | None:
        """The fold looked at; None before it is read."""
        return self.loaded.folds.get(self.fold) if self.loaded is not None else None

    def read(self, run: RunFolder) -> None:
        """Read ``run``, for the first time or anew; answered by ``arrived``, ``absent`` or ``failed``."""
        self._cancel()
        self._run = run
        if not has_predictions(run):
            self.absent.emit()
            return
        training = self._training
        task = Task.start(lambda _progress, _cancelled: load_run(run, training=training), self)
        task.done.connect(self._on_read)
        task.failed.connect(self.failed)
        self._reading = task

    def forget(self) -> None:
        """There is no run."""
        self._cancel()
        self.drop_issues()
        self.stop_looking()
        self._run = self.loaded = None
        self._training = False
        self.fold = ""
        self._idle.stop()
        self._soon.stop()

    def _cancel(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    @Slot(object)
    def _on_read(self, loaded: LoadedRun) -> None:
        if self._run is None or loaded.run.path != self._run.path:
            return
        self._reading = None
        self.loaded = loaded
        if self.fold not in loaded.folds:
            self.fold = next(iter(loaded.folds), "")
        self._idle.start()
        self.arrived.emit(loaded)

    def read_training(self) -> None:
        """Read what the run says of its training pictures, looking at them first where it is not known.

        Told by ``looking``; then ``arrived`` comes with the fold ``train`` looked at.
        """
        run = self._run
        if run is None or self._learning is not None:
            return

        def work(progress: Progress, cancelled: Cancelled) -> RunFolder:
            from engine.evaluation import training_fold

            training_fold.predict(run, progress=progress, cancelled=cancelled)
            return run

        self._learning = task = Task.start(work, self)
        task.progress.connect(self._on_looking)
        task.done.connect(self._on_learned)
        task.failed.connect(self._on_learning_failed)

    @Slot()
    def stop_looking(self) -> None:
        """Give up looking at the training pictures."""
        if self._learning is not None:
            self._learning.cancel()
            self._learning = None

    @Slot(int, int)
    def _on_looking(self, done: int, total: int) -> None:
        if self.sender() is self._learning:
            self.looking.emit(done, total)

    @Slot(object)
    def _on_learned(self, run: RunFolder) -> None:
        if self.sender() is not self._learning:
            return
        self._learning = None
        self._training, self.fold = True, "train"
        self.read(run)

    @Slot(str, str)
    def _on_learning_failed(self, message: str, hint: str) -> None:
        if self.sender() is self._learning:
            self._learning = None
            self.failed.emit(message, hint)

    @Slot()
    def evaluate(self) -> None:
        """Figures of the fold looked at, with the corrections of now."""
        self._soon.stop()
        loaded, fold = self.current(), self.fold
        if loaded is None:
            self._figuring = None
            self.evaluated.emit(fold, None)
            return
        task = Task.start(lambda _progress, _cancelled: (fold, loaded.evaluate()), self)
        task.done.connect(self._on_evaluated)
        task.failed.connect(self.failed)
        self._figuring = task

    @Slot()
    def evaluate_soon(self) -> None:
        """Figures once the hand that corrects rests."""
        self._soon.start()

    @Slot(object)
    def _on_evaluated(self, found: tuple[str, Evaluation | None]) -> None:
        if self.sender() is self._figuring:
            self.evaluated.emit(*found)

    def find_issues(self, edits: Mapping[str, SampleEdit]) -> None:
        """Which labels the model clearly disagrees with; ``edits`` are the corrections so far."""
        self.drop_issues()
        loaded = self.current()
        if loaded is None:
            return
        self._seeking = task = Task.start(lambda _progress, _cancelled: loaded.issues(edits), self)
        task.done.connect(self._on_issues)
        task.failed.connect(self.failed)

    def drop_issues(self) -> None:
        """Nobody waits for the suspicious labels asked for any more."""
        if self._seeking is not None:
            self._seeking.cancel()
            self._seeking = None

    @Slot(object)
    def _on_issues(self, ids: frozenset[str]) -> None:
        if self.sender() is self._seeking:
            self._seeking = None
            self.issues_found.emit(ids)

    @Slot()
    def _warm(self) -> None:
        for each in self.loaded.folds.values() if self.loaded is not None else ():
            Task.start(_warming(each.table), self)


def _warming(table: PredictionTable) -> Work:
    """Work that makes the first search and the first sort by name fast."""
    return lambda _progress, _cancelled: table.warm()
