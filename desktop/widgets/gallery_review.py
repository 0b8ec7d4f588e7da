"""Going through suspicious labels in the gallery, one picture after another."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop.item_models.predictions_model import PredictionsModel
from desktop.item_models.run_reader import RunReader
from desktop.item_models.suspicions import is_settled
from desktop.widgets.gallery_browser import GalleryBrowser
from desktop.widgets.gallery_corrections import GalleryCorrections
from desktop.widgets.image_view import ImageView


class GalleryReview(QObject):
    """Asks which labels are suspicious, shows these, and moves on after each decision."""

    def __init__(
        self,
        model: PredictionsModel,
        reader: RunReader,
        corrections: GalleryCorrections,
        browser: GalleryBrowser,
        image: ImageView,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._model, self._reader, self._corrections = model, reader, corrections
        self._browser, self._grid, self._filters, self._image = browser, browser.grid, browser.filters, image
        self._again = False
        self._filters.issues_wanted.connect(self._find)
        reader.issues_found.connect(self._on_found)

    @Slot()
    def _find(self) -> None:
        """Which labels the model clearly disagrees with, off the main thread."""
        self._again = False
        self._ask()

    def _ask(self) -> None:
        self._reader.find_issues(self._corrections.edits())

    @Slot(object)
    def _on_found(self, ids: frozenset[str]) -> None:
        """Review these; the picture looked at stays until the user goes on."""
        if self._again and not self._filters.reviewing:
            return  # the user has left the review that these were asked for
        loaded = self._reader.current()
        if loaded is not None:
            self._browser.set_unexamined(loaded.unexamined(self._corrections.edits()))
        current = self._looked_at() if self._filters.reviewing else ""
        self._filters.set_issues(ids | {current} if current else ids)
        if current:
            self._grid.select_row(self._model.row_of(current))
            self._image.follow()

    def _looked_at(self) -> str:
        row = self._image.row if self._is_viewing() else self._grid.current_row()
        return self._model.sample_id(row) if 0 <= row < self._model.rowCount() else ""

    def _is_viewing(self) -> bool:
        return not self._image.isHidden()

    def follow(self) -> None:
        """The predictions are others: those under review are asked for again, others forgotten."""
        self._again = self._filters.reviewing
        if self._filters.reviewing:
            self._ask()
        else:
            self._filters.forget_issues()

    def go_on(self) -> None:
        """To the next picture, where a review goes on and the one looked at was decided on, not undone."""
        session, looked_at = self._corrections.actions.session, self._looked_at()
        if session is None or not self._filters.reviewing or not is_settled(session.edits.of(looked_at)):
            return
        if self._is_viewing():
            self._image.next()
        elif self._grid.current_row() + 1 < self._model.rowCount():
            self._grid.select_row(self._grid.current_row() + 1)
