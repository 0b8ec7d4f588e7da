"""The menu of the ways to a data set, and to more pictures for it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from desktop import icons
from desktop.widgets import ask_folder
from engine.data import public_sets

DIGITS = "sample:digits"


class OpenMenu(QMenu):
    """The ways to a data set.

    Signals:
        chosen: folder, file, or the name of a sample.
        sets_requested: the user wants to see the public data sets.
        pictures_chosen: paths of pictures to add to the data set that is open.
        test_set_chosen: a folder of class folders, for the test fold of the data set that is open.
        columns_requested: the user wants to say which columns of the table are meant.
    """

    chosen = Signal(str)
    sets_requested = Signal()
    pictures_chosen = Signal(object)
    test_set_chosen = Signal(str)
    columns_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._folder, self._file, self._digits, self._insects = (QAction(self) for _ in range(4))
        self._sets, self.add_pictures, self.add_test, self.columns = (QAction(self) for _ in range(4))
        self._folder.triggered.connect(self.ask_folder)
        self._file.triggered.connect(self.ask_file)
        self._digits.triggered.connect(self.choose_digits)
        self._insects.triggered.connect(self.choose_insects)
        self._sets.triggered.connect(self.sets_requested)
        self.add_pictures.triggered.connect(self.ask_pictures)
        self.add_test.triggered.connect(self.ask_test_set)
        self.columns.triggered.connect(self.columns_requested)
        self.addActions([self._folder, self._file])
        self.addSeparator()
        self.addActions([self._digits, self._insects, self._sets])
        self._line = self.addSeparator()
        self.addActions([self.add_pictures, self.add_test, self.columns])
        self.set_source("", filled=False)

    def retranslate(self) -> None:
        """Write the words in the language of now."""
        for action, icon, text in (
            (self._folder, "folder", self.tr("Folder of pictures…")),
            (self._file, "archive", self.tr("Table (CSV) or archive (zip, tar)…")),
            (self._digits, "sample", self.tr("Handwritten digits (built in)")),
            (self._insects, "sample", self.tr("Ants and bees (download, 47 MB)")),
            (self._sets, "download", self.tr("Public data sets…")),
            (self.add_pictures, "image", self.tr("Add pictures…")),
            (self.add_test, "folder", self.tr("Add a test set…")),
            (self.columns, "tag", self.tr("Columns of the table…")),
        ):
            action.setIcon(icons.icon(icon, "muted"))
            action.setText(text)

    def set_source(self, source: str, *, filled: bool) -> None:
        """What is open: more pictures can be added to it, and the columns of a table chosen."""
        self.add_pictures.setVisible(filled)
        self.add_test.setVisible(filled)
        self.columns.setVisible(source.lower().endswith((".csv", ".tsv")))
        self._line.setVisible(filled)

    @Slot()
    def ask_folder(self) -> None:
        """Let the user choose a folder."""
        if path := ask_folder.of_pictures(self.parentWidget()):
            self.chosen.emit(path)

    @Slot()
    def ask_file(self) -> None:
        """Let the user choose a table or an archive."""
        kinds = (
            self.tr("Tables and archives") + " (*.csv *.tsv *.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz)"
        )
        path, _ = QFileDialog.getOpenFileName(
            self.parentWidget(), self.tr("Open a table or an archive"), "", kinds
        )
        if path:
            self.chosen.emit(path)

    @Slot()
    def ask_pictures(self) -> None:
        """Let the user choose pictures to add."""
        paths, _ = QFileDialog.getOpenFileNames(self.parentWidget(), self.tr("Add pictures"))
        if paths:
            self.pictures_chosen.emit(paths)

    @Slot()
    def ask_test_set(self) -> None:
        """Let the user choose a folder of class folders that are for the test alone."""
        title = self.tr("Add a folder with one folder for each class as the test set")
        path = QFileDialog.getExistingDirectory(self.parentWidget(), title)
        if path:
            self.test_set_chosen.emit(path)

    @Slot()
    def choose_digits(self) -> None:
        """Open the built-in sample."""
        self.chosen.emit(DIGITS)

    @Slot()
    def choose_insects(self) -> None:
        """Open ants and bees, which is downloaded the first time."""
        self.chosen.emit(public_sets.ANTS_AND_BEES)
