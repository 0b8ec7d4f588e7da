"""A run as the gallery shows it: read from its folder off the main thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from desktop.item_models.names_now import NamesNow
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

Unexamined = Literal["", "learned", "few", "settled"]
"""Why no label can be examined: the predictions are of pictures that were learned, fewer than two classes
have labels, or the user has decided about all; empty where some can be."""


@dataclass
class LoadedFold:
    """One fold of a run.

    Attributes:
        table: its pictures and predictions; ``table.true`` follows the corrections.
        original: true labels as the run had them, int64, shape (n,).
        left_out: rows that the user excluded, bool, shape (n,).
        crossed: whether the table holds what live heads say, each of pictures that it has not learned from.
    """

    table: PredictionTable
    original: npt.NDArray[np.int64]
    left_out: npt.NDArray[np.bool_]
    crossed: bool = False

    def __post_init__(self) -> None:
        self._own = self.table.logits

    @property
    def is_own(self) -> bool:
        """Whether the table holds what the run itself predicted, and not a live head."""
        return self.table.logits is self._own

    @property
    def is_learned(self) -> bool:
        """Whether the predictions are by a model that has learned these very pictures."""
        return self.table.fold == "train" and not self.crossed

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
        """Ids whose label the model clearly disagrees with; checked and left out ones are settled.

        None of pictures that the model has learned: it agrees with the labels that it was given.
        """
        from engine.evaluation import label_issues

        if self.is_learned:
            return frozenset()
        # What is settled is compared as well: a class is judged by how sure the model is of its pictures.
        found = label_issues.find(self.table.ids, self.labels(), softmax(self.table.logits))
        return frozenset(issue.id for issue in found if not is_settled(edit_of.get(issue.id)))

    def unexamined(self, edit_of: Mapping[str, SampleEdit]) -> Unexamined:
        """Why :meth:`issues` examines nothing; empty where it does."""
        if self.is_learned:
            return "learned"
        labels = self.labels()
        known = np.flatnonzero(labels >= 0)
        if len(np.unique(labels[known])) < 2:
            return "few"
        return "settled" if all(is_settled(edit_of.get(self.table.ids[row])) for row in known) else ""


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

    def names_now(self, renamed: Mapping[str, str], edits: Mapping[str, SampleEdit]) -> NamesNow:
        """What the classes are called now; ``renamed`` as :meth:`NamesNow.of` takes it."""

        def had(sample_id: str) -> int:
            for fold in self.folds.values():
                if (row := fold.table.row_of(sample_id)) is not None:
                    return int(fold.original[row])
            return -1

        return NamesNow.of(self.classes, renamed, edits, had)


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
    fold: LoadedFold, edits: Mapping[str, SampleEdit], words: Mapping[str, str], names: NamesNow
) -> Corrections:
    """Apply ``edits`` by sample id.

    Args:
        fold: what they are applied to.
        edits: the corrections by sample id.
        words: those for checked, left_out, now and each fold.
        names: what the run's classes are called now.
    """
    true = fold.original.copy()
    left_out = np.zeros(len(true), dtype=np.bool_)
    notes: dict[str, str] = {}
    for sample_id, edit in edits.items():
        row = fold.table.row_of(sample_id)
        if row is None:
            continue
        if edit.label is not None:
            true[row] = names.label(edit.label, int(fold.original[row]))
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
