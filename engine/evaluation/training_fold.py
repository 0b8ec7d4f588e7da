"""What a run says of the pictures it was trained on: computed when asked for, and kept with the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.evaluation.predict import Predictor
from engine.predictions import Predictions, read_predictions, write_predictions
from engine.run_folder import RunFolder

FILE = "predictions-train.npz"


def stored(run: RunFolder) -> Predictions | None:
    """What :func:`predict` wrote for the run's best epoch of now; None where that has to be done first."""
    path = run.path / FILE
    if not path.exists() or not run.predictions_path.exists():
        return None
    try:
        found = read_predictions(path)
    except EngineError:
        return None  # it is only kept to save time, and is written anew
    return found if found.epoch == run.predictions().epoch else None


def predict(
    run: RunFolder,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    device: str = "auto",
) -> Predictions:
    """Predict every training picture with the best epoch's weights, and keep the answers.

    Pictures that cannot be read any more are left out: compare with the length of ``split()["train"]``.

    Args:
        run: a run with predictions and weights.
        progress: called with (pictures done, pictures in all).
        cancelled: true gives up; nothing is written then.
        device: see :class:`Predictor`.

    Raises:
        EngineError: no weights or predictions yet, no training picture can be read, or cancelled.
    """
    known = stored(run)
    if known is not None:
        return known
    epoch, predictor = run.predictions().epoch, Predictor(run, device=device)
    entries: list[dict[str, Any]] = run.split()["train"]
    paths = [Path(entry["path"]) for entry in entries]
    answers = list(predictor.predict(paths, progress=progress, cancelled=cancelled))
    if len(answers) < len(paths):
        raise EngineError("Looking at the training pictures was cancelled.")
    good = [
        (entry, answer.logits)
        for entry, answer in zip(entries, answers, strict=True)
        if answer.logits is not None
    ]
    if not good:
        raise EngineError(
            "None of the training pictures can be read.", "Check that their folder is still there."
        )
    found = Predictions(
        ids=np.array([entry["id"] for entry, _ in good], dtype=np.str_),
        folds=np.full(len(good), "train"),
        labels=np.array([entry["label"] for entry, _ in good], dtype=np.int64),
        logits=np.stack([logits for _, logits in good]),
        classes=predictor.classes,
        epoch=epoch,
    )
    write_predictions(run.path / FILE, found)
    return found
