"""Presets, and what becomes of them when a run is made longer or shorter."""

from __future__ import annotations

import dataclasses

import pytest

from engine import cli
from engine.commands.train import configured
from engine.config import DataConfig, RunConfig, ThawPhase, with_setting
from engine.config_checks import MODES
from engine.models.backbones import backbone
from engine.training import recipes
from engine.training.phase import phases

GIVEN = RunConfig(data=DataConfig(source="pictures"))


@pytest.mark.parametrize("recipe", recipes.RECIPES)
@pytest.mark.parametrize("epochs", [3, 5, 10, 17, 400])
def test_that_a_recipe_of_any_length_trains_what_it_trains_at_its_own(recipe: str, epochs: int) -> None:
    own = recipes.apply(GIVEN, recipe)
    scaled = recipes.with_epochs(own, epochs)
    assert scaled.train.epochs == epochs
    assert scaled.problems() == []
    planned = [(phase.stages, phase.lr) for phase in phases(own, 5)]
    assert [(phase.stages, phase.lr) for phase in phases(scaled, 5)] == planned
    same = dataclasses.replace(scaled, model=own.model, train=own.train)
    assert same == own


def test_that_phases_begin_at_the_same_shares_of_the_run() -> None:
    scaled = recipes.with_epochs(recipes.apply(GIVEN, "thorough"), 15)
    assert [phase.from_epoch for phase in scaled.model.schedule] == [0, 8, 14]
    own = recipes.apply(GIVEN, "balanced")
    assert recipes.with_epochs(own, own.train.epochs) == own


def test_that_a_phase_that_never_begins_is_a_problem_in_words() -> None:
    config = with_setting(recipes.apply(GIVEN, "balanced"), "train.epochs", "5")
    (problem,) = config.problems()
    assert problem.field == "model.schedule"
    assert "The phase from epoch 21 never begins: the run has 5 epochs." in problem.message
    frozen = with_setting(config, "model.mode", "frozen")
    assert frozen.problems() == []


def test_that_too_few_epochs_for_the_phases_are_told_and_not_trained_without_them() -> None:
    (problem,) = recipes.with_epochs(recipes.apply(GIVEN, "thorough"), 2).problems()
    assert problem.field == "model.schedule"
    assert recipes.default_schedule(1)[-1].from_epoch == 1
    assert recipes.default_schedule(2) == (ThawPhase(0, 0, 1.0), ThawPhase(1, 2, 0.2))


def test_that_the_command_line_shortens_a_recipe_with_all_its_phases() -> None:
    words = cli.parser().parse_args(["train", "pictures", "--recipe", "balanced", "--epochs", "5"])
    config = configured(words)
    assert config.problems() == []
    assert [(phase.first, phase.last, phase.stages) for phase in phases(config, 5)] == [(0, 4, 0), (4, 5, 2)]


@pytest.mark.parametrize(("name", "stages"), [("mobilenet_v2", 2), ("resnet18", 1), ("timm:resnet10t", 1)])
def test_that_balanced_thaws_a_fifth_of_the_backbone_at_least(name: str, stages: int) -> None:
    own = recipes.apply(with_setting(GIVEN, "model.backbone", name), "balanced")
    assert [phase.stages for phase in own.model.schedule] == [0, stages]
    known = backbone(name).stages
    share = sum(stage.parameters for stage in known[-stages:]) / max(sum(s.parameters for s in known), 1)
    assert share >= recipes.WORTH_THAWING or not known


def asked_for(*words: str) -> RunConfig:
    """The settings of ``graft train pictures`` with ``words``."""
    return configured(cli.parser().parse_args(["train", "pictures", *words]))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("recipe", recipes.RECIPES)
def test_that_a_mode_given_beside_a_recipe_holds_or_is_refused_in_words(recipe: str, mode: str) -> None:
    config = asked_for("--mode", mode, "--recipe", recipe)
    assert config.model.mode == mode
    assert config.train.recipe == recipe
    problems = [problem.field for problem in config.problems()]
    assert problems == (["train.solver"] if recipe == "quick" and mode != "frozen" else [])


def test_that_a_recipe_keeps_its_own_mode_where_none_is_given() -> None:
    modes = {name: asked_for("--recipe", name).model.mode for name in recipes.RECIPES}
    assert modes == {name: recipes.apply(GIVEN, name).model.mode for name in recipes.RECIPES}
    assert modes["balanced"] == "staged"
