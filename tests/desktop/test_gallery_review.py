"""Which labels the gallery examines, and what it says where there is none to examine."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.item_models.edit_session import EditSession
from desktop.item_models.suspicions import is_settled
from desktop.panels.gallery import GalleryPanel
from engine.data.catalog import Sample
from tests.desktop.gallery_fixtures import CLASSES, Show, make_run, numbers

FLIPPED = (5, 12, 31)
SLOW = 60_000


@pytest.fixture
def panel(tmp_path: Path, show: Show) -> GalleryPanel:
    """Forty pictures of two classes, three of them with the wrong label."""
    labels = [at % 2 for at in range(40)]
    rows = [[0.97, 0.02, 0.01] if label == 0 else [0.02, 0.97, 0.01] for label in labels]
    for flipped in FLIPPED:
        labels[flipped] = 1 - labels[flipped]
    return show(make_run(tmp_path, labels, rows))


def session_of(panel: GalleryPanel) -> EditSession:
    session = panel.actions_on_selection.session
    assert session is not None
    return session


def samples_of(panel: GalleryPanel) -> list[Sample]:
    loaded = panel._reader.current()
    assert loaded is not None
    return [loaded.sample(row) for row in range(len(loaded.table))]


def review(panel: GalleryPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel._reader.issues_found, timeout=SLOW):
        qtbot.mouseClick(panel.filters.suspicious, Qt.MouseButton.LeftButton)


def title(panel: GalleryPanel) -> str:
    assert panel.browser.no_match.isVisible()
    return panel.browser.no_match._title.text()


def test_that_labels_accepted_unseen_are_examined(panel: GalleryPanel, qtbot: QtBot) -> None:
    samples = samples_of(panel)
    session_of(panel).label(samples, [CLASSES[sample.label] for sample in samples], checked=False)
    review(panel, qtbot)
    assert sorted(numbers(panel)) == [*FLIPPED]


def test_that_where_all_is_checked_nothing_is_left_to_check(panel: GalleryPanel, qtbot: QtBot) -> None:
    session_of(panel).mark_checked(samples_of(panel))
    review(panel, qtbot)
    assert title(panel) == "No label is left to check"


def test_that_the_last_open_labels_of_one_class_are_examined(panel: GalleryPanel, qtbot: QtBot) -> None:
    open_ones = [sample for sample in samples_of(panel) if sample.label == 1]
    session_of(panel).mark_checked([sample for sample in samples_of(panel) if sample.label == 0])
    assert all(sample.label == 1 for sample in open_ones)
    review(panel, qtbot)
    assert panel.message.isHidden()
    assert numbers(panel) == [12]


def test_that_a_label_given_by_hand_is_settled_and_a_suggestion_taken_over_does_not_come_back(
    panel: GalleryPanel, qtbot: QtBot
) -> None:
    first, second, third = (samples_of(panel)[row] for row in FLIPPED)
    panel.grid.select_row(panel.model.row_of(first.id))
    panel.actions_on_selection.relabel(CLASSES[first.label])
    assert is_settled(session_of(panel).of(first.id))
    session_of(panel).label([second], [CLASSES[1 - second.label]], checked=False)
    review(panel, qtbot)
    assert [panel.model.sample_id(row) for row in range(panel.model.rowCount())] == [third.id]


def test_that_labels_of_one_class_alone_are_said_to_be_too_few(
    tmp_path: Path, show: Show, qtbot: QtBot
) -> None:
    panel = show(make_run(tmp_path, [1] * 6, [[0.9, 0.06, 0.04]] * 6))
    review(panel, qtbot)
    assert panel.message.isHidden()
    assert title(panel) == "These labels cannot be examined"


def test_that_a_review_without_a_suspicion_says_so(tmp_path: Path, show: Show, qtbot: QtBot) -> None:
    rows = [[0.97, 0.02, 0.01], [0.02, 0.97, 0.01]]
    panel = show(make_run(tmp_path, [0, 1] * 6, rows * 6))
    review(panel, qtbot)
    assert title(panel) == "No label is suspicious"
