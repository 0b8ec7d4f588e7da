"""Every torchvision builder and EfficientNet-Lite0: new head, freezing, the library's own keys.

Networks under 26 million parameters, one ConvNeXt and one Swin compute with real numbers on the smallest
legal picture. The larger ones run on torch's meta device: the real modules, forward and backward pass,
shapes and gradient flags, but no numbers, so their cuts are checked through their smaller relatives.
"""

from __future__ import annotations

import warnings

import pytest
import torch
from torch import nn

from engine.models import freezing
from engine.models.backbones import backbone
from engine.models.network import Network
from engine.models.skeleton import parameters_on_meta
from tests.engine.models.networks import NAMES, REAL, picture, scratch, without_numbers


def plain_builder(network: Network, classes: int) -> nn.Module:
    """The library's own module with the same number of classes, made without Graft."""
    entry = network.backbone
    with warnings.catch_warnings(), parameters_on_meta():
        warnings.simplefilter("ignore")
        if entry.library == "torchvision":
            from torchvision import models

            module: nn.Module = models.get_model(
                entry.builder, num_classes=classes, **entry.builder_options("none")
            )
            return module
        import timm

        created: nn.Module = timm.create_model(entry.builder, num_classes=classes)
        return created


def trained_names(network: Network, stages: int) -> set[str]:
    """Names of the parameters that a backward pass reaches."""
    freezing.apply(network, stages)
    freezing.train_mode(network, stages)
    network.module.zero_grad(set_to_none=True)
    logits, aux = network.training_outputs(picture(network))
    assert logits.shape == (2, 3)
    loss = logits.square().sum() + (aux.square().sum() if aux is not None else 0)
    loss.backward()  # type: ignore[no-untyped-call]
    return {name for name, p in network.module.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("name", NAMES)
def test_that_every_builder_takes_a_new_head_and_freezes_as_told(name: str) -> None:
    network = scratch(name) if name in REAL else without_numbers(name)
    total = len(network.stages)
    assert [stage.name for stage in network.stages] == [spec.name for spec in network.backbone.stages]

    state = network.module.state_dict()
    plain_builder(network, 3).load_state_dict(state, strict=True, assign=True)

    head = {n for n, _ in network.head_parameters()}
    aux = {n for n in head if network.backbone.aux and n.startswith(network.backbone.aux[0])}
    by_stage = [{n for n, _ in network.stage_parameters(stage)} for stage in network.stages]
    everything = {n for n, _ in network.module.named_parameters()}
    assert head.union(*by_stage) == everything
    assert len(head) + sum(map(len, by_stage)) == len(everything)

    first = next(other for other in NAMES if backbone(other).family == network.backbone.family)
    for stages in (0, 1, total // 2, -1) if name == first else (1, -1):
        thawed = by_stage[total - (total if stages == -1 else stages) :]
        expected = head.union(*thawed)
        reached = trained_names(network, stages)
        asked = {n for n, p in network.module.named_parameters() if p.requires_grad}
        assert asked == expected
        # The auxiliary head learns only where what feeds it does.
        assert reached in (expected, expected - aux)
        assert stages != -1 or reached == everything


@pytest.mark.parametrize("name", REAL)
def test_that_every_cut_gives_exactly_the_whole_networks_answer(name: str) -> None:
    network = scratch(name)
    x = picture(network, 1)
    with torch.no_grad():
        whole = network.module(x)
        assert torch.equal(network.forward(x), whole)
        for stages in range(-1, len(network.stages) + 1):
            assert network.can_cut(stages)
            boundary = network.boundary(x, stages)
            kept = boundary.clone()
            assert torch.equal(network.from_boundary(boundary, stages), whole)
            assert torch.equal(boundary, kept), "the cached activations were changed"
    freezing.apply(network, -1)
    network.forward(x).square().sum().backward()  # type: ignore[no-untyped-call]
    gradients = [p.grad for n, p in network.module.named_parameters() if not n.startswith("AuxLogits")]
    assert all(g is not None and bool(torch.isfinite(g).all()) for g in gradients)


@pytest.mark.parametrize("name", ["resnet18", "mobilenet_v3_small", "densenet121", "squeezenet1_1", "swin_t"])
def test_that_the_tail_learns_the_same_from_cached_activations(name: str) -> None:
    network = scratch(name)
    freezing.apply(network, 2)
    x = picture(network)
    gradients = []
    for cached in (False, True):
        network.module.zero_grad(set_to_none=True)
        freezing.train_mode(network, 2)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(3)
            if cached:
                with torch.no_grad():
                    boundary = network.boundary(x, 2)
                out = network.from_boundary(boundary, 2)
            else:
                out = network.forward(x)
        out.square().sum().backward()  # type: ignore[no-untyped-call]
        gradients.append([p.grad.clone() for p in network.module.parameters() if p.grad is not None])
    assert len(gradients[0]) == len(gradients[1]) > 0
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other)
