"""How the gallery looks: outlines, icons and widths that do not depend on what was shown before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n, theme
from desktop.item_models.prediction_table import PredictionFilter
from desktop.panels.gallery import GalleryPanel
from desktop.widgets import basic
from desktop.widgets.comparison_line import ComparisonLine
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.picture_canvas import PictureCanvas
from tests.desktop.gallery_fixtures import Show, make_run, six_pictures


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
        # And the text keeps its distance from the left edge.
        opener.resize(opener.sizeHint())
        drawn = opener.grab().toImage()
        ground, middle = drawn.pixelColor(6, drawn.height() // 2), range(8, drawn.height() - 8)
        assert {drawn.pixelColor(x, y).name() for x in range(4, 10) for y in middle} == {ground.name()}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_that_a_low_panel_keeps_a_whole_row_of_pictures(
    show: Show, tmp_path: Path, qtbot: QtBot, as_it_was: None, language: str
) -> None:
    labels, before = six_pictures()
    make_run(tmp_path, labels, before)
    panel = show(make_run(tmp_path, labels, [[*reversed(row)] for row in before]))
    browser = panel.browser
    qtbot.waitUntil(browser.comparison.isVisible, timeout=20_000)
    i18n.use(language)
    assert browser.filters.true.isVisible()
    width = browser.header.minimumWidth() + 120
    least = browser.header.sizeHint().height() + browser.filters.outcome.sizeHint().height()
    least += browser.grid.height_of_one_row + 4 * basic.GAP.medium
    panel.resize(width, least + panel._foot.heightForWidth(width))
    qtbot.waitUntil(lambda: browser.filters.true.isHidden() and browser.comparison.isHidden())
    qtbot.waitUntil(lambda: browser.grid.viewport().height() >= browser.grid.height_of_one_row)
    qtbot.waitUntil(lambda: not _overlaps([browser.header, browser.filters, browser.grid]))
    assert not browser.filters.outcome.isHidden()
    # A filter that is not to be seen is told, and can be left.
    browser.filters.set_filter(PredictionFilter(true=0))
    assert not browser.filters.reset.isHidden()
    panel.resize(1100, 900)
    qtbot.waitUntil(lambda: browser.comparison.isVisible() and browser.filters.true.isVisible())
    assert not browser.filters.sort.isHidden()


@pytest.mark.parametrize("width", [480, 520, 560, 640, 760, 900, 1100])
def test_that_folds_and_bounds_are_never_cut(show: Show, tmp_path: Path, width: int, qtbot: QtBot) -> None:
    labels, rows = six_pictures()
    panel = show(make_run(tmp_path, labels, rows, test=2))
    header = panel.header
    words = [header.folds.button("validation"), header.folds.button("test")]
    panel.resize(max(width, _least_width(panel)), 600)
    qtbot.waitUntil(lambda: all(one.width() >= one.sizeHint().width() for one in words))
    qtbot.waitUntil(lambda: header._caveat.text() == header._caveat.whole_text())
    low = f"{header._evaluation.accuracy_interval[0] * 100:.1f}" if header._evaluation else "none"
    told = header._caveat.text() if header._interval.isHidden() else header._interval.text()
    assert told.startswith(low)


def _least_width(panel: GalleryPanel) -> int:
    """Under which not even the least of the first line has room, whatever the font."""
    header = panel.header
    parts = header.folds.sizeHint().width() + header._least() + 88 + header.figures.sizeHint().width()
    return parts + 2 * basic.GAP.large + 3 * basic.GAP.medium


def _overlaps(parts: Sequence[QWidget]) -> bool:
    """Whether one begins above the end of the one before it, or is lower than it needs to be."""
    ends = [(one.mapToGlobal(one.rect().topLeft()).y(), one.height()) for one in parts]
    above = any(top + height > below for (top, height), (below, _) in pairwise(ends))
    return above or any(one.height() < one.minimumSizeHint().height() for one in parts)


def _icon(field: QLineEdit) -> QImage:
    action = next(one for one in field.actions() if not one.icon().isNull())
    return action.icon().pixmap(16, 16).toImage()
