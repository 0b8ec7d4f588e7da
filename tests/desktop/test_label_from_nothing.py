"""A folder of pictures without classes becomes a data set: names, a few keys, proposals, one click."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.item_models.edit_session import EditSession
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.main_window import MainWindow
from desktop.panels.labelling import LabellingPanel
from desktop.widgets.class_key import ClassKey
from desktop.widgets.empty_state import EmptyState
from engine.config import DataConfig, RunConfig
from engine.control import RunControl
from engine.data import samples, sources
from engine.training import live_features
from tests.desktop.gallery_fixtures import class_folders
from tests.desktop.test_live_head import settings
from tests.desktop.windows import OpenWindow

KEYS = {1: Qt.Key.Key_1, 2: Qt.Key.Key_2, 3: Qt.Key.Key_3, 4: Qt.Key.Key_4}


@pytest.fixture
def digits(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Thirty pictures of each of three digits in one folder, and the class of each file."""
    folder, truth = tmp_path / "loose", {}
    folder.mkdir()
    for name in ("0", "1", "4"):
        found = sorted(path for path in samples.digits_folder().rglob("*.png") if path.parent.name == name)
        for number, path in enumerate(found[:30]):
            target = folder / f"{(number * 7919) % 1000:03}-{name}.png"
            shutil.copy(path, target)
            truth[target.name] = name
    assert len(truth) == 90
    return folder, truth


def small(folder: Path) -> RunConfig:
    return settings(folder)


@pytest.fixture
def panel(
    qtbot: QtBot,
    loader: ThumbnailLoader,
    tmp_path: Path,
    own_cache: Path,
    digits: tuple[Path, dict[str, str]],
) -> Iterator[LabellingPanel]:
    """The loose digits opened, before any class has a name."""
    made = LabellingPanel(loader=loader)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    config = small(digits[0])
    with qtbot.waitSignal(made.session.predicted, timeout=60_000):
        made.open(sources.open_source(config.data), EditSession(tmp_path / "edits.json"), config)
    yield made
    made.clear()


def test_that_proposals_that_failed_are_tried_again_when_the_labelling_is_opened_again(
    qtbot: QtBot,
    loader: ThumbnailLoader,
    tmp_path: Path,
    own_cache: Path,
    digits: tuple[Path, dict[str, str]],
) -> None:
    panel = LabellingPanel(loader=loader)
    qtbot.addWidget(panel)
    panel.show()
    config = small(digits[0])
    catalog, edits = sources.open_source(config.data), EditSession(tmp_path / "edits.json")
    away = digits[0].rename(tmp_path / "disk taken out")
    with qtbot.waitSignal(panel.session.failed, timeout=60_000):
        panel.open(catalog, edits, config)
    assert panel.message.text()
    panel.set_config(config)  # some other setting changed
    assert not panel.session.head.busy
    with qtbot.waitSignal(panel.session.failed, timeout=60_000):
        panel.open(catalog, edits, config)
    assert panel.message.text()
    away.rename(digits[0])
    with qtbot.waitSignal(panel.session.predicted, timeout=60_000):
        panel.open(catalog, edits, config)
    assert not panel.message.text()
    panel.clear()


def name_classes(qtbot: QtBot, panel: LabellingPanel, *names: str) -> None:
    for name in names:
        qtbot.keyClicks(panel.keys.name, name)
        qtbot.keyClick(panel.keys.name, Qt.Key.Key_Return)
    qtbot.keyClick(panel.keys.name, Qt.Key.Key_Return)
    assert panel.grid.hasFocus() or not panel.isActiveWindow()


def current_id(panel: LabellingPanel) -> str:
    return panel.session.samples[panel.model.picture(panel.grid.current_row())].id


def press(qtbot: QtBot, panel: LabellingPanel, key: Qt.Key) -> None:
    """A single key on the grid, and the live head's answer to it."""
    with qtbot.waitSignal(panel.session.predicted, timeout=30_000):
        qtbot.keyClick(panel.grid, key)


def label_by_oracle(qtbot: QtBot, panel: LabellingPanel, truth: dict[str, str], count: int) -> None:
    for _ in range(count):
        name = truth[Path(current_id(panel)).name]
        press(qtbot, panel, KEYS[panel.session.classes.index(name) + 1])


