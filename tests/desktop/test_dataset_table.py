"""Tables of paths and labels in the data set panel, and which columns are meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.panels.dataset import DatasetPanel
from desktop.project import Project
from tests.desktop.dataset_fixtures import Open
from tests.desktop.gallery_fixtures import picture
from tests.desktop.windows import OpenWindow, click


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Two columns could be the label, and neither says so by its name."""
    rows = ["where,insect,wings"]
    for number in range(8):
        picture(tmp_path / "pictures" / f"{number}.jpg", number)
        insect = "ant" if number < 4 else "bee"
        rows.append(f"pictures/{number}.jpg,{insect},{'some' if number % 2 else 'none'}")
    path = tmp_path / "labels.csv"
    path.write_text("\n".join(rows))
    return path


def choose(panel: DatasetPanel, qtbot: QtBot, label: str) -> None:
    chooser = panel.reading.columns
    qtbot.waitUntil(chooser.isVisible)
    chooser.image.setCurrentText("where")
    chooser.label.setCurrentText(label)
    with qtbot.waitSignals([panel.opened, panel.checked], timeout=20_000):
        click(qtbot, chooser.use)


def test_that_columns_that_cannot_be_told_are_asked_for_and_remembered(
    data_panel: DatasetPanel, table: Path, opened: Open, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(data_panel.opened):
        data_panel.open_source(str(table))
    assert "cannot be told" in data_panel.message.text()
    choose(data_panel, qtbot, "insect")
    assert data_panel.view is not None
    assert data_panel.view.catalog.classes == ("ant", "bee")
    config = data_panel.data_config()
    assert (config.image_column, config.label_column) == ("where", "insect")
    again = opened(table)
    assert again.view is not None
    assert again.view.catalog.classes == ("ant", "bee")


def test_that_chosen_columns_are_kept_with_the_open_project_wherever_it_lies(
    open_window: OpenWindow, table: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window, project = open_window(), Project(tmp_path / "other disk" / "renamed", str(table))
    project.save()
    with qtbot.waitSignal(window.bench.dataset.opened):
        window.open_project(str(project.folder))
    choose(window.bench.dataset, qtbot, "insect")
    assert (project.folder / "table.json").is_file()
    with qtbot.waitSignal(window.bench.dataset.catalog_ready, timeout=20_000):
        window.open_project(str(project.folder))
    assert window.bench.dataset.data_config().label_column == "insect"


def test_that_other_columns_can_be_chosen_later(data_panel: DatasetPanel, table: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(data_panel.opened):
        data_panel.open_source(str(table))
    choose(data_panel, qtbot, "insect")
    data_panel.overview.menu.columns.trigger()
    qtbot.waitUntil(data_panel.reading.columns.isVisible)
    assert data_panel.reading.columns.label.currentText() == "insect"
    choose(data_panel, qtbot, "wings")
    assert data_panel.view is not None
    assert data_panel.view.catalog.classes == ("none", "some")


def test_that_one_column_for_both_cannot_be_chosen(
    data_panel: DatasetPanel, table: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(data_panel.opened):
        data_panel.open_source(str(table))
    chooser = data_panel.reading.columns
    qtbot.waitUntil(chooser.isVisible)
    chooser.image.setCurrentText("insect")
    chooser.label.setCurrentText("insect")
    assert not chooser.use.isEnabled()
    click(qtbot, chooser._cancel)
    assert not chooser.isVisible()
    assert data_panel.pages.empty.isVisible()
