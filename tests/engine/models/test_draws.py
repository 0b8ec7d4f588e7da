"""Random weights by a seed alone."""

from __future__ import annotations

import threading

import pytest
import torch
from torch import nn

from engine.config import ModelConfig
from engine.models import build, libraries
from engine.models.build import build_network
from engine.models.draws import drawn_from


def _drawn() -> list[torch.Tensor]:
    layers = [nn.Linear(5, 4), nn.Conv2d(3, 8, 3), nn.MultiheadAttention(8, 2)]
    weights = [parameter.detach() for layer in layers for parameter in layer.parameters()]
    filled = [
        torch.empty(6).normal_(),
        nn.init.trunc_normal_(torch.empty(30)),
        nn.init.orthogonal_(torch.empty(4, 4)),
    ]
    return [*weights, *filled, torch.randn(3), torch.rand(2, 2), torch.randint(9, (4,)), torch.randperm(7)]


def test_that_a_seed_gives_what_seeding_everything_gives_and_leaves_the_global_numbers_alone() -> None:
    torch.manual_seed(11)
    by_everything = _drawn()
    torch.manual_seed(3)
    before = torch.random.get_rng_state()
    with drawn_from(11):
        by_itself = _drawn()
    for ours, theirs in zip(by_itself, by_everything, strict=True):
        assert torch.equal(ours, theirs)
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize("backbone", ["mobilenet_v2", "timm:test_resnet", "timm:test_vit", "squeezenet1_1"])
def test_that_building_a_network_neither_uses_nor_moves_the_global_numbers(backbone: str) -> None:
    model = ModelConfig(backbone=backbone, weights="none")
    built = []
    for elsewhere in (1, 2):
        torch.manual_seed(elsewhere)
        before = torch.random.get_rng_state()
        built.append(build_network(model, 3, seed=5).module.state_dict())
        assert torch.equal(torch.random.get_rng_state(), before)
    first, second = built
    assert all(torch.equal(value, second[name]) for name, value in first.items())


def test_that_a_network_built_beside_another_begins_with_the_weights_of_its_seed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # As when Train is pressed while the window is getting ready: both are under way at once.
    model = ModelConfig(backbone="timm:test_resnet", weights="none")
    alone = build_network(model, 3, seed=5).module.state_dict()
    honest, inside, go_on = libraries.create, threading.Event(), threading.Event()

    def slow(*given: object, **named: object) -> object:
        result = honest(*given, **named)  # type: ignore[arg-type]
        if threading.current_thread() is not threading.main_thread():
            inside.set()
            assert go_on.wait(30)
        return result

    monkeypatch.setattr(build.libraries, "create", slow)
    other = threading.Thread(target=build_network, args=(model, 3), kwargs={"seed": 9})
    other.start()
    assert inside.wait(30)
    beside = build_network(model, 3, seed=5).module.state_dict()
    go_on.set()
    other.join()
    assert all(torch.equal(value, beside[name]) for name, value in alone.items())
