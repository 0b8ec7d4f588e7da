"""Pictures seen from edge to edge, in place of their middle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import DataConfig, ModelConfig, RunConfig
from engine.control import RunControl
from engine.evaluation.opening import open_model
from engine.evaluation.predict import Predictor
from engine.models import framing
from engine.models.backbones import Preprocessing, backbone
from engine.run_folder import RunFolder
from engine.training import loop, recipes
from engine.training.prepare import read_split
from tests.engine.generators import returned
from tests.engine.models.networks import NAMES, without_numbers

PUBLISHED = Preprocessing(resize=256, crop=224)


@pytest.mark.parametrize(
    ("shorter", "fixed", "resize", "crop"),
    [
        (375, False, 256, 256),
        (0, False, 256, 256),
        (256, False, 256, 256),
        (255, False, 224, 224),
        (32, False, 224, 224),
        (375, True, 256, 224),
        (32, True, 224, 224),
    ],
)
def test_that_the_crop_grows_to_the_edge_and_small_pictures_are_enlarged_no_further_than_needed(
    shorter: int, fixed: bool, resize: int, crop: int
) -> None:
    seen = framing.edge_to_edge(PUBLISHED, fixed_size=fixed, shorter=shorter)
    assert seen == replace(PUBLISHED, resize=resize, crop=crop)
    assert framing.edge_to_edge(seen, fixed_size=fixed, shorter=shorter) == seen


@pytest.mark.parametrize("name", NAMES)
def test_that_every_network_takes_what_it_sees_from_edge_to_edge(name: str) -> None:
    network, entry = without_numbers(name), backbone(name)
    for weights in entry.weights:
        if weights.options == entry.weights[0].options:
            facts = framing.edge_to_edge(weights.preprocessing, fixed_size=entry.fixed_size, shorter=0)
            shape = (2, 3, facts.crop, facts.crop)
            assert network.forward(torch.empty(shape, device="meta")).shape == (2, 3)


def test_that_only_networks_bound_to_their_size_keep_the_published_crop() -> None:
    bound = {name for name in NAMES if backbone(name).fixed_size}
    assert bound == {name for name in NAMES if backbone(name).family in ("vit", "maxvit")}


def test_that_recipes_see_from_edge_to_edge_but_for_the_textbook() -> None:
    given = RunConfig(data=DataConfig(source="pictures"))
    seen = {name: recipes.apply(given, name).model.edge_to_edge for name in recipes.RECIPES}
    assert seen == {"quick": True, "balanced": True, "thorough": True, "classic": False}


def test_that_an_older_run_without_the_setting_keeps_the_middle() -> None:
    told = recipes.apply(RunConfig(data=DataConfig(source="pictures")), "balanced").to_json()
    del told["model"]["edge_to_edge"]
    assert RunConfig.from_json(told).model.edge_to_edge is False


@pytest.mark.parametrize(("side", "size"), [(300, 256), (120, 224)])
def test_that_a_run_from_edge_to_edge_trains_predicts_and_opens_alike(
    tmp_path: Path, side: int, size: int
) -> None:
    data = tmp_path / "data"
    rng = np.random.default_rng(0)
    for label, tint in (("red", (200, 40, 40)), ("blue", (40, 40, 200))):
        (data / label).mkdir(parents=True)
        for i in range(8):
            pixels = np.clip(np.array(tint) + rng.integers(-40, 40, (side, side + 30, 3)), 0, 255)
            Image.fromarray(pixels.astype(np.uint8)).save(data / label / f"{i}.png")
    model = ModelConfig(backbone="mobilenet_v3_small", weights="none", edge_to_edge=True)
    settings = replace(RunConfig(data=DataConfig(source=str(data)), model=model).train, epochs=2)
    given = RunConfig(data=DataConfig(source=str(data)), model=model, train=settings)
    run = RunFolder.create(tmp_path / "runs", given)
    list(loop.train(given, run, RunControl()))
    opened = open_model(run)
    assert (opened.info.preprocessing.resize, opened.info.preprocessing.crop) == (size, size)
    assert returned(read_split(run, RunControl())).shorter_side == side  # as resuming has it
    stored = run.predictions()
    answers = list(
        Predictor(run, device="cpu", precision="fp32").predict([data / name for name in stored.ids])
    )
    np.testing.assert_allclose([answer.logits for answer in answers], stored.logits, atol=2e-2)
