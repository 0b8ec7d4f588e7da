"""The run shown against another one, on the pictures that both have held out; off the main thread."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.loaded_run import LoadedFold, LoadedRun
from desktop.run_summary import RunSummary, list_runs
from desktop.tasks import Task
from engine.errors import EngineError
from engine.evaluation.compare import Comparison, compare
from engine.predictions import Predictions
from engine.run_folder import RunFolder

_TRIED = 5
"""Earlier runs looked at for pictures in common before the search is given up."""


@dataclass(frozen=True)
class Compared:
    """A comparison, or why there is none.

    Attributes:
        fold: which pictures of the run shown are compared.
        reference: the other run; None where there is no earlier one to compare with.
        others: runs of the project that could be compared with, the newest first.
        comparison: what came out; None without a reference or without pictures in common.
        choosers: how many of the two runs chose their best epoch on the validation pictures.
    """

    fold: str
    reference: RunSummary | None
    others: tuple[RunSummary, ...]
    comparison: Comparison | None
    choosers: int = 0


class RunComparison(QObject):
    """Compares with the run before unless told with which. Main thread only.

    Signals:
        compared: a :class:`Compared`; of the latest question only.
    """

    compared = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run: RunFolder | None = None
        self._reference: RunFolder | None = None
        self._next: RunFolder | None = None
        self._summaries: tuple[RunSummary, ...] | None = None
        self._task: Task | None = None

    def set_run(self, run: RunFolder) -> None:
        """Another run is shown, or the same with newer predictions."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._next is not None and self._next.path != run.path:
            self._reference, self._next = self._next, None
        elif self._run is None or self._run.path != run.path:
            self._reference = None
        self._run, self._summaries = run, None

    def compare_next_with(self, run: RunFolder | None) -> None:
        """What the next run shown that is not ``run`` itself is compared with; None for the one before it."""
        self._next = run

    def compare_with(self, run: RunFolder) -> None:
        """Compare the run shown with this one from now on; ask again to see it."""
        self._reference = run

    def ask(self, loaded: LoadedRun, fold: LoadedFold) -> None:
        """Compare on a fold, with its labels of now."""
        if self._task is not None:
            self._task.cancel()
        run, reference, known = loaded.run, self._reference, self._summaries
        name, labels = fold.table.fold, fold.labels()

        def work(_progress: object, _cancelled: object) -> Compared:
            others = known if known is not None else _others(run)
            return _compared(run, name, labels, reference, others)

        self._task = Task.start(work, self)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_done(self, found: Compared) -> None:
        if self.sender() is self._task:
            self._summaries = found.others
            self.compared.emit(found)

    @Slot(str, str)
    def _on_failed(self, _message: str, _hint: str) -> None:
        # The run itself could not be read: the gallery says so where it shows it.
        if self.sender() is self._task:
            self.compared.emit(Compared("", None, (), None))


def _others(run: RunFolder) -> tuple[RunSummary, ...]:
    rows = list_runs(run.path.parent)
    return tuple(row for row in rows if row.run.name != run.name and row.run.predictions_path.is_file())


def _compared(
    run: RunFolder,
    fold: str,
    labels: npt.NDArray[np.int64],
    reference: RunFolder | None,
    others: tuple[RunSummary, ...],
) -> Compared:
    after = _with_labels(run.predictions(), fold, labels)
    if reference is not None:
        tried = [row for row in others if row.run.name == reference.name]
    else:
        tried = [row for row in others if row.run.name < run.name][:_TRIED]
    for row in tried if after is not None else ():
        assert after is not None
        try:
            choosers = sum(not each.is_solved() for each in (row.run, run))
            return Compared(fold, row, others, compare(row.run.predictions(), after), choosers)
        except EngineError:
            continue  # no pictures in common, or unreadable: the next one may do
    return Compared(fold, tried[0] if tried and reference is not None else None, others, None)


def _with_labels(stored: Predictions, fold: str, labels: npt.NDArray[np.int64]) -> Predictions | None:
    """The fold's predictions with other labels; None where they are not of the same pictures any more."""
    rows = np.flatnonzero(stored.folds == fold)
    if len(rows) != len(labels):
        return None
    return dataclasses.replace(
        stored, ids=stored.ids[rows], folds=stored.folds[rows], labels=labels, logits=stored.logits[rows]
    )
