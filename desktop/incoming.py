"""Pictures that come by dropping or pasting, as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QImage

from desktop.tasks import Cancelled, Progress, Task
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
