"""Reading a source in the background: what is known so far ten times a second, then the catalog."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.item_models.listing import Listing
from desktop.tasks import Task
from engine.config import DataConfig
from engine.data.catalog import Catalog

_LOOK_MS = 100


class SourceReader(QObject):
    """One reading at a time. Main thread only.

    Signals:
        so_far: a :class:`desktop.item_models.listing.Listed`, ten times a second while reading.
        read: the :class:`Catalog`, without corrections.
        failed: message and hint.
    """

    so_far = Signal(object)
    read = Signal(object)
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing: Listing | None = None
        self._task: Task | None = None
        self._looking = QTimer(self, interval=_LOOK_MS)
        self._looking.timeout.connect(self._look)

    @property
    def reading(self) -> bool:
        """Whether a source is being read."""
        return self._task is not None

    def start(self, config: DataConfig) -> None:
        """Read ``config.source``; what was being read is given up."""
        self.cancel()
        listing = self._listing = Listing(config)
        self._task = Task.start(lambda _progress, cancelled: listing.read(cancelled), self)
        self._task.done.connect(self._done)
        self._task.failed.connect(self._failed)
        self._looking.start()
        self._look()

    def cancel(self) -> None:
        """Give the reading up; neither ``read`` nor ``failed`` comes."""
        if self._task is not None:
            self._task.done.disconnect(self._done)
            self._task.failed.disconnect(self._failed)
            self._task.cancel()
        self._over()

    def _over(self) -> None:
        self._task = self._listing = None
        self._looking.stop()

    @Slot()
    def _look(self) -> None:
        if self._listing is not None:
            self.so_far.emit(self._listing.so_far())

    @Slot(object)
    def _done(self, catalog: Catalog) -> None:
        self._over()
        self.read.emit(catalog)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        self._over()
        self.failed.emit(message, hint)
