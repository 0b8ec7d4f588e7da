"""When the shown run answers "not sure", and at which temperature: shown, set, and kept with the run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.curve_figures import Source
from desktop.item_models.run_reader import RunReader
from desktop.widgets.gallery_browser import GalleryBrowser
from engine.errors import EngineError
from engine.evaluation import decision as decision_module
from engine.evaluation.decision import Decision
from engine.run_folder import RunFolder


class GalleryDecision(QObject):
    """Lets curves and filters follow a run's :class:`Decision`, and writes what the user sets.

    Signals:
        changed: a :class:`RunFolder` and its new :class:`Decision`, once it is written.
        failed: level, message and hint for the message line.
    """

    changed = Signal(object, object)
    failed = Signal(str, str, str)

    def __init__(self, reader: RunReader, browser: GalleryBrowser, parent: QObject) -> None:
        super().__init__(parent)
        self._reader, self._filters, self._curves = reader, browser.filters, browser.figures.curves
        self._curves.decided.connect(self._on_decided)

    def follow(self) -> None:
        """The reader has another run, fold, or other labels."""
        loaded, fold = self._reader.loaded, self._reader.current()
        if loaded is None or fold is None:
            self._curves.set_source(None)
            return
        held_out = loaded.folds.get("validation")
        # A temperature is kept with the run: one that suits a live head would be wrong for it.
        fitting = held_out if held_out is not None and held_out.is_own else None
        self._curves.set_source(Source(loaded.run, fold, fitting, loaded.decision, loaded.solved))
        self._filters.set_threshold(self._curves.decision.threshold)

    @Slot(object, object)
    def _on_decided(self, run: RunFolder, decision: Decision) -> None:
        try:
            decision_module.set_for_run(run, decision)
        except EngineError as error:
            self.failed.emit("error", error.message, error.hint)
            return
        loaded = self._reader.loaded
        if loaded is not None and loaded.run.path == run.path:
            other_confidences = loaded.decision.temperature != decision.temperature
            loaded.decision = decision
            if other_confidences:
                self._reader.read(run)
        self.changed.emit(run, decision)
