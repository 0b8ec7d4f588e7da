"""One door for messages to the user: kept until a window listens."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

LEVELS = ("info", "warning", "error", "success")


class Door(QObject):
    """Passes messages to the window that listens.

    Signals:
        told: level (one of ``LEVELS``), message, hint.
    """

    told = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[tuple[str, str, str]] = []
        self._listeners = 0

    def tell(self, level: str, message: str, hint: str = "") -> None:
        """Say something, now or as soon as a window listens. Main thread only."""
        if self._listeners:
            self.told.emit(level, message, hint)
        else:
            self._waiting.append((level, message, hint))

    def listening(self, on: bool) -> None:
        """A window connected to ``told`` (or is going); what waited is said now."""
        self._listeners += 1 if on else -1
        while self._listeners > 0 and self._waiting:
            self.told.emit(*self._waiting.pop(0))


@cache
def door() -> Door:
    """The one :class:`Door`."""
    return Door()


def tell(level: str, message: str, hint: str = "") -> None:
    """See :meth:`Door.tell`."""
    door().tell(level, message, hint)


def on_desktop(window: QWidget, title: str, text: str) -> None:
    """Tell of the end of long work, where the user looks elsewhere and the system can show it."""
    if window.isActiveWindow():
        return
    QApplication.alert(window)
    if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
        tray = window.findChild(QSystemTrayIcon) or QSystemTrayIcon(window.windowIcon(), window)
        tray.show()
        tray.showMessage(title, text, window.windowIcon())
