"""Fixtures of the window's tests: offscreen, own settings, and nothing left running."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QSettings, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import tasks, theme
from desktop.app import Application
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.main_window import MainWindow
from desktop.panels.dataset import DatasetPanel
from desktop.panels.gallery import GalleryPanel
from engine.data import samples
from engine.run_folder import RunFolder
from tests.desktop.dataset_fixtures import Open
from tests.desktop.gallery_fixtures import Show, class_folders, make_run, six_pictures
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click

_set_aside = {"modules": 0}
"""How many modules were imported when their objects were last taken out of the collections."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform warns of what it cannot do; that is no fault of ours."""
    for item in items:
        if "desktop" in item.path.parts:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    """The product's own application; pytest-qt makes it."""
    return Application


@pytest.fixture(scope="session", autouse=True)
def _dressed(qapp: QApplication) -> None:
    """The application as the user sees it, in the light scheme."""
    qapp.setOrganizationName("Graft")
    qapp.setApplicationName("graft-tests")
    theme.apply(qapp, "light")


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, projects and logs of their own for each test."""
    folder = tmp_path_factory.mktemp("settings")
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    QSettings().clear()
    monkeypatch.setenv("GRAFT_PROJECTS", str(folder / "projects"))
    monkeypatch.setenv("GRAFT_LOGS", str(folder / "logs"))
    return folder


def _set_aside_libraries() -> None:
    """Take what imports have made out of the collection after each test: it cost a quarter of a second."""
    if len(sys.modules) != _set_aside["modules"]:
        gc.collect()
        gc.freeze()
        _set_aside["modules"] = len(sys.modules)


@pytest.fixture(autouse=True)
def _nothing_left_running(qapp: QApplication) -> Iterator[None]:
    """A test that leaves a thread, a task or a timer running fails."""
    _set_aside_libraries()
    before = {thread.ident for thread in threading.enumerate()}
    yield
    assert tasks.stop_all(10), "a background task went on after the test"
    qapp.sendPostedEvents()
    qapp.processEvents()
    gc.collect()
    threads = [
        thread.name
        for thread in threading.enumerate()
        if thread.ident not in before
        and (not thread.daemon or thread.name == "warming")
        and not thread.name.startswith("Dummy")
    ]
    assert not threads, f"left running: {threads}"
    for widget in qapp.topLevelWidgets():
        if widget.isVisible():
            continue
        timers = [
            timer for timer in widget.findChildren(QTimer) if timer.isActive() and not timer.isSingleShot()
        ]
        assert not timers, f"a hidden {type(widget).__name__} left {len(timers)} timers running"
        running = [thread for thread in widget.findChildren(QThread) if thread.isRunning()]
        assert not running, f"{type(widget).__name__} left a thread running"
    # A window that is only marked for deletion is styled anew with every change of scheme until a loop turns.
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[OpenWindow]:
    """Opens main windows, see :class:`OpenWindow`."""
    opened = OpenWindow(qtbot)
    yield opened
    opened.close()


@pytest.fixture
def trained_window(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """At 1280x800, with pictures, a finished canned run and the advanced settings open."""
    window = open_window(size=(1280, 800), pictures=write_shapes(tmp_path / "shapes"))
    with qtbot.waitSignal(window.bench.controller.ended, timeout=30_000):
        click(qtbot, window.bench.model.train)
    window.bench.model.advanced.set_open(True)
    return window


@pytest.fixture
def short_sample(own_cache: Path) -> int:
    """The built-in sample with only its first 25 pictures of each digit; how many that makes."""
    for digit in samples.digits_folder().iterdir():
        for picture in sorted(digit.iterdir())[25:]:
            picture.unlink()
    return 250


@pytest.fixture
def loader(tmp_path: Path) -> Iterator[ThumbnailLoader]:
    """Thumbnails in a store of their own."""
    made = ThumbnailLoader(store=tmp_path / "thumbnails.sqlite")
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot, loader: ThumbnailLoader) -> Show:
    """Opens runs in galleries."""

    def shown(run: RunFolder) -> GalleryPanel:
        panel = GalleryPanel(loader=loader)
        qtbot.addWidget(panel)
        panel.resize(1100, 700)
        with qtbot.waitExposed(panel):
            panel.show()
        with qtbot.waitSignal(panel.shown):
            panel.show_run(run)
        return panel

    return shown


@pytest.fixture
def six(tmp_path: Path) -> RunFolder:
    """A run over six pictures, see :func:`six_pictures`."""
    return make_run(tmp_path, *six_pictures())


@pytest.fixture
def data_panel(qtbot: QtBot, loader: ThumbnailLoader) -> DatasetPanel:
    """An empty data set panel on the screen."""
    made = DatasetPanel(loader=loader)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def opened(data_panel: DatasetPanel, qtbot: QtBot) -> Open:
    """Opens folders in the panel and waits for the health check."""

    def open_and_check(folder: Path) -> DatasetPanel:
        with qtbot.waitSignals([data_panel.opened, data_panel.checked], timeout=20_000):
            data_panel.open_source(str(folder))
        return data_panel

    return open_and_check


@pytest.fixture
def animals(tmp_path: Path) -> Path:
    """Three classes, 40 pictures."""
    return class_folders(tmp_path / "animals", {"ant": 20, "bee": 10, "말벌": 10})
