"""What trains when, at which rate, and that what is frozen does not move by a bit."""

from __future__ import annotations

import pytest
import torch

from engine.config import ModelConfig, ThawPhase
from engine.models import freezing
from engine.models.freezing import ResolvedPhase
from tests.engine.models.networks import picture, scratch, without_numbers


@pytest.mark.parametrize("stages", [0, 1, 2])
def test_that_frozen_weights_and_statistics_are_bit_identical_after_training(stages: int) -> None:
    network = scratch("resnet18")
    frozen = network.stages[: len(network.stages) - stages]
    units = tuple(unit for stage in frozen for unit in stage.units)
    before = {k: v.clone() for k, v in network.module.state_dict().items()}
    freezing.apply(network, stages)
    groups = freezing.parameter_groups(network, stages, 0.1, 1.0, 0.1)
    optimizer = torch.optim.SGD(groups, lr=0.1, momentum=0.9)
    for _ in range(2):
        freezing.train_mode(network, stages)
        optimizer.zero_grad()
        logits, _aux = network.training_outputs(picture(network))
        logits.square().mean().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    for key, value in network.module.state_dict().items():
        still = key.startswith(units) and not key.startswith("fc")
        assert torch.equal(value, before[key]) == still, key


def test_that_a_staged_schedule_thaws_when_it_says_with_the_rates_it_says() -> None:
    schedule = (ThawPhase(0, 0, 1.0), ThawPhase(3, 2, 0.5), ThawPhase(6, -1, 0.1))
    model = ModelConfig(mode="staged", schedule=schedule)
    found = [freezing.phase_at(model, epoch, 5) for epoch in range(8)]
    assert found[:3] == [ResolvedPhase(0, 1.0, 0)] * 3
    assert found[3:6] == [ResolvedPhase(2, 0.5, 3)] * 3
    assert found[6:] == [ResolvedPhase(5, 0.1, 6)] * 2


def test_that_frozen_and_finetune_hold_for_every_epoch() -> None:
    assert freezing.phase_at(ModelConfig(mode="frozen"), 9, 5).stages == 0
    assert freezing.phase_at(ModelConfig(mode="finetune", thaw_stages=2), 9, 5).stages == 2
    assert freezing.phase_at(ModelConfig(mode="finetune", thaw_stages=99), 9, 5).stages == 5


def test_that_rates_fall_stage_by_stage_from_the_head_and_norms_do_not_decay() -> None:
    network = scratch("resnet18")
    groups = freezing.parameter_groups(network, 2, 0.8, 0.5, 0.01)
    rates = {group["name"]: group["lr"] for group in groups}
    assert rates == {
        "head": 0.8,
        "head/no_decay": 0.8,
        "layer4": 0.4,
        "layer4/no_decay": 0.4,
        "layer3": 0.2,
        "layer3/no_decay": 0.2,
    }
    for group in groups:
        decayed = group["weight_decay"] > 0
        assert decayed != group["name"].endswith("/no_decay")
        assert all((p.ndim > 1) == decayed for p in group["params"])


TABLES = {
    "swin_t": "features.1.0.attn.relative_position_bias_table",
    "swin_v2_t": "features.1.0.attn.logit_scale",
    "convnext_tiny": "features.1.0.layer_scale",
    "maxvit_t": "blocks.0.layers.0.layers.window_attention.attn_layer.1.relative_position_bias_table",
    "vit_b_16": "encoder.pos_embedding",
    "timm:xcit_nano_12_p8_224": "blocks.0.attn.temperature",
    "timm:deit_tiny_distilled_patch16_224": "dist_token",
}


@pytest.mark.parametrize("backbone", TABLES)
def test_that_only_matrices_and_kernels_decay_not_tables_tokens_and_scales(backbone: str) -> None:
    network = without_numbers(backbone)
    groups = freezing.parameter_groups(network, -1, 0.8, 1.0, 0.01)
    decayed = {id(p) for group in groups if group["weight_decay"] for p in group["params"]}
    layers = (torch.nn.Linear, torch.nn.Conv2d, torch.nn.MultiheadAttention)
    for name, parameter in network.module.named_parameters():
        owner, _, last = name.rpartition(".")
        kernel = isinstance(network.module.get_submodule(owner), layers) and "weight" in last
        assert (id(parameter) in decayed) == kernel, name
    assert id(network.module.get_parameter(TABLES[backbone])) not in decayed


def test_that_frozen_batch_norms_keep_their_statistics_while_their_stage_trains() -> None:
    network = scratch("mobilenet_v3_small")
    freezing.apply(network, -1)
    freezing.train_mode(network, -1, frozen_batch_norm=True)
    before = {name: value.clone() for name, value in network.module.named_buffers()}
    network(torch.randn(4, 3, 64, 64)).square().sum().backward()
    assert all(torch.equal(value, before[name]) for name, value in network.module.named_buffers())
    norms = [m for m in network.module.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    assert norms
    assert all(norm.weight.grad is not None and norm.weight.grad.abs().sum() > 0 for norm in norms)
    assert any(m.training for m in network.module.modules())


def test_that_only_what_trains_is_in_training_mode() -> None:
    network = scratch("mobilenet_v3_small")
    freezing.train_mode(network, 1)
    training = {name for name, m in network.module.named_modules() if m.training}
    assert training == {"classifier.3", "classifier.0"}
