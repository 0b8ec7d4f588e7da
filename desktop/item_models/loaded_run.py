"""A run as the gallery shows it: read from its folder off the main thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from desktop.item_models.prediction_table import PredictionTable, paths_of, softmax
from desktop.item_models.suspicions import is_settled
from engine.data.catalog import Sample
from engine.data.edits import SampleEdit
from engine.errors import EngineError
from engine.evaluation import decision as decision_module
from engine.evaluation import training_fold
from engine.evaluation.decision import Decision
from engine.evaluation.metrics import Evaluation, evaluate
from engine.predictions import Predictions
from engine.run_folder import RunFolder


@dataclass
class LoadedFold:
    """One fold of a run.

    Attributes:
        table: its pictures and predictions; ``table.true`` follows the corrections.
        original: true labels as the run had them, int64, shape (n,).
        left_out: rows that the user excluded, bool, shape (n,).
    """

    table: PredictionTable
    original: npt.NDArray[np.int64]
    left_out: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        self._own = self.table.logits

    @property
    def is_own(self) -> bool:
        """Whether the table holds what the run itself predicted, and not a live head."""
        return self.table.logits is self._own

    def sample(self, row: int) -> Sample:
        """The picture of a row as the run had it."""
        table = self.table
        return Sample(table.ids[row], Path(table.paths[row]), int(self.original[row]), table.fold)

    def labels(self) -> npt.NDArray[np.int64]:
        """True labels with the corrections of now, shape (n,); -1 where unknown or left out."""
        return np.where(self.left_out, -1, self.table.true)

    def evaluate(self) -> Evaluation | None:
        """Figures with the corrections of now; None where nothing is labelled."""
        labels = self.labels()
        if not (labels >= 0).any():
            return None
        return evaluate(self.table.logits, labels, self.table.classes)

    def issues(self, edit_of: Mapping[str, SampleEdit]) -> frozenset[str]:
        """Ids whose label the model clearly disagrees with; checked and left out ones are settled."""
        from engine.evaluation import label_issues

        open_ones = np.array([not is_settled(edit_of.get(name)) for name in self.table.ids], dtype=np.bool_)
        labels = np.where(open_ones, self.table.true, -1)
        found = label_issues.find(self.table.ids, labels, softmax(self.table.logits))
        return frozenset(issue.id for issue in found)


@dataclass
class LoadedRun:
    """A run's predictions.

    Attributes:
        run: where they are from.
        classes: class names.
        folds: by fold, those that have predictions; logits are divided by the decision's temperature.
        epoch: the epoch they are from, counted from 1.
        decision: when the model answers "not sure", and the temperature.
        is_sample: whether these are a few validation pictures of a run that still goes on.
        has_training: whether the training pictures can be looked at, too.
        solved: whether the head was solved directly, so that validation chose no epoch.
    """

    run: RunFolder
    classes: tuple[str, ...]
    folds: dict[str, LoadedFold]
    epoch: int
    decision: Decision
    is_sample: bool = False
    has_training: bool = False
    solved: bool = False


def has_predictions(run: RunFolder) -> bool:
    """Whether there is anything for :func:`load_run`."""
    return run.predictions_path.exists() or run.sample_path.exists()


def load_run(run: RunFolder, *, training: bool = False) -> LoadedRun:
    """Read predictions and paths of ``run``; while it goes on, those of its latest epoch.

    Args:
        run: the run.
        training: also what was said of the training pictures, where that is known.

    Raises:
        EngineError: there are no predictions yet, or a file of the run cannot be read.
    """
    predictions, is_sample = _latest(run)
    decision = decision_module.of_run(run)
    if decision.temperature != 1.0:
        np.divide(predictions.logits, np.float32(decision.temperature), out=predictions.logits)
    split = run.split()
    paths = paths_of(split)
    folds: dict[str, LoadedFold] = {}
    for fold in ("validation", "test"):
        _add(folds, predictions, fold, paths)
    learned = training_fold.stored(run) if training and not is_sample else None
    if learned is not None:
        np.divide(learned.logits, np.float32(decision.temperature), out=learned.logits)
        _add(folds, learned, "train", paths)
    has_training = not is_sample and bool(split.get("train")) and run.best_path.is_file()
    return LoadedRun(
        run,
        predictions.classes,
        folds,
        predictions.epoch,
        decision,
        is_sample,
        has_training,
        run.is_solved(),
    )


def _latest(run: RunFolder) -> tuple[Predictions, bool]:
    """The predictions to show, and whether they are a sample of a run that goes on."""
    if run.sample_path.exists() and (not run.predictions_path.exists() or run.is_claimed()):
        try:
            return run.sample(), True
        except EngineError:
            if not run.predictions_path.exists():
                raise
    return run.predictions(), False


def _add(folds: dict[str, LoadedFold], predictions: Predictions, fold: str, paths: dict[str, str]) -> None:
    table = PredictionTable.of_fold(predictions, fold, paths)
    if len(table):
        # The order shown first, so that the main thread does not have to sort.
        table.order("worst")
        none_out = np.zeros(len(table), dtype=np.bool_)
        folds[fold] = LoadedFold(table, table.true.copy(), none_out)


@dataclass(frozen=True)
class Corrections:
    """What the user's corrections mean for one fold.

    Attributes:
        true: true labels with corrections, int64, shape (n,); -1 for a class that the run does not know.
        notes: short words by sample id, already translated by the caller's ``words``.
        left_out: rows excluded, bool, shape (n,).
    """

    true: npt.NDArray[np.int64]
    notes: dict[str, str]
    left_out: npt.NDArray[np.bool_]


def corrections_of(
    fold: LoadedFold, edits: Mapping[str, SampleEdit], words: Mapping[str, str]
) -> Corrections:
    """Apply ``edits`` by sample id. ``words`` are those for checked, left_out, now and each fold."""
    index = {name: label for label, name in enumerate(fold.table.classes)}
    true = fold.original.copy()
    left_out = np.zeros(len(true), dtype=np.bool_)
    notes: dict[str, str] = {}
    for sample_id, edit in edits.items():
        row = fold.table.row_of(sample_id)
        if row is None:
            continue
        if edit.label is not None:
            true[row] = index.get(edit.label, -1)
        left_out[row] = edit.excluded
        note = _note(edit, edit.label is not None and true[row] != fold.original[row], words)
        if note:
            notes[sample_id] = note
    return Corrections(true, notes, left_out)


def _note(edit: SampleEdit, relabelled: bool, words: Mapping[str, str]) -> str:
    if edit.excluded:
        return words["left_out"]
    if relabelled and edit.label is not None:
        return words["now"].format(name=edit.label)
    if edit.fold:
        return words.get(edit.fold, edit.fold)
    return words["checked"] if edit.checked else ""
