"""The gallery of a run whose classes were renamed or merged after it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.item_models.edit_session import EditSession
from desktop.item_models.names_now import NamesNow
from desktop.item_models.suspicions import suspicious_labels
from desktop.panels.gallery import GalleryPanel
from desktop.widgets.gallery_live import _Pictures
from engine.config import DataConfig
from engine.data import sources
from engine.data.catalog import Sample
from engine.data.edits import SampleEdit
from engine.run_folder import RunFolder
from tests.desktop.gallery_fixtures import CLASSES, Show, make_run, six_pictures


def session_of(panel: GalleryPanel) -> EditSession:
    session = panel.actions_on_selection.session
    assert session is not None
    return session


def label_all(panel: GalleryPanel) -> None:
    """Give every picture its own class as a correction, as in a set labelled in the window."""
    loaded = panel._reader.current()
    assert loaded is not None
    samples = [loaded.sample(row) for row in range(len(loaded.table))]
    session_of(panel).label(samples, [CLASSES[sample.label] for sample in samples], checked=True)


def rename(run: RunFolder, panel: GalleryPanel, old: str, new: str) -> None:
    session = session_of(panel)
    catalog = sources.open_source(DataConfig(source=run.config().data.source))
    session.rename_class(session.edits.apply(catalog), old, new)


def test_that_pictures_labelled_by_hand_stay_labelled_when_their_class_is_renamed(
    show: Show, six: RunFolder, qtbot: QtBot
) -> None:
    panel = show(six)
    label_all(panel)
    before = [panel.model.tile(row) for row in range(6)]
    rename(six, panel, "ant", "Ant")
    assert [panel.model.tile(row) for row in range(6)] == before
    with qtbot.waitSignal(panel._reader.evaluated) as told:
        panel._reader.evaluate()
    assert told.args is not None
    assert told.args[1].count == 6


def test_that_a_key_gives_the_name_that_the_class_has_now(show: Show, six: RunFolder, qtbot: QtBot) -> None:
    panel = show(six)
    rename(six, panel, "bee", "Biene")
    offered = [action.text().partition("\t")[0] for action in panel.labels._labels.actions()]
    assert offered[:3] == ["ant", "Biene", CLASSES[2]]
    panel.grid.select_row(0)
    with qtbot.waitSignal(panel.edited):
        qtbot.keyClick(panel.grid, Qt.Key.Key_2)
    assert session_of(panel).of("ant/00001.jpg").label == "Biene"
    assert panel.model.tile(0).mark.value == "right"


def test_that_pictures_of_merged_classes_stay_in_the_one_that_they_were_in(
    show: Show, six: RunFolder
) -> None:
    panel = show(six)
    label_all(panel)
    before = [panel.model.tile(row).mark for row in range(6)]
    rename(six, panel, "bee", "ant")
    assert [panel.model.tile(row).mark for row in range(6)] == before
    offered = [action.text().partition("\t")[0] for action in panel.labels._labels.actions()]
    assert offered[:2] == ["ant", CLASSES[2]]


def test_that_the_live_head_goes_on_learning_a_class_that_was_renamed() -> None:
    samples = tuple(Sample(f"{at}.png", Path(f"{at}.png"), at % 2, "train") for at in range(6))
    edits = {sample.id: SampleEdit(label=("Cat", "dog")[sample.label]) for sample in samples}
    names = NamesNow.of(("cat", "dog"), {"cat": "Cat"}, edits, lambda name: int(name[0]) % 2)
    pictures = _Pictures.of(samples, ("cat", "dog"), cross=False)
    asked = pictures.corrected({**edits, "0.png": SampleEdit(label="wasp")}, names)
    assert asked.labels.tolist() == [-1, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        # Trained before "cat" became "Cat", or of a set whose labels lie with the source.
        (("Cat", "dog"), ("Cat", "dog")),
        ((None, None), ("Cat", "dog")),
        # Trained on a class "cat" that was made anew after the other one was renamed.
        (("cat", "dog"), ("cat", "dog")),
    ],
)
def test_that_a_class_made_anew_under_a_name_given_up_is_not_taken_for_the_renamed_one(
    labels: tuple[str | None, str | None], expected: tuple[str, ...]
) -> None:
    edits = {str(at): SampleEdit(label=labels[at % 2], checked=True) for at in range(4)}
    found = NamesNow.of(("cat", "dog"), {"cat": "Cat"}, edits, lambda name: int(name) % 2)
    assert found.names == expected


def test_that_suspicious_labels_of_a_renamed_class_are_found_under_its_name_of_now(tmp_path: Path) -> None:
    labels = [at % 2 for at in range(40)]
    rows = [[0.97, 0.02, 0.01] if label == 0 else [0.02, 0.97, 0.01] for label in labels]
    labels[4] = 1
    run = make_run(tmp_path, labels, rows)
    session = EditSession(run.path.parent.parent / "edits.json")
    found = sources.open_source(DataConfig(source=run.config().data.source))
    session.rename_class(found, "ant", "Ameise")
    catalog = session.edits.apply(found)
    issues = suspicious_labels(run, catalog, session.edits.touched(), session.edits.class_names())
    assert [(issue.ids, issue.suggested) for issue in issues] == [(("bee/00004.jpg",), "Ameise")]


def test_that_the_histogram_follows_corrections_and_leaves_unlabelled_pictures_out(
    tmp_path: Path, show: Show, qtbot: QtBot
) -> None:
    labels, rows = six_pictures()
    panel = show(make_run(tmp_path, [*labels, -1], [*rows, [0.5, 0.4, 0.1]]))
    histogram = panel.filters.confidence.histogram
    assert (int(histogram._right.sum()), int(histogram._wrong.sum())) == (4, 2)
    panel.grid.select_row(0)
    with qtbot.waitSignal(panel.edited):
        qtbot.keyClick(panel.grid, Qt.Key.Key_2)
    assert (int(histogram._right.sum()), int(histogram._wrong.sum())) == (5, 1)
    table = panel.model.table
    assert table is not None
    panel.model.repredicted(np.eye(3, dtype=np.float32)[np.maximum(table.true, 0)])
    panel._predictions_changed()
    assert (int(histogram._right.sum()), int(histogram._wrong.sum())) == (6, 0)
