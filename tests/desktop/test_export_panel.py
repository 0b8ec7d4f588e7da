"""The export panel: formats, destination, and failures told in their place.

That each export is right for the plain libraries is tested in tests/engine/export.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from desktop import tasks, words
from desktop.panels.export import ExportPanel
from desktop.run_summary import list_runs
from desktop.widgets.model_line import ModelLine
from engine.config import ModelConfig, RunConfig
from engine.export.exporters import FORMATS, Exporter, ExportResult
from engine.run_folder import RunFolder
from tests.engine.export.runs import make_run


@pytest.fixture
def panel(qtbot: QtBot) -> ExportPanel:
    made = ExportPanel()
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    return made


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    made = RunFolder.create(tmp_path, RunConfig())
    made.best_path.write_bytes(b"these are no weights")
    return made


def test_that_without_a_finished_epoch_the_panel_teaches_what_it_is_for(
    panel: ExportPanel, tmp_path: Path
) -> None:
    panel.show_run(RunFolder.create(tmp_path, RunConfig()))
    assert panel._stack.currentIndex() == 0
    assert not panel.export.isEnabled()


def test_that_every_format_is_offered_with_what_it_is_for(panel: ExportPanel, run: RunFolder) -> None:
    panel.show_run(run)
    assert set(panel.rows) == set(FORMATS)
    for row in panel.rows.values():
        assert row.what.text().endswith(".") or "pip install" in row.what.text()
    assert panel.rows["state_dict"].is_chosen()
    assert panel.folder.whole_text() == str(run.exports_path)


def test_that_the_folder_and_its_button_are_in_sight_however_low_the_window_is(
    panel: ExportPanel, run: RunFolder, qtbot: QtBot
) -> None:
    panel.show_run(run)
    for height in (900, 320):
        panel.resize(1000, height)
        for part in (panel.folder, panel.choose, panel.export):
            qtbot.waitUntil(lambda part=part: part.visibleRegion().boundingRect() == part.rect())


@pytest.mark.parametrize("height", [420, 700])
def test_that_the_formats_scroll_up_to_the_line_of_the_foot(
    panel: ExportPanel, run: RunFolder, qtbot: QtBot, height: int
) -> None:
    panel.show_run(run)
    panel.resize(1000, height)
    scroll = panel.findChild(QScrollArea)
    assert scroll is not None
    foot = panel.export.parentWidget().parentWidget()
    qtbot.waitUntil(lambda: scroll.mapTo(panel, QPoint(0, scroll.height())) == foot.mapTo(panel, QPoint()))


def test_that_a_run_is_called_what_the_list_of_runs_calls_it(
    panel: ExportPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    line, shown = ModelLine(), []
    qtbot.addWidget(line)
    for name in ("", "", "night shift"):
        run = RunFolder.create(tmp_path, RunConfig(name=name))
        run.best_path.write_bytes(b"these are no weights")
        panel.show_run(run)
        line.show_run(run)
        shown.append((panel._run_name.whole_text(), line.name.whole_text()))
    listed = [words.run_name(row.name, row.number) for row in reversed(list_runs(tmp_path))]
    assert listed == ["Run 1", "Run 2", "night shift"]
    assert shown == [(name, name) for name in listed]


def test_that_the_button_counts_and_needs_a_format(panel: ExportPanel, run: RunFolder, qtbot: QtBot) -> None:
    panel.show_run(run)
    assert panel.export.isEnabled()
    assert panel.export.text() == "Export"
    panel.rows["safetensors"].box.setChecked(True)
    assert panel.export.text() == "Export 2 formats"
    for row in panel.rows.values():
        row.box.setChecked(False)
    assert not panel.export.isEnabled()


def test_that_a_damaged_network_is_told_beside_its_format_and_nothing_is_left(
    panel: ExportPanel, run: RunFolder, qtbot: QtBot
) -> None:
    panel.show_run(run)
    with qtbot.waitSignal(panel.finished, timeout=60_000):
        qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    row = panel.rows["state_dict"]
    assert str(run.best_path) in row.outcome.text() or "best.safetensors" in row.outcome.text()
    assert row.open.isHidden()
    assert not run.exports_path.exists() or not list(run.exports_path.iterdir())
    assert panel.export.isEnabled()


def test_that_a_disagreeing_export_is_not_told_as_a_success(panel: ExportPanel, run: RunFolder) -> None:
    panel.show_run(run)
    row = panel.rows["onnx"]
    row.show_result(ExportResult("onnx", run.path / "m.onnx", 0.4, 0.98, 200, run.path))
    assert "196 of 200" in row.outcome.text()
    row.show_result(ExportResult("onnx", run.path / "m.onnx", 0.4, 1.0, 200, run.path, real=False))
    assert "test patterns" in row.outcome.text()


def test_that_another_run_forgets_the_first_ones_results(panel: ExportPanel, run: RunFolder) -> None:
    panel.show_run(run)
    panel.rows["onnx"].show_result(ExportResult("onnx", run.path, 0.0, 1.0, 9, run.path))
    panel.set_destination(run.path.parent)
    other = RunFolder.create(run.path.parent, RunConfig())
    other.best_path.write_bytes(b"these are no weights")
    panel.show_run(other)
    assert panel.rows["onnx"].outcome.isHidden()
    assert panel.folder.whole_text() == str(other.exports_path)


def test_that_a_run_shown_anew_keeps_the_folder_chosen_for_it(panel: ExportPanel, run: RunFolder) -> None:
    panel.show_run(run)
    panel.set_destination(run.path.parent)
    panel.show_run(RunFolder(run.path))
    assert panel.folder.whole_text() == str(run.path.parent)


def test_that_an_export_goes_on_while_another_run_comes_and_that_one_is_offered_after_it(
    panel: ExportPanel, run: RunFolder, qtbot: QtBot
) -> None:
    panel.show_run(run)
    panel.set_destination(run.path.parent / "taken")
    other = RunFolder.create(run.path.parent, RunConfig())
    with qtbot.waitSignal(panel.finished, timeout=60_000):
        qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
        panel.show_run(other)  # it begins
        assert panel.export.text() == "Exporting…"
        other.best_path.write_bytes(b"these are no weights")
        panel.show_run(other)  # it is over
    assert panel.folder.whole_text() == str(run.path.parent / "taken")
    assert not panel.rows["state_dict"].outcome.isHidden()
    assert panel.message.text() == "Run 2 can be exported now."
    qtbot.mouseClick(panel.message._action, Qt.MouseButton.LeftButton)
    assert panel.folder.whole_text() == str(other.exports_path)
    assert panel.rows["state_dict"].outcome.isHidden()


def test_that_every_format_is_exported_compared_and_left_in_the_folder_chosen(
    panel: ExportPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    trained = make_run(tmp_path, ModelConfig(backbone="timm:test_resnet", weights="none"))
    panel.show_run(trained)
    panel.set_destination(tmp_path / "taken")
    for row in panel.rows.values():
        row.box.setChecked(row.box.isEnabled())
    chosen = {name for name, row in panel.rows.items() if row.is_chosen()}
    assert {"state_dict", "safetensors", "module", "torch_export", "huggingface"} <= chosen
    made: list[ExportResult] = []
    panel.exported.connect(made.append)
    with qtbot.waitSignal(panel.finished, timeout=240_000):
        qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    told = {name: panel.rows[name].outcome.text() for name in chosen}
    assert {result.format for result in made} == chosen, told
    for result in made:
        assert result.agreement == 1.0
        assert result.path.is_relative_to(tmp_path / "taken")
        assert result.path.stat().st_size > 0
        assert f"Same answer on {result.count} of {result.count} pictures" in told[result.format]
        assert panel.rows[result.format].open.isVisible()


def test_that_half_precision_and_preprocessing_inside_reach_the_export(
    panel: ExportPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.show_run(make_run(tmp_path, ModelConfig(backbone="timm:test_resnet", weights="none")))
    sizes = {}
    for half in (False, True):
        panel.set_destination(tmp_path / str(half))
        panel.half.setChecked(half)
        panel.inside.setChecked(half)
        for name, row in panel.rows.items():
            row.box.setChecked(name == "onnx")
        with qtbot.waitSignal(panel.exported, timeout=60_000) as exported:
            qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
        assert exported.args is not None
        sizes[half] = exported.args[0].path.stat().st_size
    assert sizes[True] < 0.7 * sizes[False]


def test_that_an_error_nobody_foresaw_is_told_beside_its_format_and_the_others_are_exported(
    panel: ExportPanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Exporter.export

    def broken(self: Exporter, name: str, *given: Any, **more: Any) -> ExportResult:
        if name == "state_dict":
            raise ZeroDivisionError
        return honest(self, name, *given, **more)

    monkeypatch.setattr(Exporter, "export", broken)
    panel.show_run(make_run(tmp_path, ModelConfig(backbone="timm:test_resnet", weights="none")))
    for name, row in panel.rows.items():
        row.box.setChecked(name in ("state_dict", "safetensors"))
    with qtbot.captureExceptions(), qtbot.waitSignal(panel.finished, timeout=60_000):
        qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    failed = panel.rows["state_dict"]
    assert not failed.outcome.isHidden()
    assert "unexpected" in failed.outcome.text()
    assert failed.open.isHidden()
    assert "Same answer" in panel.rows["safetensors"].outcome.text()
    assert panel.export.isEnabled()
    assert panel.export.text() == "Export 2 formats"


def test_that_a_network_whose_head_is_timms_own_kind_is_exported(
    panel: ExportPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    model = ModelConfig(backbone="timm:levit_conv_128s", weights="none")
    panel.show_run(make_run(tmp_path, model, crop=0, count=4))
    with qtbot.waitSignal(panel.finished, timeout=60_000):
        qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    assert "Same answer on 4 of 4 pictures" in panel.rows["state_dict"].outcome.text()
    assert panel.export.isEnabled()


def test_that_the_panel_goes_on_after_its_work_was_cancelled_from_elsewhere(
    panel: ExportPanel, run: RunFolder, qtbot: QtBot
) -> None:
    panel.show_run(run)
    panel.rows["safetensors"].box.setChecked(True)
    with qtbot.waitSignal(panel.finished, timeout=60_000):
        qtbot.mouseClick(panel.export, Qt.MouseButton.LeftButton)
        tasks.stop_all()  # as the window does that is about to close
    assert panel.export.isEnabled()
    assert all(row.outcome.isHidden() for row in panel.rows.values())
