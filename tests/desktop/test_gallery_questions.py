"""Questions to a run's model from the gallery: why this class, and what is alike. With a real network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop.item_models.explainer import veil
from desktop.panels.gallery import GalleryPanel
from engine.config import ModelConfig
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import CLASSES, Show, make_run, six_pictures

SLOW = 120_000


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    from engine.models import build, saved

    made = make_run(tmp_path, *six_pictures())
    network = build.build_network(
        ModelConfig(backbone="squeezenet1_0", weights="none"), 3, load_weights=False
    )
    saved.save_model(made.best_path, network, classes=CLASSES, extra={})
    return made


@pytest.fixture
def panel(run: RunFolder, show: Show) -> GalleryPanel:
    return show(run)


def test_that_the_full_view_shows_what_speaks_for_a_class(panel: GalleryPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.image.picture_shown):
        panel.open_picture(0)
    with qtbot.waitSignal(panel._explainer.heat_ready, timeout=SLOW) as heat:
        qtbot.keyClick(panel.image, Qt.Key.Key_H)
    assert heat.args[:2] == [0, panel.model.tile(0).title]
    assert panel.image.canvas._overlay is not None
    with qtbot.waitSignal(panel._explainer.heat_ready, timeout=SLOW) as other:
        qtbot.mouseClick(panel.image.bars, Qt.MouseButton.LeftButton, pos=QPoint(20, 50))
    assert other.args[1] == panel.model.top(0)[1][0]
    qtbot.keyClick(panel.image, Qt.Key.Key_H)
    assert panel.image.canvas._overlay is None


def test_that_a_lasso_on_the_map_shows_the_pictures_inside_it(panel: GalleryPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel._explainer.map_ready, timeout=SLOW):
        panel.figures._pages.button("map").click()
    chart = panel.figures.map
    qtbot.waitUntil(chart.isVisible)
    target = chart.place(2).toPoint()
    corners = [(-6, -6), (6, -6), (6, 6), (-6, 6), (-6, -5)]
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=target + QPoint(*corners[0]))
    for corner in corners[1:]:
        qtbot.mouseMove(chart, target + QPoint(*corner))
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=target + QPoint(*corners[-1]))
    table = panel.model.table
    assert table is not None
    shown = {panel.model.sample_id(row) for row in range(panel.model.rowCount())}
    assert table.ids[2] in shown
    assert len(shown) < len(table)


def test_that_a_run_without_weights_is_not_asked(run: RunFolder, panel: GalleryPanel, qtbot: QtBot) -> None:
    run.best_path.unlink()
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert not panel.image.why.isEnabled()
    panel.figures._pages.button("map").click()
    assert "no weights" in panel.figures._map_note.text()


def test_that_a_veil_is_clear_where_the_heat_is_and_dark_outside_the_view() -> None:
    heat = np.zeros((32, 32), dtype=np.float32)
    heat[:, :16] = 1.0
    made = veil(heat, 200, 100, (0.25, 0.0, 0.75, 1.0))
    assert (made.width(), made.height()) == (200, 100)
    assert made.pixelColor(60, 50).alpha() == 0
    assert made.pixelColor(140, 50).alpha() > 150
    assert made.pixelColor(10, 50).alpha() == made.pixelColor(190, 50).alpha() > 150


def test_that_the_map_follows_corrections_and_predictions(panel: GalleryPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel._explainer.map_ready, timeout=SLOW):
        panel.figures._pages.button("map").click()
    chart = panel.figures.map
    assert np.flatnonzero(chart._wrong).tolist() == [1, 3]
    panel.grid.select_row(panel.model.row_of("ant/00001.jpg"))
    with qtbot.waitSignal(panel.edited):
        panel.actions_on_selection.relabel("bee")
    assert np.flatnonzero(chart._wrong).tolist() == [3]
    assert chart._labels[1] == 1
    table = panel.model.table
    assert table is not None
    panel.model.repredicted(np.eye(3, dtype=np.float32)[table.true])
    panel._predictions_changed()
    assert not chart._wrong.any()
