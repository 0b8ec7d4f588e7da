"""Things that were dropped or pasted, told apart: a data set to open, or pictures to add to one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.tasks import Cancelled, Progress, Task, Work
from engine.data.loose import Loose


class LooseIntake(QObject):
    """Looks at what is there in the background. Main thread only.

    Signals:
        data_set: path of a folder of class folders, a table or an archive.
        pictures: a :class:`Loose`, the class that the pictures were dropped on or empty, and the fold
            that they are meant for or empty.
        failed: message and hint.
    """

    data_set = Signal(str)
    pictures = Signal(object, str, str)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Task | None = None
        self._class = self._fold = ""

    def take(self, paths: Sequence[Path], class_name: str = "") -> None:
        """Look at ``paths``; what was being looked at is let go."""
        self._class, self._fold = class_name, ""
        given = tuple(paths)

        def work(_progress: Progress, cancelled: Cancelled) -> Path | Loose:
            from engine.data import loose

            if len(given) == 1 and loose.is_data_set(given[0]):
                return given[0]
            return loose.collect(given, cancelled=cancelled)

        self._start(work)

    def take_test_set(self, folder: Path) -> None:
        """Look at a folder of class folders whose pictures are for the test fold."""
        self._class, self._fold = "", "test"

        def work(_progress: Progress, cancelled: Cancelled) -> Loose:
            from engine.data import loose

            return loose.collect_classes(folder, cancelled=cancelled)

        self._start(work)

    def _start(self, work: Work) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = Task.start(work, self)
        self._task.done.connect(self._done)
        self._task.failed.connect(self.failed)

    @Slot(object)
    def _done(self, found: Path | Loose) -> None:
        self._task = None
        if isinstance(found, Loose):
            self.pictures.emit(found, self._class, self._fold)
        else:
            self.data_set.emit(str(found))
