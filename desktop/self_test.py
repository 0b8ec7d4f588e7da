"""``graft --self-test``: whether this installation works, by the real window and the built-in sample.

Opens the window, reads the sample, trains one epoch, waits for the gallery, exports, closes. Everything
is kept in a temporary folder that is removed at the end. The smoke test of every bundle.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Slot
from PySide6.QtWidgets import QApplication

from engine.display import has_display

if TYPE_CHECKING:
    from desktop.main_window import MainWindow
    from engine.events import RunEnded
    from engine.export.exporters import ExportResult

LIMIT_MS = 600_000
"""Milliseconds after which the test has failed."""

_FOLDERS = ("GRAFT_PROJECTS", "GRAFT_LOGS", "GRAFT_CACHE", "XDG_CONFIG_HOME")


def run() -> int:
    """Test this installation, telling each step on stdout; 0 when everything went well, else 1.

    Where there is no display, as on a server, the window is drawn in memory alone.
    """
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory(prefix="graft-self-test-", ignore_cleanup_errors=True) as folder:
        for name in _FOLDERS:
            os.environ[name] = str(Path(folder) / name.lower())
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, os.environ[_FOLDERS[-1]])
        from desktop.app import keep_log, make_application
        from desktop.main_window import MainWindow

        app = make_application()
        keep_log()
        window = MainWindow()
        test = SelfTest(window)
        window.show()
        app.exec()
        return test.status


class SelfTest(QObject):
    """Walks ``window`` along the road, step by step, as its signals arrive."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.status = 1
        self._window = window
        self._began = time.monotonic()
        self._exported: list[ExportResult] = []
        window.first_shown.connect(self._on_shown)
        window.furnished.connect(self._on_furnished)
        QTimer.singleShot(LIMIT_MS, self, self._on_late)

    def _say(self, text: str) -> None:
        print(f"{time.monotonic() - self._began:6.1f} s  {text}", flush=True)

    def _end(self, status: int) -> None:
        self.status = status
        self._window.close()
        QApplication.exit(status)

    @Slot()
    def _on_late(self) -> None:
        self._say("gave up waiting")
        self._end(1)

    @Slot()
    def _on_shown(self) -> None:
        self._say("window shown")

    @Slot()
    def _on_furnished(self) -> None:
        bench = self._window.bench
        bench.dataset.catalog_ready.connect(self._on_catalog)
        bench.controller.ended.connect(self._on_ended)
        bench.controller.refused.connect(self._on_refused)
        bench.gallery.shown.connect(self._on_gallery)
        bench.export.exported.connect(self._exported.append)
        bench.export.finished.connect(self._on_exports)
        QTimer.singleShot(0, self._window, self._window.open_sample)

    @Slot()
    def _on_catalog(self) -> None:
        from engine.config import with_setting

        self._say("sample read")
        model = self._window.bench.model
        config = self._window.bench.config()
        for key, value in (("train.solver", "gradient"), ("train.epochs", "1")):
            config = with_setting(config, key, value)
        model.apply_config(config)
        model.train.click()

    @Slot(str, str)
    def _on_refused(self, message: str, hint: str) -> None:
        self._say(f"training refused: {message} {hint}")
        self._end(1)

    @Slot(object)
    def _on_ended(self, end: RunEnded) -> None:
        if end.outcome != "completed" or end.val_accuracy is None:
            self._say(f"training {end.outcome}: {end.message} {end.hint}")
            self._end(1)
        else:
            self._say(f"trained {end.epochs} epoch, validation accuracy {100 * end.val_accuracy:.1f} %")

    @Slot()
    def _on_gallery(self) -> None:
        bench = self._window.bench
        if bench.controller.state != "idle" or bench.gallery.model.rowCount() == 0 or self._exported:
            return
        self._say(f"gallery shows {bench.gallery.model.rowCount()} pictures")
        self._window.show_view("export")
        for name, row in bench.export.rows.items():
            wanted = name == "state_dict" or (name == "onnx" and _has_onnx())
            row.box.setChecked(wanted)
        bench.export.export.click()

    @Slot()
    def _on_exports(self) -> None:
        for result in self._exported:
            self._say(f"exported {result.format}, same answers on {100 * result.agreement:.0f} % of pictures")
        wanted = 2 if _has_onnx() else 1
        whole = len(self._exported) == wanted and all(result.agreement == 1 for result in self._exported)
        if not whole:
            rows = self._window.bench.export.rows.values()
            self._say("export failed: " + " ".join(row.outcome.text() for row in rows))
        self._say("everything works" if whole else "something does not work")
        self._end(0 if whole else 1)


def _has_onnx() -> bool:
    return all(importlib.util.find_spec(name) for name in ("onnx", "onnxscript", "onnxruntime"))


if __name__ == "__main__":
    sys.exit(run())
