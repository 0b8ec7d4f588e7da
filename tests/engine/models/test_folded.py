"""Layers merged for training: the same gradients and steps, and only where they agree."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from engine.config import DataConfig, ModelConfig, RunConfig, TrainConfig
from engine.models import folded, freezing
from engine.models.folded import Folded, FoldedConv
from engine.models.fused_conv import has_native_fusion
from engine.models.mixed import autocast
from engine.models.network import Network
from engine.models.normed_conv import NormedConv
from engine.training import phase_network
from engine.training.phase import Phase
from engine.training.phase_network import StepBody
from engine.training.precision import Plan
from engine.training.trainer import Trainer
from tests.engine.models.test_inference import CONVOLUTIONAL, lively
from tests.engine.models.test_merged import pictures

CPU = torch.device("cpu")
needs_onednn = pytest.mark.skipif(not has_native_fusion(), reason="this torch has no fused convolution")
NORMED = [name for name in CONVOLUTIONAL if name != "squeezenet1_1"]


def merged_in(body: Folded) -> int:
    return sum(isinstance(part, FoldedConv) for part in body.module.modules())


def frozen_body(network: Network, stages: int = -1) -> Folded:
    """The backbone of ``network`` as it trains with frozen batch norms, not yet merged."""
    freezing.apply(network, stages)
    freezing.train_mode(network, stages, frozen_batch_norm=True)
    return Folded(network.front(0))


def gradients(network: Network, module: nn.Module | Folded, x: torch.Tensor, precision: str) -> torch.Tensor:
    """Those of all that trains, in one vector."""
    network.module.zero_grad(set_to_none=True)
    torch.manual_seed(5)  # dropout and stochastic depth draw the same
    with autocast("cpu", precision):
        logits = network.logits_from_features(module(x))
    torch.autograd.backward(nn.functional.cross_entropy(logits.float(), torch.arange(len(x)) % 2))
    found = [p.grad.flatten() for p in network.module.parameters() if p.grad is not None]
    return torch.cat(found)


@pytest.mark.parametrize("name", NORMED)
def test_that_merged_training_gives_the_plain_outputs_and_gradients(name: str) -> None:
    network, x = lively(name), pictures(4)
    network.module.to(memory_format=torch.channels_last)
    body = frozen_body(network)
    body.settle(x)
    assert merged_in(body) > 5
    plain = network.front(0)
    torch.manual_seed(5)
    wanted = plain(x)
    torch.manual_seed(5)
    torch.testing.assert_close(body(x), wanted, rtol=1e-4, atol=1e-4)
    first, second = gradients(network, plain, x, "fp32"), gradients(network, body, x, "fp32")
    assert first.shape == second.shape
    assert (first - second).norm() <= 1e-3 * first.norm()


@pytest.mark.skipif(
    not has_native_fusion() or not torch.ops.mkldnn._is_mkldnn_bf16_supported(),
    reason="this processor has no instructions that oneDNN wants for bf16",
)
@pytest.mark.parametrize(
    "name", ["resnet18", "efficientnet_lite0", "efficientnet_b0", "mobilenet_v3_small", "shufflenet_v2_x0_5"]
)
def test_that_merged_training_in_bf16_is_as_near_to_float32_as_plain_training_is(name: str) -> None:
    network, x = lively(name), pictures(4)
    body = frozen_body(network)
    body.settle(x)
    exact = gradients(network, network.front(0), x, "fp32")
    off = [(gradients(network, one, x, "bf16") - exact).norm() for one in (network.front(0), body)]
    assert off[1] <= 1.3 * off[0]


def test_that_a_rectifier_before_a_max_pooling_is_applied_after_it() -> None:
    network, x = lively("resnet18"), pictures(4)
    body = frozen_body(network)
    body.settle(x)
    seen: list[torch.Tensor] = []
    pools = [part for part in body.module.modules() if isinstance(part, nn.MaxPool2d)]
    for pool in pools:
        pool.register_forward_hook(lambda _module, given, _result: seen.append(given[0]))
    with torch.no_grad():
        torch.testing.assert_close(body(x), network.front(0)(x), rtol=1e-4, atol=1e-4)
    assert len(pools) == 1
    assert [bool((each < 0).any()) for each in seen] == [True, False]  # merged; plain, the same layer


def test_that_batch_norms_that_train_are_not_merged() -> None:
    network, x = lively("resnet18"), pictures(4)
    freezing.apply(network, 2)
    freezing.train_mode(network, 2)  # the last two stages' batch norms train
    body = Folded(network.front(0))
    before = copy.deepcopy(network.module.state_dict())
    body.settle(x)
    trained = [m for m in network.module.modules() if isinstance(m, nn.BatchNorm2d) and m.training]
    assert 0 < merged_in(body) < 20
    assert not {id(part.norm) for part in body.module.modules() if isinstance(part, FoldedConv)} & set(
        map(id, trained)
    )
    for key, value in network.module.state_dict().items():
        assert torch.equal(value, before[key]), key  # comparing moved no statistics


def trainer_of(
    network: Network,
    cut: int | None = None,
    weights: str = "default",
    *,
    frozen: bool = True,
    stages: int = 2,
    precision: str = "fp32",
) -> Trainer:
    model = ModelConfig(mode="finetune", weights=weights, frozen_batch_norm=frozen)
    config = RunConfig(DataConfig(source=""), model, TrainConfig(optimizer="sgd"))
    trainer = Trainer(network, config, CPU, Plan("fp32", precision))
    trainer.begin(Phase(0, 1, stages if cut is None else cut, 1e-2, cut), [1, 1])
    trainer.train_mode()
    return trainer


def body_of(trainer: Trainer) -> Folded | None:
    """What the steps of ``trainer`` may merge."""
    assert trainer._body is not None
    return trainer._body.folded


def stepped(name: str, monkeypatch: pytest.MonkeyPatch, *, frozen: bool, stages: int) -> list[Network]:
    """Two networks after the same three steps, the first with merged layers, the second without."""
    networks = [lively(name) for _ in range(2)]
    x, y = pictures(8), torch.arange(8) % 2
    for network in networks:
        trainer = trainer_of(network, frozen=frozen, stages=stages)
        torch.manual_seed(5)
        for _ in range(3):
            trainer.step(x, y)
        trainer.end()
        monkeypatch.setattr(StepBody, "settle", lambda *_: None)
    return networks


def test_that_steps_with_merged_layers_lead_to_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    began = lively("resnet18").module.state_dict()
    mine, theirs = (
        each.module.state_dict() for each in stepped("resnet18", monkeypatch, frozen=True, stages=2)
    )
    moved = 0
    for name, value in mine.items():
        torch.testing.assert_close(value, theirs[name], rtol=1e-4, atol=1e-5, msg=name)
        moved += not torch.equal(value, began[name])
        if "running" in name:
            assert torch.equal(value, began[name]), name
    assert moved > 20


@pytest.mark.parametrize("name", ["mobilenet_v3_small", "efficientnet_b0"])
def test_that_steps_whose_batch_norms_train_lead_to_the_same_weights_and_statistics(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = lively(name).module.state_dict()
    mine, theirs = (each.module.state_dict() for each in stepped(name, monkeypatch, frozen=False, stages=-1))
    for key, value in mine.items():
        assert not torch.equal(value, began[key]), key
        torch.testing.assert_close(value, theirs[key], rtol=1e-3, atol=1e-4, msg=key)


@needs_onednn
@pytest.mark.parametrize("name", ["mobilenet_v2", "efficientnet_lite0", "resnet50"])
def test_that_networks_whose_batch_norms_train_are_merged_and_left_as_they_were(name: str) -> None:
    network, x = lively(name), pictures(8)
    network.module.to(memory_format=torch.channels_last)
    freezing.apply(network, -1)
    freezing.train_mode(network, -1)
    before = copy.deepcopy(network.module.state_dict())
    drawn = torch.get_rng_state()
    body = Folded(network.front(0))
    body.settle(x)
    assert sum(isinstance(part, NormedConv) for part in body.module.modules()) > 30
    assert torch.equal(torch.get_rng_state(), drawn)
    for key, value in network.module.state_dict().items():
        assert torch.equal(value, before[key]), key
    assert all(part.training for part in network.module.modules() if isinstance(part, nn.BatchNorm2d))


def test_that_what_was_settled_before_is_not_found_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folded, "_agree", None)  # compares nothing
    for known in (True, False):
        network = lively("mobilenet_v3_small")
        body = frozen_body(network)
        body.settle(pictures(2), known)
        assert body.merged is known
        assert (merged_in(body) > 0) is known


def test_that_a_resumed_phase_takes_over_what_was_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = pictures(8), torch.arange(8) % 2
    first = trainer_of(lively("mobilenet_v3_small"))
    first.step(x, y)
    first.sized = True
    state = first.state()
    first.end()
    where, found = state["merged"]
    assert found is True
    elsewhere = trainer_of(lively("mobilenet_v3_small"))
    elsewhere.load(state | {"merged": ("another processor", False)})
    elsewhere.step(x, y)
    elsewhere.end()
    body = body_of(elsewhere)
    assert body is not None
    assert body.merged is True  # found out anew
    for merged in (True, False):
        trainer = trainer_of(lively("mobilenet_v3_small"))
        trainer.load(state | {"merged": (where, merged)})
        monkeypatch.setattr(folded, "_agree", None)
        trainer.step(x, y)
        trainer.end()
        assert trainer.sized
        body = body_of(trainer)
        assert body is not None
        assert body.merged is merged


@needs_onednn
def test_that_a_batch_norm_whose_forward_was_replaced_is_left_alone() -> None:
    network = lively("mobilenet_v2")
    freezing.apply(network, -1)
    freezing.train_mode(network, -1)
    norms = [part for part in network.module.modules() if isinstance(part, nn.BatchNorm2d)]
    for norm in norms[:10]:
        norm.forward = norm.forward  # type: ignore[method-assign]  # as SyncedNorms does
    body = Folded(network.front(0))
    body.settle(pictures(4))
    taken = [part.norm for part in body.module.modules() if isinstance(part, NormedConv)]
    assert len(taken) == len(norms) - 10
    assert not {id(each) for each in taken} & {id(each) for each in norms[:10]}


def test_that_a_residual_network_of_plain_convolutions_stays_as_it_is() -> None:
    network = lively("resnet18")
    freezing.apply(network, -1)
    freezing.train_mode(network, -1)
    body = Folded(network.front(0))
    body.settle(pictures(4))
    assert body.module is network.front(0)  # nothing in it is faster another way


def test_that_only_frozen_batch_norms_of_what_trains_are_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    def given(trainer: Trainer) -> int:
        trainer.step(pictures(4), torch.arange(4) % 2)
        body = body_of(trainer)
        return merged_in(body) if body is not None else 0

    assert given(trainer_of(lively("resnet18"))) == 20
    assert body_of(trainer_of(lively("resnet18"), cut=2)) is None  # over cached activations nothing is gained
    assert given(trainer_of(lively("resnet18"), weights="none")) == 10  # of the frozen stages alone
    assert given(trainer_of(lively("resnet18"), weights="none", stages=-1)) == 0
    assert body_of(trainer_of(lively("mobilenet_v2"), frozen=False, stages=-1)) is not None
    # In bf16 batch norms that train gain nothing by it.
    assert body_of(trainer_of(lively("mobilenet_v2"), frozen=False, stages=-1, precision="bf16")) is None
    # A format that was asked for and that the processor has no instructions for is left to torch.
    monkeypatch.setattr(phase_network, "preferred_precision", lambda _device: "fp32")
    assert body_of(trainer_of(lively("mobilenet_v2"), precision="bf16")) is None
    monkeypatch.setattr(phase_network, "preferred_precision", lambda _device: "bf16")
    assert body_of(trainer_of(lively("mobilenet_v2"), precision="bf16")) is not None
    assert not given(trainer_of(lively("squeezenet1_1")))  # has none
    assert not given(trainer_of(lively("vgg11")))


@pytest.mark.parametrize("what", ["outputs", "gradients"])
def test_that_wrong_merged_layers_are_given_up_for_plain_ones(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wrong(nn.Module):
        def __init__(self, right: nn.Module) -> None:
            super().__init__()
            self.right = right

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y: torch.Tensor = self.right(x)
            return y * 1.001 if what == "outputs" else 1.1 * y - 0.1 * y.detach()

    network, x = lively("resnet18"), pictures(4)
    body = frozen_body(network)
    monkeypatch.setattr(folded, "fold", Wrong)
    body.settle(x)
    assert body.module is network.front(0)
