"""timm models of twenty families and more by name alone: head, stages, freezing, timm's own keys."""

from __future__ import annotations

import pytest
import torch

from engine.errors import EngineError
from engine.models import freezing
from engine.models.skeleton import parameters_on_meta
from tests.engine.models.networks import scratch, without_numbers

FAMILIES = [
    "test_resnet", "test_vit", "test_convnext", "test_efficientnet", "mobilenetv3_small_050", "lcnet_050",
    "regnetx_002", "ghostnet_050", "repvgg_a0", "resnet10t", "edgenext_xx_small", "mobilevit_xxs",
    "poolformer_s12", "rexnet_100", "tinynet_e", "mobilenetv4_conv_small", "swin_tiny_patch4_window7_224",
    "mixer_s32_224", "deit_tiny_distilled_patch16_224", "levit_128s", "efficientformer_l1", "dla34",
    "eva02_tiny_patch14_224", "densenet121",
]  # fmt: skip
REAL = [
    "test_resnet",
    "test_vit",
    "test_convnext",
    "test_efficientnet",
    "levit_128s",
    "mobilenetv3_small_050",
]


@pytest.mark.parametrize("name", FAMILIES)
def test_that_a_timm_model_takes_a_new_head_and_freezes_as_told(name: str) -> None:
    import timm

    network = without_numbers(f"timm:{name}")
    with parameters_on_meta():
        plain = timm.create_model(name, num_classes=3)
    plain.load_state_dict(network.module.state_dict(), strict=True, assign=True)
    assert network.backbone.parameters > 0
    size = network.preprocessing.crop
    x = torch.empty(2, 3, size, size, device="meta")
    head = {n for n, _ in network.head_parameters()}
    for stages in (0, 1, -1):
        thawed = freezing.thawed(network, stages)
        expected = head.union(*({n for n, _ in network.stage_parameters(stage)} for stage in thawed))
        freezing.apply(network, stages)
        freezing.train_mode(network, stages)
        network.module.zero_grad(set_to_none=True)
        out = network.forward(x)
        assert out.shape == (2, 3)
        out.sum().backward()  # type: ignore[no-untyped-call]
        assert {n for n, p in network.module.named_parameters() if p.grad is not None} == expected
    assert expected == {n for n, _ in network.module.named_parameters()}


@pytest.mark.parametrize("name", REAL)
def test_that_every_cut_of_a_timm_model_is_exact(name: str) -> None:
    network = scratch(f"timm:{name}")
    size = network.preprocessing.crop
    x = torch.randn(1, 3, size, size)
    with torch.no_grad():
        whole = network.module(x)
        cuts = [k for k in range(len(network.stages) + 1) if network.can_cut(k)]
        assert len(cuts) > len(network.stages) // 2
        for stages in cuts:
            assert torch.equal(network.from_boundary(network.boundary(x, stages), stages), whole)


def test_that_an_unknown_timm_model_is_answered_with_near_ones() -> None:
    with pytest.raises(EngineError, match="resnet17t") as caught:
        scratch("timm:resnet17t")
    assert "resnet1" in caught.value.hint


def test_that_only_the_linear_head_replaces_a_head_of_its_own_kind() -> None:
    with pytest.raises(EngineError, match="linear head"):
        scratch("timm:levit_128s", head="hidden")
