"""Time in which a run only waits is not time that its epochs take."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine import control as control_module
from engine.control import RunControl
from engine.events import BatchDone, EpochDone, Event
from engine.run_folder import RunFolder
from engine.training import loop, vanished
from engine.training.prepare import Throttle
from engine.training.trainer import Trainer
from engine.training.vanished import PictureGone
from tests.engine.training.conftest import Configure

HOUR = 3600.0


class _Clock:
    """Seconds that pass where the test says so."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


class _Paused(RunControl):
    """Goes on after an hour of being paused."""

    def __init__(self, clock: _Clock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, seconds: float) -> bool:
        self._clock.now += HOUR
        self.resume()
        return super().wait(seconds)


@pytest.mark.parametrize("waits_for", ["the user", "a picture"])
@pytest.mark.parametrize("mode", ["frozen", "finetune"])
def test_that_speed_and_time_left_are_those_of_a_run_that_did_not_wait(
    mode: str, waits_for: str, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, step, steps = _Clock(), Trainer.step, 0

    def stepping(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        nonlocal steps
        steps += 1
        if steps == 7:  # in the second of the epochs, of five batches each
            if waits_for == "a picture":
                raise PictureGone(lost, "it is damaged")
            control.pause()
        clock.now += 1.0
        return step(self, x, y)

    def decodes(_path: Path) -> bool:
        clock.now += HOUR
        return True

    config = configure(model__mode=mode, train__batch_size=6)
    lost = next(Path(config.data.source).rglob("*.png"))
    run, control = RunFolder.create(tmp_path, config), _Paused(clock)
    monkeypatch.setattr(Trainer, "step", stepping)
    monkeypatch.setattr(control_module, "time", clock)
    monkeypatch.setattr(vanished, "_decodes", decodes)
    monkeypatch.setattr(Throttle, "ready", lambda self: True)
    events: list[Event] = list(loop.train(config, run, control))
    assert clock.now > HOUR
    first, second, third = [event for event in events if isinstance(event, EpochDone)]
    assert second.seconds == first.seconds == third.seconds < 60
    assert second.images_per_second == first.images_per_second
    assert second.seconds_left == pytest.approx(third.seconds)
    trained = [e for e in events if isinstance(e, BatchDone) and e.phase in ("head", "train")]
    assert {event.images_per_second for event in trained if event.done < 5} == {6.0}


def test_that_the_clock_of_a_run_goes_on_where_it_stood_when_the_last_waiting_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, control = _Clock(), RunControl()
    monkeypatch.setattr(control_module, "time", clock)
    began = control.clock()
    with control.waiting():
        clock.now += 5.0
        with control.waiting():
            clock.now += 5.0
        clock.now += 5.0
        assert control.clock() == began
    clock.now += 2.0
    assert control.clock() == began + 2.0
