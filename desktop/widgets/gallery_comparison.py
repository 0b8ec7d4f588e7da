"""The shown run against the run before: asked for, and put into the gallery's line and filters."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.run_comparison import Compared, RunComparison
from desktop.item_models.run_reader import RunReader
from desktop.widgets.gallery_browser import GalleryBrowser
from engine.run_folder import RunFolder


class GalleryComparison(QObject):
    """Keeps the comparison in step with run, fold and labels."""

    def __init__(
        self, model: PredictionsModel, reader: RunReader, browser: GalleryBrowser, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._model, self._reader = model, reader
        self._reference = ""
        self._line, self._filters = browser.comparison, browser.filters
        self.comparing = RunComparison(self)
        self.comparing.compared.connect(self._on_compared)
        self._line.reference_chosen.connect(self._on_reference)

    def set_run(self, run: RunFolder) -> None:
        """A run is shown, for the first time or with newer predictions."""
        self.comparing.set_run(run)

    def follow(self) -> None:
        """Another fold is shown, or labels have changed."""
        loaded, fold = self._reader.loaded, self._reader.current()
        if loaded is None or fold is None:
            self._line.show_compared(None)
            return
        self.comparing.ask(loaded, fold)

    @Slot(object)
    def _on_reference(self, run: RunFolder) -> None:
        self.comparing.compare_with(run)
        self.follow()

    @Slot(object)
    def _on_compared(self, compared: Compared) -> None:
        fold = self._reader.current()
        if fold is None or fold.table.fold != compared.fold:
            self._line.show_compared(None)
            return
        found, table = compared.comparison, fold.table
        name = compared.reference.run.name if compared.reference is not None else ""
        same = bool(table.changes) and name == self._reference
        self._reference, table.changes = name, {}
        if found is not None:
            fixed, newly_wrong = table.rows_of(found.fixed), table.rows_of(found.newly_wrong)
            table.changes = {"fixed": fixed, "newly_wrong": newly_wrong}
        self._line.show_compared(compared)
        if found is None:
            self._filters.set_change("")
        elif self._filters.filter.change and not same:
            # After a correction nothing jumps away under the hand; another comparison is looked at anew.
            self._model.reapply()
