"""The model panel: which backbone, what of it trains, how; and the Train button."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop import engine_words, guide, settings_table
from desktop.setting import Setting, by_gradient
from desktop.widgets import basic
from desktop.widgets.aligned_head import AlignedHead
from desktop.widgets.backbone_picker import BackbonePicker
from desktop.widgets.disclosure import Disclosure
from desktop.widgets.help_button import HelpButton
from desktop.widgets.mode_editor import ModeEditor
from desktop.widgets.rate_finder import RateFinder
from desktop.widgets.recipe_choice import RecipeChoice, by_hand
from desktop.widgets.setting_field import SettingField
from desktop.widgets.train_bar import TrainBar
from desktop.widgets.two_columns import TwoColumns
from desktop.widgets.weights_choice import WeightsChoice
from engine.config import DataConfig, ModelConfig, RunConfig, TrainConfig
from engine.config_checks import Problem
from engine.data.catalog import Catalog
from engine.errors import EngineError
from engine.training import recipes
from engine.training.optim import DEFAULT_LR, head_lr


class ModelPanel(basic.Translated):
    """Edits the model and training parts of a :class:`RunConfig`.

    Signals:
        config_changed: a setting changed by the user's hand.
        train_requested: the Train button.
        queue_requested: train with these settings when it is their turn.
        repeat_requested: train several times, over ``seeds`` or ``folds``, and how many.
        rate_requested: find a learning rate for these settings.
    """

    config_changed = Signal()
    train_requested = Signal()
    queue_requested = Signal()
    repeat_requested = Signal(str, int)
    rate_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model_panel")
        self._config = recipes.apply(RunConfig(), "quick")
        self._problems: dict[str, str] = {}
        self._classes = 0
        self._has_data = self._running = False
        self._fields: dict[str, SettingField] = {}
        self._group_titles: list[QLabel] = []
        self._title = basic.label(kind="title")
        self.backbone = BackbonePicker()
        self.weights = WeightsChoice()
        self._recipe = RecipeChoice()
        self.recipes = self._recipe.segments
        self.mode = ModeEditor()
        self.advanced = Disclosure("advanced")
        self.rate = RateFinder()
        self.bar = TrainBar()
        self.train, self.enqueue = self.bar.train, self.bar.enqueue
        self._build()
        self._connect()
        self.retranslate()
        self._show_config()

    def _build(self) -> None:
        settings = QWidget()
        inside = QVBoxLayout(settings)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(basic.GAP.small)
        inside.addWidget(self.backbone)
        inside.addWidget(self.weights)
        inside.addSpacing(basic.GAP.tiny)
        inside.addWidget(self._recipe)
        inside.addSpacing(basic.GAP.tiny)
        inside.addWidget(self.mode)
        inside.addSpacing(basic.GAP.tiny)
        grid = QGridLayout()
        grid.setSpacing(basic.GAP.medium)
        for at, setting in enumerate(settings_table.main_settings()):
            grid.addWidget(self._make_field(setting, compact=True), at // 2, at % 2)
        inside.addLayout(grid)
        inside.addWidget(self.rate)
        scroll = TwoColumns(settings, self.advanced)
        scroll.widened.connect(self._on_widened)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(AlignedHead(settings, self._title, HelpButton("model"), None, gap=2))
        layout.addSpacing(basic.GAP.tiny)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.bar)

    @Slot(bool)
    def _on_widened(self, wide: bool) -> None:
        """Room for the advanced settings is room to show them."""
        if wide:
            self.advanced.set_open(True)

    def _make_field(self, setting: Setting, *, compact: bool) -> SettingField:
        made = SettingField(setting, compact=compact)
        made.edited.connect(self._on_field)
        self._fields[setting.path] = made
        return made

    def _connect(self) -> None:
        self.backbone.chosen.connect(self._on_backbone)
        self.weights.edited.connect(self._on_field)
        self._recipe.chosen.connect(self._on_recipe)
        self.mode.edited.connect(self._on_mode)
        self.advanced.opened.connect(self._make_advanced)
        self.train.clicked.connect(self.train_requested)
        self.enqueue.clicked.connect(self.queue_requested)
        self.bar.repeat_requested.connect(self.repeat_requested)
        self.rate.wanted.connect(self.rate_requested)
        self.rate.taken.connect(self._on_rate)

    @Slot()
    def _make_advanced(self) -> None:
        column = QVBoxLayout(self.advanced.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(basic.GAP.medium)
        for title, settings in settings_table.advanced_groups():
            heading = basic.label(title, "section")
            self._group_titles.append(heading)
            column.addSpacing(basic.GAP.tiny)
            section = guide.section_of(settings[0].path)
            column.addLayout(basic.row(heading, HelpButton(section), None, gap=2))
            for setting in settings:
                column.addWidget(self._make_field(setting, compact=False))
        self._show_config()
        self._show_problems()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._title.setText(self.tr("Model"))
        self.advanced.button.setText(self.tr("Advanced"))
        groups = settings_table.advanced_groups()
        for setting in (*settings_table.main_settings(), *(s for _, group in groups for s in group)):
            if setting.path in self._fields:
                self._fields[setting.path].rename(setting)
        for heading, (title, _) in zip(self._group_titles, groups, strict=False):
            heading.setText(title)
        self.backbone.retranslate()
        self.weights.retranslate()
        self.mode.retranslate()
        self._show_train()

    def model_config(self) -> ModelConfig:
        """The model part as edited."""
        return self._config.model

    def train_config(self) -> TrainConfig:
        """The training part as edited."""
        return self._config.train

    def apply_config(self, config: RunConfig) -> None:
        """Show the settings of ``config``; says nothing."""
        self._config = dataclasses.replace(config, data=DataConfig(), name="")
        self.rate.forget_if_of_other(self._config)
        self._show_config()

    @Slot(object)
    def set_catalog(self, catalog: Catalog | None) -> None:
        """The data set: training needs one. None when there is none any more."""
        self._has_data = catalog is not None
        self._classes = len(catalog.classes) if catalog else 0
        self.mode.set_backbone(self.backbone.backbone(), self._classes)
        self._show_train()

    @Slot(bool)
    def set_running(self, running: bool) -> None:
        """While a run goes on, settings stay readable and training cannot be started again."""
        self._running = running
        self._show_train()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Tell each problem beside its field."""
        self._problems = {problem.field: problem.message for problem in problems}
        self._show_problems()

    def unreadable(self) -> list[str]:
        """Fields whose text is no number, by their paths."""
        found = [path for path, made in self._fields.items() if made.unreadable()]
        if self.mode.unreadable():
            found.append("model.schedule" if self.mode.mode() == "staged" else "model.thaw_stages")
        return found

    def field(self, path: str) -> SettingField:
        """The field of a setting. Raises KeyError for one that is not shown (yet)."""
        return self._fields[path]

    def _show_config(self, *, keep_unreadable: bool = False) -> None:
        model = self._config.model
        self.backbone.set_value(model.backbone)
        self.weights.set_value(self.backbone.backbone(), model.weights)
        self.mode.set_backbone(self.backbone.backbone(), self._classes)
        self.mode.set_value(model)
        self.mode.set_rate(_head_rate(self._config), model.stage_lr_decay)
        for path, made in self._fields.items():
            section, _, name = path.partition(".")
            if not (keep_unreadable and made.unreadable()):
                made.set_value(getattr(getattr(self._config, section), name))
            made.setEnabled(made.setting.applies(self._config))
        self.rate.setVisible(by_gradient(self._config))
        self._recipe.show_config(self._config)
        self._show_train()

    def _show_problems(self) -> None:
        for path, made in self._fields.items():
            made.show_problem(self._problems.get(path, ""))
        told = (self._problems.get(path, "") for path in ("model.schedule", "model.thaw_stages"))
        self.mode.show_problem(next(filter(None, told), ""))
        self._show_train()

    def _show_train(self) -> None:
        wrong = self.unreadable() or [path for path in self._problems if not path.startswith("data.")]
        usable = self._has_data and not wrong
        hint = ""
        if not self._has_data:
            hint = self.tr("Open a folder of pictures first.")
        elif wrong:
            told = engine_words.said(self._problems.get(wrong[0], ""))
            hint = told or self.tr("Put the marked field right first.")
        seeds = by_gradient(self._config)
        self.bar.show_state(running=self._running, ready=usable, queueable=usable, seeds=seeds, hint=hint)
        self.rate.set_usable(usable and not self._running)

    @Slot(float)
    def _on_rate(self, rate: float) -> None:
        self._take(dataclasses.replace(self._config, train=dataclasses.replace(self._config.train, lr=rate)))

    @Slot(str)
    def _on_recipe(self, name: str) -> None:
        # A backbone that is not known has no recipes; what is wrong with it is told already.
        with contextlib.suppress(EngineError):
            self._config = recipes.apply(self._config, name)
        self._adopted()

    @Slot(str)
    def _on_backbone(self, name: str) -> None:
        model = dataclasses.replace(self._config.model, backbone=name, weights="default")
        self._config = dataclasses.replace(self._config, model=model)
        self._adopted()

    @Slot()
    def _on_mode(self) -> None:
        mode = self.mode.mode()
        model = dataclasses.replace(
            self._config.model,
            mode=mode,
            thaw_stages=self.mode.thaw_stages(),
            schedule=self.mode.phases.value() if mode == "staged" else (),
        )
        self._take(dataclasses.replace(self._config, model=model))

    @Slot()
    def _on_field(self) -> None:
        config = self._config
        for path, made in self._fields.items():
            section, _, name = path.partition(".")
            value = made.value()
            if value is not None:
                part = dataclasses.replace(getattr(config, section), **{name: value})
                config = dataclasses.replace(config, **{section: part})
        model = dataclasses.replace(config.model, weights=self.weights.value())
        self._take(dataclasses.replace(config, model=model))

    def _take(self, config: RunConfig) -> None:
        """Adopt settings that were changed by hand."""
        self._config = by_hand(config)
        self._adopted(keep_unreadable=True)

    def _adopted(self, *, keep_unreadable: bool = False) -> None:
        self.rate.forget_if_of_other(self._config)
        self._show_config(keep_unreadable=keep_unreadable)
        self.config_changed.emit()


def _head_rate(config: RunConfig) -> float | None:
    """The head's peak learning rate; None where it is solved directly, 0 where settings make no sense."""
    train, mode = config.train, config.model.mode
    if not by_gradient(config):
        return None
    return head_lr(train, mode) if train.lr or (train.optimizer, mode) in DEFAULT_LR else 0.0
