"""Pictures that come by dropping or pasting, as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.tasks import Cancelled, Progress, Task
from desktop.widgets import basic
from engine.errors import EngineError


def local_files(data: QMimeData) -> list[Path]:
    """Files and folders of this computer that are dragged or copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class Pasted(QObject):
    """Writes pasted pictures to a folder that goes when the program ends.

    Signals:
        written: path of a PNG file.
        failed: message and hint.
    """

    written = Signal(object)
    failed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder: QTemporaryDir | None = None
        self._count = 0

    def write(self, image: QImage) -> None:
        """Write ``image`` in the background."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        self._count += 1
        path = Path(self._folder.path(), self.tr("pasted {0}").format(self._count) + ".png")

        def work(_progress: Progress, _cancelled: Cancelled) -> Path:
            if not image.save(str(path), "PNG"):  # type: ignore[call-overload]
                raise EngineError("The pasted picture could not be written.", "Is the disk full?")
            return path

        task = Task.start(work, self)
        task.done.connect(self._on_done)
        task.failed.connect(self.failed)

    @Slot(object)
    def _on_done(self, path: Path) -> None:
        self.written.emit(path)


class Intake(basic.Translated):
    """A widget on which files are dropped, and into which they are pasted.

    Signals:
        given: list of paths of files and folders; a pasted picture is a file by then.
        refused: message and hint: there was nothing to paste, or it could not be kept.
    """

    given = Signal(object)
    refused = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._pasted = Pasted(self)
        self._pasted.written.connect(self._on_written)
        self._pasted.failed.connect(self.refused)

    @Slot()
    def paste(self) -> None:
        """Take the picture, or the files, on the clipboard."""
        board = QGuiApplication.clipboard()
        files, image = local_files(board.mimeData()), board.image()
        if files:
            self.given.emit(files)
        elif image.isNull():
            self.refused.emit(
                self.tr("There is no picture on the clipboard."),
                self.tr("Copy a picture, or picture files, then paste here."),
            )
        else:
            self._pasted.write(image)

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        self.given.emit([path])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt's: files and folders are welcome."""
        if local_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt's: take what is dropped."""
        files = local_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.given.emit(files)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's: the system's keys for pasting."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)
