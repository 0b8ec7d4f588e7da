"""Start-up of the window: the window first, everything heavy after it."""

from __future__ import annotations

import gc
import logging
import logging.handlers
import sys
import threading
import types
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop import desktop_entry, i18n, motion, notify, paths, preferences, theme, unexpected

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

_log = logging.getLogger("graft")


def run(arguments: Sequence[str], *, demo: bool = False) -> int:
    """Open the window; returns the exit status when it is closed.

    Args:
        arguments: a project or a folder of pictures, or nothing.
        demo: open the built-in sample and train at once.
    """
    app = make_application()
    keep_log()
    sys.excepthook = tell_of_exception
    threading.excepthook = tell_of_thread
    from desktop.main_window import MainWindow

    window = MainWindow()
    window.show()
    open_asked_files(app, window)
    if demo:
        QTimer.singleShot(0, window.train_sample)
    elif arguments:
        window.open_path(str(Path(arguments[0]).expanduser().resolve()))
    return int(app.exec())


class Application(QApplication):
    """Hears which file the system wants opened.

    macOS says by an event, not by an argument, what was double-clicked or dropped on the icon. A filter for
    it would see every event of every widget; this sees the application's own.

    Signals:
        file_asked: path of the file or folder to be opened.
    """

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        """Qt's."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_asked.emit(event.file())
            return True
        handled: bool = super().event(event)
        return handled


def open_asked_files(app: QApplication, window: MainWindow) -> None:
    """Open in ``window`` what the system asks for while it is open."""
    if isinstance(app, Application):
        app.file_asked.connect(window.open_path)


def make_application() -> QApplication:
    """The application, dressed and in the user's language."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else Application(sys.argv[:1])
    collect_seldom()
    app.setApplicationName("graft")
    app.setApplicationDisplayName("Graft")
    app.setOrganizationName("graft")
    app.setDesktopFileName(desktop_entry.APP_ID)
    scheme = preferences.text("scheme") or "system"
    language = preferences.text("language") or "system"
    i18n.use(language if language in i18n.LANGUAGES else "system")
    wish = preferences.text("motion") or "system"
    motion.apply(wish if wish in motion.WISHES else "system")
    theme.apply(app, scheme if scheme in theme.SCHEMES else "system")
    return app


def collect_seldom() -> None:
    """Look for cyclic garbage less often than Python does by itself.

    A collection stops every thread, the window's too, and one over the objects of 100,000 pictures takes a
    tenth of a second; Python's own thresholds begin a dozen of them while such a set is read.
    """
    gc.set_threshold(30_000, 50, 1_000)


def keep_log() -> None:
    """Write a log of at most a few megabytes; without one when its folder cannot be written."""
    folder = paths.log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "graft.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


def tell_of_exception(
    kind: type[BaseException], error: BaseException, trace: types.TracebackType | None
) -> None:
    """For ``sys.excepthook``: a defect is logged and told in the window, which goes on."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    _log.error("unexpected error", exc_info=(kind, error, trace))
    notify.tell("error", *unexpected.in_words(error))


def tell_of_thread(ended: threading.ExceptHookArgs) -> None:
    """For ``threading.excepthook``: as :func:`tell_of_exception`; no such thread ends the program."""
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit | KeyboardInterrupt):
        tell_of_exception(ended.exc_type, ended.exc_value, ended.exc_traceback)
