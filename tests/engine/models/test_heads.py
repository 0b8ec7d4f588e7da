"""New heads: what they are made of, where they start, and that the library can load them."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from engine.config import ModelConfig, TrainConfig
from engine.errors import EngineError
from engine.models.build import build_network
from engine.training import setup
from tests.engine.models.networks import picture, scratch, without_numbers

SMALL = "mobilenet_v3_small"


def started(name: str, counts: list[int], **settings: object) -> torch.Tensor:
    """Class probabilities of features that are all zero."""
    config = ModelConfig(backbone=name, weights="none", **settings)  # type: ignore[arg-type]
    network = build_network(config, len(counts), class_counts=counts)
    shape = network.features(picture(network, 1)).shape
    with torch.no_grad():
        return network.logits_from_features(torch.zeros(shape)).softmax(dim=1)[0]


@pytest.mark.parametrize("head", ["linear", "hidden", "full_output", "binary"])
@pytest.mark.parametrize("name", ["resnet18", "squeezenet1_1", "efficientnet_lite0"])
def test_that_every_head_gives_logits_and_exact_cuts(name: str, head: str) -> None:
    network = scratch(name, 2, head=head, hidden_units=8)
    x = picture(network)
    with torch.no_grad():
        out = network.forward(x)
        assert out.shape == (2, 2)
        assert torch.equal(out, network.raw_to_logits(network.module(x)))
        assert torch.equal(network.from_boundary(network.boundary(x, 1), 1), out)
    assert network.head_is_affine == (head != "hidden" and name != "squeezenet1_1")


def test_that_the_full_output_head_keeps_the_networks_own_output_as_its_last_stage() -> None:
    network = scratch("resnet18", 3, head="full_output")
    assert network.stages[-1].name == "output"
    assert network.stages[-1].parameters == 512 * 1000 + 1000
    assert network.features(picture(network, 1)).shape == (1, 1000)
    assert sum(p.numel() for _, p in network.head_parameters()) == 1000 * 3 + 3


def test_that_the_bias_starts_at_the_class_frequencies() -> None:
    wanted = torch.tensor([10.5, 30.5, 60.5])
    torch.testing.assert_close(started("resnet18", [10, 30, 60]), wanted / wanted.sum())


def test_that_the_binary_bias_starts_at_the_log_odds() -> None:
    found = started("resnet18", [10, 30], head="binary")
    assert math.isclose(float(found[1]), 30.5 / 41, rel_tol=1e-5)


def test_that_no_class_starts_dead_behind_squeezenets_relu() -> None:
    wanted = torch.tensor([1.5, 998.5])
    torch.testing.assert_close(started("squeezenet1_1", [1, 998]), wanted / wanted.sum())


def test_that_squeezenets_single_logit_can_say_the_first_class() -> None:
    network = scratch("squeezenet1_1", 2, head="binary")
    with torch.no_grad():
        for _, parameter in network.head_parameters():
            parameter.fill_(-1.0)
        assert int(network.forward(picture(network, 1)).argmax()) == 0


def test_that_binary_logits_give_the_same_loss_as_binary_cross_entropy() -> None:
    network = scratch("resnet18", 2, head="binary")
    labels = torch.tensor([0, 1])
    with torch.no_grad():
        raw = network.module(picture(network))
        two = nn.functional.cross_entropy(network.raw_to_logits(raw), labels)
        one = nn.functional.binary_cross_entropy_with_logits(raw[:, 0], labels.float())
    torch.testing.assert_close(two, one)


def test_that_the_binary_head_is_refused_for_three_classes() -> None:
    with pytest.raises(EngineError, match="two classes") as caught:
        scratch("resnet18", 3, head="binary")
    assert "linear" in caught.value.hint


def test_that_the_same_seed_gives_the_same_head_and_leaves_the_random_state_alone() -> None:
    config = ModelConfig(backbone=SMALL, weights="none")
    before = torch.random.get_rng_state()
    heads = [
        torch.cat([p.flatten() for _, p in build_network(config, 3, seed=seed).head_parameters()])
        for seed in (1, 1, 2)
    ]
    assert torch.equal(before, torch.random.get_rng_state())
    assert torch.equal(heads[0], heads[1])
    assert not torch.equal(heads[0], heads[2])


def test_that_a_head_without_bias_is_trained_in_epochs_since_it_has_no_place_for_an_intercept() -> None:
    asked = TrainConfig(solver="lbfgs")
    found = {name: setup.solver(asked, without_numbers(name)) for name in ("maxvit_t", "resnet18")}
    assert found == {"maxvit_t": "gradient", "resnet18": "lbfgs"}


def test_that_dropout_acts_in_training_only_and_adds_no_key() -> None:
    plain, dropping = scratch("resnet18"), scratch("resnet18", dropout=0.5)
    assert set(plain.module.state_dict()) == set(dropping.module.state_dict())
    features = torch.ones(4, 512)
    dropping.head.train()
    assert not torch.equal(dropping.head(features), dropping.head(features))
    dropping.module.eval()
    assert torch.equal(dropping.head(features), dropping.head(features))
