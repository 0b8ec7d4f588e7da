"""Predictions that follow corrections in the gallery: a new head on the run's own frozen features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.loaded_run import LoadedFold, LoadedRun
from desktop.item_models.names_now import NamesNow
from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.run_reader import RunReader
from desktop.live_head import Answer, LiveHeadController, Question
from desktop.widgets.gallery_corrections import GalleryCorrections
from desktop.widgets.live_note import LiveNote
from engine.data.catalog import Sample
from engine.data.edits import SampleEdit

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Pictures:
    """All pictures of a run in the order of their features, and the labels that the run had."""

    samples: tuple[Sample, ...]
    row: dict[str, int]
    as_trained: Question

    @classmethod
    def of(cls, samples: tuple[Sample, ...], classes: tuple[str, ...], *, cross: bool) -> _Pictures:
        labels = np.array([sample.label for sample in samples], dtype=np.int64)
        learn = np.array([sample.fold == "train" for sample in samples], dtype=np.bool_)
        row = {sample.id: at for at, sample in enumerate(samples)}
        return cls(samples, row, Question(labels, classes, learn, cross=cross))

    def corrected(self, edits: Mapping[str, SampleEdit], names: NamesNow) -> Question:
        """The labels of now. Classes that the run does not know have to wait for the next run."""
        was = self.as_trained
        labels, learn = was.labels.copy(), was.learn.copy()
        for sample_id, edit in edits.items():
            at = self.row.get(sample_id)
            if at is None:
                continue
            if edit.label is not None:
                labels[at] = names.label(edit.label, int(was.labels[at]))
            if edit.excluded:
                labels[at] = -1
            if edit.fold:
                learn[at] = edit.fold == "train"
        # A picture shown may have joined the training fold: its prediction must not be by a head that saw it.
        return Question(labels, was.classes, learn, cross=was.cross or bool((learn & ~was.learn).any()))


class GalleryLive(QObject):
    """Solves the head again after every correction and shows what it predicts.

    Signals:
        predicted: the tables hold other predictions now.
    """

    predicted = Signal()

    def __init__(
        self,
        model: PredictionsModel,
        reader: RunReader,
        corrections: GalleryCorrections,
        note: LiveNote,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._model, self._reader, self._corrections, self.note = model, reader, corrections, note
        self.controller = LiveHeadController(self)
        self._own: dict[str, Floats] = {}
        self._pictures: _Pictures | None = None
        self._before: Answer | None = None
        self._answer: Answer | None = None
        self._path: object = None
        self._refused = False
        self.controller.opened.connect(self._on_opened)
        self.controller.progress.connect(self._on_progress)
        self.controller.answered.connect(self._on_answered)
        self.controller.failed.connect(self._on_failed)
        note.live_toggled.connect(self._on_live_toggled)

    def set_run(self, loaded: LoadedRun) -> None:
        """A run is shown, for the first time or with newer predictions of its own."""
        if loaded.run.path != self._path:
            self.forget()
            self._path = loaded.run.path
        self._own = {fold: each.table.logits for fold, each in loaded.folds.items()}
        if self._pictures is not None and "train" in loaded.folds and not self._pictures.as_trained.cross:
            # Training pictures are looked at now: they need predictions by heads that have not seen them.
            self._pictures = _Pictures.of(self._pictures.samples, loaded.classes, cross=True)
            self._before = None
            self.controller.ask(self._pictures.as_trained)
            return
        if any(self._is_corrected(each) for each in loaded.folds.values()):
            self.follow()

    def forget(self) -> None:
        """No run is shown."""
        self.controller.close()
        self._own, self._path, self._refused = {}, None, False
        self._pictures = self._before = self._answer = None
        self.note.clear()

    @Slot()
    def prepare(self) -> None:
        """Read the features now, so that the first correction is followed at once."""
        loaded = self._reader.loaded
        if loaded is None or self._pictures is not None or self.controller.busy or self._refused:
            return
        if loaded.run.best_path.is_file():
            self.controller.open_run(loaded.run)

    @Slot()
    def follow(self) -> None:
        """Something was corrected, undone or redone."""
        if self._pictures is None or self._before is None:
            self.prepare()
            if self._refused:
                self.tell()
            return
        edits, names = self._corrections.edits(), self._corrections.names()
        self.controller.ask(self._pictures.corrected(edits, names))

    def _is_corrected(self, fold: LoadedFold) -> bool:
        return bool(fold.left_out.any() or (fold.table.true != fold.original).any())

    # ---- what the head says

    @Slot(object)
    def _on_opened(self, _features: object) -> None:
        loaded, features = self._reader.loaded, self.controller.features
        if loaded is None or features is None:
            return
        self._pictures = _Pictures.of(features.samples, loaded.classes, cross="train" in loaded.folds)
        self.controller.ask(self._pictures.as_trained)
        self.tell()

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        if any(self._is_corrected(each) for each in self._folds().values()):
            text = self.tr("Looking at the pictures through the network: {done} of {total}")
            self.note.tell(text.format(done=f"{done:,}", total=f"{total:,}"), "", train=False)

    @Slot(str, str)
    def _on_failed(self, _message: str, _hint: str) -> None:
        self._refused = True
        self.tell()

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        if self._pictures is None:
            return
        if self._before is None:
            self._before = answer
            self.follow()
            return
        same = answer.question.same_labels(self._before.question)
        self._answer = None if same else answer
        self._show()

    @Slot()
    def _on_live_toggled(self) -> None:
        self._show()

    # ---- showing it

    def _folds(self) -> dict[str, LoadedFold]:
        return self._reader.loaded.folds if self._reader.loaded is not None else {}

    def _show(self) -> None:
        """Put the live head's logits into the tables, or the run's own where they are wanted."""
        current = self._reader.current()
        for name, each in self._folds().items():
            own = self._own.get(name)
            if own is None or len(own) != len(each.table):
                continue
            live = self._answer is not None and self.note.live
            logits = self._live(each, own) if live else own
            each.crossed = live and self._is_unseen(each)
            if logits is each.table.logits:
                continue
            if each is current:
                self._model.repredicted(logits)
            else:
                each.table.set_logits(logits)
        self.tell()
        self.predicted.emit()

    def _live(self, fold: LoadedFold, own: Floats) -> Floats:
        assert self._answer is not None
        assert self._pictures is not None
        rows = self._rows(fold)
        there = rows >= 0
        logits = own.copy()
        loaded = self._reader.loaded
        temperature = loaded.decision.temperature if loaded is not None else 1.0
        logits[there] = self._answer.solution.logits[rows[there]] / np.float32(temperature)
        return logits

    def _is_unseen(self, fold: LoadedFold) -> bool:
        """Whether no picture is predicted by a live head that has learned from it."""
        assert self._answer is not None
        rows, question = self._rows(fold), self._answer.question
        learned = question.learn & (question.labels >= 0) & ~self._answer.solution.crossed
        return bool((rows >= 0).all() and not learned[rows].any())

    def _rows(self, fold: LoadedFold) -> npt.NDArray[np.int64]:
        assert self._pictures is not None
        row = self._pictures.row
        return np.array([row.get(name, -1) for name in fold.table.ids], dtype=np.int64)

    def tell(self) -> None:
        """Say what changed for the fold looked at."""
        fold, before, now = self._reader.current(), self._before, self._answer
        if self._refused:
            if any(self._is_corrected(each) for each in self._folds().values()):
                self.note.tell(
                    self.tr("The predictions are the run's: they do not follow your corrections."),
                    self.tr("Train again to see what the corrections do."),
                )
            else:
                self.note.clear()
            return
        if fold is None or before is None or now is None or self._pictures is None:
            self.note.clear()
            return
        from engine.training.live_head import compare

        rows = np.zeros(len(self._pictures.samples), dtype=np.bool_)
        found = self._rows(fold)
        rows[found[found >= 0]] = True
        change = compare(before.solution, now.solution, rows)
        text = self.tr("1 prediction changed") if change.flipped == 1 else self.tr("{n} predictions changed")
        text = text.format(n=f"{change.flipped:,}")
        if change.before is not None and change.after is not None:
            text = self.tr("{changes}, accuracy of the live head {before:.1f} → {after:.1f} %").format(
                changes=text, before=100 * change.before, after=100 * change.after
            )
        hint = self.tr("Live head: solved again with your corrections. The run itself stays as it was.")
        self.note.tell(text, hint, switch=True)
