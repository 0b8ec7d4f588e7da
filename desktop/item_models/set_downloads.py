"""Public data sets on their way here: started, called off and gone on with, told by signals."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.tasks import Cancelled, Progress, Task


class SetDownloads(QObject):
    """Any number of downloads at once, one a set. Main thread only.

    Signals:
        progress: source, the stage in the engine's words, units done and in all (0 when unknown).
        finished: source; it is here.
        failed: source, message and hint.
    """

    progress = Signal(str, str, int, int)
    finished = Signal(str)
    failed = Signal(str, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks: dict[str, Task] = {}

    def running(self, source: str) -> bool:
        """Whether ``source`` is on its way."""
        return source in self._tasks

    def start(self, source: str) -> None:
        """Fetch ``source``, from where an earlier download stopped."""
        if source in self._tasks:
            return
        stage = [""]

        def work(progress: Progress, cancelled: Cancelled) -> object:
            from engine.data import public_sets

            def step(words: str, done: int, total: int) -> None:
                stage[0] = words
                progress(done, total)

            return public_sets.fetched(source, progress=step, cancelled=cancelled)

        task = self._tasks[source] = Task.start(work, self)
        task.setProperty("source", source)
        task.progress.connect(lambda done, total: self.progress.emit(source, stage[0], done, total))
        task.done.connect(self._done)
        task.failed.connect(self._failed)

    def cancel(self, source: str) -> None:
        """Call a download off; what has arrived is kept."""
        task = self._tasks.pop(source, None)
        if task is not None:
            task.progress.disconnect()
            task.cancel()

    def _source(self) -> str:
        sender = self.sender()
        source = str(sender.property("source")) if sender is not None else ""
        return source if self._tasks.get(source) is sender else ""

    @Slot(object)
    def _done(self, _folder: object) -> None:
        if source := self._source():
            del self._tasks[source]
            self.finished.emit(source)

    @Slot(str, str)
    def _failed(self, message: str, hint: str) -> None:
        if source := self._source():
            del self._tasks[source]
            self.failed.emit(source, message, hint)
