"""The model panel turns widgets into settings and settings into widgets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from desktop import i18n, theme
from desktop.panels.model import ModelPanel
from desktop.widgets.aligned_head import AlignedHead
from desktop.widgets.backbone_list import HERE_ROLE
from desktop.widgets.number_edit import NumberEdit
from desktop.widgets.stage_bar import StageBar
from engine.config import DataConfig, ModelConfig, RunConfig, ThawPhase, TrainConfig
from engine.config_checks import Problem
from engine.data.catalog import Catalog
from engine.training import recipes

CATALOG = Catalog("pictures", Path("pictures"), ("ant", "bee"), ())


@pytest.fixture
def panel(qtbot: QtBot) -> ModelPanel:
    made = ModelPanel()
    qtbot.addWidget(made)
    made.resize(348, 900)
    made.show()
    made.set_catalog(CATALOG)
    return made


def type_into(qtbot: QtBot, panel: ModelPanel, path: str, text: str) -> None:
    editor = panel.field(path).editor
    assert isinstance(editor, NumberEdit)
    type_number(qtbot, editor, text)


def type_number(qtbot: QtBot, editor: NumberEdit, text: str) -> None:
    editor.selectAll()
    qtbot.keyClicks(editor, text) if text else qtbot.keyClick(editor, Qt.Key.Key_Delete)


def test_that_the_first_settings_are_valid_and_quick(panel: ModelPanel) -> None:
    config = RunConfig(DataConfig(source="x"), panel.model_config(), panel.train_config())
    assert config.problems() == []
    assert panel.train_config().recipe == "quick"
    assert panel.recipes.value() == "quick"


@pytest.mark.parametrize("width", [348, 2400])
def test_that_the_title_begins_where_the_settings_begin(panel: ModelPanel, qtbot: QtBot, width: int) -> None:
    panel.resize(width, 900)
    title = panel.findChildren(AlignedHead)[0].findChildren(QLabel)[0]

    def left(part: QWidget) -> int:
        return part.mapTo(panel, QPoint()).x()

    qtbot.waitUntil(lambda: left(title) == left(panel.backbone))
    assert left(title) > 0


@pytest.mark.parametrize("name", ["quick", "balanced", "thorough", "classic"])
def test_that_a_recipe_button_gives_the_recipe(panel: ModelPanel, qtbot: QtBot, name: str) -> None:
    start = RunConfig(model=panel.model_config(), train=panel.train_config())
    qtbot.mouseClick(panel.recipes.button(name), Qt.MouseButton.LeftButton)
    wanted = recipes.apply(start, name)
    assert panel.model_config() == wanted.model
    assert panel.train_config() == wanted.train


def test_that_changing_a_setting_makes_it_your_own_and_back_makes_it_the_recipe_again(
    panel: ModelPanel, qtbot: QtBot
) -> None:
    qtbot.mouseClick(panel.recipes.button("balanced"), Qt.MouseButton.LeftButton)
    type_into(qtbot, panel, "train.epochs", "33")
    assert panel.train_config().epochs == 33
    assert panel.train_config().recipe == ""
    assert panel.recipes.value() == ""
    type_into(qtbot, panel, "train.epochs", "25")
    assert panel.train_config().recipe == "balanced"


def test_that_empty_means_automatic(panel: ModelPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.recipes.button("classic"), Qt.MouseButton.LeftButton)
    assert panel.train_config().lr == 0.001
    type_into(qtbot, panel, "train.lr", "")
    type_into(qtbot, panel, "train.batch_size", "")
    assert panel.train_config().lr == 0
    assert panel.train_config().batch_size == 0


def test_that_a_text_that_is_no_number_is_told_beside_the_field_and_stops_training(
    panel: ModelPanel, qtbot: QtBot
) -> None:
    type_into(qtbot, panel, "train.epochs", "many")
    assert panel.field("train.epochs").error.text() == "This is not a whole number."
    assert not panel.train.isEnabled()
    assert panel.unreadable() == ["train.epochs"]
    type_into(qtbot, panel, "train.epochs", "12")
    assert panel.field("train.epochs").error.isHidden()
    assert panel.train.isEnabled()


def test_that_a_problem_is_told_beside_its_field(panel: ModelPanel) -> None:
    panel.show_problems([Problem("train.epochs", "Give a value from 1 to 10000; not 0.")])
    assert panel.field("train.epochs").error.text().startswith("Give a value")
    assert not panel.field("train.epochs").error.isHidden()
    assert not panel.train.isEnabled()
    panel.show_problems([])
    assert panel.train.isEnabled()


def test_that_the_button_waits_for_pictures_and_rests_during_a_run(panel: ModelPanel, qtbot: QtBot) -> None:
    panel.set_catalog(None)
    assert not panel.train.isEnabled()
    panel.set_catalog(CATALOG)
    with qtbot.waitSignal(panel.train_requested):
        qtbot.mouseClick(panel.train, Qt.MouseButton.LeftButton)
    panel.set_running(True)
    assert not panel.train.isEnabled()


def test_that_a_click_on_a_stage_trains_it_and_all_that_follow(panel: ModelPanel, qtbot: QtBot) -> None:
    bar = panel.mode.bar
    block = bar.blocks()[-3]
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(int(block.center().x()), 17))
    assert panel.model_config().mode == "finetune"
    assert panel.model_config().thaw_stages == 2
    assert panel.train_config().solver == "gradient"
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert panel.model_config().thaw_stages == 3
    for _ in range(3):
        qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert panel.model_config().mode == "frozen"


def test_that_the_staged_mode_has_a_schedule_to_edit(panel: ModelPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel.mode.modes.button("staged"), Qt.MouseButton.LeftButton)
    assert panel.model_config().schedule == (ThawPhase(0, 0, 1.0), ThawPhase(10, 1, 0.1))
    qtbot.mouseClick(panel.mode.phases.add, Qt.MouseButton.LeftButton)
    assert panel.model_config().schedule[2] == ThawPhase(15, 2, 0.05)
    qtbot.mouseClick(panel.mode.phases.rows()[1].remove, Qt.MouseButton.LeftButton)
    assert [phase.from_epoch for phase in panel.model_config().schedule] == [0, 15]
    config = RunConfig(DataConfig(source="x"), panel.model_config(), panel.train_config())
    assert config.problems() == []


def test_that_the_list_of_backbones_is_searched_and_chosen_from_by_keyboard(
    panel: ModelPanel, qtbot: QtBot
) -> None:
    panel.backbone.open()
    popup = panel.backbone.popup()
    qtbot.keyClicks(popup.search, "resnet-18")
    assert popup.model.rowCount() == 1
    with qtbot.waitSignal(panel.config_changed):
        qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert panel.model_config().backbone == "resnet18"
    assert popup.isHidden()
    assert panel.mode.bar.count() == 5


def test_that_backbones_whose_weights_are_here_come_first(panel: ModelPanel) -> None:
    popup = panel.backbone.popup()
    popup.model.look()
    assert popup.model.index(0).data() == "EfficientNet-Lite0"
    assert "weights here" in str(popup.model.index(0).data(Qt.ItemDataRole.ToolTipRole))
    assert "to download" in str(popup.model.index(5).data(Qt.ItemDataRole.ToolTipRole))


def test_that_any_timm_model_can_be_named(panel: ModelPanel, qtbot: QtBot) -> None:
    panel.backbone.open()
    popup = panel.backbone.popup()
    qtbot.keyClicks(popup.search, "timm:hgnetv2_b0")
    assert not popup._none.isHidden()
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert panel.model_config().backbone == "timm:hgnetv2_b0"


def test_that_every_setting_has_a_field_with_help_and_an_accessible_name(panel: ModelPanel) -> None:
    panel.advanced.set_open(True)
    apart = {
        *("model.backbone", "model.weights", "model.mode", "model.thaw_stages", "model.schedule"),
        *("train.recipe",),
    }
    wanted = {f"model.{name}" for name in vars(ModelConfig())} | {
        f"train.{name}" for name in vars(TrainConfig())
    }
    assert set(panel._fields) == wanted - apart
    for field in panel._fields.values():
        assert field.setting.help.endswith((".", "…"))
        assert field.editor.accessibleName()
        assert field.editor.accessibleDescription()


def test_that_settings_come_back_as_they_went_in(panel: ModelPanel) -> None:
    panel.advanced.set_open(True)
    config = recipes.apply(RunConfig(model=ModelConfig(backbone="mobilenet_v2", weights="none")), "thorough")
    config = replace(config, train=replace(config.train, weight_decay=3.5e-5, mixup=0.2, seed=7, recipe=""))
    panel.apply_config(config)
    assert panel.model_config() == config.model
    assert panel.train_config() == config.train
    panel._on_field()
    assert panel.model_config() == config.model
    assert panel.train_config() == config.train


def test_that_a_missing_weights_file_is_told_beside_it(panel: ModelPanel, tmp_path: Path) -> None:
    panel.apply_config(RunConfig(model=ModelConfig(weights=str(tmp_path / "gone.pth"))))
    assert "does not exist" in panel.weights.error.text()


BY_GRADIENT = ("augment", "views", "weight_decay", "label_smoothing")


def test_that_what_the_direct_solver_ignores_cannot_be_set_under_it(panel: ModelPanel) -> None:
    panel.advanced.set_open(True)
    train = replace(panel.train_config(), augment="light")
    panel.apply_config(RunConfig(train=train))
    fields = [panel.field(f"train.{name}") for name in BY_GRADIENT] + [panel.field("model.prior_bias")]
    assert [field.setting.path for field in fields if field.isEnabled()] == []
    panel.apply_config(RunConfig(train=replace(train, solver="gradient")))
    assert all(field.isEnabled() for field in fields)


@pytest.mark.parametrize(
    ("schedule", "asked"), [("step", True), ("plateau", True), ("cosine", False), ("none", False)]
)
def test_that_the_epochs_of_a_step_are_asked_for_where_they_count(
    panel: ModelPanel, schedule: str, asked: bool
) -> None:
    panel.advanced.set_open(True)
    panel.apply_config(RunConfig(train=TrainConfig(solver="gradient", schedule=schedule)))
    assert panel.field("train.step_epochs").isEnabled() is asked


def tip_over(qtbot: QtBot, bar: StageBar, at: int) -> str:
    """The tooltip that the mouse finds on a block."""
    place = bar.blocks()[at].center().toPoint()
    QApplication.sendEvent(bar, QHelpEvent(QEvent.Type.ToolTip, place, bar.mapToGlobal(place)))
    return QToolTip.text()


def test_that_each_stage_tells_whether_it_trains_and_at_which_rate(panel: ModelPanel, qtbot: QtBot) -> None:
    model = ModelConfig(backbone="resnet18", mode="finetune", thaw_stages=2, stage_lr_decay=0.5)
    panel.apply_config(RunConfig(model=model, train=TrainConfig(solver="gradient", lr=0.002)))
    bar = panel.mode.bar
    head, near, far, frozen = (tip_over(qtbot, bar, at) for at in (5, 4, 3, 2))
    assert head.endswith("trains at a rate of up to 0.002")
    assert near.splitlines()[0] == "layer4 · 8.4 M parameters · trains at a rate of up to 0.001"
    assert "up to 0.0005" in far
    assert "frozen" in frozen
    assert "rate" not in frozen
    assert "layer4 · 8.4 M parameters · trains at a rate of up to 0.001" in bar.accessibleDescription()
    type_into(qtbot, panel, "train.lr", "0.1")
    assert "up to 0.05" in tip_over(qtbot, bar, 4)
    qtbot.mouseClick(panel.recipes.button("quick"), Qt.MouseButton.LeftButton)
    assert tip_over(qtbot, bar, 5).endswith("is solved directly")


def test_that_the_rate_of_a_phase_has_its_factor_on_it(panel: ModelPanel, qtbot: QtBot) -> None:
    train = TrainConfig(solver="gradient", lr=0.01)
    schedule = (ThawPhase(0, 0, 1.0), ThawPhase(5, 1, 0.1))
    panel.apply_config(RunConfig(model=ModelConfig(mode="staged", schedule=schedule), train=train))
    row = panel.mode.phases.rows()[1]
    assert row.bar.rates()[-2:] == pytest.approx([0.001, 0.001])
    row.factor.selectAll()
    qtbot.keyClicks(row.factor, "0.5")
    assert row.bar.rates()[-2:] == pytest.approx([0.005, 0.005])
    assert row.bar.rates()[:-2] == [0.0] * (row.bar.count() - 1)


def test_that_a_schedule_survives_a_backbone_whose_stages_are_not_known(
    panel: ModelPanel, qtbot: QtBot
) -> None:
    schedule = (ThawPhase(0, 0, 1.0), ThawPhase(5, 2, 0.1), ThawPhase(9, -1, 0.05))
    train = TrainConfig(solver="gradient")
    panel.apply_config(RunConfig(model=ModelConfig(mode="staged", schedule=schedule), train=train))
    panel.backbone.chosen.emit("timm:resnet10t")
    phases = panel.mode.phases
    assert [row.count.value() for row in phases.rows() if row.count.isVisible()] == [0, 2, -1]
    type_number(qtbot, phases.rows()[1].factor, "0.2")
    assert panel.model_config().schedule == (schedule[0], ThawPhase(5, 2, 0.2), schedule[2])
    type_number(qtbot, phases.rows()[1].count.editor, "3")
    assert panel.model_config().schedule[1] == ThawPhase(5, 3, 0.2)
    type_number(qtbot, phases.rows()[1].count.editor, "some")
    assert panel.unreadable() == ["model.schedule"]
    assert not panel.train.isEnabled()


def test_that_the_stages_to_fine_tune_are_asked_for_where_they_are_not_known(
    panel: ModelPanel, qtbot: QtBot
) -> None:
    panel.backbone.chosen.emit("timm:resnet10t")
    qtbot.mouseClick(panel.mode.modes.button("finetune"), Qt.MouseButton.LeftButton)
    assert panel.model_config().thaw_stages == -1
    count = panel.mode.count
    type_number(qtbot, count.editor, "2")
    assert panel.model_config().thaw_stages == 2
    type_number(qtbot, count.editor, "two")
    assert panel.unreadable() == ["model.thaw_stages"]
    assert count.editor.text() == "two"
    panel.backbone.chosen.emit("resnet18")
    assert not count.isVisible()
    assert panel.mode.bar.trained() == 2
    assert panel.unreadable() == []


def test_that_the_list_of_backbones_tells_what_each_costs_and_may_be_used_for(panel: ModelPanel) -> None:
    popup = panel.backbone.popup()
    popup.search.setText("regnet_y_128gf")
    popup.model.look()
    popup.model.show("regnet_y_128gf", "name")
    tip = str(popup.model.index(0).data(Qt.ItemDataRole.ToolTipRole)).splitlines()
    assert "375 GFLOPs for a picture" in tip
    assert "Licence of the weights: CC-BY-NC-4.0" in tip
    assert any(line.startswith("Weights' file: 2.6 GB") for line in tip)
    panel.backbone.chosen.emit("resnet18")
    told = panel.backbone.toolTip()
    assert "1.81 GFLOPs for a picture" in told
    assert "Weights' file: 46.8 MB" in told
    assert "Licence of the weights: not stated with them" in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_that_the_selected_backbone_is_as_easy_to_read_as_the_others(
    panel: ModelPanel, qtbot: QtBot, qapp: QApplication, scheme: str
) -> None:
    theme.apply(qapp, scheme)
    panel.backbone.open()
    popup = panel.backbone.popup()
    popup.search.setText("resnet-18")
    assert not popup.model.index(0).data(HERE_ROLE)
    seen = popup.view.viewport().grab(popup.view.visualRect(popup.model.index(0))).toImage()
    facts = [
        seen.pixelColor(x, y)
        for x in range(12, seen.width() // 2)
        for y in range(seen.height() * 5 // 8, seen.height() - 6)
    ]
    ground = theme.color("selection")
    assert facts.count(ground) > len(facts) / 4
    assert max(theme.contrast(ground, pixel) for pixel in facts) >= 4.5
    popup.hide()
    theme.apply(qapp, "light")


def test_that_a_schedule_made_by_hand_is_there_again_after_a_look_at_another_mode(
    panel: ModelPanel, qtbot: QtBot
) -> None:
    qtbot.mouseClick(panel.recipes.button("thorough"), Qt.MouseButton.LeftButton)
    made = panel.model_config().schedule
    assert len(made) == 3
    qtbot.mouseClick(panel.mode.modes.button("frozen"), Qt.MouseButton.LeftButton)
    assert panel.model_config().schedule == ()
    qtbot.mouseClick(panel.mode.modes.button("staged"), Qt.MouseButton.LeftButton)
    assert panel.model_config().schedule == made


def test_that_timm_without_a_name_is_no_backbone(panel: ModelPanel, qtbot: QtBot) -> None:
    before = panel.model_config().backbone
    panel.backbone.open()
    popup = panel.backbone.popup()
    qtbot.keyClicks(popup.search, "timm:")
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    assert panel.model_config().backbone == before
    popup.hide()


def test_that_a_backbone_that_is_not_known_does_not_keep_a_setting_from_being_changed(
    panel: ModelPanel, qtbot: QtBot
) -> None:
    unknown = RunConfig(model=ModelConfig(backbone="netofthefuture"), train=panel.train_config())
    panel.apply_config(unknown)
    type_into(qtbot, panel, "train.epochs", "7")
    assert panel.train_config().epochs == 7
    qtbot.mouseClick(panel.recipes.button("balanced"), Qt.MouseButton.LeftButton)
    assert panel.model_config().backbone == "netofthefuture"


def test_that_the_reason_above_the_button_is_in_the_language_of_the_window(panel: ModelPanel) -> None:
    problem = Problem("train.epochs", "Give a value from 1 to 10000; not 0.")
    i18n.use("ko")
    try:
        panel.show_problems([problem])
        assert panel.bar.hint.text() == panel.field("train.epochs").error.text() != problem.message
    finally:
        i18n.use("en")
