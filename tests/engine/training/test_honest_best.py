"""What is kept as the best, and what is said of it, is what the weights beside it say."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.torch import load_file

from engine.data.catalog import FileProblem
from engine.events import EpochDone, Event, Warned, to_json
from engine.training import phases
from engine.training.best import Best
from engine.training.features import Views
from engine.training.trainer import Trainer
from tests.engine.training.conftest import Configure, ended, run_all
from tests.engine.training.test_rivals import HEAD_EPOCHS, IDLE

STAGED = {"model__mode": "staged", "model__schedule": '[{"from_epoch": 0}, {"from_epoch": 1, "stages": -1}]'}


def _epochs(events: Sequence[Event]) -> list[EpochDone]:
    return [event for event in events if isinstance(event, EpochDone)]


def test_that_an_epoch_whose_validation_is_no_number_ends_the_run_and_the_best_stays(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, seen = Trainer.evaluate, 0

    def diverging(self: Trainer, x: torch.Tensor, body: object = None) -> npt.NDArray[np.float32]:
        nonlocal seen
        seen += 1
        return honest(self, x) * np.float32(1 if seen == 1 else np.nan)

    monkeypatch.setattr(Trainer, "evaluate", diverging)
    run, events = run_all(configure(), tmp_path)
    end = ended(events)
    assert (end.outcome, end.best_epoch, end.epochs) == ("failed", 1, 1)
    assert "validation is no number" in end.message
    assert "learning rate" in end.hint
    assert run.predictions().epoch == 1
    for event in events:
        json.dumps(to_json(event), allow_nan=False)


@pytest.mark.parametrize("ema", [0.0, 0.5])
def test_that_the_weights_kept_of_an_epoch_are_those_its_figures_are_of(
    ema: float, configure: Configure, tmp_path: Path
) -> None:
    settings = {"model__mode": "finetune", "train__ema": ema, "train__save_every_epoch": "true"}
    run, events = run_all(configure(**settings), tmp_path)
    files = sorted(run.checkpoints_path.iterdir())
    assert len(files) == 3
    best = load_file(run.best_path)
    kept = torch.load(files[ended(events).best_epoch - 1], weights_only=True)["model"]
    for name, value in best.items():
        assert torch.equal(kept[name], value), name


def test_that_the_weights_kept_of_an_epoch_whose_place_a_solved_head_took_have_their_own_figures(
    configure: Configure, tmp_path: Path
) -> None:
    settings = IDLE | {"train__save_every_epoch": "true"}
    _, plain = run_all(configure(**settings | {"train__solved_heads": False}), tmp_path)
    run, events = run_all(configure(**settings), tmp_path)
    own, shown = _epochs(plain)[-1], _epochs(events)[-1]
    assert shown.val_accuracy != own.val_accuracy
    kept = torch.load(sorted(run.checkpoints_path.iterdir())[HEAD_EPOCHS - 1], weights_only=True)
    assert (kept["loss"], kept["accuracy"]) == (own.val_loss, own.val_accuracy)


def test_that_it_is_told_once_that_a_later_phase_finds_no_room_for_its_activations(
    configure: Configure, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = '[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1}]'
    monkeypatch.setattr(phases, "CACHE_SHARE", 1e-12)
    monkeypatch.setattr(phases, "MOST_FEATURE_BYTES", 0)
    _, events = run_all(configure(model__mode="staged", model__schedule=schedule), tmp_path)
    assert ended(events).outcome == "completed"
    told = [event.message for event in events if isinstance(event, Warned)]
    assert len(told) == 1
    assert "before the last 1 stages" in told[0]
    assert "computed anew in every epoch" in told[0]


def test_that_a_validation_picture_that_breaks_between_two_phases_leaves_the_predictions_readable(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[Path] = []

    def decoding(views: Views, *_: object) -> Generator[Event, None, list[FileProblem]]:
        yield from ()
        broken.append(next(sample.path for sample in views.samples if sample.fold == "validation"))
        return [FileProblem(broken[0], "It is damaged.")]

    monkeypatch.setattr(phases, "decode_all", decoding)
    monkeypatch.setattr(Best, "improves", lambda self, *_: self.epoch == 0)
    run, events = run_all(configure(**STAGED, train__epochs=2), tmp_path)
    whole, _ = run_all(configure(train__epochs=1), tmp_path)
    end, kept = ended(events), run.predictions()
    assert end.outcome == "completed"
    assert (len(broken), kept.epoch) == (1, 1)
    assert len(kept.logits) == len(kept.ids) == end.val_count == len(whole.predictions().ids) - 1
    assert [epoch.val_count for epoch in _epochs(events)] == [end.val_count + 1, end.val_count]
    assert not [name for name in kept.ids if Path(name).parts[-2:] == broken[0].parts[-2:]]
    right = float((kept.logits.argmax(1) == kept.labels).mean())
    assert right == pytest.approx(end.val_accuracy)
