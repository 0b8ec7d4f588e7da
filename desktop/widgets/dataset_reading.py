"""Reading a source into the data set panel: how far it is, and which columns of a table are meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models import table_columns
from desktop.item_models.listing import Listed
from desktop.item_models.source_reader import SourceReader
from desktop.widgets import set_words
from desktop.widgets.column_chooser import ColumnChooser
from desktop.widgets.dataset_pages import DatasetPages
from engine.config import DataConfig
from engine.data.catalog import Catalog
from engine.errors import EngineError


class DatasetReading(QObject):
    """``config`` is what is open, or being read; its source is empty where nothing is. Main thread only.

    Signals:
        begun: another source is being read; the one before is gone.
        read: the :class:`Catalog`, without corrections.
        failed: message and hint.
        ended: reading is over and nothing is open: it failed, or was called off.
    """

    begun = Signal()
    read = Signal(object)
    failed = Signal(str, str)
    ended = Signal()

    def __init__(
        self, pages: DatasetPages, folder_of: Callable[[str], Path], parent: QObject | None = None
    ) -> None:
        """``folder_of`` gives the folder of the project of a source: chosen columns are noted there."""
        super().__init__(parent)
        self._folder_of = folder_of
        self.config = DataConfig()
        self.columns = ColumnChooser()
        self._pages = pages
        self._reader = SourceReader(self)
        self._reader.so_far.connect(self._show)
        self._reader.read.connect(self._read)
        self._reader.failed.connect(self._failed)
        self.columns.chosen.connect(self._columns_chosen)
        pages.overview.menu.columns_requested.connect(self._ask_columns)

    @Slot(str)
    def open_source(self, source: str) -> None:
        """Read a folder, table, archive or named set, a table by the columns chosen for it before."""
        try:
            self._open(table_columns.with_chosen_columns(DataConfig(source=source), self._folder_of(source)))
        except EngineError as error:
            self._open(DataConfig(source=source))
            self.failed.emit(error.message, error.hint)

    def _open(self, config: DataConfig) -> None:
        self._reader.cancel()
        self.config = config
        self.columns.hide()
        self.begun.emit()
        self._pages.show_set()
        self._reader.start(config)
        self._pages.arrange()

    @Slot()
    def cancel(self) -> None:
        """Stop reading; what was there before is gone."""
        if self._reader.reading:
            self._reader.cancel()
            self._nothing()

    def remember_columns(self) -> None:
        """Note the columns that were chosen, now that they proved right. Raises EngineError."""
        if self.config.image_column:
            table_columns.remember_columns(self.config, self._folder_of(self.config.source))

    def _nothing(self) -> None:
        self._pages.overview.show_reading(None)
        self.config = DataConfig()
        self._pages.show_empty()
        self.ended.emit()

    @Slot(object)
    def _show(self, so_far: Listed) -> None:
        overview = self._pages.overview
        names = list(so_far.classes)
        counts = np.zeros((len(names), 3), dtype=np.int64)
        counts[:, 0] = list(so_far.classes.values())
        overview.bars.set_classes(names, counts)
        files = f"{so_far.files:,}"
        if so_far.fetching is not None:
            words, done, total = so_far.fetching
            # Thousandths: bytes may be more than a progress bar can count.
            share = (1000 * done // total, 1000) if total else (0, 0)
            overview.show_reading(set_words.stage(words, done, total), *share)
        elif so_far.looked_at:
            text = self.tr("Looking into {n} files").format(n=files)
            overview.show_reading(text, so_far.looked_at, so_far.files)
        else:
            overview.show_reading(self.tr("{n} files so far").format(n=files))

    @Slot(object)
    def _read(self, catalog: Catalog) -> None:
        self._pages.overview.show_reading(None)
        self.read.emit(catalog)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        source = self.config.source
        self.failed.emit(message, hint)
        self._nothing()
        if source.lower().endswith((".csv", ".tsv")):
            self.columns.ask(source)

    @Slot()
    def _ask_columns(self) -> None:
        self.columns.ask(self.config.source, self.config.image_column, self.config.label_column)

    @Slot(str, str, str)
    def _columns_chosen(self, source: str, image: str, label: str) -> None:
        self._open(DataConfig(source=source, image_column=image, label_column=label))
