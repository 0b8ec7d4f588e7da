"""The learning-rate range test."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from engine import fingerprints
from engine.control import RunControl
from engine.errors import EngineError
from engine.events import BatchDone, Event, Warned
from engine.training import lr_finder, step_memory
from engine.training.phase import phases
from engine.training.trainer import Trainer
from tests.engine.training.conftest import Configure, ended, run_all
from tests.engine.training.test_full_memory import limit_memory


def _found(
    found: object, control: RunControl | None = None
) -> tuple[list[Event], lr_finder.RateCurve | None]:
    events: list[Event] = []
    going = lr_finder.find_rate(found, control or RunControl(), steps=60)  # type: ignore[arg-type]
    while True:
        try:
            events.append(next(going))
        except StopIteration as end:
            return events, end.value


def test_that_the_suggestion_lies_where_the_loss_falls_steepest() -> None:
    rates = tuple(float(rate) for rate in np.geomspace(1e-5, 10, 61))
    # A fall centred on 1e-2, then an explosion.
    losses = [1.0 - 0.8 / (1 + (1e-2 / rate) ** 3) + (rate / 5) ** 4 for rate in rates]
    assert lr_finder.suggest(rates, tuple(losses)) == pytest.approx(1e-2, rel=0.3)


def test_that_a_loss_that_only_grows_suggests_nothing() -> None:
    rates = tuple(float(rate) for rate in np.geomspace(1e-5, 10, 40))
    assert lr_finder.suggest(rates, tuple(1.0 + rate for rate in rates)) is None


@pytest.mark.parametrize("mode", ["frozen", "finetune"])
def test_that_rates_grow_and_the_suggested_one_trains(
    configure: Configure, tmp_path: Path, mode: str
) -> None:
    config = configure(model__mode=mode, train__epochs=6, train__batch_size=10)
    events, curve = _found(config)
    assert curve is not None
    assert len([event for event in events if isinstance(event, BatchDone)]) >= len(curve.rates) > 10
    assert np.all(np.diff(curve.rates) > 0)
    assert curve.suggestion is not None
    assert lr_finder.LOWEST < curve.suggestion < lr_finder.HIGHEST
    end = ended(run_all(lr_finder.with_rate(config, curve.suggestion), tmp_path)[1])
    assert end.outcome == "completed"
    assert (end.val_accuracy or 0) > 0.5


def test_that_the_suggestion_counts_the_first_phases_own_factor(configure: Configure) -> None:
    trained: dict[float, list[float]] = {}
    for factor in (1.0, 0.1):
        schedule = json.dumps([{"from_epoch": 0, "stages": 1, "lr_factor": factor}])
        config = configure(model__mode="staged", model__schedule=schedule)
        _, curve = _found(config)
        assert curve is not None
        assert curve.suggestion is not None
        (phase,) = phases(lr_finder.with_rate(config, curve.suggestion), 5)
        trained[factor] = [phase.lr, *(rate * factor for rate in curve.rates[:1])]
    # The same network on the same pictures learns fastest at the same real rate, whatever the factor.
    assert trained[0.1][0] == pytest.approx(trained[1.0][0], rel=0.5)
    assert trained[0.1][1] == pytest.approx(trained[1.0][1] / 10)


def test_that_finding_a_rate_leaves_no_run_behind(configure: Configure, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    _found(configure())
    assert set(tmp_path.iterdir()) == before


def test_that_it_stops_when_asked(configure: Configure) -> None:
    control = RunControl()
    control.stop()
    assert _found(configure(), control)[1] is None


def test_that_the_direct_solver_is_told_to_have_no_rate(configure: Configure) -> None:
    with pytest.raises(EngineError, match="no learning rate"):
        _found(configure(train__solver="lbfgs"))


def test_that_batches_of_one_find_a_rate_too(configure: Configure) -> None:
    _, curve = _found(configure(train__batch_size=1))
    assert curve is not None
    assert len(curve.rates) > 10


def test_that_steps_of_the_range_test_are_taken_in_parts_too_where_memory_is_little(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_memory, "machine_memory", lambda: (2, 1))
    events, curve = _found(configure(model__mode="finetune", train__batch_size=10))
    assert curve is not None
    (warned,) = [event for event in events if isinstance(event, Warned)]
    assert warned.message.endswith("runs in parts of 2.")


def test_that_a_full_gpu_halves_the_steps_of_the_range_test_too_and_ends_it_in_words(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(model__mode="finetune", train__batch_size=10)
    with monkeypatch.context() as limited:
        limit_memory(limited, 4)
        events, curve = _found(config)
    assert curve is not None
    warned = [event.message for event in events if isinstance(event, Warned)]
    assert warned[-1].endswith("now runs in parts of 2.")
    limit_memory(monkeypatch, 0)
    with pytest.raises(EngineError, match="even one picture"):
        _found(config)


def test_that_a_gpu_full_before_the_first_step_ends_the_range_test_in_words(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Trainer, "begin", full)
    with pytest.raises(EngineError, match="memory is full"):
        _found(configure())


def test_that_giving_it_up_is_answered_while_the_pictures_are_read(
    configure: Configure, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, honest = 0, fingerprints.content_key

    def counted(path: Path) -> bytes:
        nonlocal read
        read += 1
        return honest(path)

    monkeypatch.setattr(fingerprints, "content_key", counted)
    monkeypatch.setattr(fingerprints, "_AHEAD", 1)
    assert _found(configure(), RunControl(lambda: read > 0))[1] is None
    assert 0 < read < 36
