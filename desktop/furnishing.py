"""Importing what the panels need, a module at a time, so that clicks are heard in between."""

from __future__ import annotations

import importlib

from PySide6.QtCore import QObject, QTimer, Signal, Slot

MODULES = (
    "numpy",
    "desktop.panels.dataset",
    "desktop.panels.gallery",
    "desktop.panels.labelling",
    "desktop.panels.model",
    "desktop.panels.training",
    "desktop.panels.export",
    "desktop.panels.predict",
    "desktop.bench",
)
"""In this order, after the window is first shown."""


class Furnishing(QObject):
    """Imports ``MODULES`` in the background of the main thread.

    Signals:
        ready: all are here, or nobody waits for them any more.
    """

    ready = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left = list(MODULES)

    def hurry(self) -> None:
        """The panels were wanted at once: import no more, and be ready at the next turn."""
        self._left.clear()

    @Slot()
    def go_on(self) -> None:
        """Import the next module; starts it all."""
        if self._left:
            importlib.import_module(self._left.pop(0))
            QTimer.singleShot(0, self, self.go_on)
        else:
            self.ready.emit()
