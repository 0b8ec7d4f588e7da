"""The gallery over runs with corrections of before, and answers that come when nobody waits for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import i18n, words
from desktop.item_models.prediction_table import PredictionFilter
from desktop.panels.gallery import GalleryPanel
from desktop.widgets.embedding_map import EmbeddingMap
from desktop.widgets.label_bar import LabelBar
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import Show, make_run, numbers


@pytest.fixture
def reviewed(tmp_path: Path, show: Show) -> GalleryPanel:
    """Forty pictures, three of them with the wrong label, and forty of a test fold with none."""
    labels = [at % 2 for at in range(80)]
    rows = [[0.97, 0.02, 0.01] if label == 0 else [0.02, 0.97, 0.01] for label in labels]
    for flipped in (5, 12, 31):
        labels[flipped] = 1 - labels[flipped]
    return show(make_run(tmp_path, labels, rows, test=40))


def review(panel: GalleryPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.model.shown_changed, timeout=60_000):
        qtbot.mouseClick(panel.filters.suspicious, Qt.MouseButton.LeftButton)
    assert sorted(numbers(panel)) == [5, 12, 31]


def test_that_a_run_opened_again_is_listed_by_the_labels_of_now(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    first = show(six)
    assert first.model.sample_id(0) == "ant/00001.jpg"  # the worst mistake
    first.grid.select_row(0)
    with qtbot.waitSignal(first.edited):
        qtbot.keyClick(first.grid, Qt.Key.Key_2)
    second = show(six)
    assert second.model.sample_id(0) != "ant/00001.jpg"
    second.filters.set_filter(PredictionFilter(outcome="wrong"))
    assert numbers(second) == [3]


def test_that_undo_in_a_review_stays_at_its_picture(reviewed: GalleryPanel, qtbot: QtBot) -> None:
    review(reviewed, qtbot)
    reviewed.grid.select_row(0)
    with qtbot.waitSignal(reviewed.edited):
        qtbot.keyClick(reviewed.grid, Qt.Key.Key_C)
    assert reviewed.grid.current_row() == 1
    with qtbot.waitSignal(reviewed.edited):
        qtbot.keyClick(reviewed.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert reviewed.grid.current_row() == 1


def test_that_suspicious_labels_of_a_fold_that_was_left_are_not_shown(
    reviewed: GalleryPanel, qtbot: QtBot
) -> None:
    qtbot.mouseClick(reviewed.filters.suspicious, Qt.MouseButton.LeftButton)
    task = reviewed._reader._seeking
    assert task is not None
    with qtbot.waitSignal(task.finished, timeout=60_000):
        reviewed._show_fold("test")
    assert len(numbers(reviewed)) == 40
    assert not reviewed.filters.reviewing


def test_that_an_answer_for_a_review_that_was_left_does_not_bring_it_back(
    reviewed: GalleryPanel, qtbot: QtBot
) -> None:
    review(reviewed, qtbot)
    reviewed._review.follow()  # the live head predicts otherwise
    task = reviewed._reader._seeking
    assert task is not None
    with qtbot.waitSignal(task.finished, timeout=60_000):
        reviewed.filters.clear()
    assert not reviewed.filters.reviewing
    assert len(numbers(reviewed)) == 40


def test_that_a_fold_is_named_in_words_and_notes_follow_the_language(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    panel.grid.select_row(0)
    with qtbot.waitSignal(panel.edited):
        qtbot.keyClick(panel.grid, Qt.Key.Key_T)
    assert panel.model.tile(0).note == "to training"
    i18n.use("ko")
    try:
        QApplication.processEvents()
        panel.retranslate()
        assert panel.model.tile(0).note not in ("", "to training")
    finally:
        i18n.use("en")


def test_that_a_map_of_fewer_pictures_than_are_listed_now_is_left_as_it_is(qtbot: QtBot) -> None:
    shown = EmbeddingMap()
    qtbot.addWidget(shown)
    points = np.random.default_rng(0).random((4, 2)).astype(np.float32)
    zeros = np.zeros(4, dtype=np.int64)
    shown.set_points(points, zeros, zeros.astype(bool), ("ant", "bee"), ("a", "b", "c", "d"))
    shown.set_shown(np.array([1, 700]))
    assert shown._shown is None
    shown.set_shown(np.array([1, 2]))
    assert shown._shown is not None
    assert shown._shown.tolist() == [False, True, True, False]


def test_that_an_ampersand_in_a_class_is_part_of_its_name(qtbot: QtBot) -> None:
    bar = LabelBar()
    qtbot.addWidget(bar)
    bar.set_classes(("R&B", "jazz"))
    assert [action.text() for action in bar._labels.actions()][:2] == ["R&&B\t1", "jazz\t2"]
    assert bar._labels.actions()[0].data() == "R&B"


def test_that_one_is_told_as_one() -> None:
    assert (words.pictures(1), words.pictures(1200)) == ("1 picture", "1,200 pictures")
    assert (words.classes(1), words.classes(2)) == ("1 class", "2 classes")
    assert (words.epochs(1), words.epochs(25)) == ("1 epoch", "25 epochs")
