"""What warming computes, and that a run with the same settings then computes nothing anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from torch import nn

from engine.config import RunConfig
from engine.control import RunControl
from engine.data import network_pixels
from engine.events import BatchDone, Event, PhaseStarted
from engine.models.network import Network
from engine.training import phases
from engine.training.features import Forward, Pixels
from engine.training.forward import frozen_forward
from engine.training.precision import Plan
from engine.training.warm import warm
from tests.engine.training.conftest import Configure, ended, run_all

PICTURES = 36
LAST_STAGE = {"model__mode": "finetune", "model__thaw_stages": 1}
ALL_STAGES = {"model__mode": "finetune", "model__thaw_stages": -1}
VIEWS = {"train__augment": "light", "train__views": 2}
THAWED_FIRST: dict[str, object] = {
    "model__mode": "staged",
    "model__schedule": '[{"from_epoch": 0, "stages": 2}, {"from_epoch": 1, "stages": -1}]',
}
HEAD_FIRST = {
    "model__mode": "staged",
    "model__schedule": '[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1}]',
}
WAYS: dict[str, dict[str, object]] = {
    "frozen": {},
    "quick": {"train__solver": "lbfgs", **VIEWS},
    "frozen, views": VIEWS,
    "frozen, mirrored": {"train__tta_flip": True},
    "last stage": LAST_STAGE,
    "last stage, views": {**LAST_STAGE, **VIEWS},
    "all stages": ALL_STAGES,
    "all stages, views": {**ALL_STAGES, **VIEWS},
    "staged, thawed from the start": THAWED_FIRST,
}
each_way = pytest.mark.parametrize("settings", WAYS.values(), ids=WAYS.keys())


@dataclass
class Work:
    """What was computed, as it comes; lists, because several threads add to them.

    Attributes:
        decoded: pictures read from their files.
        computed: pictures through the frozen part, as (stages after the cut, how many at once).
        called: modules of torch that ran, of whatever network.
    """

    decoded: list[Path] = field(default_factory=list)
    computed: list[tuple[int, int]] = field(default_factory=list)
    called: list[str] = field(default_factory=list)

    def take(self) -> tuple[int, dict[int, int]]:
        """How many were decoded and, by cut, computed; counts from zero again."""
        by_cut: dict[int, int] = {}
        for cut, count in self.computed:
            by_cut[cut] = by_cut.get(cut, 0) + count
        found = len(self.decoded), by_cut
        self.decoded.clear()
        self.computed.clear()
        self.called.clear()
        return found


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch, own_cache: Path) -> Iterator[Work]:
    """Counts what is computed, on a cache of the test's own."""
    seen = Work()
    load = network_pixels.load

    def counted_load(path: Path, resize: int, interpolation: str) -> Pixels:
        seen.decoded.append(path)
        return load(path, resize, interpolation)

    def counted_frozen(network: Network, cut: int, plan: Plan, device: torch.device) -> Forward:
        forward = frozen_forward(network, cut, plan, device)

        def counted(pixels: Pixels) -> npt.NDArray[np.generic] | list[Any]:
            seen.computed.append((cut, len(pixels)))
            return forward(pixels)

        return counted

    def called(module: nn.Module, _inputs: object) -> None:
        seen.called.append(type(module).__name__)

    monkeypatch.setattr(network_pixels, "load", counted_load)
    monkeypatch.setattr("engine.training.setup.frozen_forward", counted_frozen)
    hook = nn.modules.module.register_module_forward_pre_hook(called)
    yield seen
    hook.remove()


def _warmed(config: RunConfig) -> list[Event]:
    return list(warm(config, RunControl()))


def _computing(events: list[Event]) -> list[str]:
    """The phases of ``events`` that compute or decode what a cache did not have."""
    begun = [e for e in events if isinstance(e, PhaseStarted)]
    return [e.name for e in begun if e.name == "features" or (e.name == "read" and e.total)]


@each_way
def test_that_a_run_computes_nothing_anew_after_warming(
    settings: dict[str, object], configure: Configure, tmp_path: Path, work: Work
) -> None:
    config = configure(**settings, data__test_fraction=0.2, train__epochs=2)
    assert _computing(_warmed(config))
    work.take()
    _, events = run_all(config, tmp_path)
    assert ended(events).outcome == "completed"
    assert _computing(events) == []
    assert work.take() == (0, {})


@each_way
def test_that_warming_computes_what_a_run_without_it_would_and_no_more(
    settings: dict[str, object],
    configure: Configure,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Work,
) -> None:
    config = configure(**settings, data__test_fraction=0.2, train__epochs=2)
    _warmed(config)
    warmed = work.take()
    assert warmed[0] == PICTURES
    monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / "cold"))
    run_all(config, tmp_path)
    assert warmed == work.take()


@pytest.mark.parametrize("settings", [ALL_STAGES, {**ALL_STAGES, **VIEWS}])
def test_that_pictures_are_decoded_and_no_network_runs_where_all_stages_train(
    settings: dict[str, object], configure: Configure, tmp_path: Path, work: Work
) -> None:
    _warmed(configure(**settings))
    assert work.called == []
    assert work.take() == (PICTURES, {})
    assert not (tmp_path / "cache" / "activations").exists()
    _warmed(configure())
    assert work.called  # a network that runs would have been seen
    assert work.take() == (0, {0: PICTURES})


@pytest.mark.parametrize("settings", [{}, LAST_STAGE])
def test_that_activations_beyond_the_caches_bound_are_not_computed_ahead(
    settings: dict[str, object],
    configure: Configure,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Work,
) -> None:
    monkeypatch.setattr(phases, "MOST_FEATURE_BYTES", 2**60)
    monkeypatch.setattr(phases, "CACHE_SHARE", 1e-9)
    config = configure(**settings)
    _warmed(config)
    assert work.take() == (PICTURES, {})
    run_all(config, tmp_path)
    assert work.take() == (0, {})


def test_that_the_first_phase_of_a_staged_run_decides_what_is_computed_ahead(
    configure: Configure, tmp_path: Path, work: Work
) -> None:
    config = configure(**HEAD_FIRST)
    _warmed(config)
    assert work.take() == (PICTURES, {0: PICTURES})
    _, events = run_all(config, tmp_path)
    names = [e.name for e in events if isinstance(e, PhaseStarted) and e.name != "read"]
    assert names[:3] == ["head", "features", "train"]
    assert work.take() == (0, {1: PICTURES})


def test_that_what_was_kept_before_a_stop_is_not_computed_again(
    configure: Configure, work: Work, control: RunControl
) -> None:
    config = configure()
    for event in warm(config, control):
        if isinstance(event, BatchDone) and event.phase == "features":
            assert event.done < PICTURES
            control.stop()
    work.take()
    _warmed(config)
    assert 0 < work.take()[1][0] < PICTURES
