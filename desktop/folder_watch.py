"""New files in a folder, told of once they are whole."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from desktop.tasks import Cancelled, Progress, Task
from engine.errors import EngineError

_SETTLE_MS = 250
"""Milliseconds between two looks at a file that is being written."""

_POLL_MS = 5000
"""Milliseconds between two looks without any notice: network drives send none."""

Facts = dict[Path, tuple[int, int]]
"""Size in bytes and modification time in nanoseconds, by path."""


class FolderWatch(QObject):
    """Watches one folder, not its subfolders.

    Signals:
        arrived: list of paths of files that were not there before and no longer grow, in order of name.
        failed: message and hint; nothing is watched any more.
    """

    arrived = Signal(object)
    failed = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._known: Facts | None = None
        self._growing: Facts = {}
        self._task: Task | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._watcher.directoryChanged.connect(self._settle.start)
        self._settle.timeout.connect(self._look)
        self._poll.timeout.connect(self._look)

    @property
    def folder(self) -> Path | None:
        """The folder watched; None for none."""
        return self._folder

    def start(self, folder: Path) -> None:
        """Watch ``folder``; what is in it now is not told of."""
        self.stop()
        self._folder = folder
        self._watcher.addPath(str(folder))
        self._poll.start()
        self._look()

    @Slot()
    def stop(self) -> None:
        """Watch nothing."""
        if self._folder is not None:
            self._watcher.removePath(str(self._folder))
        if self._task is not None:
            self._task.cancel()
        self._folder = self._known = self._task = None
        self._growing = {}
        self._poll.stop()
        self._settle.stop()

    @Slot()
    def _look(self) -> None:
        folder = self._folder
        if folder is None:
            return
        if self._task is not None:
            self._settle.start()
            return

        def work(_progress: Progress, _cancelled: Cancelled) -> Facts:
            return _files(folder)

        self._task = Task.start(work, self)
        self._task.done.connect(self._on_listed)
        self._task.failed.connect(self._on_failed)

    @Slot(object)
    def _on_listed(self, found: Facts) -> None:
        if self.sender() is not self._task:
            return
        self._task = None
        if self._known is None:
            self._known = found
            return
        # An empty file is one whose writer has only just opened it.
        fresh = {path: facts for path, facts in found.items() if path not in self._known}
        whole = sorted(p for p, facts in fresh.items() if facts[0] and self._growing.get(p) == facts)
        self._growing = {path: facts for path, facts in fresh.items() if path not in whole}
        # A file that went away may come again under its name.
        self._known = {path: facts for path, facts in self._known.items() if path in found}
        self._known.update((path, fresh[path]) for path in whole)
        if any(facts[0] for facts in self._growing.values()):
            self._settle.start()
        if whole:
            self.arrived.emit(whole)

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        if self.sender() is self._task:
            self.stop()
            self.failed.emit(message, hint)


def _files(folder: Path) -> Facts:
    """The visible files in ``folder``. Raises EngineError when it cannot be listed."""
    found: Facts = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.name.startswith(".") and entry.is_file():
                    about = entry.stat()
                    found[Path(entry.path)] = (about.st_size, about.st_mtime_ns)
    except FileNotFoundError:
        if folder.is_dir():  # a file went away between the listing and the look at it
            return found
        raise EngineError(f"The folder {folder} is gone.", "Choose another folder to watch.") from None
    except OSError as error:
        raise EngineError(
            f"{folder} cannot be watched: {error.strerror or error}.", "Choose another folder."
        ) from None
    return found
