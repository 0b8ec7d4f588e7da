"""What a run is worth: on its own held-out pictures, or on a folder it has never seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from engine.config import DataConfig
from engine.data import sources
from engine.data.catalog import FileProblem
from engine.errors import EngineError
from engine.evaluation.metrics import Evaluation, evaluate
from engine.evaluation.predict import Predictor
from engine.evaluation.prediction import Prediction
from engine.run_folder import RunFolder

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FoldEvaluation:
    """An evaluation with where it comes from.

    Attributes:
        evaluation: the figures.
        fold: ``validation``, ``test``, or ``new`` for pictures that the run has never seen.
        optimistic: whether the model was chosen by these very pictures.
        problems: files that could not be used, with the reason.
        unknown: class name -> its pictures, for classes that the model does not know; they are not
            counted in the figures.
        predictions: what was said of each labelled picture; empty for stored ones.
    """

    evaluation: Evaluation
    fold: str
    optimistic: bool
    problems: tuple[FileProblem, ...] = ()
    unknown: Mapping[str, int] | None = None
    predictions: tuple[Prediction, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The last object of ``graft evaluate --json``, with the fold it is of."""
        result = {**self.evaluation.to_json(), "fold": self.fold, "optimistic": self.optimistic}
        if self.fold == "new":
            result["unusable"] = [{"path": str(p.path), "reason": p.reason} for p in self.problems]
            result["unknown_classes"] = dict(self.unknown or {})
        return result


def evaluate_stored(run: RunFolder, fold: str = "") -> FoldEvaluation:
    """From the run's ``predictions.npz``.

    Args:
        run: the run.
        fold: ``validation`` or ``test``; empty for the test fold where there is one.

    Raises:
        EngineError: no predictions yet, or no labelled picture in that fold.
    """
    stored = run.predictions()
    present = [name for name in ("test", "validation") if (stored.folds == name).any()]
    if not present:
        raise EngineError(
            f"The run {run.name} has no held-out pictures.",
            "Evaluate it on a folder: graft evaluate RUN DATA.",
        )
    chosen = fold or present[0]
    if chosen not in present:
        raise EngineError(
            f"The run {run.name} has no {chosen} fold.", f"Its folds are: {', '.join(present)}."
        )
    rows = stored.folds == chosen
    found = evaluate(stored.logits[rows], stored.labels[rows], stored.classes)
    return FoldEvaluation(found, chosen, optimistic=chosen == "validation" and not run.is_solved())


def evaluate_on(
    model: Predictor | RunFolder | Path,
    data: DataConfig,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> FoldEvaluation:
    """Predict every labelled picture of ``data`` and compare; classes are matched by name.

    Args:
        model: a run, a model file, or an open predictor.
        data: where the pictures are; its folds are not looked at.
        progress: called with (pictures done, pictures in all).
        cancelled: true ends it.

    Raises:
        EngineError: no such data, none of its classes known to the model, or cancelled.
    """
    catalog = sources.open_source(data, cancelled=cancelled)
    predictor = model if isinstance(model, Predictor) else Predictor(model)
    names = match_classes(catalog.classes, predictor.classes)
    labelled = [sample for sample in catalog.samples if sample.label >= 0]
    known = [sample for sample in labelled if names[sample.label] >= 0]
    unknown: dict[str, int] = {}
    for sample in labelled:
        if names[sample.label] < 0:
            name = catalog.classes[sample.label]
            unknown[name] = unknown.get(name, 0) + 1
    if not known:
        raise EngineError(
            f"The model knows none of the classes of {catalog.source}: {_some(catalog.classes)}.",
            f"It knows {_some(predictor.classes)}; name the class folders like them.",
        )
    said = list(predictor.predict([s.path for s in known], progress=progress, cancelled=cancelled))
    if len(said) < len(known):
        raise EngineError("The evaluation was cancelled.")
    good = [(p, names[s.label]) for p, s in zip(said, known, strict=True) if p.logits is not None]
    bad = tuple(FileProblem(p.path, p.error) for p in said if p.error)
    if not good:
        raise EngineError("None of these pictures can be read.", f"{bad[0].path.name}: {bad[0].reason}")
    logits = np.stack([p.logits for p, _ in good if p.logits is not None])
    found = evaluate(logits, [label for _, label in good], predictor.classes)
    return FoldEvaluation(found, "new", False, (*catalog.problems, *bad), unknown, tuple(said))


def match_classes(theirs: Sequence[str], ours: Sequence[str]) -> list[int]:
    """For each of ``theirs`` the index of the same name in ``ours``, whatever the case; -1 without one."""
    exact = {name: index for index, name in enumerate(ours)}
    folded: dict[str, list[int]] = {}
    for name, index in exact.items():
        folded.setdefault(name.casefold(), []).append(index)
    result: list[int] = []
    for name in theirs:
        alike = folded.get(name.casefold(), [])
        result.append(exact.get(name, alike[0] if len(alike) == 1 else -1))
    return result


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
