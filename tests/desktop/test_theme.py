"""Colours, contrast, icons and the switch between light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop import icons, paths, theme


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    theme.apply(qapp, request.param)
    yield str(request.param)
    theme.set_scheme("light")


@pytest.mark.parametrize(("text", "ground"), theme.TEXT_PAIRS)
def test_that_text_stands_out_from_its_ground_as_wcag_aa_asks(scheme: str, text: str, ground: str) -> None:
    assert theme.contrast(theme.color(text), theme.color(ground)) >= 4.5


@pytest.mark.parametrize("ground", ["surface", "window"])
@pytest.mark.parametrize("edge", ["focus", "border_strong"])
def test_that_the_edges_of_controls_stand_out(scheme: str, edge: str, ground: str) -> None:
    assert theme.contrast(theme.color(edge), theme.color(ground)) >= 3.0


def test_that_contrast_is_computed_as_wcag_defines_it() -> None:
    assert theme.contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)
    # A published example: #767676 on white is the lightest grey that passes, at 4.54.
    assert theme.contrast(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.005)


def test_that_a_switch_of_scheme_repaints_what_is_open(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    button = QPushButton("Text")
    qtbot.addWidget(button)
    icons.attach(button, "folder")
    button.resize(120, 40)
    button.show()
    light = button.grab().toImage()
    with qtbot.waitSignal(theme.notifier().changed):
        theme.set_scheme("dark")
    dark = button.grab().toImage()
    theme.set_scheme("light")
    assert light.pixelColor(60, 6).lightness() > 200
    assert dark.pixelColor(60, 6).lightness() < 80
    assert button.grab().toImage() == light


def test_that_every_icon_draws_something_in_its_colour(qapp: QApplication) -> None:
    for path in sorted(Path(paths.resources() / "icons").glob("*.svg")):
        image = icons.pixmap(path.stem, "danger").toImage()
        drawn = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert drawn, path.name
        if "currentColor" in path.read_text():
            assert all(abs(pixel.red() - theme.color("danger").red()) < 12 for pixel in drawn), path.name
