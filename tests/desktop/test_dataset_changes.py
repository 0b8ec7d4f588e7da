"""Classes renamed and merged, and pictures added, in the data set panel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.panels.dataset import DatasetPanel
from engine.config import DataConfig
from engine.data import sources
from tests.desktop.dataset_fixtures import Open
from tests.desktop.gallery_fixtures import class_folders, picture
from tests.desktop.windows import click


def counts(panel: DatasetPanel) -> dict[str, int]:
    assert panel.view is not None
    return dict(zip(panel.view.catalog.classes, panel.view.counts.sum(axis=1).tolist(), strict=True))


def shown(panel: DatasetPanel) -> set[str]:
    model = panel.pictures.model
    return {model.label_name(row) for row in range(model.rowCount())}


def rename(panel: DatasetPanel, qtbot: QtBot, label: int, name: str) -> None:
    bars = panel.overview.bars
    qtbot.mouseClick(bars.viewport(), Qt.MouseButton.LeftButton, pos=bars.row_center(label).toPoint())
    qtbot.keyClick(bars, Qt.Key.Key_F2)
    editor = bars.findChild(QLineEdit, "class_name_editor")
    assert isinstance(editor, QLineEdit)
    assert editor.isVisible()
    editor.setText(name)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def drop(panel: DatasetPanel, paths: Sequence[Path], at: QPointF) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    panel.dropEvent(QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none))


def test_that_f2_renames_a_class_in_place_and_undo_takes_it_back(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    with qtbot.waitSignal(panel.catalog_ready):
        rename(panel, qtbot, 1, "wild bee")
    assert counts(panel) == {"ant": 20, "wild bee": 10, "말벌": 10}
    assert shown(panel) == {"wild bee"}
    assert panel.overview.bars.chosen == 1
    assert sorted(path.name for path in animals.iterdir()) == ["ant", "bee", "말벌"]
    with qtbot.waitSignal(panel.catalog_ready):
        qtbot.keyClick(panel.overview.bars, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert counts(panel) == {"ant": 20, "bee": 10, "말벌": 10}
    redo = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(panel.catalog_ready):
        qtbot.keyClick(panel.overview.bars, Qt.Key.Key_Z, redo)
    assert "wild bee" in counts(panel)


def test_that_escape_keeps_the_name(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    bars = panel.overview.bars
    bars.edit_name(0)
    editor = bars.findChild(QLineEdit, "class_name_editor")
    assert isinstance(editor, QLineEdit)
    editor.setText("something else")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert panel.session is not None
    assert panel.session.undo_text == ""


def test_that_renaming_to_another_class_merges_once_it_is_confirmed(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    rename(panel, qtbot, 1, " ant ")
    assert "There is a class “ant” already" in panel.message.text()
    assert "10 pictures" in panel.message.text()
    assert counts(panel) == {"ant": 20, "bee": 10, "말벌": 10}
    with qtbot.waitSignal(panel.catalog_ready):
        panel.message.acted.emit()
    assert counts(panel) == {"ant": 30, "말벌": 10}
    assert panel.pictures.model.rowCount() == 30
    assert "part of “ant” now" in panel.message.text()
    with qtbot.waitSignal(panel.catalog_ready):
        panel.message.acted.emit()
    assert counts(panel) == {"ant": 20, "bee": 10, "말벌": 10}


def test_that_the_menu_merges_into_another_class(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    menu = panel.overview.bars.class_menu(2)
    into = menu.actions()[1].menu()
    assert [action.text() for action in into.actions()] == ["ant", "bee"]
    with qtbot.waitSignal(panel.catalog_ready):
        into.actions()[1].trigger()
    assert counts(panel) == {"ant": 20, "bee": 20}
    menu.close()


def test_that_classes_are_locked_while_a_run_goes_on(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    panel.set_running(True)
    panel.overview.bars.edit_name(0)
    editor = panel.overview.bars.findChild(QLineEdit, "class_name_editor")
    assert isinstance(editor, QLineEdit)
    assert not editor.isVisible()
    drop(panel, [animals / "ant" / "000.jpg"], QPointF(5, 5))
    assert not panel.adding.bar.isVisible()


def test_that_dropped_pictures_go_to_the_class_they_are_dropped_on_and_stay_where_they_are(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    before = sorted(animals.rglob("*"))
    paths = [picture(tmp_path / "elsewhere" / f"{number}.jpg", 500 + number) for number in range(3)]
    notes = tmp_path / "elsewhere" / "notes.txt"
    notes.write_text("no picture")
    panel = opened(animals)
    bars = panel.overview.bars
    place = bars.viewport().mapTo(panel, bars.row_center(1))
    drop(panel, [*paths, notes], place)
    bar = panel.adding.bar
    qtbot.waitUntil(bar.isVisible)
    assert bar.choice.currentText() == "bee"
    assert "1 file is no picture" in bar._refused.text()
    with qtbot.waitSignals([panel.catalog_ready, panel.checked]):
        qtbot.keyClick(bar.choice.lineEdit(), Qt.Key.Key_Return)
    assert counts(panel) == {"ant": 20, "bee": 13, "말벌": 10}
    assert not bar.isVisible()
    assert sorted(animals.rglob("*")) == before
    config = panel.data_config()
    trained = sources.open_source(DataConfig(source=config.source, edits=config.edits))
    assert set(paths) <= {sample.path for sample in trained.samples}
    panel = opened(animals)
    assert counts(panel)["bee"] == 13
    with qtbot.waitSignal(panel.catalog_ready):
        qtbot.keyClick(panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert counts(panel)["bee"] == 10
    assert panel.pictures.model.rowCount() == 40


def test_that_a_new_class_is_made_by_typing_its_name(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    drop(panel, [picture(tmp_path / "fly.jpg", 600)], QPointF(panel.width() - 20, 200))
    qtbot.waitUntil(panel.adding.bar.isVisible)
    panel.adding.bar.choice.setEditText("fly")
    with qtbot.waitSignals([panel.catalog_ready, panel.checked]):
        click(qtbot, panel.adding.bar.add)
    assert counts(panel)["fly"] == 1
    assert panel.pictures.model.rowCount() == 41
    model = panel.pictures.model
    notes = [model.tile(row).note for row in range(41) if model.label_name(row) == "fly"]
    assert notes == ["added"]


def test_that_dropped_class_folders_become_classes_each(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    class_folders(tmp_path / "more", {"fly": 2, "bee": 3})
    panel = opened(animals)
    drop(panel, [tmp_path / "more" / "fly", tmp_path / "more" / "bee"], QPointF(panel.width() - 20, 200))
    qtbot.waitUntil(panel.adding.bar.isVisible)
    assert "fly, bee" in panel.adding.bar.choice.currentText()
    with qtbot.waitSignals([panel.catalog_ready, panel.checked]):
        click(qtbot, panel.adding.bar.add)
    assert counts(panel) == {"ant": 20, "bee": 13, "fly": 2, "말벌": 10}


def test_that_a_dropped_data_set_is_opened_instead(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = class_folders(tmp_path / "other", {"cat": 3, "dog": 3})
    panel = opened(animals)
    with qtbot.waitSignals([panel.catalog_ready, panel.checked]):
        drop(panel, [other], QPointF(5, 5))
    assert counts(panel) == {"cat": 3, "dog": 3}


def test_that_copied_files_are_pasted_and_escape_lets_them_go(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture(tmp_path / "fly.jpg", 600)))])
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()  # it would outlive the interpreter that knows the data
    qtbot.waitUntil(panel.adding.bar.isVisible)
    qtbot.keyClick(panel.adding.bar.choice.lineEdit(), Qt.Key.Key_Escape)
    assert not panel.adding.bar.isVisible()
    assert counts(panel) == {"ant": 20, "bee": 10, "말벌": 10}


def test_that_files_that_are_no_pictures_are_refused_with_the_reason(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    panel = opened(animals)
    panel.take([tmp_path / "notes.txt"])
    qtbot.waitUntil(panel.message.isVisible)
    assert "no picture in what was dropped" in panel.message.text()
    assert "text file" in panel.message.text()


def test_that_a_key_moves_a_picture_to_another_fold(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    grid = panel.pictures.grid
    for key, fold in ((Qt.Key.Key_E, 2), (Qt.Key.Key_V, 1), (Qt.Key.Key_T, 0)):
        grid.select_row(0)
        with qtbot.waitSignal(panel.catalog_ready):
            qtbot.keyClick(grid, key)
        assert panel.view is not None
        assert panel.view.folds[0] == fold
    with qtbot.waitSignal(panel.catalog_ready):
        qtbot.keyClick(grid, Qt.Key.Key_D)
    assert panel.session is not None
    assert panel.session.of("ant/000.jpg").fold == ""


def test_that_an_own_test_set_goes_to_the_test_fold_class_by_class_in_one_step(
    opened: Open, animals: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    tests = class_folders(tmp_path / "for the test", {"ant": 3, "bee": 2})
    panel = opened(animals)
    panel.overview.menu.test_set_chosen.emit(str(tests))
    qtbot.waitUntil(panel.adding.bar.isVisible)
    assert panel.adding.bar.fold.currentData() == "test"
    with qtbot.waitSignals([panel.catalog_ready, panel.checked]):
        click(qtbot, panel.adding.bar.add)
    assert panel.view is not None
    assert panel.view.fold_totals[2] == 5
    assert counts(panel) == {"ant": 23, "bee": 12, "말벌": 10}
    with qtbot.waitSignal(panel.catalog_ready):
        panel.message.acted.emit()
    assert panel.view.fold_totals == (32, 8, 0)
    assert sorted(path.name for path in tests.iterdir()) == ["ant", "bee"]
