"""The rows above and below the answers: where pictures come from, and where answers go."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QWidget

from desktop import words
from desktop.widgets import basic

_STEPS = 1000


class SourceBar(basic.Translated):
    """Buttons that bring pictures; ``watch`` and ``live`` stay down while they go on.

    Signals:
        chosen: list of paths of pictures, or of one folder.
        watch_chosen: path of the folder to watch; None to watch no more.
    """

    chosen = Signal(object)
    watch_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures = basic.button("primary", "image", name="use_pictures")
        self.folder = basic.button(icon="folder", name="use_folder")
        self.paste = basic.button(icon="paste", name="use_paste")
        self.watch = basic.button(icon="watch", checkable=True, name="use_watch")
        self.live = basic.button(icon="camera", checkable=True, name="use_live")
        row = basic.row(self.pictures, self.folder, self.paste, self.watch, self.live, None)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)
        self.pictures.clicked.connect(self._ask_pictures)
        self.folder.clicked.connect(self._ask_folder)
        self.watch.clicked.connect(self._ask_watch)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.pictures.setText(self.tr("Open pictures…"))
        self.folder.setText(self.tr("Open folder…"))
        self.paste.setText(self.tr("Paste"))
        self.watch.setText(self.tr("Watch a folder…"))
        self.live.setText(self.tr("Webcam"))
        self.pictures.setToolTip(self.tr("Choose picture files to label"))
        self.folder.setToolTip(self.tr("Label every picture in a folder and the folders in it"))
        self.paste.setToolTip(self.tr("Label the picture or the files on the clipboard (Ctrl+V)"))
        self.watch.setToolTip(self.tr("Label each picture that arrives in a folder from now on"))
        self.live.setToolTip(self.tr("Label what the camera sees"))

    @Slot()
    def _ask_pictures(self) -> None:
        found, _ = QFileDialog.getOpenFileNames(self, self.tr("Pictures to label"))
        if found:
            self.chosen.emit([Path(name) for name in found])

    @Slot()
    def _ask_folder(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.tr("Folder of pictures to label"))
        if found:
            self.chosen.emit([Path(found)])

    @Slot(bool)
    def _ask_watch(self, on: bool) -> None:
        found = QFileDialog.getExistingDirectory(self, self.tr("Folder to watch")) if on else ""
        self.watch.setChecked(bool(found))
        if found or not on:
            self.watch_chosen.emit(Path(found) if found else None)


class AnswersBar(basic.Translated):
    """How far it is, and what to do with the answers.

    Signals:
        cancelled: the work under way is to stop.
        csv_chosen: path of the table to write.
    """

    cancelled = Signal()
    csv_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = self._done = self._total = 0
        self._busy = False
        self.status = basic.Elided("muted")
        self.status.setObjectName("use_status")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.cancel = basic.button(name="use_cancel")
        self.undo = basic.button("quiet", "undo", name="use_undo")
        self.clear = basic.button("quiet", "bin", name="use_clear")
        self.csv = basic.button(icon="download", name="use_csv")
        self.sort = basic.button(icon="folder", name="use_sort")
        parts = (self.status, self.bar, self.cancel, self.undo, self.clear, self.csv, self.sort)
        foot = basic.frame("foot")
        inside = basic.row(*parts, margins=(16, 10, 16, 12))
        inside.setStretch(0, 1)
        foot.setLayout(inside)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(foot)
        self.cancel.clicked.connect(self.cancelled)
        self.csv.clicked.connect(self._ask_csv)
        self.undo.hide()
        self.retranslate()
        self.show_busy(False)

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self.cancel.setText(self.tr("Cancel"))
        self.undo.setText(self.tr("Undo sorting"))
        self.undo.setToolTip(self.tr("Bring every sorted picture back to where it was"))
        self.clear.setText(self.tr("Clear"))
        self.clear.setToolTip(self.tr("Forget the answers; the pictures stay"))
        self.csv.setText(self.tr("Save CSV…"))
        self.csv.setToolTip(self.tr("Write a table of files, labels and confidences"))
        self.sort.setText(self.tr("Sort into folders…"))
        self.sort.setToolTip(self.tr("Copy or move the pictures into a folder for each label; look first"))
        self.bar.setAccessibleName(self.tr("Pictures done"))
        self._show_status()

    def show_count(self, count: int) -> None:
        """There are ``count`` answers."""
        self._count = count
        self._show_status()
        self._enable()

    @Slot(bool)
    def show_busy(self, busy: bool) -> None:
        """Work begins or ends."""
        self._busy = busy
        self._done = self._total = 0
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(0)
        self.bar.setVisible(busy)
        self.cancel.setVisible(busy)
        self._show_status()
        self._enable()

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total``; 0 in all when unknown."""
        self._done, self._total = done, total
        self.bar.setValue(round(_STEPS * done / total) if total else 0)
        self._show_status()

    @Slot()
    def _ask_csv(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the answers"), self.tr("labels") + ".csv", "CSV (*.csv)"
        )
        if chosen:
            self.csv_chosen.emit(Path(chosen))

    def _enable(self) -> None:
        for button in (self.clear, self.csv, self.sort):
            button.setEnabled(self._count > 0 and not self._busy)
        self.undo.setEnabled(not self._busy)

    def _show_status(self) -> None:
        if self._busy and self._total:
            text = self.tr("{0} of {1}").format(words.count(self._done), words.count(self._total))
        elif self._busy:
            text = self.tr("Working…")
        elif self._count:
            text = words.pictures(self._count)
        else:
            text = ""
        self.status.setText(text)
