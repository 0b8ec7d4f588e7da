"""How the gallery looks: outlines, icons and widths that do not depend on what was shown before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop import i18n, theme
from desktop.widgets import basic
from desktop.widgets.comparison_line import ComparisonLine
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.picture_canvas import PictureCanvas


@pytest.fixture
def as_it_was(qapp: QApplication) -> Iterator[None]:
    yield
    theme.set_scheme("light")
    i18n.use("en")


def test_that_a_white_picture_ends_somewhere_on_white_ground(qtbot: QtBot, as_it_was: None) -> None:
    theme.set_scheme("light")
    canvas = PictureCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    white = QImage(20, 20, QImage.Format.Format_RGB32)
    white.fill(QColor("white"))
    canvas.set_image(white)
    ground = QImage(canvas.size(), QImage.Format.Format_RGB32)
    ground.fill(QColor("white"))
    canvas.setStyleSheet("background: white")
    canvas.render(ground)
    across = {ground.pixelColor(x, 150).name() for x in range(ground.width())}
    assert theme.color("border").name() in across


def test_that_the_search_icon_follows_the_scheme(qtbot: QtBot, as_it_was: None) -> None:
    theme.set_scheme("light")
    bar = FilterBar()
    qtbot.addWidget(bar)
    qtbot.addWidget(bar.text)
    theme.set_scheme("dark")
    fresh = FilterBar()
    qtbot.addWidget(fresh)
    qtbot.addWidget(fresh.text)
    assert _icon(bar.text) == _icon(fresh.text)


def test_that_the_choice_of_order_is_as_wide_as_its_words(qtbot: QtBot, as_it_was: None) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    qtbot.addWidget(bar.text)
    bar.show()
    bar.sort.sizeHint()
    i18n.use("ko")
    # The words come with events that are posted.
    qtbot.waitUntil(lambda: bar.sort.itemText(0) != "Worst first")
    before = bar.sort.sizeHint().width()
    theme.set_scheme("dark")
    theme.set_scheme("light")
    assert bar.sort.sizeHint().width() == before


def test_that_a_chevron_keeps_away_from_the_text(qtbot: QtBot) -> None:
    bar, line = FilterBar(), ComparisonLine()
    plain = basic.button()
    for widget in (bar, bar.text, line, plain):
        qtbot.addWidget(widget)
        widget.ensurePolished()
    line.reference.setText("Against Run 1")
    for opener in (bar.confidence, line.reference):
        assert isinstance(opener, QPushButton)
        opener.ensurePolished()
        plain.setText(opener.text())
        # The chevron, 12 wide, and as much again as the gap between two controls.
        assert opener.sizeHint().width() >= plain.sizeHint().width() + 12 + basic.GAP.small


def _icon(field: QLineEdit) -> QImage:
    action = next(one for one in field.actions() if not one.icon().isNull())
    return action.icon().pixmap(16, 16).toImage()
