"""Heat-maps: they show the place that decides."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.evaluation import explain
from engine.evaluation.forward import Forward
from engine.models.backbones import Preprocessing
from engine.models.build import build_network


def forward_of(backbone: str) -> Forward:
    return Forward(build_network(ModelConfig(backbone=backbone, weights="none"), 2, seed=1), device="cpu")


def square_in_corner(size: int) -> np.ndarray:
    pixels = np.full((1, size, size, 3), 114, np.uint8)
    pixels[:, : size // 3, : size // 3] = np.random.default_rng(0).integers(0, 256, (size // 3, size // 3, 3))
    return pixels


@pytest.mark.parametrize("method", explain.METHODS)
def test_that_the_heat_lies_where_the_evidence_is(method: str) -> None:
    forward = forward_of("squeezenet1_1")
    network = forward.network
    with torch.no_grad():  # the head that answers class 1 wherever there is any texture
        network.head.layers[0].weight.copy_(torch.stack([-torch.ones(512, 1, 1), torch.ones(512, 1, 1)]))
        network.head.layers[0].bias.zero_()
    (heat,) = explain.heat_maps(forward, square_in_corner(192), [1], method=method)
    assert heat.shape == (192, 192)
    assert heat.min() >= 0
    assert heat.max() == pytest.approx(1.0)
    inside = heat[:64, :64].mean()
    assert inside > 2 * heat[96:, 96:].mean()


@pytest.mark.parametrize(("backbone", "size"), [("swin_t", 64), ("timm:vit_tiny_patch16_224", 224)])
def test_that_transformers_have_heat_maps_too(backbone: str, size: int) -> None:
    forward = forward_of(backbone)
    pixels = np.random.default_rng(0).integers(0, 256, (2, size, size, 3), dtype=np.uint8)
    heat = explain.heat_maps(forward, pixels)
    assert heat.shape == (2, size, size)
    assert np.isfinite(heat).all()
    assert heat.std() > 0


def test_that_explaining_leaves_the_answers_as_they_were() -> None:
    forward = forward_of("squeezenet1_1")
    pixels = square_in_corner(96)
    before = forward.logits(pixels)
    explain.heat_maps(forward, pixels)
    np.testing.assert_array_equal(before, forward.logits(pixels))
    assert all(p.grad is None for p in forward.network.module.parameters())


def test_that_heat_of_another_class_can_be_asked_for_and_differs() -> None:
    forward = forward_of("squeezenet1_1")
    pixels = np.random.default_rng(3).integers(0, 256, (1, 96, 96, 3), dtype=np.uint8)
    maps = [explain.heat_maps(forward, pixels, [index]) for index in (0, 1)]
    assert np.abs(maps[0] - maps[1]).max() > 0.05


def test_that_the_crop_box_is_the_part_the_network_sees() -> None:
    facts = dataclasses.replace(Preprocessing(), resize=256, crop=224)
    box = explain.crop_box(1000, 500, facts)
    assert box.bottom - box.top == pytest.approx(224 / 256)
    assert (box.right - box.left) * 1000 == pytest.approx((box.bottom - box.top) * 500)
    assert box.left + box.right == pytest.approx(1.0)


def test_that_the_overlay_leaves_cold_places_untouched() -> None:
    pixels = np.full((4, 4, 3), 100, np.uint8)
    heat = np.zeros((4, 4), np.float32)
    heat[0, 0] = 1.0
    mixed = explain.overlay(pixels, heat)
    assert (mixed[1:] == 100).all()
    assert (mixed[0, 0] != 100).any()


def test_that_an_unknown_method_is_told_in_words() -> None:
    with pytest.raises(EngineError, match="no heat-map called"):
        explain.heat_maps(forward_of("squeezenet1_1"), square_in_corner(64), method="magic")
