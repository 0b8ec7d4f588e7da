"""Pictures that are there more than once, in the data set panel: divided together, and one of them kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.item_models.edit_session import EditSession, shared_session
from desktop.panels.dataset import DatasetPanel
from engine.data.catalog import Sample
from engine.data.edits import Edits
from tests.desktop.dataset_fixtures import Open, finding
from tests.desktop.windows import click

COPIES = ("ant/000.jpg", "ant/copy.jpg")


@pytest.fixture
def copied(opened: Open, animals: Path) -> DatasetPanel:
    """The animals with a copy of one of them."""
    shutil.copy(animals / "ant" / "000.jpg", animals / "ant" / "copy.jpg")
    return opened(animals)


def samples(panel: DatasetPanel, *names: str) -> list[Sample]:
    assert panel.view is not None
    return [sample for sample in panel.view.raw.samples if sample.id in names]


def test_that_keeping_one_of_each_keeps_the_copy_that_is_not_left_out(
    copied: DatasetPanel, qtbot: QtBot
) -> None:
    assert copied.session is not None
    with qtbot.waitSignal(copied.catalog_ready):
        copied.session.exclude(samples(copied, "ant/000.jpg"))
    click(qtbot, finding(copied, "duplicate"))
    click(qtbot, copied.pictures._proposal)
    assert [copied.session.of(name).excluded for name in COPIES] == [True, False]
    assert copied.session.edits.history == ("Exclude ant/000.jpg",)


def test_that_keeping_one_of_each_keeps_the_copy_whose_twin_was_deleted(
    copied: DatasetPanel, animals: Path, qtbot: QtBot
) -> None:
    assert copied.session is not None
    click(qtbot, finding(copied, "duplicate"))
    (animals / "ant" / "000.jpg").unlink()
    click(qtbot, copied.pictures._proposal)
    assert copied.session.edits.history == ()


def test_that_the_copy_that_stays_is_there_after_the_one_left_out_was_deleted(
    copied: DatasetPanel, opened: Open, animals: Path, qtbot: QtBot
) -> None:
    click(qtbot, finding(copied, "duplicate"))
    with qtbot.waitSignal(copied.catalog_ready):
        click(qtbot, copied.pictures._proposal)
    (animals / "ant" / "copy.jpg").unlink()
    panel = opened(animals)
    assert panel.view is not None
    assert panel.view.excluded.sum() == 0
    assert len(panel.view.catalog.samples) == 40


def test_that_the_division_shown_keeps_copies_together_once_they_are_known(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    for number in range(1, 20):
        shutil.copy(animals / "ant" / "000.jpg", animals / "ant" / f"{number:03d}.jpg")
    panel = opened(animals)

    def together() -> bool:
        view = panel.view
        return view is not None and len({int(fold) for fold in view.folds[view.labels == 0]}) == 1

    qtbot.waitUntil(together)


def test_that_corrections_of_another_window_are_kept_and_shown(
    copied: DatasetPanel, opened: Open, animals: Path, qtbot: QtBot
) -> None:
    assert copied.session is not None
    other = Edits.open(copied.session.path)
    other.exclude(samples(copied, "bee/000.jpg"))
    with qtbot.waitSignal(copied.catalog_ready) as ready:
        copied.session.relabel(samples(copied, "ant/001.jpg"), "bee")
    assert "bee/000.jpg" not in {sample.id for sample in ready.args[0].samples}
    assert len(Edits.open(copied.session.path).history) == 2
    other.exclude(samples(copied, "bee/001.jpg"))
    panel = opened(animals)
    assert panel.session is not None
    assert panel.session.undo_text == "Exclude bee/001.jpg"


def test_that_undo_tells_of_another_windows_step_and_shows_it_first(
    copied: DatasetPanel, qtbot: QtBot
) -> None:
    session = copied.session
    assert session is not None
    with qtbot.waitSignal(copied.catalog_ready):
        session.exclude(samples(copied, "bee/000.jpg"))
    Edits.open(session.path).exclude(samples(copied, "bee/001.jpg"))
    with qtbot.waitSignal(copied.catalog_ready) as ready:
        session.undo()
    assert "Another window has changed" in copied.message.text()
    assert len(ready.args[0].samples) == 39
    with qtbot.waitSignal(session.changed) as changed:
        session.undo()
    assert changed.args == ["Exclude bee/001.jpg"]


def test_that_a_session_opened_again_knows_what_was_saved_since(tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "edits.json"
    session = shared_session(path)
    EditSession(path).exclude([Sample("ant.jpg", tmp_path / "ant.jpg", 0)])
    with qtbot.waitSignal(session.changed):
        assert shared_session(path) is session
    assert session.undo_text == "Exclude ant.jpg"
