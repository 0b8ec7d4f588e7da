"""A grid of pictures that has little height: a whole line of tiles, with their captions where possible."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets.thumbnail_grid import ThumbnailGrid
from desktop.widgets.tile_painter import TEXT_FROM
from tests.desktop.dataset_fixtures import Open


@pytest.fixture
def grid(opened: Open, animals: Path, loader: ThumbnailLoader, qtbot: QtBot) -> ThumbnailGrid:
    """40 pictures on the screen, at any height."""
    made = ThumbnailGrid(loader=loader)
    qtbot.addWidget(made)
    made.setModel(opened(animals).pictures.model)
    made.resize(600, 500)
    made.show()
    return made


def settle(grid: ThumbnailGrid, page: int, qtbot: QtBot) -> None:
    """Let the grid be ``page`` pixels high."""
    grid.resize(600, grid.height() + page - grid.viewport().height())
    qtbot.waitUntil(lambda: grid.viewport().height() == page)


def test_that_a_low_grid_shows_a_whole_line_of_tiles_and_no_sliver_of_another(
    grid: ThumbnailGrid, qtbot: QtBot
) -> None:
    settle(grid, 500, qtbot)
    usual, sides = grid.visualRect(grid.model().index(0, 0)).width(), []
    for page in range(300, 119, -6):
        settle(grid, page, qtbot)
        first = grid.visualRect(grid.model().index(0, 0))
        below = grid.visualRect(grid.model().index(grid._geometry.columns, 0))
        assert first.bottom() < page
        assert below.top() >= page or below.top() <= page - 24
        sides.append(first.width())
        if first.width() >= TEXT_FROM:
            assert first.height() > first.width()
    assert sides[0] == usual > sides[-1]
    settle(grid, 500, qtbot)
    assert grid.visualRect(grid.model().index(0, 0)).width() == usual


def test_that_a_size_set_by_hand_is_kept_however_low_the_grid_is(grid: ThumbnailGrid, qtbot: QtBot) -> None:
    grid.set_side(160)
    settle(grid, 150, qtbot)
    assert grid.visualRect(grid.model().index(0, 0)).width() == 160 == grid.side


def test_that_the_pictures_scroll_up_to_the_line_of_the_bar_below(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    grid, bar = panel.pictures.grid, panel.pictures.labels
    frame = bar.parentWidget()
    assert frame is not None
    for height in (420, 640):
        panel.resize(1000, height)
        qtbot.waitUntil(
            lambda: grid.mapTo(panel, QPoint(0, grid.height())).y() == frame.mapTo(panel, QPoint()).y()
        )
