"""What a run predicted, as columns: sorted and filtered in numpy, no object per picture.

No Qt in here: :class:`desktop.item_models.predictions_model.PredictionsModel` shows it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.predictions import Predictions
from engine.run_folder import FOLDS

Outcome = Literal["all", "right", "wrong", "unsure"]
Change = Literal["", "fixed", "newly_wrong"]
SortKey = Literal["worst", "least_sure", "most_sure", "loss", "margin", "class", "name"]
OUTCOMES: tuple[Outcome, ...] = ("all", "right", "wrong", "unsure")
SORT_KEYS: tuple[SortKey, ...] = ("worst", "least_sure", "most_sure", "loss", "margin", "class", "name")

TOP = 5
"""Classes kept a picture for the full-size view's bars."""

_CHUNK = 8192

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PredictionFilter:
    """Which pictures are shown. All conditions hold together.

    Attributes:
        outcome: ``right`` and ``wrong`` leave unlabelled pictures out; ``unsure`` is a confidence
            under ``unsure_below``.
        predicted: class index, or None for any.
        true: class index, -1 for the unlabelled, or None for any.
        low, high: confidence range, both ends included, 0 to 1.
        text: part of the sample id, case and Unicode composition ignored.
        unsure_below: confidence under which a prediction counts as not sure, 0 to 1.
        ids: only these sample ids; None for all.
        change: ``fixed``: wrong in the run compared with and right in this one; ``newly_wrong``: the
            other way round; empty for any.
    """

    outcome: Outcome = "all"
    predicted: int | None = None
    true: int | None = None
    low: float = 0.0
    high: float = 1.0
    text: str = ""
    unsure_below: float = 0.0
    ids: frozenset[str] | None = None
    change: Change = ""


