"""The data set panel as its user drives it: open, look, divide, correct, and what it says of bad input."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QScrollBar, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n
from desktop.panels.dataset import DatasetPanel
from engine.data.edits import Edits
from tests.desktop.dataset_fixtures import Open, finding
from tests.desktop.gallery_fixtures import class_folders, picture


def test_that_an_empty_panel_says_what_to_do(data_panel: DatasetPanel) -> None:
    assert data_panel.pages.empty.isVisible()
    assert "one folder of pictures for each class" in data_panel.pages.empty._text.text()
    assert data_panel.pages.empty.button.isVisible()


def test_that_opening_a_folder_shows_its_classes_and_counts(opened: Open, animals: Path) -> None:
    panel = opened(animals)
    assert panel.overview._about.text() == "3 classes · 40 pictures"
    view = panel.view
    assert view is not None
    assert view.catalog.classes == ("ant", "bee", "말벌")
    assert view.counts.tolist() == [[16, 4, 0], [8, 2, 0], [8, 2, 0]]
    assert panel.overview.bars.describe(0) == "ant: 16 for training, 4 for validation, 0 for the test"
    assert panel.pictures.model.rowCount() == 40


def test_that_the_catalog_is_announced_once_it_is_read(
    data_panel: DatasetPanel, animals: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(data_panel.catalog_ready) as ready, qtbot.waitSignal(data_panel.checked):
        data_panel.open_source(str(animals))
    assert len(ready.args[0].samples) == 40
    assert data_panel.data_config().source == str(animals)


def test_that_the_next_folder_is_asked_for_where_the_last_one_was(
    data_panel: DatasetPanel, animals: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[str] = []

    def choose(_parent: QWidget, _title: str, where: str = "") -> str:
        began.append(where)
        return str(animals)

    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getExistingDirectory", staticmethod(choose))
    for _ in range(2):
        with qtbot.waitSignal(data_panel.catalog_ready):
            data_panel.pages.empty.button.click()
    assert began[1] == str(animals.parent)


def test_that_a_class_shows_its_pictures_and_a_second_click_all(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    bars = panel.overview.bars
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=bars.row_center(1).toPoint())
    assert panel.pictures.model.rowCount() == 10
    assert {panel.pictures.model.label_name(row) for row in range(10)} == {"bee"}
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=bars.row_center(1).toPoint())
    assert panel.pictures.model.rowCount() == 40


def test_that_the_division_is_previewed_as_it_is_typed(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    panel.overview.folds.test.setValue(10)
    panel.overview.folds.validation.setValue(40)
    qtbot.waitUntil(lambda: panel.view is not None and panel.view.fold_totals == (20, 16, 4))
    config = panel.data_config()
    assert (config.val_fraction, config.test_fraction) == (0.4, 0.1)
    assert [label.text() for label in panel.overview.folds._numbers] == ["20", "16", "4"]


def test_that_a_picture_names_its_fold_as_the_division_does(opened: Open, animals: Path) -> None:
    panel = opened(animals)
    model = panel.pictures.model
    told = {model.tile(row).value for row in range(model.rowCount())}
    division = {label.text() for label in panel.overview.folds.findChildren(QLabel)}
    assert len(told) == 2
    assert told <= division


def test_that_another_seed_divides_otherwise_and_the_same_seed_alike(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    assert panel.view is not None
    first = panel.view.folds.tolist()
    panel.overview.folds.seed.setValue(7)
    qtbot.waitUntil(lambda: panel.view is not None and panel.view.folds.tolist() != first)
    panel.overview.folds.seed.setValue(0)
    qtbot.waitUntil(lambda: panel.view is not None and panel.view.folds.tolist() == first)


def test_that_cross_validation_offers_its_folds(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    folds = panel.overview.folds
    folds.folds.setCurrentIndex(folds.folds.findData(5))
    folds.fold.setValue(3)
    config = panel.data_config()
    assert (config.folds, config.fold) == (5, 2)
    assert not folds.validation.isEnabled()
    qtbot.waitUntil(lambda: panel.view is not None and panel.view.fold_totals == (32, 8, 0))


def test_that_all_fields_of_the_division_stand_in_the_same_columns(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    panel.resize(1200, 2000)
    folds = panel.overview.folds
    folds.folds.setCurrentIndex(2)
    columns = ((folds._numbers[0], folds.seed), (folds.validation, folds.folds), (folds.test, folds.fold))

    def same() -> bool:
        return all(upper.x() == lower.x() for upper, lower in columns) and all(
            upper.width() == lower.width() for upper, lower in columns[1:]
        )

    qtbot.waitUntil(folds.fold.isVisible)
    qtbot.waitUntil(same)


def test_that_folds_of_the_source_are_kept_and_cannot_be_asked_for(tmp_path: Path, opened: Open) -> None:
    class_folders(tmp_path / "set" / "train", {"ant": 6, "bee": 6})
    class_folders(tmp_path / "set" / "val", {"ant": 3, "bee": 3})
    panel = opened(tmp_path / "set")
    assert panel.view is not None
    assert panel.view.fold_totals == (12, 6, 0)
    assert not panel.overview.folds.validation.isEnabled()


def test_that_unusable_files_are_named_with_the_reason(opened: Open, animals: Path, qtbot: QtBot) -> None:
    (animals / "bee" / "notes.jpg").write_text("not a picture")
    whole = (animals / "ant" / "000.jpg").read_bytes()
    (animals / "ant" / "torn.jpg").write_bytes(whole[: len(whole) // 2])
    panel = opened(animals)
    qtbot.mouseClick(finding(panel, "unusable"), Qt.MouseButton.LeftButton)
    table = panel.pictures.problems
    assert table.isVisible()
    model = table.model()
    lines = [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())]
    assert sorted(name for name, _ in lines) == ["ant/torn.jpg", "bee/notes.jpg"]
    assert all(reason for _, reason in lines)


def test_that_a_missing_folder_is_told_inline_with_the_next_step(
    data_panel: DatasetPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(data_panel.opened):
        data_panel.open_source(str(tmp_path / "not here"))
    assert "does not exist" in data_panel.message.text()
    assert data_panel.pages.empty.isVisible()
    assert data_panel.data_config().source == ""


def test_that_one_class_alone_is_told_inline(opened: Open, tmp_path: Path) -> None:
    panel = opened(class_folders(tmp_path / "single", {"ant": 4}))
    assert "one class only" in panel.message.text()


def test_that_an_empty_class_is_told_inline(opened: Open, animals: Path, qtbot: QtBot) -> None:
    (animals / "wasp").mkdir()
    panel = opened(animals)
    assert "“wasp”" in panel.message.text()
    qtbot.waitUntil(finding(panel, "empty_class").isVisible)


def test_that_copies_are_found_and_all_but_one_left_out(opened: Open, animals: Path, qtbot: QtBot) -> None:
    for copy in ("copy1.jpg", "copy2.jpg"):
        shutil.copy(animals / "ant" / "000.jpg", animals / "ant" / copy)
    panel = opened(animals)
    qtbot.mouseClick(finding(panel, "duplicate"), Qt.MouseButton.LeftButton)
    assert panel.pictures.model.rowCount() == 3
    with qtbot.waitSignal(panel.catalog_ready) as ready:
        qtbot.mouseClick(panel.pictures._proposal, Qt.MouseButton.LeftButton)
    assert len(ready.args[0].samples) == 40
    assert sum(panel.pictures.model.tile(row).dimmed for row in range(3)) == 2
    assert (animals / "ant" / "copy1.jpg").exists()


def test_that_a_key_relabels_and_undo_takes_it_back(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    grid = panel.pictures.grid
    grid.select_row(0)
    grid.setFocus()
    with qtbot.waitSignal(panel.catalog_ready):
        qtbot.keyClick(grid, Qt.Key.Key_2)
    assert panel.view is not None
    assert panel.view.counts.sum(axis=1).tolist() == [19, 11, 10]
    assert panel.pictures.model.label_name(0) == "bee"
    edits = panel.data_config().edits
    assert Edits.open(Path(edits)).of("ant/000.jpg").label == "bee"
    with qtbot.waitSignal(panel.catalog_ready):
        qtbot.keyClick(grid, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.view.counts.sum(axis=1).tolist() == [20, 10, 10]


def test_that_corrections_are_there_again_when_the_folder_is_opened_again(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    panel.pictures.grid.select_row(0)
    with qtbot.waitSignal(panel.catalog_ready):
        qtbot.keyClick(panel.pictures.grid, Qt.Key.Key_X)
    panel = opened(animals)
    assert panel.view is not None
    assert panel.view.excluded.sum() == 1
    assert panel.pictures.model.tile(0).dimmed


def test_that_reading_can_be_cancelled(data_panel: DatasetPanel, animals: Path, qtbot: QtBot) -> None:
    data_panel.open_source(str(animals))
    with qtbot.waitSignal(data_panel.opened):
        qtbot.mouseClick(data_panel.overview._cancel, Qt.MouseButton.LeftButton)
    assert data_panel.pages.empty.isVisible()
    assert data_panel.data_config().source == ""
    assert not data_panel.message.text()


def test_that_a_dropped_folder_is_opened(data_panel: DatasetPanel, animals: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(animals))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignals([data_panel.catalog_ready, data_panel.checked]):
        data_panel.dropEvent(drop)


def test_that_a_running_training_locks_what_it_depends_on(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    panel.set_running(True)
    assert not panel.overview.folds.isEnabled()
    assert not panel.overview.open.isEnabled()
    panel.pictures.grid.select_row(0)
    qtbot.keyClick(panel.pictures.grid, Qt.Key.Key_X)
    assert panel.session is not None
    assert panel.session.undo_text == ""
    panel.set_running(False)
    assert panel.overview.folds.isEnabled()


def test_that_a_narrow_panel_shows_pictures_instead_of_the_overview(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    panel.resize(340, 700)
    qtbot.waitUntil(lambda: not panel.pictures.isVisible())
    bars = panel.overview.bars
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=bars.row_center(0).toPoint())
    assert panel.pictures.isVisible()
    assert not panel.overview.isVisible()
    qtbot.keyClick(panel.pictures, Qt.Key.Key_Escape)
    assert panel.overview.isVisible()


def test_that_a_table_of_paths_and_labels_is_opened(opened: Open, tmp_path: Path) -> None:
    for number in range(8):
        picture(tmp_path / "pictures" / f"{number}.jpg", number)
    rows = "".join(f"pictures/{number}.jpg,{'ant' if number < 4 else 'bee'}\n" for number in range(8))
    (tmp_path / "labels.csv").write_text("path,label\n" + rows)
    panel = opened(tmp_path / "labels.csv")
    assert panel.overview._about.text() == "2 classes · 8 pictures"


def test_that_the_overview_scrolls_as_a_whole_and_folds_what_does_not_fit(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    class_folders(tmp_path / "set", {f"class {number:02}": 4 for number in range(12)})
    panel = opened(tmp_path / "set")
    panel.resize(360, 2000)
    overview = panel.overview
    qtbot.waitUntil(lambda: overview.bars.rows == 12)
    assert not overview.more.isVisible()
    assert not overview.folds.change.isVisible()
    assert overview.folds.validation.isVisible()
    panel.resize(360, 260)
    qtbot.waitUntil(lambda: overview.bars.rows == 2)
    assert not overview.folds.validation.isVisible()
    assert all(label.isVisible() for label in overview.folds._numbers)
    scrolling = [bar for bar in overview.findChildren(QScrollBar) if bar.maximum() > 0]
    assert len(scrolling) == 1
    overview.folds.change.click()
    qtbot.waitUntil(overview.folds.seed.isVisible)
    qtbot.waitUntil(lambda: not overview.folds.seed.visibleRegion().isEmpty())


def test_that_a_class_that_is_folded_away_is_reached_by_keyboard_and_by_the_link(
    opened: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    class_folders(tmp_path / "set", {f"class {number:02}": 4 for number in range(12)})
    panel = opened(tmp_path / "set")
    panel.resize(1000, 260)
    overview = panel.overview
    qtbot.waitUntil(lambda: overview.bars.rows == 2)
    overview.more.click()
    assert overview.bars.rows == 12
    overview.more.click()
    assert overview.bars.rows == 2
    for _ in range(5):
        qtbot.keyClick(overview.bars, Qt.Key.Key_Down)
    assert overview.bars.chosen == 4
    assert overview.bars.rows == 12
    row = overview.bars.row_center(4).toPoint()
    qtbot.waitUntil(lambda: overview.bars.viewport().visibleRegion().contains(row))


@pytest.fixture
def korean() -> Iterator[None]:
    i18n.use("ko")
    yield
    i18n.use("en")


def test_that_nothing_of_the_division_is_cut_or_covered_in_korean_where_there_is_little_room(
    korean: None, opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    panel.overview.folds.folds.setCurrentIndex(2)
    panel.resize(panel.minimumSizeHint().width(), 320)
    folds = panel.overview.folds
    parts = [part for part in folds.findChildren(QWidget) if isinstance(part, (QLabel, QSpinBox, QComboBox))]

    qtbot.waitUntil(folds.change.isVisible)
    folds.change.click()
    assert folds.seed.isVisible()

    def uncut() -> bool:
        seen = [part for part in parts if part.isVisible()]
        needs = {part: part.heightForWidth(part.width()) for part in seen if part.hasHeightForWidth()}
        return all(part.height() >= needs.get(part, part.sizeHint().height()) for part in seen)

    qtbot.waitUntil(uncut)
    places = [part.rect().translated(part.mapTo(folds, QPoint())) for part in parts]
    shown = [place for part, place in zip(parts, places, strict=True) if part.isVisible()]
    assert not any(a.intersects(b) for at, a in enumerate(shown) for b in shown[at + 1 :])


def test_that_the_edge_of_the_column_never_cuts_the_heading_of_the_findings(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    overview = panel.overview
    heading, seen = overview.findings._start, set()
    least = panel.minimumSizeHint().height()
    for height in range(least, least + 400, 7):
        panel.resize(360, height)
        qtbot.wait(1)
        edge = overview._scroll.viewport().height()
        top = heading.mapTo(overview._inner, QPoint()).y()
        whole, hidden = top + heading.height() <= edge, top >= edge
        assert whole or hidden, (height, edge, top, heading.height())
        seen.add(whole)
    assert seen == {True, False}


class _Requests(QObject):
    """Counts requests for a layout."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_that_a_column_at_rest_asks_for_no_layout(opened: Open, animals: Path, qapp: QApplication) -> None:
    panel = opened(animals)
    asked = _Requests()
    least = panel.minimumSizeHint().height()
    for height in range(least, least + 600, 37):
        panel.resize(360, height)
        for _ in range(20):
            qapp.processEvents()
        asked.count = 0
        qapp.installEventFilter(asked)
        for _ in range(20):
            qapp.processEvents()
        qapp.removeEventFilter(asked)
        assert asked.count == 0, height
