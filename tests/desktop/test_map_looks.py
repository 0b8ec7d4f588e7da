"""The map of the pictures: true to scale, its classes told apart, its crosses explained."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.widgets.class_colours import PALETTE, class_colour
from desktop.widgets.embedding_map import EmbeddingMap

Values = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1: as seen without green and without red cones.
_SEEN = {
    "all": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    theme.apply(qapp, request.param)
    yield str(request.param)
    theme.set_scheme("light")


def lab(colour: QColor, seen: Values) -> Values:
    raw = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(raw <= 0.04045, raw / 12.92, ((raw + 0.055) / 1.055) ** 2.4)
    x, y, z = _XYZ @ np.clip(seen @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    x, y, z = (np.cbrt(one) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sight", _SEEN)
def test_that_ten_classes_have_colours_that_are_told_apart(scheme: str, sight: str) -> None:
    colours = [class_colour(label, 10) for label in range(10)]
    assert len(PALETTE) >= 10
    for first, second in combinations(colours, 2):
        apart = np.linalg.norm(lab(first, _SEEN[sight]) - lab(second, _SEEN[sight]))
        assert apart >= 25, (first.name(), second.name())
    assert all(theme.contrast(one, theme.color("surface")) >= 3.0 for one in colours)


@pytest.mark.parametrize("size", [(300, 900), (900, 300), (500, 500)])
def test_that_the_map_has_one_scale_for_both_axes(size: tuple[int, int], qtbot: QtBot) -> None:
    chart = shown(qtbot, wrong=False)
    chart.resize(*size)
    middle, right, up = (chart.place(row) for row in range(3))
    assert right.x() - middle.x() == pytest.approx(middle.y() - up.y())


def test_that_crosses_are_explained_where_there_are_any(qtbot: QtBot) -> None:
    plain, crossed = (shown(qtbot, wrong=wrong) for wrong in (False, True))
    strips = []
    for chart in (plain, crossed):
        chart.resize(400, 400)
        strips.append(chart.grab().toImage().copy(0, 382, 400, 18))
    assert strips[0] != strips[1]


def shown(qtbot: QtBot, *, wrong: bool) -> EmbeddingMap:
    chart = EmbeddingMap()
    qtbot.addWidget(chart)
    points = np.array([(0, 0), (0.5, 0), (0, 0.5)], dtype=np.float32)
    labels = np.zeros(3, dtype=np.int64)
    chart.set_points(points, labels, np.full(3, wrong, dtype=np.bool_), ("ant", "bee"), ["a", "b", "c"])
    return chart
