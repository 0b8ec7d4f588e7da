"""Three clicks from the first window to a trained classifier with its gallery, on real pictures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desktop.main_window import MainWindow
from tests.desktop.windows import OpenWindow


class Clicks(QObject):
    """Counts the buttons that were clicked with the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.on: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt's."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(watched, QAbstractButton):
            self.on.append(watched.objectName())
        return False


@pytest.fixture
def clicks(qapp: QApplication) -> Iterator[Clicks]:
    made = Clicks()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.fixture
def window(open_window: OpenWindow, own_cache: Path) -> MainWindow:
    return open_window(MainWindow())


def test_that_three_clicks_lead_from_the_first_window_to_a_gallery_of_predictions(
    window: MainWindow,
    qtbot: QtBot,
    clicks: Clicks,
    ants_and_bees: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def choose(*_: object) -> str:
        clicks.on.append("the folder, in the system's dialog")
        return str(ants_and_bees)

    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getExistingDirectory", staticmethod(choose))
    bench = window.bench
    with qtbot.waitSignal(bench.dataset.catalog_ready, timeout=60_000):
        qtbot.mouseClick(window.start.findChild(QAbstractButton, "way_folder"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bench.controller.ended, timeout=240_000) as ended:
        qtbot.mouseClick(bench.model.train, Qt.MouseButton.LeftButton)
    assert ended.args is not None
    end = ended.args[0]
    assert end.outcome == "completed", end
    assert end.val_accuracy > 0.85
    qtbot.waitUntil(lambda: bench.gallery.model.rowCount() == end.val_count == 153, timeout=60_000)
    assert bench.gallery.grid.isVisible()
    assert len(clicks.on) == 3, clicks.on
