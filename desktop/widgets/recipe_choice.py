"""The recipes side by side, which of them the settings are, and what it does in a sentence."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop import words
from desktop.widgets import basic
from desktop.widgets.help_button import HelpButton
from desktop.widgets.segments import Segments
from engine.config import RunConfig
from engine.config_checks import RECIPES
from engine.errors import EngineError
from engine.training import recipes


class RecipeChoice(basic.Translated):
    """None of the buttons holds where settings were changed by hand to none of the recipes.

    Signals:
        chosen: name of the recipe that the user pressed.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = basic.label(kind="section")
        self.segments = Segments(RECIPES)
        self._note = basic.label(kind="caption", wrap=True)
        column = basic.column()
        column.addLayout(basic.row(self._label, HelpButton("recipe"), None, gap=2))
        column.addWidget(self.segments)
        column.addWidget(self._note)
        self.setLayout(column)
        self.segments.chosen.connect(self.chosen)
        self.retranslate()

    def retranslate(self) -> None:
        """See :class:`basic.Translated`."""
        self._label.setText(self.tr("Recipe"))
        for key, says in self._says().items():
            self.segments.name(key, words.recipe(key), says)
        self._show_note()

    def _says(self) -> dict[str, str]:
        return {
            "quick": self.tr("The backbone stays as it is and the head is solved directly. Takes seconds."),
            "balanced": self.tr(
                "First the head, then the last stages at a lower rate. Takes seconds to minutes."
            ),
            "thorough": self.tr(
                "Thaws from head to stem, with augmentation and weight averaging. Takes longest."
            ),
            "classic": self.tr("The textbook: random crops and mirroring, SGD, steps, batches of four."),
        }

    def show_config(self, config: RunConfig) -> None:
        """Show which recipe the settings are."""
        named = (key for key in RECIPES if _preset(config, key) == config)
        self.segments.set_value(next(named, ""))
        self._show_note()

    def _show_note(self) -> None:
        self._note.setText(self._says().get(self.segments.value(), self.tr("Your own settings.")))


def by_hand(config: RunConfig) -> RunConfig:
    """Settings after a change by hand: with a solver that mode and head allow, and the recipe they are."""
    train = config.train
    if train.solver == "lbfgs" and (
        config.model.mode != "frozen" or config.model.head not in ("linear", "binary")
    ):
        train = dataclasses.replace(train, solver="gradient", schedule="cosine")
    plain = dataclasses.replace(config, train=dataclasses.replace(train, recipe=""))
    named = next((key for key in RECIPES if _same(plain, _preset(plain, key))), "")
    return dataclasses.replace(plain, train=dataclasses.replace(train, recipe=named))


def _preset(config: RunConfig, name: str) -> RunConfig | None:
    """What the recipe makes of ``config``; None for a backbone that is not known."""
    try:
        return recipes.apply(config, name)
    except EngineError:
        return None


def _same(config: RunConfig, other: RunConfig | None) -> bool:
    """Whether two configurations differ in nothing but the recipe's name."""
    return other is not None and config == dataclasses.replace(
        other, train=dataclasses.replace(other.train, recipe="")
    )
