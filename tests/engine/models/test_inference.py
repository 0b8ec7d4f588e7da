"""Merged layers give the plain network's answer, whatever the family; and are given up where they don't."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from engine.models import inference, probe
from engine.models.dataflow import Dataflow
from engine.models.execution import ExecutionPlan
from engine.models.fused_conv import SamePadding
from engine.models.fusion import fuse
from engine.models.inference import prepare, prepare_classifier, prepare_pair
from engine.models.network import Network
from tests.engine.models.networks import scratch

CONVOLUTIONAL = [
    "resnet18", "mobilenet_v2", "mobilenet_v3_small", "efficientnet_lite0", "efficientnet_b0",
    "squeezenet1_1", "shufflenet_v2_x0_5", "regnet_y_400mf", "mnasnet0_5", "densenet121",
]  # fmt: skip
CPU = torch.device("cpu")


def lively(name: str, size: int = 64, classes: int = 2) -> Network:
    """A random network whose batch norms have statistics worth folding, for pictures of ``size``."""
    network = scratch(name, classes)
    network.preprocessing = dataclasses.replace(network.preprocessing, crop=size)
    generator = torch.Generator().manual_seed(1)
    for module in network.module.modules():
        if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None:
            shape = module.running_mean.shape
            module.running_mean.copy_(torch.randn(shape, generator=generator) * 0.1)
            with torch.no_grad():
                module.weight.copy_(1 + torch.rand(shape, generator=generator) * 0.2)
    return network


def pictures(count: int, size: int = 64) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, size, size, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", CONVOLUTIONAL)
def test_that_merged_layers_give_the_plain_activations(name: str) -> None:
    network = lively(name)
    plain = prepare(network, 0, ExecutionPlan("fp32"))
    merged = prepare(network, 0, ExecutionPlan("fp32", fused=True))
    assert merged.plan.fused
    torch.testing.assert_close(merged(pictures(2)), plain(pictures(2)), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet18"])
def test_that_a_cut_in_the_middle_is_prepared_as_well(name: str) -> None:
    network = lively(name)
    wanted = prepare(network, 2, ExecutionPlan("fp32"))(pictures(2))
    found = prepare(network, 2, ExecutionPlan("fp32", fused=True))(pictures(2))
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-4)
    with torch.no_grad():
        ours = network.from_boundary(found.clone(), 2)
        torch.testing.assert_close(ours, network.from_boundary(wanted.clone(), 2), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize("name", ["efficientnet_lite0", "mobilenet_v2", "resnet18"])
def test_that_one_pass_gives_features_and_activations_bit_by_bit_as_two_do(name: str, precision: str) -> None:
    network = lively(name)
    plan = ExecutionPlan(precision, fused=True)
    pair = prepare_pair(network, 2, plan)
    assert pair is not None
    features, boundary = pair(pictures(11))
    assert torch.equal(features, prepare(network, 0, plan)(pictures(11)))
    assert torch.equal(boundary, prepare(network, 2, plan)(pictures(11)))


def test_that_two_passes_are_made_where_one_would_give_other_features(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    honest = inference.PreparedPair.__call__

    def off_by_a_bit(self: inference.PreparedPair, pixels: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        features, boundary = honest(self, pixels)
        features[0, 0] = torch.nextafter(features[0, 0], features[0, 0] + 1)
        return features, boundary

    monkeypatch.setattr(inference.PreparedPair, "__call__", off_by_a_bit)
    assert prepare_pair(lively("resnet18"), 1, ExecutionPlan("fp32", fused=True)) is None


def test_that_any_number_of_pictures_in_either_layout_gives_the_same() -> None:
    run = prepare(lively("efficientnet_lite0"), 0, ExecutionPlan("fp32", batch_size=4, fused=True))
    x = pictures(7)
    whole = run(x)
    assert whole.shape == (7, 1280)
    one_by_one = torch.cat([run(x[i : i + 1]) for i in range(7)])
    torch.testing.assert_close(whole, one_by_one, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(run(torch.from_numpy(x).permute(0, 3, 1, 2)), whole)


def test_that_transformers_are_run_without_merging() -> None:
    network = scratch("swin_t")
    run = prepare(network, 0, ExecutionPlan("fp32", fused=True))
    x = pictures(1, 224)
    with torch.no_grad():
        facts = network.preprocessing
        normal = (torch.from_numpy(x) / 255 - torch.tensor(facts.mean)) / torch.tensor(facts.std)
        wanted = network.features(normal.permute(0, 3, 1, 2))
    torch.testing.assert_close(run(x), wanted, rtol=1e-3, atol=1e-3)


def test_that_wrong_merged_results_are_given_up_for_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    network = lively("resnet18")
    wanted = prepare(network, 0, ExecutionPlan("fp32"))(pictures(2))
    right = inference.fuse

    def wrong(*args: object) -> nn.Module:
        module = right(*args)  # type: ignore[arg-type]
        next(module.children()).weight.mul_(-1)  # type: ignore[operator, union-attr]
        return module

    monkeypatch.setattr(inference, "fuse", wrong)
    run = prepare(network, 0, ExecutionPlan("fp32", fused=True))
    assert not run.plan.fused
    torch.testing.assert_close(run(pictures(2)), wanted)


def _merged(module: nn.Module) -> nn.Module:
    return fuse(module, torch.float32, CPU)


def _cut(module: nn.Module) -> nn.Module:
    return Dataflow(module, [("conv",)], ()).segment(None, None)


@pytest.mark.parametrize("follow", [_merged, _cut])
def test_that_a_network_at_work_in_another_thread_is_not_disturbed_by_following_one(
    follow: Callable[[nn.Module], nn.Module],
) -> None:
    x, answers = torch.rand(1, 3, 8, 8), []
    working = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())

    class Followed(nn.Module):
        """While it is being followed to its layers, the other network works."""

        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 4, 3)

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            with ThreadPoolExecutor(1) as other:
                answers.append(other.submit(working, x).result())
            found: torch.Tensor = self.conv(pixels)
            return found

    assert follow(Followed().eval())(x).shape == (1, 4, 6, 6)
    assert torch.equal(answers[0], working(x))


def test_that_preparing_leaves_the_network_as_it_was() -> None:
    network = lively("mobilenet_v3_small")
    network.module.train()
    before = {k: v.clone() for k, v in network.module.state_dict().items()}
    prepare(network, 0, ExecutionPlan("bf16", fused=True))
    assert all(m.training for m in network.module.modules() if list(m.parameters()))
    assert all(torch.equal(v, before[k]) for k, v in network.module.state_dict().items())


def test_that_bf16_predicts_the_same_classes_with_real_weights(ants_and_bees: Path) -> None:
    from PIL import Image

    from engine.config import ModelConfig
    from engine.models.build import build_network

    network = build_network(ModelConfig(head="full_output"), 2)
    files = sorted((ants_and_bees / "val" / "bees").iterdir())[:16]
    x = np.stack([np.asarray(Image.open(f).convert("RGB").resize((224, 224))) for f in files])
    plain = prepare(network, 0, ExecutionPlan("fp32"))(x)
    fast = prepare(network, 0, ExecutionPlan("bf16", True, 8, True))
    assert fast.plan.fused
    cosine = nn.functional.cosine_similarity(fast(x).float(), plain)
    assert float(cosine.min()) > 0.99
    sure = plain.softmax(dim=1).amax(dim=1) > 0.5
    assert torch.equal(fast(x).argmax(dim=1)[sure], plain.argmax(dim=1)[sure])


def test_that_the_classifier_gives_the_networks_logits() -> None:
    network = lively("resnet18", classes=3)
    logits = prepare_classifier(network, ExecutionPlan("fp32", fused=True))(pictures(3))
    assert logits.dtype == torch.float32
    with torch.inference_mode():
        wanted = network.logits_from_features(prepare(network, 0, ExecutionPlan("fp32"))(pictures(3)))
    torch.testing.assert_close(logits, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("size", "kernel", "stride"), [(224, 3, 2), (112, 5, 2), (7, 3, 1), (15, 5, 2)])
def test_that_same_padding_is_tensorflows(size: int, kernel: int, stride: int) -> None:
    from timm.layers import pad_same

    x = torch.randn(1, 2, size, size)
    ours = SamePadding((kernel, kernel), (stride, stride), (1, 1)).apply(x)
    assert torch.equal(ours, pad_same(x, (kernel, kernel), (stride, stride)))


def test_that_speed_is_measured_once_and_remembered(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = lively("mobilenet_v3_small", 32)
    before = {k: v.clone() for k, v in network.module.state_dict().items()}
    speed = probe.inference_speed(network, CPU)
    plan = probe.best_training(network, 1, CPU)
    assert speed > 0
    assert (own_cache / "speed.json").is_file()
    assert all(torch.equal(v, before[k]) for k, v in network.module.state_dict().items())
    assert all(p.grad is None and p.requires_grad for p in network.module.parameters())
    monkeypatch.setattr(probe, "_shortest", None)
    assert probe.inference_speed(network, CPU) == speed
    assert probe.best_training(network, 1, CPU) == plan
    assert probe.seconds_per_epoch(network, 0, 1000, CPU) == pytest.approx(1000 / speed)


def test_that_nothing_an_older_version_measured_is_believed_beside_what_is_new(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a processor without bf16 instructions there is nothing to choose, and nothing is measured.
    monkeypatch.setattr(probe, "preferred_precision", lambda _device: "bf16")
    network = lively("mobilenet_v3_small", 32)
    before = {k: v.clone() for k, v in network.module.state_dict().items()}
    probe.best_training(network, -1, CPU)
    assert all(torch.equal(v, before[k]) for k, v in network.module.state_dict().items())
    assert not any(part.training for part in network.module.modules())
    kept = own_cache / "speed.json"
    told = json.loads(kept.read_text())
    (entry,) = told["entries"].values()
    entry["images_per_second"] = 1e9
    kept.write_text(json.dumps(told | {"format": told["format"] - 1}))
    probe.inference_speed(network, CPU)  # writes the file as it is today
    assert probe.best_training(network, -1, CPU).images_per_second < 1e9


def test_that_a_busy_moment_does_not_fall_on_one_way_of_training_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, passes = 0.0, 0

    def work(seconds: float) -> Callable[[], None]:
        def one() -> None:
            nonlocal now, passes
            passes += 1
            now += seconds * (10 if passes <= 4 else 1)  # others are busy in the first half

        return one

    monkeypatch.setattr(probe.time, "thread_time", lambda: now)
    fast, slow = probe._shortest([work(0.1), work(0.15)], CPU)
    assert (fast, slow) == pytest.approx((0.1, 0.15))
