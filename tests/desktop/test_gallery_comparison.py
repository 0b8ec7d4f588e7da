"""Training again and what came of it: fixed and newly wrong pictures, and whether it may be chance."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.panels.gallery import GalleryPanel
from engine.evaluation.compare import mcnemar
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import Show, make_run, numbers, six_pictures, solve_directly


def corrected() -> list[list[float]]:
    """The six pictures as a second run answers: 1 and 3 are right now, 0 is wrong."""
    _, rows = six_pictures()
    rows[0], rows[1], rows[3] = [0.2, 0.7, 0.1], [0.8, 0.1, 0.1], [0.3, 0.6, 0.1]
    return rows


@pytest.fixture
def before(tmp_path: Path) -> RunFolder:
    return make_run(tmp_path, *six_pictures())


@pytest.fixture
def after(before: RunFolder, tmp_path: Path) -> RunFolder:
    return make_run(tmp_path, six_pictures()[0], corrected())


def shown(show: Show, run: RunFolder, qtbot: QtBot) -> GalleryPanel:
    panel = show(run)
    qtbot.waitUntil(panel.browser.comparison.isVisible, timeout=20_000)
    return panel


def test_that_a_run_is_compared_with_the_one_before_in_words(
    show: Show, before: RunFolder, after: RunFolder, qtbot: QtBot
) -> None:
    line = shown(show, after, qtbot).browser.comparison
    assert line.reference.text() == "Against Run 1"
    said = line.words.text().replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("66.7 % → 83.3 % right on the 6 pictures of both: 2 fixed, 1 newly")
    assert f"may be chance (p = {mcnemar(1, 2):.2g})" in said
    assert "optimistic" in line.words.toolTip()


def test_that_what_a_comparison_favours_depends_on_which_head_was_solved(
    show: Show, before: RunFolder, after: RunFolder, qtbot: QtBot
) -> None:
    solve_directly(before)
    line = shown(show, after, qtbot).browser.comparison
    assert "One of them chose its best epoch" in line.words.toolTip()
    solve_directly(after)
    line = shown(show, after, qtbot).browser.comparison
    assert line.words.toolTip() == "McNemar's exact test on the pictures that both runs held out."


def test_that_fixed_and_newly_wrong_pictures_are_filters_that_combine(
    show: Show, before: RunFolder, after: RunFolder, qtbot: QtBot
) -> None:
    panel = shown(show, after, qtbot)
    line = panel.browser.comparison
    qtbot.mouseClick(line.fixed, Qt.MouseButton.LeftButton)
    assert sorted(numbers(panel)) == [1, 3]
    panel.filters.true.setCurrentIndex(1 + 0)
    panel.filters.true.activated.emit(1)
    assert numbers(panel) == [1]
    qtbot.mouseClick(line.newly_wrong, Qt.MouseButton.LeftButton)
    assert numbers(panel) == [0]
    assert not line.fixed.isChecked()
    qtbot.mouseClick(panel.filters.reset, Qt.MouseButton.LeftButton)
    assert len(numbers(panel)) == 6
    assert not line.newly_wrong.isChecked()


def test_that_the_comparison_follows_a_correction(
    show: Show, before: RunFolder, after: RunFolder, qtbot: QtBot
) -> None:
    panel = shown(show, after, qtbot)
    panel.grid.select_row(panel.model.row_of("ant/00000.jpg"))
    # Picture 0, taken for a bee by the second run, is a bee: the first run had it wrong.
    qtbot.keyClick(panel.grid, Qt.Key.Key_2)
    line = panel.browser.comparison
    qtbot.waitUntil(lambda: "3 fixed, 0 newly wrong" in line.words.text())


def test_that_any_other_run_can_be_compared_with(
    show: Show, before: RunFolder, after: RunFolder, tmp_path: Path, qtbot: QtBot
) -> None:
    third = make_run(tmp_path, *six_pictures())
    line = shown(show, third, qtbot).browser.comparison
    assert line.reference.text() == "Against Run 2"
    line._menu.aboutToShow.emit()
    offered = line._menu.actions()
    assert [action.isChecked() for action in offered] == [True, False]
    offered[1].trigger()
    qtbot.waitUntil(lambda: line.reference.text() == "Against Run 1")
    assert "0 fixed, 0 newly wrong" in line.words.text()


def test_that_the_first_run_is_compared_with_nothing(show: Show, before: RunFolder, qtbot: QtBot) -> None:
    panel = show(before)
    with qtbot.waitSignal(panel._comparison.comparing.compared, timeout=20_000):
        panel.refresh()
    assert panel.browser.comparison.isHidden()


def test_that_runs_without_common_pictures_are_not_compared(
    show: Show, before: RunFolder, tmp_path: Path, qtbot: QtBot
) -> None:
    stored = before.predictions()
    others = dataclasses.replace(stored, ids=stored.ids.astype("<U40"))
    others.ids[:] = [f"elsewhere/{name}" for name in stored.ids]
    before.write_predictions(others)
    panel = show(make_run(tmp_path, *six_pictures()))
    with qtbot.waitSignal(panel._comparison.comparing.compared, timeout=20_000):
        panel.refresh()
    assert panel.browser.comparison.isHidden()
