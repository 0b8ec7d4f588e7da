"""A trained model given new classes keeps what it knows of the old ones."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import pytest
import torch

from engine.config import DataConfig, ModelConfig, RunConfig, TrainConfig
from engine.evaluation import opening
from engine.evaluation.carry import carry_head
from engine.models.build import build_network
from engine.training.opening import keep_known_classes


def network(classes: int, head: str = "linear", seed: int = 0):
    model = ModelConfig(backbone="squeezenet1_1", weights="none", head=head, hidden_units=8)
    return build_network(model, classes, seed=seed)


FEATURES = torch.rand(5, 512, 3, 3, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("head", ["linear", "hidden"])
def test_that_known_classes_keep_their_outputs_in_their_new_places(head: str) -> None:
    old, new = network(2, head), network(3, head, seed=9)
    assert carry_head(old, ("ant", "bee"), new, ("bee", "cat", "ant")) == ("bee", "ant")
    before, after = old.logits_from_features(FEATURES), new.logits_from_features(FEATURES)
    torch.testing.assert_close(after[:, [2, 0]], before)


@pytest.mark.parametrize(
    ("first", "second"), [("binary", "linear"), ("linear", "binary"), ("binary", "binary")]
)
def test_that_one_output_and_two_outputs_mean_the_same(first: str, second: str) -> None:
    old, new = network(2, first), network(2, second, seed=9)
    # Without the ReLU behind SqueezeNet's own layer the two kinds of head are comparable.
    for part in (old, new):
        part.head.layers[0].bias.data.add_(20.0)
    assert carry_head(old, ("ant", "bee"), new, ("bee", "ant")) == ("bee", "ant")
    before = old.logits_from_features(FEATURES).softmax(1)
    after = new.logits_from_features(FEATURES).softmax(1)
    torch.testing.assert_close(after[:, [1, 0]], before, atol=1e-4, rtol=1e-4)


def test_that_heads_that_do_not_fit_are_left_as_they_were() -> None:
    old, new = network(2, "hidden"), network(3, seed=9)
    before = new.head.layers[0].weight.clone()
    assert carry_head(old, ("ant", "bee"), new, ("ant", "bee", "cat")) == ()
    torch.testing.assert_close(new.head.layers[0].weight, before)
    assert carry_head(network(2), ("ant", "bee"), new, ("x", "y", "z")) == ()


@pytest.mark.parametrize("ours", [False, True])
def test_that_only_weights_that_tell_of_classes_are_read_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ours: bool
) -> None:
    net = network(2)
    state = OrderedDict(net.module.state_dict())
    if ours:
        setattr(state, opening.ATTRIBUTE, "{}")
    torch.save(state, tmp_path / "weights.pt")
    opened: list[Path] = []
    honest = opening.open_model

    def noted(source: Path) -> opening.Opened:
        opened.append(source)
        return honest(source)

    monkeypatch.setattr(opening, "open_model", noted)
    model = ModelConfig(backbone="squeezenet1_1", weights=str(tmp_path / "weights.pt"))
    config = RunConfig(DataConfig(source=""), model, TrainConfig())
    assert keep_known_classes(config, net, ("ant", "bee")) == ()
    assert len(opened) == ours
