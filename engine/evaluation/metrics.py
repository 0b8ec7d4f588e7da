"""Figures of merit of a classifier, from its logits and the true labels. Needs numpy alone.

Every figure equals scikit-learn's (``zero_division=0``); the tests compare them on random data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import EngineError
from engine.evaluation.calibration import expected_calibration_error
from engine.evaluation.probabilities import Floats, Integers, log_softmax
from engine.evaluation.wilson import wilson_interval

TOP_KS = (1, 3, 5)


@dataclass(frozen=True)
class Evaluation:
    """What a model is worth on one set of labelled pictures.

    Attributes:
        classes: class names; every per-class array follows this order.
        count: labelled pictures evaluated.
        accuracy: share of right answers, 0 to 1.
        accuracy_interval: 95 % Wilson interval of ``accuracy``.
        balanced_accuracy: mean recall over the classes that have pictures.
        precision, recall, f1: by class, float64, shape (classes,), 0 where undefined.
        support: pictures truly of each class, int64, shape (classes,).
        macro_precision, macro_recall, macro_f1: plain means over the classes that occur among the
            true or the predicted labels.
        confusion: int64, shape (classes, classes); row = true class, column = predicted class.
        top_k: k -> share of pictures whose true class is among the k most probable; k below the
            number of classes.
        log_loss: mean cross-entropy in nats.
        ece: expected calibration error over 15 bins, 0 to 1 (see :mod:`engine.evaluation.calibration`).
    """

    classes: tuple[str, ...]
    count: int
    accuracy: float
    accuracy_interval: tuple[float, float]
    balanced_accuracy: float
    precision: Floats
    recall: Floats
    f1: Floats
    support: Integers
    macro_precision: float
    macro_recall: float
    macro_f1: float
    confusion: Integers
    top_k: dict[int, float]
    log_loss: float
    ece: float

    def to_json(self) -> dict[str, Any]:
        """The last object of ``graft evaluate --json``: plain numbers, classes in their order."""
        return {
            "accuracy": self.accuracy,
            "accuracy_interval": list(self.accuracy_interval),
            "classes": {
                name: {
                    "precision": float(self.precision[i]),
                    "recall": float(self.recall[i]),
                    "f1": float(self.f1[i]),
                    "support": int(self.support[i]),
                }
                for i, name in enumerate(self.classes)
            },
            "confusion": self.confusion.tolist(),
            "count": self.count,
        }

    def to_json_full(self) -> dict[str, Any]:
        """:meth:`to_json` with every other figure beside it."""
        return {
            **self.to_json(),
            "balanced_accuracy": self.balanced_accuracy,
            "macro": {
                "precision": self.macro_precision,
                "recall": self.macro_recall,
                "f1": self.macro_f1,
            },
            "top_k": {str(k): share for k, share in self.top_k.items()},
            "log_loss": self.log_loss,
            "ece": self.ece,
        }


def confusion_matrix(labels: npt.ArrayLike, predicted: npt.ArrayLike, classes: int) -> Integers:
    """Counts, int64, shape (classes, classes); row = true class, column = predicted class."""
    flat = np.asarray(labels, dtype=np.int64) * classes + np.asarray(predicted, dtype=np.int64)
    return np.bincount(flat, minlength=classes * classes).reshape(classes, classes).astype(np.int64)


def true_class_rank(logits: npt.ArrayLike, labels: npt.ArrayLike) -> Integers:
    """How many classes stand before the true one, shape (n,); of equal logits the first class leads."""
    values = np.asarray(logits)
    truth = np.asarray(labels, dtype=np.int64)
    own = values[np.arange(len(truth)), truth][:, None]
    earlier = np.arange(values.shape[1])[None, :] < truth[:, None]
    result: Integers = ((values > own) | ((values == own) & earlier)).sum(axis=1).astype(np.int64)
    return result


def evaluate(logits: npt.ArrayLike, labels: npt.ArrayLike, classes: tuple[str, ...]) -> Evaluation:
    """Everything known about ``logits`` given the truth.

    Args:
        logits: raw outputs, shape (n, classes), any float type.
        labels: true class indices, shape (n,); pictures with -1 (unlabelled) are left out.
        classes: class names in the order of the logits.

    Raises:
        EngineError: no labelled picture, shapes that do not fit, a label without a class, or
            outputs that are not finite numbers.
    """
    values, truth = _checked(logits, labels, len(classes))
    count, width = len(truth), len(classes)
    predicted = values.argmax(axis=1)
    confusion = confusion_matrix(truth, predicted, width)
    hits, support, answers = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    precision, recall = _share(hits, answers), _share(hits, support)
    f1 = _share(2 * hits, support + answers)
    seen, occurs = support > 0, (support > 0) | (answers > 0)
    ranks = true_class_rank(values, truth)
    logs = log_softmax(values)
    right = int(hits.sum())
    return Evaluation(
        classes=tuple(classes),
        count=count,
        accuracy=right / count,
        accuracy_interval=wilson_interval(right, count),
        balanced_accuracy=float(recall[seen].mean()),
        precision=precision,
        recall=recall,
        f1=f1,
        support=support.astype(np.int64),
        macro_precision=float(precision[occurs].mean()),
        macro_recall=float(recall[occurs].mean()),
        macro_f1=float(f1[occurs].mean()),
        confusion=confusion,
        top_k={k: float((ranks < k).mean()) for k in TOP_KS if k == 1 or k < width},
        log_loss=float(-logs[np.arange(count), truth].mean()),
        ece=expected_calibration_error(np.exp(logs), truth),
    )


def _share(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> Floats:
    result: Floats = np.divide(part, whole, out=np.zeros(len(whole), dtype=np.float64), where=whole > 0)
    return result


def _checked(logits: npt.ArrayLike, labels: npt.ArrayLike, classes: int) -> tuple[npt.NDArray[Any], Integers]:
    """The labelled rows, after making sure that the two fit together."""
    values, truth = np.asarray(logits), np.asarray(labels, dtype=np.int64)
    if values.ndim != 2 or values.shape != (len(truth), classes):
        raise EngineError(
            f"The predictions have the shape {values.shape}, and {len(truth)} pictures of {classes} classes"
            " were expected.",
            "Evaluate the run again.",
        )
    known = truth >= 0
    values, truth = values[known], truth[known]
    if not len(truth):
        raise EngineError(
            "There is no labelled picture to evaluate.", "Choose pictures whose class is known."
        )
    if int(truth.max()) >= classes:
        raise EngineError(
            f"A picture has the class number {int(truth.max())}, and the model knows {classes} classes.",
            "Evaluate the run again.",
        )
    if not np.isfinite(values).all():
        raise EngineError(
            "The model's outputs are not finite numbers.",
            "Training has probably diverged: train again with a lower learning rate.",
        )
    return values, truth
