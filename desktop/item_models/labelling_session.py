"""Labelling a data set with a live head at one's side: labels, proposals, what is still open. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.edit_session import EditSession
from desktop.live_head import Answer, LiveHeadController, Question
from engine.config import RunConfig
from engine.data.catalog import Catalog, Sample

if TYPE_CHECKING:
    from engine.training.active_learning import Proposer
    from engine.training.live_features import LiveFeatures
    from engine.training.live_head import LiveHead, LiveSolution

Labels = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

PROPOSED = 64
"""Pictures put in the order of what they teach; the rest follows by uncertainty."""


@dataclass(frozen=True)
class _More:
    """What is found with a solution: feature rows to label next, and rows of suspicious labels."""

    proposed: Labels
    suspicious: Labels


@dataclass
class _Guide:
    """What chooses the next pictures; made by the first solution, on a pool thread."""

    proposer: Proposer | None = None


class LabellingSession(QObject):
    """Rows are the pictures of the data set as found, those left out included. Main thread only.

    Attributes:
        samples: the pictures, n of them.
        classes: class names in the order of their keys.
        labels: int64, shape (n,); -1 where unlabelled.
        checked: labels that a person gave, bool, shape (n,); others were accepted as proposed.
        excluded: pictures left out, bool, shape (n,).

    Signals:
        labelled: labels or classes are others now.
        predicted: proposals are others now.
        progress: pictures looked at through the network and in all.
        failed: message and hint.
    """

    labelled = Signal()
    predicted = Signal()
    progress = Signal(int, int)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.head = LiveHeadController(self)
        self.edits: EditSession | None = None
        self.samples: tuple[Sample, ...] = ()
        self.classes: list[str] = []
        self.labels: Labels = np.zeros(0, dtype=np.int64)
        self.checked: Mask = np.zeros(0, dtype=np.bool_)
        self.excluded: Mask = np.zeros(0, dtype=np.bool_)
        self.wants_suspicious = False
        self._raw: Catalog | None = None
        self._config: RunConfig | None = None
        self._gave_up = False
        self._answer: Answer | None = None
        self._place: Labels = np.zeros(0, dtype=np.int64)
        self._guide = _Guide()
        self.head.opened.connect(self._on_opened)
        self.head.answered.connect(self._on_answered)
        self.head.progress.connect(self.progress)
        self.head.failed.connect(self._on_failed)

    # ---- opening

    def open(self, raw: Catalog, edits: EditSession, config: RunConfig) -> None:
        """Label the pictures of ``raw`` (as found) through ``edits``, with the backbone of ``config``.

        Proposals that failed before are tried again.
        """
        same = raw is self._raw and edits is self.edits
        if not same:
            self.close()
            self._raw, self.edits, self.samples = raw, edits, raw.samples
            self.classes = list(raw.classes)
            edits.changed.connect(self._on_edited)
            edits.failed.connect(self.failed)
            self._take_labels()
        if self._gave_up:
            self._config = None
        self.set_config(config)

    def set_config(self, config: RunConfig) -> None:
        """Let the backbone of ``config`` propose; nothing happens where it does already, or has failed."""
        former = self._config
        if self._raw is None or (former is not None and _backbone(former) == _backbone(config)):
            return
        self._config, self._answer, self._guide, self._gave_up = config, None, _Guide(), False
        self._place = np.zeros(0, dtype=np.int64)
        self.head.open_samples(config, self.samples)

    def close(self) -> None:
        """Forget the pictures."""
        self.head.close()
        if self.edits is not None:
            self.edits.changed.disconnect(self._on_edited)
            self.edits.failed.disconnect(self.failed)
        self._raw = self.edits = self._config = self._answer = None
        self.samples, self.classes = (), []
        self.labels, self.checked = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
        self.excluded = np.zeros(0, dtype=np.bool_)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self._gave_up = True
        self.failed.emit(message, hint)

    @Slot(object)
    def _on_opened(self, features: LiveFeatures) -> None:
        row = {sample.id: at for at, sample in enumerate(self.samples)}
        self._place = np.array([row[sample.id] for sample in features.samples], dtype=np.int64)
        self._ask()

    # ---- labels

    @Slot(str)
    def _on_edited(self, _what: str) -> None:
        self._take_labels()
        self._ask()
        self.labelled.emit()

    def _take_labels(self) -> None:
        """Labels as the source and the corrections have them."""
        raw, session = self._raw, self.edits
        assert raw is not None
        assert session is not None
        renamed, touched = session.edits.class_names(), session.edits.touched()
        own = [renamed.get(name, name) for name in raw.classes]
        for name in (*own, *(edit.label for edit in touched.values() if edit.label is not None)):
            if name not in self.classes:
                self.classes.append(name)
        index = {name: at for at, name in enumerate(self.classes)}
        place = np.array([*(index[name] for name in own), -1], dtype=np.int64)
        self.labels = place[[sample.label for sample in self.samples]]
        self.checked = self.labels >= 0
        self.excluded = np.zeros(len(self.samples), dtype=np.bool_)
        row = {sample.id: at for at, sample in enumerate(self.samples)}
        for sample_id, edit in touched.items():
            at = row.get(sample_id)
            if at is None:
                continue
            self.excluded[at] = edit.excluded
            if edit.label is not None:
                self.labels[at], self.checked[at] = index[edit.label], edit.checked
        # One that was taken away before stands in no list any more.
        left = [name for name in raw.classes if name in renamed and name in index]
        gone = [name for name in left if not (self.labels == index[name]).any()]
        self._drop(gone)

    def _drop(self, names: Sequence[str]) -> None:
        """Take away names of the source that were renamed."""
        for name in names:
            at = self.classes.index(name)
            del self.classes[at]
            self.labels[self.labels > at] -= 1

    def add_class(self, name: str) -> None:
        """Offer one more class; a name that is there already changes nothing."""
        if (name := name.strip()) and name not in self.classes:
            self.classes.append(name)
            self.labelled.emit()

    def give(self, rows: Sequence[int], name: str) -> None:
        """Label pictures by hand."""
        if self.edits is not None and rows:
            self.edits.label([self.samples[row] for row in rows], [name] * len(rows), checked=True)

    def accept(self, rows: Sequence[int], *, checked: bool) -> None:
        """Give pictures the class that is proposed for them, in one step."""
        if self.edits is not None and len(rows) and self._answer is not None:
            names = [self.classes[label] for label in self.proposed_labels[rows]]
            self.edits.label([self.samples[row] for row in rows], names, checked=checked)

    def confirm(self, rows: Sequence[int]) -> None:
        """A person has looked: these labels are right."""
        known = [self.samples[row] for row in rows if self.labels[row] >= 0]
        if self.edits is not None and known:
            self.edits.mark_checked(known)

    def leave_out(self, rows: Sequence[int]) -> None:
        """Leave pictures out of the data set."""
        if self.edits is not None and rows:
            self.edits.exclude([self.samples[row] for row in rows])

    # ---- proposals

    @property
    def ready(self) -> bool:
        """Whether there is a head: at least two classes have labels."""
        return self._answer is not None and self._answer.solution.ready

    @property
    def open_rows(self) -> Mask:
        """Pictures without a label that are not left out, bool, shape (n,)."""
        return (self.labels < 0) & ~self.excluded

    @property
    def proposed_labels(self) -> Labels:
        """The class proposed for each picture, int64, shape (n,), an index into ``classes``; -1 for none."""
        result = np.full(len(self.samples), -1, dtype=np.int64)
        if self.ready:
            assert self._answer is not None
            index = {name: at for at, name in enumerate(self.classes)}
            known = [index.get(name, -1) for name in self._answer.question.classes]
            result[self._place] = np.array(known)[self._answer.solution.predicted]
        return result

    @property
    def confidences(self) -> Floats:
        """Probability of the proposed class, float32, shape (n,); 0 for none."""
        result = np.zeros(len(self.samples), dtype=np.float32)
        if self.ready:
            assert self._answer is not None
            result[self._place] = self._answer.solution.probabilities.max(axis=1)
        return result

    @property
    def suspicious(self) -> Labels:
        """Rows of labels that the head clearly disagrees with, the clearest first."""
        if self._answer is None or not isinstance(self._answer.more, _More):
            return np.zeros(0, dtype=np.int64)
        rows = self._place[self._answer.more.suspicious]
        return rows[self.labels[rows] >= 0]

    def in_doubt_first(self) -> Labels:
        """Open pictures, those first whose label would teach most."""
        rows = np.flatnonzero(self.open_rows)
        rest = rows[np.argsort(self.confidences[rows], kind="stable")]
        if self._answer is None or not isinstance(self._answer.more, _More):
            return rest
        first = self._place[self._answer.more.proposed]
        first = first[self.open_rows[first]]
        return np.concatenate([first, rest[~np.isin(rest, first)]])

    def surest(self, threshold: float) -> Labels:
        """Open pictures whose proposal is at least ``threshold`` (0 to 1) sure."""
        if not self.ready:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.open_rows & (self.confidences >= threshold))

    def accuracy(self) -> tuple[float, int] | None:
        """Share of hand-given labels that a head predicts that has not seen them, and of how many."""
        if not self.ready:
            return None
        assert self._answer is not None
        given = (self.checked & ~self.excluded)[self._place]
        found = self._answer.solution.accuracy(given)
        return None if found is None else (found, int(given.sum()))

    def ask_suspicious(self, wanted: bool) -> None:
        """Whether suspicious labels are looked for with every solution."""
        if wanted != self.wants_suspicious:
            self.wants_suspicious = wanted
            if wanted:
                self._ask()

    def _ask(self) -> None:
        if self.head.features is None or len(self._place) != len(self.head.features.samples):
            return
        labels = np.where(self.excluded, -1, self.labels)[self._place]
        # Never from proposals accepted unseen: they would confirm themselves, and the figure with them.
        open_now, learn = self.open_rows[self._place], (labels >= 0) & self.checked[self._place]
        guide = self._guide
        ids = [self.samples[row].id for row in self._place] if self.wants_suspicious else []

        def after(head: LiveHead, solution: LiveSolution) -> _More:
            from engine.training.active_learning import Proposer

            if guide.proposer is None:
                guide.proposer = Proposer(head.points)
            proposed = guide.proposer.next(solution.probabilities, open_now, labels >= 0, PROPOSED)
            return _More(proposed, _suspicious(ids, labels, solution))

        self.head.ask(Question(labels, tuple(self.classes), learn, after=after))

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        self._answer = answer
        self.predicted.emit()


def _suspicious(ids: Sequence[str], labels: Labels, solution: LiveSolution) -> Labels:
    from engine.evaluation import label_issues

    if not ids or not solution.ready:
        return np.zeros(0, dtype=np.int64)
    present = np.unique(labels[labels >= 0])
    place = np.full(len(solution.classes) + 1, -1, dtype=np.int64)
    place[present] = np.arange(len(present))
    shares = solution.probabilities[:, present]
    found = label_issues.find(ids, place[labels], shares / shares.sum(axis=1, keepdims=True))
    row = {name: at for at, name in enumerate(ids)}
    return np.array([row[issue.id] for issue in found], dtype=np.int64)


def _backbone(config: RunConfig) -> tuple[object, ...]:
    """What the features depend on."""
    train = config.train
    return config.model.backbone, config.model.weights, train.augment, train.precision, train.device
