"""Loads the engine behind the window, and keeps the hardware line up to date while a run goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop import preload
from desktop.run_controller import IDLE
from desktop.tasks import Task
from desktop.widgets.hardware_line import HardwareLine

LOOK_MS = 5000
"""Milliseconds between two looks at the memory while a run goes on."""


class HardwareWatch(QObject):
    """Tells ``line`` what the engine finds; does nothing where ``enabled`` is off.

    Signals:
        found: the :class:`engine.device.DeviceReport`, once the engine is loaded.
    """

    found = Signal(object)

    def __init__(self, line: HardwareLine, parent: QObject, *, enabled: bool) -> None:
        super().__init__(parent)
        self._line, self._enabled = line, enabled
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def load(self) -> None:
        """Import torch and what training needs, on a task's thread."""
        if self._enabled:
            task = Task.start(preload.load, self)
            task.done.connect(self._line.show_report)
            task.done.connect(self.found)
            task.failed.connect(self._line.show_failure)

    @Slot()
    def look(self) -> None:
        """Look once."""
        if self._enabled:
            Task.start(preload.look, self).done.connect(self._line.show_report)

    def stop(self) -> None:
        """Look no more, and load nothing that was not asked for yet: the window closes."""
        self._enabled = False
        self._timer.stop()

    @Slot(str)
    def follow(self, state: str) -> None:
        """Look now and then while a run goes on; ``state``: one of :class:`RunController`."""
        if state == IDLE:
            self._timer.stop()
        else:
            self._timer.start()
