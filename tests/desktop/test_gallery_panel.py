"""The gallery as its user drives it: orders, filters, cells, full view, corrections."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.item_models.prediction_table import SORT_KEYS, PredictionFilter
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.flow_layout import FlowLayout
from engine.data.edits import Edits
from engine.evaluation.decision import Decision, set_for_run
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import (
    CLASSES,
    Show,
    logits_of,
    make_run,
    numbers,
    six_pictures,
    solve_directly,
)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("worst", [1, 3, 5, 2, 4, 0]),
        ("least_sure", [3, 5, 2, 4, 0, 1]),
        ("most_sure", [1, 0, 4, 2, 5, 3]),
        ("loss", [1, 3, 5, 2, 4, 0]),
        ("margin", [3, 5, 2, 4, 0, 1]),
        ("class", [0, 5, 1, 3, 2, 4]),
        ("name", [0, 1, 5, 2, 3, 4]),
    ],
)
def test_that_pictures_come_in_the_chosen_order(
    show: Show, six: RunFolder, key: str, expected: list[int]
) -> None:
    panel = show(six)
    panel.filters.sort.setCurrentIndex([*SORT_KEYS].index(key))
    assert numbers(panel) == expected


def test_that_filters_combine(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    qtbot.mouseClick(panel.filters.outcome.button("wrong"), Qt.MouseButton.LeftButton)
    assert sorted(numbers(panel)) == [1, 3]
    panel.filters.predicted.setCurrentIndex(1 + 0)
    panel.filters.predicted.activated.emit(1)
    assert numbers(panel) == [3]
    qtbot.mouseClick(panel.filters.reset, Qt.MouseButton.LeftButton)
    assert len(numbers(panel)) == 6
    qtbot.keyClicks(panel.filters.text, "BEE/")
    assert sorted(numbers(panel)) == [2, 3]
    panel.filters.confidence.histogram.setFocus()
    for _ in range(10):
        qtbot.keyClick(panel.filters.confidence.histogram, Qt.Key.Key_Right)
    assert panel.model.filter.low == pytest.approx(0.5)
    assert numbers(panel) == [2]


def test_that_no_filter_is_left_alone_on_a_line(qtbot: QtBot) -> None:
    row = QWidget()
    qtbot.addWidget(row)
    flow = FlowLayout(row, gap=10)
    parts = [QWidget() for _ in range(5)]
    for part in parts:
        part.setFixedSize(100, 20)
        flow.addWidget(part)
    row.resize(450, flow.heightForWidth(450))
    row.show()
    flow.activate()
    assert [part.y() for part in parts] == [0, 0, 0, 30, 30]
    row.resize(560, 20)
    flow.activate()
    assert {part.y() for part in parts} == {0}


def test_that_the_full_picture_tells_the_answer_from_how_sure_it_is(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    with qtbot.waitSignal(panel.image.picture_shown):
        panel.open_picture(0)
    answer, sure = (panel.image.findChild(QLabel, name) for name in ("image_verdict", "image_confidence"))
    assert answer.text() == panel.model.tile(0).title
    assert sure.text() == panel.model.tile(0).value
    assert answer.geometry().right() < sure.geometry().left()


def test_that_turning_the_figures_moves_nothing_beside_them(show: Show, six: RunFolder) -> None:
    panel = show(six)
    panel.header.figures.setChecked(True)
    widths = set()
    for page in ("matrix", "classes", "curves", "map"):
        panel.figures.show_page(page)
        QApplication.processEvents()
        widths.add((panel.figures.minimumSizeHint().width(), panel.figures.width()))
    assert len(widths) == 1


def test_that_more_room_goes_to_the_pictures_and_the_figures_never_take_more_than_half(
    show: Show, six: RunFolder
) -> None:
    panel = show(six)
    panel.resize(1400, 800)
    panel.header.figures.setChecked(True)
    QApplication.processEvents()
    wide = panel.figures.width()
    panel.resize(2400, 800)
    QApplication.processEvents()
    assert panel.figures.width() == wide
    assert panel.grid.width() > 1400


def test_that_each_outcome_says_how_many_pictures_it_has(show: Show, six: RunFolder) -> None:
    set_for_run(six, Decision(threshold=0.6))
    panel = show(six)
    texts = [panel.filters.outcome.button(key).text() for key in ("all", "right", "wrong", "unsure")]
    assert [int(text.split()[-1]) for text in texts] == [6, 4, 2, 2]


def test_that_a_click_on_a_cell_shows_exactly_its_pictures(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    matrix = panel.figures.matrix
    for true in range(3):
        for predicted in range(3):
            qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.cell_center(true, predicted))
            table = panel.model.table
            assert table is not None
            expected = np.flatnonzero((table.true == true) & (table.predicted == predicted))
            assert sorted(panel.model.rows) == expected.tolist()


def test_that_rows_of_the_confusion_matrix_are_true_classes(show: Show, six: RunFolder) -> None:
    panel = show(six)
    assert panel.figures.matrix._counts.tolist() == [[2, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert "“ant”" in panel.figures.matrix.describe(0, 1)
    assert "predicted as “bee”" in panel.figures.matrix.describe(0, 1)


def test_that_validation_is_called_optimistic_and_test_is_kept_apart(
    tmp_path: Path, show: Show, qtbot: QtBot
) -> None:
    labels, rows = six_pictures()
    panel = show(make_run(tmp_path, labels * 2, rows * 2, test=4))
    assert "optimistic" in panel.header._caveat.accessibleName()
    assert len(numbers(panel)) == 8
    panel.header.folds.button("test").click()
    assert "optimistic" not in panel.header._caveat.accessibleName()
    assert panel.header._accuracy.isHidden()
    assert sorted(numbers(panel)) == [8, 9, 10, 11]
    qtbot.waitUntil(lambda: "of 4" in panel.header._interval.text())
    assert "used for nothing else" in panel.header._caveat.accessibleName()


def test_that_validation_of_a_solved_head_is_not_called_optimistic(
    tmp_path: Path, show: Show, qtbot: QtBot
) -> None:
    run = make_run(tmp_path, *six_pictures())
    solve_directly(run)
    panel = show(run)
    assert panel.header._caveat.accessibleName() == "Validation: held out, and the head was solved without it"
    assert "nothing was chosen" in panel.header.folds.button("validation").toolTip()
    panel.header.figures.setChecked(True)
    with qtbot.waitSignal(panel.figures.curves.drawn):
        panel.figures.show_page("curves")
    assert panel.figures.curves.note.text().endswith("held out, and the head was solved without it.")


def test_that_the_accuracy_carries_its_wilson_interval(show: Show, six: RunFolder) -> None:
    panel = show(six)
    # 4 of 6: 0.3000 to 0.9032 by the score interval.
    assert panel.header._accuracy.text().startswith("66.7 %")
    assert panel.header._interval.text().startswith("30.0 to 90.3 %")


@pytest.mark.parametrize("width", [420, 560, 700, 860, 900, 1100, 1400])
def test_that_no_figure_of_the_header_is_cut(show: Show, six: RunFolder, width: int, qtbot: QtBot) -> None:
    panel = show(six)
    panel.resize(width, 600)
    QApplication.processEvents()
    header = panel.header
    shown = [label for label in (header._accuracy, header._interval) if not label.isHidden()]
    # What one part gives up the layout gives to another in a second pass.
    qtbot.waitUntil(lambda: all(label.width() >= label.sizeHint().width() for label in shown))
    assert not header._accuracy.isHidden()
    assert header.width() < 860 or not header._interval.isHidden()


@pytest.mark.parametrize("width", range(500, 1500, 50))
def test_that_the_filters_take_no_line_that_shows_nothing(width: int, qtbot: QtBot) -> None:
    bar = FilterBar()
    qtbot.addWidget(bar)
    bar.resize(width, bar.heightForWidth(width))
    with qtbot.waitExposed(bar):
        bar.show()
    shown = [part for part in bar.findChildren(QWidget) if part.parent() is bar and part.isVisible()]
    assert max(part.geometry().bottom() for part in shown) >= bar.heightForWidth(width) - 8
    bar.set_filter(PredictionFilter(text="a"))
    qtbot.waitUntil(lambda: bar.reset.geometry().right() < width)
    assert bar.reset.geometry().bottom() < bar.heightForWidth(width)


def test_that_the_full_view_opens_moves_and_closes_by_keyboard(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    # Low, so that there is something left to enlarge.
    panel.resize(700, 400)
    panel.grid.select_row(0)
    with qtbot.waitSignal(panel.image.picture_shown):
        qtbot.keyClick(panel.grid, Qt.Key.Key_Return)
    assert panel.image.isVisible()
    assert panel.image.canvas.image is not None
    assert panel.image.canvas.image.width() == 48
    with qtbot.waitSignal(panel.image.picture_shown):
        qtbot.keyClick(panel.image, Qt.Key.Key_Right)
    assert panel.image.row == 1
    zoom = panel.image.canvas.zoom()
    qtbot.keyClick(panel.image, Qt.Key.Key_Plus)
    assert panel.image.canvas.zoom() > zoom
    with qtbot.waitSignal(panel.image.picture_shown):
        qtbot.keyClick(panel.image, Qt.Key.Key_Left)
        qtbot.keyClick(panel.image, Qt.Key.Key_Right)
    qtbot.keyClick(panel.image, Qt.Key.Key_Escape)
    assert panel.grid.isVisible()
    assert panel.grid.current_row() == 1


def test_that_arrows_move_through_the_grid_and_shift_extends_the_selection(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    panel.grid.select_row(0)
    qtbot.keyClick(panel.grid, Qt.Key.Key_Right)
    assert panel.grid.selected_rows() == [1]
    qtbot.keyClick(panel.grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert panel.grid.selected_rows() == [1, 2]
    qtbot.keyClick(panel.grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert panel.grid.selected_rows() == [0, 1, 2, 3, 4, 5]
    qtbot.keyClick(panel.grid, Qt.Key.Key_End)
    assert panel.grid.current_row() == 5


def test_that_a_rubber_band_selects_what_it_touches(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    grid, port = panel.grid, panel.grid.viewport()
    first = grid.visualRect(panel.model.index(0, 0))
    second = grid.visualRect(panel.model.index(1, 0))
    start = QPoint(second.right() + 8, second.bottom() + 6)
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(port, first.center() + QPoint(40, 0))
    qtbot.mouseMove(port, first.center())
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=first.center())
    assert grid.selected_rows() == [0, 1]


def test_that_a_key_relabels_and_undo_takes_it_back(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    panel.grid.select_row(0)
    assert panel.model.sample_id(0) == "ant/00001.jpg"
    assert panel.model.tile(0).mark.value == "wrong"
    with qtbot.waitSignal(panel.edited):
        qtbot.keyClick(panel.grid, Qt.Key.Key_2)
    assert panel.model.tile(0).mark.value == "right"
    assert panel.model.tile(0).note == "now bee"
    stored = six.path.parent.parent / "edits.json"
    assert Edits.open(stored).of("ant/00001.jpg").label == "bee"
    with qtbot.waitSignal(panel.edited):
        qtbot.keyClick(panel.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.model.tile(0).mark.value == "wrong"
    assert Edits.open(stored).of("ant/00001.jpg").label is None
    with qtbot.waitSignal(panel.edited):
        qtbot.mouseClick(panel.labels._redo, Qt.MouseButton.LeftButton)
    assert panel.model.tile(0).mark.value == "right"


def test_that_another_class_is_asked_for_by_name(
    show: Show, six: RunFolder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show(six)
    panel.grid.select_row(0)
    chosen = next(action for action in panel.labels._labels.actions() if action.text() == "Another class…")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (" wasp ", True))
    with qtbot.waitSignal(panel.edited):
        chosen.trigger()
    stored = six.path.parent.parent / "edits.json"
    assert Edits.open(stored).of("ant/00001.jpg").label == "wasp"


def test_that_figures_follow_a_correction(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    panel.grid.select_row(0)
    qtbot.keyClick(panel.grid, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: panel.header._accuracy.text().startswith("83.3 %"))
    qtbot.keyClick(panel.grid, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: "4 of 5" in panel.header._interval.text())
    assert panel.model.tile(0).dimmed


def test_that_corrections_outlive_the_window(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    first = show(six)
    first.grid.select_row(0)
    qtbot.keyClick(first.grid, Qt.Key.Key_C)
    second = show(six)
    assert second.model.tile(0).note == "checked"


def test_that_refreshing_keeps_filter_order_and_picture(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    panel.filters.set_filter(PredictionFilter(true=0))
    panel.filters.set_sort("name")
    panel.grid.select_row(1)
    chosen = panel.model.sample_id(1)
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert panel.model.filter.true == 0
    assert panel.model.sample_id(panel.grid.current_row()) == chosen


def test_that_refreshing_keeps_all_that_is_selected_and_selects_nothing_else(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    panel.filters.set_sort("name")
    panel.grid.select_row(0)
    for row in (1, 3):
        port, place = panel.grid.viewport(), panel.grid.visualRect(panel.model.index(row, 0)).center()
        qtbot.mouseClick(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place)
    chosen, current = panel.selected_ids(), panel.grid.current_row()
    assert len(chosen) == 3
    before = six.predictions()
    turned = before.logits[:, [1, 2, 0]]
    six.write_predictions(dataclasses.replace(before, logits=turned, epoch=4))
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert panel.selected_ids() == chosen
    assert panel.grid.current_row() == current
    panel.grid.clearSelection()
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert panel.selected_ids() == []
    qtbot.keyClick(panel, Qt.Key.Key_2)
    assert not (six.path.parent.parent / "edits.json").exists()


def test_that_refreshing_does_not_scroll_back_to_the_selected_picture(
    show: Show, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = show(make_run(tmp_path, [0] * 300, [[0.9, 0.06, 0.04]] * 300))
    panel.grid.select_row(0)
    bar = panel.grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    looked_at = bar.value()
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert bar.value() == looked_at > 0
    assert panel.grid.selected_rows() == [0]


def test_that_a_class_filter_means_the_same_class_in_another_run(
    show: Show, six: RunFolder, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = show(six)
    panel.filters.set_filter(PredictionFilter(true=1, predicted=2))
    others = make_run(tmp_path / "other", *six_pictures(), classes=("aphid", "ant", "bee"))
    with qtbot.waitSignal(panel.shown):
        panel.show_run(others)
    assert (panel.filters.true.currentText(), panel.filters.predicted.currentText()) == (
        "bee",
        "predicted: any",
    )
    assert (panel.model.filter.true, panel.model.filter.predicted) == (2, None)


def test_that_pictures_picked_on_the_map_are_not_sought_in_another_fold_or_run(
    show: Show, six: RunFolder, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = show(make_run(tmp_path / "first", *six_pictures(), test=2))
    panel.show_ids(frozenset([panel.model.sample_id(0)]))
    assert panel.model.rowCount() == 1
    panel.header.folds.button("test").click()
    assert panel.model.rowCount() == 2
    panel.show_ids(frozenset([panel.model.sample_id(0)]))
    with qtbot.waitSignal(panel.shown):
        panel.show_run(six)
    assert panel.model.rowCount() == 6


def test_that_the_full_view_stays_at_its_picture_when_an_epoch_leaves_fewer_wrong_ones(
    show: Show, tmp_path: Path, qtbot: QtBot
) -> None:
    right, wrong = [0.9, 0.06, 0.04], [0.06, 0.9, 0.04]
    run = make_run(tmp_path, [0] * 12, [wrong] * 12)
    panel = show(run)
    qtbot.mouseClick(panel.filters.outcome.button("wrong"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.image.picture_shown):
        panel.open_picture(10)
    looked_at = panel.selected_ids()
    before = run.predictions()
    better = np.array([wrong if sample_id in looked_at else right for sample_id in before.ids])
    run.write_predictions(dataclasses.replace(before, logits=logits_of(better), epoch=4))
    with qtbot.waitSignal(panel.shown):
        panel.refresh()
    assert panel.model.rowCount() == 1
    assert panel.image.isVisible()
    assert panel.selected_ids() == looked_at
    qtbot.keyClick(panel, Qt.Key.Key_2)
    assert Edits.open(run.path.parent.parent / "edits.json").of(looked_at[0]).label == "bee"


def test_that_a_run_without_predictions_says_when_they_come(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    six.predictions_path.unlink()
    panel = show(six)
    assert panel._empty.isVisible()
    assert "first epoch" in panel._empty._text.text()


def test_that_damaged_predictions_are_told_inline(show: Show, six: RunFolder) -> None:
    six.predictions_path.write_bytes(b"not a zip")
    panel = show(six)
    assert "cannot be read" in panel.message.text()


def test_that_a_filter_without_matches_offers_the_way_back(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    qtbot.keyClicks(panel.filters.text, "no such file")
    assert panel.browser.no_match.isVisible()
    qtbot.mouseClick(panel.browser.no_match.button, Qt.MouseButton.LeftButton)
    assert len(numbers(panel)) == 6
    assert panel.grid.isVisible()


def test_that_two_thousand_pictures_show_their_thumbnails(
    tmp_path: Path, show: Show, qtbot: QtBot, loader: ThumbnailLoader
) -> None:
    random = np.random.default_rng(0)
    rows = random.dirichlet((1, 1, 1), 2000)
    panel = show(make_run(tmp_path, random.integers(0, 3, 2000).tolist(), rows.tolist()))
    assert panel.model.rowCount() == 2000
    grid = panel.grid

    def all_seen() -> None:
        assert all(loader.image(panel.model.path(row)) is not None for row in grid.visible_rows())

    qtbot.waitUntil(all_seen)
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    assert grid.visible_rows().stop == 2000
    qtbot.waitUntil(all_seen)


def test_that_a_missing_file_keeps_its_place_and_says_so(
    show: Show, six: RunFolder, qtbot: QtBot, loader: ThumbnailLoader
) -> None:
    entry = six.split()["validation"][1]
    Path(entry["path"]).unlink()
    panel = show(six)
    qtbot.waitUntil(
        lambda: "not exist" in loader.error(entry["path"]) or "No such" in loader.error(entry["path"])
    )
    assert panel.model.rowCount() == 6
    with qtbot.waitSignal(panel.image.picture_shown):
        panel.open_picture(0)
    assert "does not exist" in panel.image.canvas._message


def test_that_class_names_of_other_scripts_are_shown_whole_in_the_tooltip(show: Show, six: RunFolder) -> None:
    panel = show(six)
    row = numbers(panel).index(4)
    assert CLASSES[2] in panel.model.data(panel.model.index(row, 0), Qt.ItemDataRole.ToolTipRole)


def test_that_suspicious_labels_are_reviewed_with_single_keys(
    tmp_path: Path, show: Show, qtbot: QtBot
) -> None:
    labels = [at % 2 for at in range(40)]
    rows = [[0.97, 0.02, 0.01] if label == 0 else [0.02, 0.97, 0.01] for label in labels]
    for flipped in (5, 12, 31):
        labels[flipped] = 1 - labels[flipped]
    panel = show(make_run(tmp_path, labels, rows))
    with qtbot.waitSignal(panel.model.shown_changed, timeout=60_000):
        qtbot.mouseClick(panel.filters.suspicious, Qt.MouseButton.LeftButton)
    assert sorted(numbers(panel)) == [5, 12, 31]
    assert panel.filters.suspicious.text().endswith("3")
    panel.grid.select_row(0)
    right_label = CLASSES.index(panel.model.tile(0).title)
    qtbot.keyClick(panel.grid, Qt.Key(Qt.Key.Key_1 + right_label))
    assert panel.model.tile(0).mark.value == "right"
    assert panel.grid.current_row() == 1
    qtbot.keyClick(panel.grid, Qt.Key.Key_C)
    assert panel.model.tile(1).note == "checked"
    assert panel.grid.current_row() == 2
    qtbot.keyClick(panel.grid, Qt.Key.Key_X)
    assert panel.model.tile(2).dimmed
    qtbot.mouseClick(panel.filters.suspicious, Qt.MouseButton.LeftButton)
    assert len(numbers(panel)) == 40
