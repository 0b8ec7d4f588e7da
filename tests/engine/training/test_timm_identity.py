"""Weights that timm brings are told apart by their numbers: their name outlives them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from torch import nn

from engine.control import RunControl
from engine.events import EpochDone, Event
from engine.training import checkpoint, loop
from tests.engine.training.conftest import Configure, ended, run_all

OWN = {"model__weights": "default", "train__epochs": 2}


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Which numbers timm's default weights have: a seed; no download, and all else as timm does it."""
    chosen = {"seed": 1}
    honest = timm.create_model

    def create(name: str, pretrained: bool = False, **options: Any) -> nn.Module:
        module: nn.Module = honest(name, pretrained=False, **options)
        generator = torch.Generator().manual_seed(chosen["seed"])
        with torch.no_grad():
            for parameter in module.parameters() if pretrained else ():
                parameter.add_(0.02 * torch.randn(parameter.shape, generator=generator))
        return module

    monkeypatch.setattr(timm, "create_model", create)
    return chosen


def losses(events: list[Event]) -> list[float]:
    return [event.val_loss for event in events if isinstance(event, EpochDone) and event.val_loss is not None]


def test_that_activations_of_timms_earlier_weights_are_not_those_of_its_new_ones(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release: dict[str, int]
) -> None:
    monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / "cache"))
    _, before = run_all(configure(**OWN), tmp_path / "runs")
    release["seed"] = 2
    _, after = run_all(configure(**OWN), tmp_path / "runs")
    monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / "another cache"))
    _, expected = run_all(configure(**OWN), tmp_path / "runs")
    assert losses(after) == pytest.approx(losses(expected))
    assert losses(after) != pytest.approx(losses(before))


def test_that_a_run_goes_on_with_its_own_weights_alone_and_one_of_an_earlier_version_with_those_of_the_name(
    configure: Configure, tmp_path: Path, release: dict[str, int]
) -> None:
    run, events = run_all(configure(**OWN), tmp_path)
    assert ended(events).outcome == "completed"
    run.events_path.unlink()  # as one that was killed
    release["seed"] = 2
    end = ended(list(loop.resume(run, RunControl())))
    assert end.outcome == "failed"
    assert "not those that the run began with" in end.message
    state = checkpoint.load(run.last_path)
    checkpoint.save(run.last_path, {**state, "weights": "timm:test_resnet-default"})
    assert ended(list(loop.resume(run, RunControl()))).outcome == "completed"
