"""Heads solved directly compete with the epochs that train a head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import torch

from engine.control import RunControl
from engine.events import CheckpointSaved, EpochDone, Event
from engine.export import card
from engine.run_folder import RunFolder
from engine.training import loop, rivals
from engine.training.best import Best, SaveClock
from engine.training.solve import Solution
from tests.engine.training.conftest import Configure, ended, run_all, weights_digest

HEAD_EPOCHS = 3
PRETRAINED = {"model__backbone": "efficientnet_lite0", "model__weights": "default"}
# At such a rate the epochs leave the head as it began: any solved one is better.
IDLE = PRETRAINED | {"train__lr": 1e-6, "train__solved_heads": True}
STAGED = {
    "model__mode": "staged",
    "model__schedule": '[{"from_epoch": 0}, {"from_epoch": 3, "stages": 1}]',
    "train__epochs": 5,
}


def _epochs(events: Sequence[Event]) -> list[EpochDone]:
    return [event for event in events if isinstance(event, EpochDone)]


@pytest.mark.parametrize("head", ["linear", "binary"])
def test_that_a_better_solved_head_takes_the_place_of_the_last_epoch_of_the_head(
    head: str, configure: Configure, tmp_path: Path
) -> None:
    settings = IDLE | {"model__head": head}
    if head == "binary":
        settings["data__source"] = str(_two_classes(Path(configure().data.source), tmp_path))
    run, events = run_all(configure(**settings), tmp_path)
    _, plain = run_all(configure(**settings | {"train__solved_heads": False}), tmp_path)
    end, epochs = ended(events), _epochs(events)
    assert end.best_epoch == end.epochs == HEAD_EPOCHS
    assert epochs[-1].best
    assert end.val_accuracy == epochs[-1].val_accuracy > _epochs(plain)[-1].val_accuracy
    kept = run.predictions()  # made by the weights on disk
    assert float((kept.logits.argmax(1) == kept.labels).mean()) == pytest.approx(end.val_accuracy)
    assert "directly solved heads" in card.facts_of(run).settings["Solver"]


def _two_classes(source: Path, target: Path) -> Path:
    folder = target / "two"
    folder.mkdir()
    for name in ("across", "down"):
        (folder / name).symlink_to(source / name)
    return folder


def test_that_training_goes_on_from_its_own_head(configure: Configure, tmp_path: Path) -> None:
    losses = []
    for rivalled in (True, False):
        settings = STAGED | IDLE | {"train__solved_heads": rivalled}
        _, events = run_all(configure(**settings), tmp_path)
        losses.append([epoch.train_loss for epoch in _epochs(events)])
    assert losses[0] == losses[1]


def test_that_solved_heads_compete_where_patience_ends_the_run_and_do_not_prolong_it(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Best, "improves", lambda self, accuracy, _loss: accuracy > self.accuracy)
    settings = IDLE | {"train__epochs": 10, "train__patience": 2}
    _, plain = run_all(configure(**settings | {"train__solved_heads": False}), tmp_path)
    config = configure(**settings)
    whole, events = run_all(config, tmp_path)
    end = ended(events)
    assert end.best_epoch == end.epochs == ended(plain).epochs < 10
    assert end.val_accuracy == _epochs(events)[-1].val_accuracy > _epochs(plain)[-1].val_accuracy
    monkeypatch.setattr(SaveClock, "due", lambda _self: True)
    run = RunFolder.create(tmp_path, config)
    going = loop.train(config, run, RunControl())
    saved = (event for event in going if isinstance(event, CheckpointSaved) and event.kind == "last")
    assert any(event.epoch == end.epochs for event in saved)
    going.close()  # type: ignore[attr-defined]
    resumed = ended(list(loop.resume(run, RunControl())))
    assert (resumed.outcome, resumed.epochs) == ("completed", end.epochs)
    assert weights_digest(run) == weights_digest(whole)


def test_that_a_worse_solved_head_changes_nothing(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, _ = run_all(configure(**PRETRAINED, train__epochs=8), tmp_path)
    monkeypatch.setattr(rivals, "regularisation_path", _saying_nothing)
    rivalled, events = run_all(configure(**PRETRAINED, train__epochs=8, train__solved_heads=True), tmp_path)
    assert ended(events).outcome == "completed"
    assert weights_digest(rivalled) == weights_digest(plain)


def _saying_nothing(x: torch.Tensor, *_: object, **__: object) -> Iterator[Solution]:
    yield Solution(torch.zeros(3, x.shape[1]), torch.zeros(3), 1.1, 1)


def test_that_a_stop_among_the_solved_heads_is_answered_and_resumed_to_the_same_weights(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(**STAGED | IDLE)
    whole, _ = run_all(config, tmp_path)
    honest, solved = rivals.regularisation_path, 0

    def stopping(*given: object, **named: object) -> Iterator[Solution]:
        nonlocal solved
        for solution in honest(*given, **named):  # type: ignore[arg-type]
            solved += 1
            control.stop()
            yield solution

    control = RunControl()
    monkeypatch.setattr(rivals, "regularisation_path", stopping)
    run, events = run_all(config, tmp_path, control)
    assert (ended(events).outcome, ended(events).epochs, solved) == ("stopped", HEAD_EPOCHS - 1, 1)
    monkeypatch.setattr(rivals, "regularisation_path", honest)
    assert ended(list(loop.resume(run, RunControl()))).outcome == "completed"
    assert weights_digest(run) == weights_digest(whole)
