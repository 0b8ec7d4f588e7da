"""Main windows for the tests that go through the whole of one, and what a mouse does in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.main_window import MainWindow
from tests.desktop.canned import CannedJobs


def click(qtbot: QtBot, target: QWidget) -> None:
    """With the left button."""
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton)


def use_bin(monkeypatch: pytest.MonkeyPatch, folder: Path, *, room: int = 9) -> None:
    """A bin in ``folder`` that takes ``room`` things; the account's own is not for tests to fill."""
    folder.mkdir()

    def to_bin(path: str) -> tuple[bool, str]:
        held = len(list(folder.iterdir()))
        where = folder / f"{held}-{Path(path).name}"
        return (QFile.rename(path, str(where)), str(where)) if held < room else (False, "")

    monkeypatch.setattr(QFile, "moveToTrash", staticmethod(to_bin))


class OpenWindow:
    """Opens main windows; the fixture ``open_window`` closes them when the test is over."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._made: list[MainWindow] = []

    def __call__(
        self,
        made: MainWindow | None = None,
        *,
        size: tuple[int, int] | None = None,
        pictures: Path | None = None,
    ) -> MainWindow:
        """A window on the screen, with its panels.

        Args:
            made: the window to show; one with canned runs when none is given.
            size: in pixels; the window's own when none is given.
            pictures: a folder that is opened in it.
        """
        window = made if made is not None else MainWindow(jobs=CannedJobs(), load_engine=False)
        self._made.append(window)
        if size is not None:
            window.resize(*size)
        window.show()
        self._qtbot.waitUntil(lambda: window._bench is not None, timeout=20_000)
        if pictures is not None:
            with self._qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=30_000):
                window.open_path(str(pictures))
        return window

    def close(self) -> None:
        """Close all of them, whatever they do."""
        for window in self._made:
            if window._bench is not None:
                window._bench.queue.hold()
                window._bench.controller.stop_and_wait(60)
            window.close()
            window.deleteLater()
