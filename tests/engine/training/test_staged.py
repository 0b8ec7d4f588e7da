"""What happens from phase to phase of a staged run."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.config import ModelConfig, RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.evaluation.opening import open_model
from engine.events import EpochDone, PhaseStarted
from engine.export import card
from engine.run_folder import RunFolder
from engine.training import epoch_end, loop
from engine.training.best import Best
from engine.training.optim import Plateau
from engine.training.phase import Phase
from engine.training.precision import Plan
from engine.training.trainer import Trainer
from tests.engine.models.networks import scratch
from tests.engine.training.conftest import Configure, ended, run_all, weights_digest

THREE = (
    '[{"from_epoch": 0}, {"from_epoch": 3, "stages": 1, "lr_factor": 0.5},'
    ' {"from_epoch": 5, "stages": -1, "lr_factor": 0.1}]'
)
TWO = '[{"from_epoch": 0}, {"from_epoch": 5, "stages": -1, "lr_factor": 0.1}]'
TRAINING = ("head", "train")
STAGED = {"model__mode": "staged", "model__schedule": THREE, "train__epochs": 9}


@pytest.mark.parametrize(("schedule", "thawed", "epochs"), [(TWO, [0, -1], 7), (THREE, [0, 1], 5)])
def test_that_patience_is_counted_in_the_last_phase_and_over_a_resume(
    configure: Configure,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    schedule: str,
    thawed: list[int],
    epochs: int,
) -> None:
    monkeypatch.setattr(Best, "improves", lambda self, accuracy, loss: self.epoch == 0)
    given = {**STAGED, "model__schedule": schedule, "data__test_fraction": 0.25}
    config = configure(**given, train__patience=2)
    whole, events = run_all(config, tmp_path)
    assert [e.stages for e in events if isinstance(e, PhaseStarted) and e.name in TRAINING] == thawed
    assert (ended(events).epochs, ended(events).best_epoch) == (epochs, 1)
    assert ended(events).test_accuracy is not None
    for stop_after in (4, epochs - 1, epochs):
        run = RunFolder.create(tmp_path, config)
        control = RunControl()
        for event in loop.train(config, run, control):
            if isinstance(event, EpochDone) and event.epoch == stop_after:
                control.stop()
        resumed = list(loop.resume(run, RunControl()))
        assert (ended(resumed).outcome, ended(resumed).epochs) == ("completed", epochs)
        assert {e.stages for e in resumed if isinstance(e, PhaseStarted) and e.name in TRAINING} <= {*thawed}
        assert ended(resumed).test_accuracy == ended(events).test_accuracy
        assert weights_digest(run) == weights_digest(whole)


@pytest.mark.parametrize(
    ("patience", "second_phase", "thawed"),
    [
        (1, [(0.4, 0.6), (0.3, 0.6)], [0, 1]),
        (1, [(0.4, 0.5), (0.3, 0.5)], [0, 1]),  # as many right, with a lower loss
        (1, [(0.4, 0.6), (0.5, 0.75)], [0, 1, -1]),
        (0, [(0.4, 0.5), (0.3, 0.5)], [0, 1, -1]),
    ],
)
def test_that_with_patience_thawing_goes_deeper_only_where_it_got_more_pictures_right(
    configure: Configure,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    patience: int,
    second_phase: list[tuple[float, float]],
    thawed: list[int],
) -> None:
    said = iter([(0.6, 0.4), (0.5, 0.6), (0.7, 0.6), *second_phase, *[(0.9, 0.2)] * 4])
    monkeypatch.setattr(epoch_end, "figures", lambda logits, labels: next(said))
    _, events = run_all(configure(**STAGED, train__patience=patience), tmp_path)
    assert [e.stages for e in events if isinstance(e, PhaseStarted) and e.name in TRAINING] == thawed


def test_that_a_plateau_of_one_phase_leaves_the_next_ones_rate_as_told(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Plateau.update
    monkeypatch.setattr(Plateau, "update", lambda self, loss: honest(self, 1.0))  # it never falls
    config = configure(
        **STAGED, train__lr=0.01, train__schedule="plateau", train__step_epochs=1, train__step_gamma=0.5
    )
    whole, events = run_all(config, tmp_path)
    told = [e.lr for e in events if isinstance(e, PhaseStarted) and e.name in TRAINING]
    assert told == pytest.approx([0.01, 0.005, 0.001])
    first, second, third = ([rate * drop for drop in (1, 1, 0.5, 0.25)] for rate in told)
    rates = [e.lr for e in events if isinstance(e, EpochDone)]
    assert rates == pytest.approx([*first[:3], *second[:2], *third])
    for stop_after in (3, 8):
        run = RunFolder.create(tmp_path, config)
        control = RunControl()
        for event in loop.train(config, run, control):
            if isinstance(event, EpochDone) and event.epoch == stop_after:
                control.stop()
        list(loop.resume(run, RunControl()))
        assert [e.lr for e in run.events() if isinstance(e, EpochDone)] == rates
        assert weights_digest(run) == weights_digest(whole)


def test_that_every_step_has_the_rates_that_are_told_and_frozen_stages_stay_bit_for_bit(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[dict[str, float]] = []
    used: list[Trainer] = []
    honest = Trainer.step

    def seen(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        used[:] = [self]
        steps.append({group["name"]: group["lr"] for group in self.optimizer.param_groups})
        return honest(self, x, y)

    monkeypatch.setattr(Trainer, "step", seen)
    settings = {"train__lr": 0.01, "train__schedule": "none", "model__stage_lr_decay": 0.5}
    config = configure(**(STAGED | settings | {"train__epochs": 7}))
    told: PhaseStarted | None = None
    before: dict[str, torch.Tensor] = {}
    for event in loop.train(config, RunFolder.create(tmp_path, config), RunControl()):
        if isinstance(event, PhaseStarted):
            told = event if event.name in TRAINING else told
        if not isinstance(event, EpochDone):
            continue
        assert told is not None
        network = used[0].network
        count = len(network.stages)
        thawed = [stage.name for stage in network.stages][count - (told.stages % (count + 1)) :]
        expected = {"head": told.lr}
        expected |= {name: told.lr * 0.5**back for back, name in enumerate(reversed(thawed), start=1)}
        assert event.lr == pytest.approx(told.lr)
        assert steps
        for rates in steps:
            assert {name.removesuffix("/no_decay") for name in rates} == set(expected)
            for name, rate in rates.items():
                assert rate == pytest.approx(expected[name.removesuffix("/no_decay")]), (event.epoch, name)
        steps.clear()
        now = {name: value.clone() for name, value in network.module.state_dict().items()}
        if before:
            moved = {name for name in now if not torch.equal(now[name], before[name])}
            frozen = tuple(unit for s in network.stages if s.name not in thawed for unit in s.units)
            assert moved
            assert not [name for name in moved if frozen and name.startswith(frozen)], event.epoch
            assert {name for name, _ in used[0].trained_parameters()} <= moved, event.epoch
        before = now


@pytest.mark.parametrize(
    ("weights", "frozen", "moves"),
    [
        ("default", False, True),
        ("default", True, False),
        ("none", True, True),
    ],  # nothing to keep from scratch
)
def test_that_batch_norms_asked_to_stay_frozen_do_so_where_they_were_trained_before(
    weights: str, frozen: bool, moves: bool
) -> None:
    model = ModelConfig(backbone="mobilenet_v3_small", weights=weights, frozen_batch_norm=frozen)
    device = torch.device("cpu")
    trainer = Trainer(scratch("mobilenet_v3_small"), RunConfig(model=model), device, Plan("fp32", "fp32"))
    trainer.begin(Phase(0, 1, 3, 1e-3, None), [1, 1])
    trainer.train_mode()
    assert trainer.trains_batch_norms() == moves
    trainer.end()


def test_that_a_run_whose_last_phase_begins_late_can_be_opened(configure: Configure, tmp_path: Path) -> None:
    schedule = '[{"from_epoch": 0}, {"from_epoch": 26, "stages": 1}]'
    config = configure(model__mode="staged", model__schedule=schedule, train__epochs=27)
    run, events = run_all(config, tmp_path)
    assert ended(events).epochs == 27
    assert open_model(run).info.model == config.model


def test_that_a_complete_run_that_is_resumed_is_refused_and_stays_as_it_is(
    configure: Configure, tmp_path: Path
) -> None:
    run, _ = run_all(configure(), tmp_path)
    before = {path: path.read_bytes() for path in run.path.iterdir() if path.is_file()}
    for _ in range(2):
        with pytest.raises(EngineError, match="is complete"):
            list(loop.resume(run, RunControl()))
    assert {path: path.read_bytes() for path in run.path.iterdir() if path.is_file()} == before
    assert run.outcome() == "completed"


def test_that_the_card_says_how_many_epochs_were_trained(configure: Configure, tmp_path: Path) -> None:
    config, control = configure(train__epochs=9), RunControl()
    run = RunFolder.create(tmp_path, config)
    for event in loop.train(config, run, control):
        if isinstance(event, EpochDone) and event.epoch == 2:
            control.stop()
    assert card.facts_of(run).settings["Solver"] == "adamw, 2 of 9 epochs"
    whole, _ = run_all(configure(train__epochs=2), tmp_path)
    assert card.facts_of(whole).settings["Solver"] == "adamw, 2 epochs"
    run.events_path.write_bytes(b"damaged\n" + run.events_path.read_bytes())
    assert card.facts_of(run).settings["Solver"] == "adamw, 9 epochs"
