"""Which fold the gallery shows; the training pictures have to be looked at before they can be shown."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.loaded_run import LoadedRun
from desktop.item_models.run_reader import RunReader
from desktop.widgets.gallery_header import GalleryHeader
from desktop.widgets.inline_message import InlineMessage


class GalleryFolds(QObject):
    """Connects the header's choice of a fold to the reader.

    Signals:
        chosen: another fold of those that are read is to be shown, or the same again.
    """

    chosen = Signal(str)

    def __init__(
        self, reader: RunReader, header: GalleryHeader, message: InlineMessage, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._reader, self._header, self._message = reader, header, message
        header.fold_chosen.connect(self._on_chosen)
        reader.looking.connect(self._on_looking)
        message.acted.connect(self._on_cancelled)

    def offer(self, loaded: LoadedRun) -> None:
        """Offer the folds of a run that arrived."""
        more = ("train",) if loaded.has_training else ()
        self._header.show_folds((*loaded.folds, *more), self._reader.fold)
        self._header.set_solved(loaded.solved)
        self._header.set_sample(loaded.epoch if loaded.is_sample else 0)

    @Slot(str)
    def _on_chosen(self, fold: str) -> None:
        loaded = self._reader.loaded
        if loaded is None or fold in loaded.folds:
            self.chosen.emit(fold)
            return
        self._header.folds.set_value(self._reader.fold)  # until the others are there
        self._reader.read_training()

    @Slot(int, int)
    def _on_looking(self, done: int, total: int) -> None:
        text = self.tr("Looking at the training pictures through the network: {done} of {total}")
        text = text.format(done=f"{done:,}", total=f"{total:,}")
        self._message.tell("info", text, action=self.tr("Cancel"))

    @Slot()
    def _on_cancelled(self) -> None:
        self._reader.stop_looking()
        self._message.clear()
