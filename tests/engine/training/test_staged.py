"""What happens from phase to phase of a staged run."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.control import RunControl
from engine.events import EpochDone, PhaseStarted
from engine.run_folder import RunFolder
from engine.training import loop
from engine.training.best import Best
from tests.engine.training.conftest import Configure, ended, run_all, weights_digest

THREE = (
    '[{"from_epoch": 0}, {"from_epoch": 3, "stages": 1, "lr_factor": 0.5},'
    ' {"from_epoch": 5, "stages": -1, "lr_factor": 0.1}]'
)
TRAINING = ("head", "train")
STAGED = {"model__mode": "staged", "model__schedule": THREE, "train__epochs": 9}


def test_that_patience_is_counted_in_the_last_phase_and_over_a_resume(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Best, "improves", lambda self, accuracy, loss: self.epoch == 0)
    config = configure(**STAGED, train__patience=2)
    whole, events = run_all(config, tmp_path)
    assert [e.stages for e in events if isinstance(e, PhaseStarted) and e.name in TRAINING] == [0, 1, -1]
    assert (ended(events).epochs, ended(events).best_epoch) == (7, 1)
    for stop_after in (4, 6):
        run = RunFolder.create(tmp_path, config)
        control = RunControl()
        for event in loop.train(config, run, control):
            if isinstance(event, EpochDone) and event.epoch == stop_after:
                control.stop()
        resumed = list(loop.resume(run, RunControl()))
        assert (ended(resumed).outcome, ended(resumed).epochs) == ("completed", 7)
        assert weights_digest(run) == weights_digest(whole)