class PredictionTable:
    """Columns over n pictures of one fold; ``true`` may change (relabelling) and the logits (live head).

    Attributes:
        ids: sample ids, length n.
        paths: where the files are, length n; empty where the file is not known any more.
        fold: the fold they are all from.
        classes: class names.
        true, predicted: class indices, int64, shape (n,); true is -1 where unknown.
        confidence: softmax probability of the predicted class, float32, shape (n,).
        margin: the difference to the second best class, float32, shape (n,).
        changes: rows by what changed against another run; empty before a comparison.
    """

    def __init__(
        self,
        ids: Sequence[str],
        paths: Sequence[str],
        true: Indices,
        logits: Floats,
        classes: Sequence[str],
        fold: str = "validation",
    ) -> None:
        self.ids = list(ids)
        self.paths = list(paths)
        self.fold = fold
        self.classes = tuple(classes)
        self.true = np.array(true, dtype=np.int64)
        self.logits = logits
        self._summarise(logits)
        self._losses: Floats | None = None
        self._orders: dict[SortKey, Indices] = {}
        self._text: tuple[npt.NDArray[np.uint8], Indices] | None = None
        self._rows: dict[str, int] | None = None
        self.changes: dict[Change, Mask] = {}

    @classmethod
    def of_fold(cls, predictions: Predictions, fold: str, paths: Mapping[str, str]) -> PredictionTable:
        """The pictures of ``fold``; ``paths`` maps sample ids to files."""
        chosen = np.flatnonzero(predictions.folds == fold)
        ids: list[str] = predictions.ids[chosen].tolist()
        whole = len(chosen) == len(predictions.ids)
        return cls(
            ids,
            [paths.get(name, "") for name in ids],
            predictions.labels[chosen],
            predictions.logits if whole else predictions.logits[chosen],
            predictions.classes,
            fold,
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def correct(self) -> Mask:
        """Whether prediction and true label agree, shape (n,); false where unlabelled."""
        return np.equal(self.predicted, self.true)

    @property
    def labelled(self) -> Mask:
        """Whether the true label is known, shape (n,)."""
        return np.greater_equal(self.true, 0)

    @property
    def loss(self) -> Floats:
        """Cross-entropy in nats against ``true``, shape (n,); 0 where unlabelled. Made at the first use."""
        if self._losses is None:
            self._losses = np.empty(len(self), dtype=np.float32)
            for start in range(0, len(self), _CHUNK):
                rows = np.arange(start, min(start + _CHUNK, len(self)))
                self._losses[rows] = self._loss(rows, self.logits[start : start + _CHUNK])
        return self._losses

    def top(self, row: int) -> list[tuple[int, float]]:
        """The best few classes of a row with their probabilities, best first; ties by the lower index."""
        shares = softmax(self.logits[row : row + 1])[0]
        best = np.argsort(-shares, kind="stable")[:TOP]
        return [(int(label), float(shares[label])) for label in best]

    def chances(self, label: int) -> Floats:
        """Probability of one class for every picture, float32, shape (n,)."""
        found = np.empty(len(self), dtype=np.float32)
        for start in range(0, len(self), _CHUNK):
            found[start : start + _CHUNK] = softmax(self.logits[start : start + _CHUNK])[:, label]
        return found

    def row_of(self, sample_id: str) -> int | None:
        """The row of a sample id, None when it is not in here."""
        if self._rows is None:
            self._rows = {name: row for row, name in enumerate(self.ids)}
        return self._rows.get(sample_id)

    def set_true(self, rows: Indices, labels: Indices) -> None:
        """Replace the true labels of some rows; right, wrong and loss follow."""
        self.true[rows] = labels
        if self._losses is not None:
            self._losses[rows] = self._loss(np.asarray(rows), self.logits[rows])
        for key in ("worst", "loss", "class"):
            self._orders.pop(key, None)

    def set_logits(self, logits: Floats) -> None:
        """Replace what was predicted of every row, float32, shape (n, classes); all that follows from it."""
        self.logits = logits
        self._summarise(logits)
        self._losses = None
        self._orders = {key: order for key, order in self._orders.items() if key == "name"}

    def warm(self) -> None:
        """Make now what the first search and the first sort by name would have to wait for."""
        self.order("name")
        self._searchable()

    def mask(self, wanted: PredictionFilter) -> Mask:
        """Which rows pass, shape (n,)."""
        passed: Mask = np.ones(len(self), dtype=np.bool_)
        if wanted.outcome == "right":
            passed &= self.correct
        elif wanted.outcome == "wrong":
            passed &= ~self.correct & self.labelled
        elif wanted.outcome == "unsure":
            passed &= self.confidence < wanted.unsure_below
        if wanted.predicted is not None:
            passed &= self.predicted == wanted.predicted
        if wanted.true is not None:
            passed &= self.true == wanted.true
        if wanted.low > 0.0:
            passed &= self.confidence >= wanted.low
        if wanted.high < 1.0:
            passed &= self.confidence <= wanted.high
        if wanted.change:
            passed &= self.changes.get(wanted.change, np.zeros(len(self), dtype=np.bool_))
        if wanted.text:
            passed &= self._containing(wanted.text)
        if wanted.ids is not None:
            passed &= self.rows_of(wanted.ids)
        return passed

    def rows_of(self, ids: Iterable[str]) -> Mask:
        """Which rows are of these sample ids, shape (n,); ids that are not in here are passed over."""
        among: Mask = np.zeros(len(self), dtype=np.bool_)
        among[[row for name in ids if (row := self.row_of(name)) is not None]] = True
        return among

    def select(self, wanted: PredictionFilter, sort: SortKey) -> Indices:
        """The rows that pass, in order; shape (k,)."""
        order = self.order(sort)
        return order[self.mask(wanted)[order]]

    def order(self, sort: SortKey) -> Indices:
        """All rows in the order of ``sort``, ties in the order of the table; shape (n,). Kept once made.

        ``worst``: wrong ones, the surest first, then right ones, the least sure first, then the
        unlabelled. ``margin``: smallest first. ``loss``: largest first. ``class``: true class,
        within it the predicted one.
        """
        known = self._orders.get(sort)
        if known is None:
            known = self._orders[sort] = self._sorted(sort)
        return known

    def counts(self, wanted: PredictionFilter) -> dict[Outcome, int]:
        """How many pictures each outcome would show with the other conditions kept."""
        from dataclasses import replace

        rest = self.mask(replace(wanted, outcome="all"))
        right = self.correct & rest
        return {
            "all": int(rest.sum()),
            "right": int(right.sum()),
            "wrong": int((~self.correct & self.labelled & rest).sum()),
            "unsure": int(((self.confidence < wanted.unsure_below) & rest).sum()),
        }

    def confusion(self) -> npt.NDArray[np.int64]:
        """Counts, rows true and columns predicted, shape (classes, classes); unlabelled left out."""
        width = len(self.classes)
        known = self.labelled
        pairs = self.true[known] * width + self.predicted[known]
        return np.bincount(pairs, minlength=width * width).reshape(width, width)

    def _sorted(self, sort: SortKey) -> Indices:
        if sort == "worst":
            score = np.where(self.correct, -self.confidence, self.confidence)
            score[~self.labelled] = -2.0
            return np.argsort(-score, kind="stable")
        if sort == "class":
            return np.lexsort((self.predicted, self.true))
        if sort == "name":
            folded = _folded("\0".join(self.ids)).split("\0")
            return np.array(sorted(range(len(folded)), key=folded.__getitem__), dtype=np.int64)
        keys: dict[str, Floats] = {
            "least_sure": self.confidence,
            "most_sure": -self.confidence,
            "loss": -self.loss,
            "margin": self.margin,
        }
        return np.argsort(keys[sort], kind="stable")

    def _containing(self, text: str) -> Mask:
        """Rows whose id contains ``text``: one vectorised search over all ids joined."""
        haystack, starts = self._searchable()
        needle = _folded(text).replace("\n", " ").encode("utf-8", "surrogatepass")
        last = len(haystack) - len(needle) + 1
        hits = np.flatnonzero(haystack[: max(0, last)] == needle[0])
        for offset, byte in enumerate(needle[1:], 1):
            hits = hits[haystack[hits + offset] == byte]
        found: Mask = np.zeros(len(self), dtype=np.bool_)
        found[np.searchsorted(starts, hits, side="right") - 1] = True
        return found

    def _searchable(self) -> tuple[npt.NDArray[np.uint8], Indices]:
        """All ids folded, in UTF-8, one a line, and where each line begins."""
        if self._text is None:
            joined = "\n".join(self.ids)
            if joined.count("\n") != len(self.ids) - 1:
                joined = "\n".join(name.replace("\n", " ") for name in self.ids)
            text = np.frombuffer(_folded(joined).encode("utf-8", "surrogatepass"), dtype=np.uint8)
            starts = np.concatenate(([0], np.flatnonzero(text == ord("\n")) + 1))
            self._text = text, starts
        return self._text

    def _summarise(self, logits: Floats) -> None:
        count, width = logits.shape
        self.predicted: Indices = logits.argmax(axis=1).astype(np.int64)
        self.confidence: Floats = np.ones(count, dtype=np.float32)
        self.margin: Floats = np.ones(count, dtype=np.float32)
        if width < 2:
            return
        for start in range(0, count, _CHUNK):
            part = slice(start, start + _CHUNK)
            second, best = np.partition(logits[part], (width - 2, width - 1), axis=1)[:, -2:].T
            share = 1.0 / np.exp(logits[part] - best[:, None]).sum(axis=1)
            self.confidence[part] = share
            self.margin[part] = share * (1.0 - np.exp(second - best))

    def _loss(self, rows: Indices, logits: Floats) -> Floats:
        labels = self.true[rows]
        top = logits.max(axis=1)
        total = np.log(np.exp(logits - top[:, None]).sum(axis=1)) + top
        own = logits[np.arange(len(rows)), np.maximum(labels, 0)]
        return np.where(labels >= 0, total - own, 0.0).astype(np.float32)


def softmax(logits: Floats) -> Floats:
    """Probabilities of logits, float32, shape (n, classes); rows sum to 1."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares


def paths_of(split: Mapping[str, object]) -> dict[str, str]:
    """Where each sample's file is, from a run's ``split.json``."""
    found: dict[str, str] = {}
    for fold in FOLDS:
        entries = split.get(fold, [])
        if isinstance(entries, list):
            found.update({entry["id"]: entry.get("path", "") for entry in entries})
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
