"""A network that trains is evaluated with merged layers: as it is then, and only where they agree."""

from __future__ import annotations

import copy

import numpy as np
import pytest
import torch
from torch import nn

from engine.config import DataConfig, ModelConfig, RunConfig, TrainConfig
from engine.models import merged
from engine.models.merged import FROM, PART, Merged
from engine.models.network import Network
from engine.training.phase import Phase
from engine.training.precision import Plan
from engine.training.trainer import Trainer
from tests.engine.models.test_inference import CONVOLUTIONAL, lively

CPU = torch.device("cpu")


def pictures(count: int = PART + 3, size: int = 64) -> torch.Tensor:
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(count, 3, size, size, generator=generator)
    return x.contiguous(memory_format=torch.channels_last)


def trainer_of(network: Network, cut: int | None = None) -> Trainer:
    config = RunConfig(DataConfig(source=""), ModelConfig(mode="finetune"), TrainConfig(optimizer="sgd"))
    trainer = Trainer(network, config, CPU, Plan("fp32", "fp32"))
    trainer.begin(Phase(0, 1, -1 if cut is None else cut, 1e-2, cut), [1, 1])
    return trainer


@pytest.mark.parametrize("name", [*CONVOLUTIONAL, "vgg11", "convnext_tiny", "vit_b_16"])
def test_that_merged_features_are_the_plain_ones(name: str) -> None:
    network = lively(name, 224 if name == "vit_b_16" else 64)
    network.module.eval()
    front, x = network.front(0), pictures(3, network.preprocessing.crop)
    with torch.inference_mode():
        wanted, given = front(x), Merged(front)(x)
    assert (given - wanted).abs().max() <= 1e-4 * wanted.abs().max()


def test_that_an_evaluation_sees_the_weights_of_its_moment_and_training_goes_on_the_same() -> None:
    network, x = lively("resnet18"), pictures()
    trainer, plain = trainer_of(network), trainer_of(copy.deepcopy(network))
    y = torch.arange(len(x)) % 2
    seen = []
    for _ in range(2):
        for one in (trainer, plain):
            one.train_mode()
            one.step(x[:8], y[:8])
        logits, wanted = trainer.evaluate(x, trainer.merged(FROM)), plain.evaluate(x)
        np.testing.assert_allclose(logits, wanted, atol=1e-4 * np.abs(wanted).max())
        seen.append(logits)
    assert np.abs(seen[0] - seen[1]).max() > 1e-2
    for (name, mine), theirs in zip(
        trainer.network.module.state_dict().items(), plain.network.module.state_dict().values(), strict=True
    ):
        assert torch.equal(mine, theirs), name


def test_that_the_layers_are_merged_for_many_pictures_and_not_for_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[nn.Module] = []
    real = merged.fuse

    def noted(*args: object, **kwargs: object) -> nn.Module:
        made.append(real(*args, **kwargs))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(merged, "fuse", noted)
    trainer = trainer_of(lively("resnet18"))
    assert trainer.merged(FROM - 1) is None
    assert trainer_of(lively("resnet18"), 2).merged(FROM) is None
    body = trainer.merged(FROM)
    trainer.evaluate(pictures(), body)
    trainer.evaluate(pictures(), body)
    assert len(made) == 1
    assert not any(isinstance(part, nn.BatchNorm2d) for part in made[0].modules())


def test_that_wrong_merged_results_are_given_up_for_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    network = lively("resnet18")
    network.module.eval()
    front, x = network.front(0), pictures()
    monkeypatch.setattr(merged, "fuse", lambda module, *_args, **_kwargs: lambda x: module(x) * 1.001)
    with torch.inference_mode():
        assert torch.equal(Merged(front)(x), torch.cat([front(x[:PART]), front(x[PART:])]))


def test_that_layers_with_nothing_to_merge_are_shared_and_not_copied() -> None:
    network = lively("vgg11")
    network.module.eval()
    own = {p.data_ptr() for m in network.module.modules() if isinstance(m, nn.Linear) for p in m.parameters()}
    made = merged.fuse(network.front(0), torch.float32, CPU, sharing=True)
    linear = [m for m in made.modules() if isinstance(m, nn.Linear)]
    assert len(linear) == 2
    assert {p.data_ptr() for m in linear for p in m.parameters()} <= own