def test_that_a_key_labels_the_picture_shown_and_the_next_one_comes(
    panel: LabellingPanel, digits: tuple[Path, dict[str, str]], qtbot: QtBot
) -> None:
    assert panel.picture.title.text() == "Name the classes first"
    name_classes(qtbot, panel, "zero", "one")
    assert panel.session.classes == ["zero", "one"]
    first = current_id(panel)
    press(qtbot, panel, Qt.Key.Key_2)
    assert current_id(panel) != first
    assert panel.session.edits is not None
    assert panel.session.edits.of(first).label == "one"
    assert panel.session.edits.of(first).checked
    assert "1 of 90 labelled" in panel.head.about.text()
    assert panel.model.rowCount() == 89
    with qtbot.waitSignal(panel.session.predicted, timeout=30_000):
        qtbot.keyClick(panel.grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.model.rowCount() == 90
    assert panel.session.edits.of(first).label is None


def test_that_a_few_labels_make_proposals_that_are_accepted_and_undone_in_one_step(
    panel: LabellingPanel, digits: tuple[Path, dict[str, str]], qtbot: QtBot
) -> None:
    _, truth = digits
    name_classes(qtbot, panel, "0", "1", "4")
    label_by_oracle(qtbot, panel, truth, 24)
    session = panel.session
    assert session.ready
    named = np.array([session.classes.index(truth[Path(s.id).name]) for s in session.samples])
    open_rows = np.flatnonzero(session.open_rows)
    right = float((session.proposed_labels == named)[open_rows].mean())
    print(f"{len(open_rows)} proposals after 24 labels: {right:.1%} right")
    assert right > 0.75
    assert "right on your 24 labels, each held out in turn" in panel.head.about.text()

    panel.accept.above.setValue(60)
    wanted = len(session.surest(0.6))
    assert wanted > 0
    assert f"{wanted}" in panel.accept.button.text()
    before = int(session.open_rows.sum())
    told = panel.head.about.text().partition("·")[2]
    with qtbot.waitSignal(session.predicted, timeout=30_000):
        qtbot.mouseClick(panel.accept.button, Qt.MouseButton.LeftButton)
    assert int(session.open_rows.sum()) == before - wanted
    assert int(session.checked.sum()) == 24
    assert told == panel.head.about.text().partition("·")[2]
    qtbot.mouseClick(panel.orders.button("labelled"), Qt.MouseButton.LeftButton)
    assert panel.model.rowCount() == 24 + wanted
    with qtbot.waitSignal(session.predicted, timeout=60_000):
        qtbot.mouseClick(panel.head.undo, Qt.MouseButton.LeftButton)
    assert int(session.open_rows.sum()) == before
    assert panel.model.rowCount() == 24


@pytest.mark.parametrize("new", ["cat", "dogs"])
def test_that_labelling_goes_on_after_a_class_was_renamed_or_merged(
    loader: ThumbnailLoader, qtbot: QtBot, tmp_path: Path, own_cache: Path, new: str
) -> None:
    config = small(class_folders(tmp_path / "pets", {"cats": 4, "dogs": 4}))
    raw, edits = sources.open_source(config.data), EditSession(tmp_path / "edits.json")
    edits.rename_class(raw, "cats", new)
    panel = LabellingPanel(loader=loader)
    qtbot.addWidget(panel)
    panel.show()
    with qtbot.waitSignal(panel.session.predicted, timeout=60_000):
        panel.open(raw, edits, config)
    qtbot.mouseClick(panel.orders.button("labelled"), Qt.MouseButton.LeftButton)
    expected = sorted({"dogs", new})
    for key in (Qt.Key.Key_1, Qt.Key.Key_X):
        assert sorted(panel.session.classes) == expected
        press(qtbot, panel, key)
    panel.clear()


def test_that_several_selected_pictures_get_one_label_and_skipped_ones_come_last(
    panel: LabellingPanel, qtbot: QtBot
) -> None:
    name_classes(qtbot, panel, "a", "b")
    skipped = current_id(panel)
    qtbot.keyClick(panel.grid, Qt.Key.Key_S)
    assert current_id(panel) != skipped
    for row in (2, 3, 4):
        panel.grid.selectionModel().select(
            panel.model.index(row), panel.grid.selectionModel().SelectionFlag.Select
        )
    chosen = {panel.session.samples[panel.model.picture(row)].id for row in (1, 2, 3, 4)}
    assert "4 pictures selected" in panel.picture.title.text()
    press(qtbot, panel, Qt.Key.Key_1)
    labelled = {panel.session.samples[row].id for row in np.flatnonzero(panel.session.labels == 0)}
    assert labelled == chosen
    last = panel.model.picture(panel.model.rowCount() - 1)
    assert panel.session.samples[last].id == skipped
    press(qtbot, panel, Qt.Key.Key_X)
    assert panel.model.rowCount() == 85


def test_that_zero_takes_the_proposal_and_c_says_that_a_label_is_right(
    panel: LabellingPanel, digits: tuple[Path, dict[str, str]], qtbot: QtBot
) -> None:
    """Labels that a person gave or confirmed teach the head; those accepted unseen do not."""
    name_classes(qtbot, panel, "0", "1", "4")
    label_by_oracle(qtbot, panel, digits[1], 12)
    session = panel.session
    picture = panel.model.picture(panel.grid.current_row())
    proposed = int(session.proposed_labels[picture])
    press(qtbot, panel, Qt.Key.Key_0)
    assert session.labels[picture] == proposed
    assert session.checked[picture]

    other = panel.model.picture(panel.grid.current_row())
    with qtbot.waitSignal(session.predicted, timeout=30_000):
        session.accept([other], checked=False)
    assert session._answer is not None
    assert not session._answer.solution.crossed[session._place == other].any()
    with qtbot.waitSignal(session.predicted, timeout=60_000):
        qtbot.mouseClick(panel.orders.button("labelled"), Qt.MouseButton.LeftButton)
    panel.grid.select_row(panel.model.row_of(other))
    press(qtbot, panel, Qt.Key.Key_C)
    assert session.checked[other]
    assert session._answer.solution.crossed[session._place == other].all()


def test_that_a_wrong_label_stands_first_among_the_labelled(
    panel: LabellingPanel, digits: tuple[Path, dict[str, str]], qtbot: QtBot
) -> None:
    _, truth = digits
    name_classes(qtbot, panel, "0", "1", "4")
    session = panel.session
    rows = np.arange(90)
    assert session.edits is not None
    wrong = next(row for row in rows if truth[Path(session.samples[row].id).name] == "0")
    names = [truth[Path(session.samples[row].id).name] for row in rows]
    names[wrong] = "4"
    with qtbot.waitSignal(session.predicted, timeout=30_000):
        session.edits.label([session.samples[row] for row in rows], names, checked=True)
    with qtbot.waitSignal(session.predicted, timeout=60_000):
        qtbot.mouseClick(panel.orders.button("labelled"), Qt.MouseButton.LeftButton)
    suspicious = [row for row in range(panel.model.rowCount()) if panel.model.tile(row).note.endswith("?")]
    assert panel.model.row_of(wrong) in suspicious
    assert suspicious == list(range(len(suspicious)))


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(MainWindow(load_engine=False), size=(1440, 900))


def test_that_loose_pictures_are_labelled_where_they_are_and_become_the_data_set(
    window: MainWindow, digits: tuple[Path, dict[str, str]], qtbot: QtBot, own_cache: Path
) -> None:
    """No refusal at opening; labels stay out of the folder; the data set panel has the classes."""
    bench, (folder, truth) = window.bench, digits
    before = sorted(path.name for path in folder.iterdir())
    with qtbot.waitSignal(bench.labelling.session.predicted, timeout=120_000):
        window.open_path(str(folder))
    assert window.workspace.shown == "label"
    name_classes(qtbot, bench.labelling, "0", "1", "4")
    with qtbot.waitSignal(bench.dataset.catalog_ready, timeout=30_000):
        label_by_oracle(qtbot, bench.labelling, truth, 1)
    label_by_oracle(qtbot, bench.labelling, truth, 11)
    assert window.workspace.shown == "label"
    qtbot.waitUntil(
        lambda: bench.dataset.view is not None and int((bench.dataset.view.labels >= 0).sum()) == 12,
        timeout=20_000,
    )
    assert set(bench.dataset.view.catalog.classes) <= {"0", "1", "4"}
    assert sorted(path.name for path in folder.iterdir()) == before
    qtbot.keyClick(bench.labelling.grid, Qt.Key.Key_Escape)
    assert window.workspace.shown == "instruments"
    qtbot.mouseClick(bench.dataset.overview.label, Qt.MouseButton.LeftButton)
    assert window.workspace.shown == "label"

    session = bench.labelling.session
    bench.labelling.accept.above.setValue(50)
    with qtbot.waitSignal(session.predicted, timeout=30_000):
        qtbot.mouseClick(bench.labelling.accept.button, Qt.MouseButton.LeftButton)
    labelled = {session.samples[row].id for row in np.flatnonzero(session.labels >= 0)}
    assert len(labelled) > 60
    with qtbot.waitSignal(bench.controller.ended, timeout=120_000) as ended:
        qtbot.mouseClick(bench.labelling.head.train, Qt.MouseButton.LeftButton)
    assert ended.args is not None
    assert ended.args[0].outcome == "completed"
    assert bench.run is not None
    split = bench.run.split()
    assert {entry["id"] for fold in ("train", "validation") for entry in split[fold]} == labelled


def test_that_forty_keys_on_ants_and_bees_teach_the_head(
    ants_and_bees: Path, loader: ThumbnailLoader, qtbot: QtBot, tmp_path: Path, own_cache: Path
) -> None:
    """Labels hidden; the true one is given by key for at most 40 pictures; then the val folder is asked."""
    truth: dict[str, str] = {}
    loose = tmp_path / "loose"
    loose.mkdir()
    for number, path in enumerate(sorted((ants_and_bees / "train").rglob("*.jpg"))):
        target = loose / f"{(number * 7919) % 9973:04}.jpg"
        shutil.copy(path, target)
        truth[target.name] = path.parent.name
    config = RunConfig(data=DataConfig(source=str(loose)))
    assert config.model.backbone == "efficientnet_lite0"
    panel = LabellingPanel(loader=loader)
    qtbot.addWidget(panel)
    panel.show()
    with qtbot.waitSignal(panel.session.predicted, timeout=240_000):
        panel.open(sources.open_source(config.data), EditSession(tmp_path / "edits.json"), config)
    name_classes(qtbot, panel, "ants", "bees")
    reached = {}
    for labels in (10, 20, 30, 40):
        label_by_oracle(qtbot, panel, truth, 10)
        reached[labels] = accuracy_on(ants_and_bees / "val", panel, config)
    sure = panel.session.surest(0.95)
    told = panel.session.proposed_labels[sure]
    right = np.mean(
        [
            truth[Path(panel.session.samples[r].id).name] == panel.session.classes[t]
            for r, t in zip(sure, told, strict=True)
        ]
    )
    print("val accuracy by labels given:", {k: round(v, 4) for k, v in reached.items()})
    print(f"proposals from 95 % on: {len(sure)} of {int(panel.session.open_rows.sum())}, {right:.1%} right")
    assert reached[40] >= 0.88
    panel.clear()


def accuracy_on(folder: Path, panel: LabellingPanel, config: RunConfig) -> float:
    """The head's accuracy on class folders that it has not seen, by its weights on their features."""
    catalog = sources.open_source(replace(config.data, source=str(folder)))
    control = RunControl()
    features = live_features.drain(
        live_features.of_samples(config, catalog.samples, control), lambda *_: None
    )
    answer = panel.session._answer
    assert features is not None
    assert answer is not None
    logits = features.values @ answer.solution.weight.T + answer.solution.bias
    names = np.array(answer.question.classes)[logits.argmax(axis=1)]
    true = np.array([catalog.classes[sample.label] for sample in features.samples])
    return float((names == true).mean())


def test_that_words_instead_of_pictures_stand_in_the_middle_and_nothing_else_moves(
    panel: LabellingPanel, qtbot: QtBot
) -> None:
    name_classes(qtbot, panel, "zero")
    place = panel.orders.mapTo(panel, QPoint())
    assert place.x() == panel.keys.x()
    panel.orders.button("labelled").click()
    words = panel.findChildren(EmptyState)[0]
    qtbot.waitUntil(words.isVisible)
    middle = words.mapTo(panel, words.rect().center())
    assert abs(middle.x() - panel.rect().center().x()) <= 1
    assert panel.orders.mapTo(panel, QPoint()) == place


def test_that_the_key_of_a_class_its_name_and_its_count_are_told_apart(
    panel: LabellingPanel, qtbot: QtBot
) -> None:
    name_classes(qtbot, panel, "1", "0")
    press(qtbot, panel, Qt.Key.Key_2)
    button = panel.keys.findChildren(ClassKey)[1]
    parts = {label.property("type"): label.text() for label in button.findChildren(QLabel) if label.text()}
    assert parts == {"keycap": "2", "strong": "0", "caption": "1"}
    assert "0" in button.accessibleName()
    assert button.accessibleDescription() == "Pictures labelled so: 1"
    assert button.sizeHint().width() > sum(
        label.sizeHint().width() for label in button.findChildren(QLabel) if label.text()
    )
