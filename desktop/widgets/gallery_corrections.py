"""Putting labels right from the gallery: what the label bar asks for, done to the selected pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.edit_session import shared_session
from desktop.item_models.label_actions import LabelActions
from desktop.item_models.loaded_run import corrections_of
from desktop.item_models.names_now import NamesNow
from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.run_reader import RunReader
from desktop.widgets.label_bar import LabelBar
from engine.data.catalog import Sample
from engine.data.edits import SampleEdit
from engine.errors import EngineError
from engine.run_folder import RunFolder


class GalleryCorrections(QObject):
    """Connects a :class:`LabelBar` to the project's corrections, and these to what the gallery shows.

    Signals:
        changed: something was corrected, undone or redone, here or in another panel.
        failed: level, message and hint for the message line.
    """

    changed = Signal()
    failed = Signal(str, str, str)

    def __init__(
        self,
        model: PredictionsModel,
        reader: RunReader,
        labels: LabelBar,
        selected: Callable[[], Sequence[str]],
        parent: QObject,
    ) -> None:
        """``selected`` gives the sample ids that a correction is for."""
        super().__init__(parent)
        self._model, self._reader, self._selected, self._labels = model, reader, selected, labels
        self.actions = actions = LabelActions(self.samples, self)
        labels.serve(actions)
        actions.changed.connect(self.changed)
        actions.failed.connect(self._on_failed)

    def open_session(self, run: RunFolder) -> None:
        """Correct in the project that the run lies in, in the history that other panels share."""
        path = run.path.parent.parent / "edits.json"
        try:
            self.actions.set_session(shared_session(path))
        except EngineError as error:
            self.actions.set_session(None)
            self.failed.emit("warning", error.message, error.hint)

    def edits(self) -> dict[str, SampleEdit]:
        """What was decided so far, by sample id."""
        session = self.actions.session
        return dict(session.edits.touched()) if session is not None else {}

    def names(self) -> NamesNow:
        """What the classes of the run shown are called now."""
        session, loaded = self.actions.session, self._reader.loaded
        if loaded is None or session is None:
            return NamesNow((), ())
        return loaded.names_now(session.edits.class_names(), self.edits())

    def samples(self) -> list[Sample]:
        """The pictures that a correction is for."""
        loaded = self._reader.current()
        if loaded is None:
            return []
        rows = [loaded.table.row_of(sample_id) for sample_id in self._selected()]
        return [loaded.sample(row) for row in rows if row is not None]

    def settle(self) -> None:
        """Give a fold that is not listed yet the labels of now: it is listed by them."""
        loaded = self._reader.current()
        if loaded is not None and self.actions.session is not None and loaded.table is not self._model.table:
            true = corrections_of(loaded, self.edits(), self._words(), self.names()).true
            changed = np.flatnonzero(true != loaded.table.true)
            if len(changed):
                loaded.table.set_true(changed, true[changed])

    def apply(self) -> None:
        """Let labels, notes and right or wrong follow the corrections; no picture moves."""
        loaded = self._reader.current()
        if loaded is None or self.actions.session is None:
            return
        names = self.names()
        self._labels.set_classes(names.offered())
        corrections = corrections_of(loaded, self.edits(), self._words(), names)
        changed = np.flatnonzero(corrections.true != loaded.table.true)
        loaded.left_out = corrections.left_out
        ids = loaded.table.ids
        self._model.relabelled({ids[row]: int(corrections.true[row]) for row in changed})
        self._model.set_notes(corrections.notes, [ids[row] for row in np.flatnonzero(loaded.left_out)])

    def _words(self) -> dict[str, str]:
        return {
            "checked": self.tr("checked"),
            "left_out": self.tr("left out"),
            "now": self.tr("now {name}"),
            "train": self.tr("to training"),
            "validation": self.tr("to validation"),
            "test": self.tr("to test"),
        }

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.failed.emit("error", message, hint)
