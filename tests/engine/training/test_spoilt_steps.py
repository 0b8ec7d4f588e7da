"""Steps that leave no numbers, find no memory, or read what is damaged; batch norms in a head."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from engine.events import EpochDone
from engine.training.activation_cache import ActivationCache
from engine.training.optim import make_optimizer
from engine.training.sharded import ShardedTrainer
from engine.training.trainer import Trainer
from tests.engine.training.conftest import Configure, ended, run_all

HEAD = {"model__mode": "frozen", "train__augment": "none"}


def test_that_weights_that_are_no_numbers_are_never_the_best_where_nothing_validates_them(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, steps = Trainer.step, 0

    def spoiling(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        nonlocal steps
        steps += 1
        told = honest(self, x, y)
        if steps == 2:  # the loss and the right answers are of before the step
            with torch.no_grad():
                self.parameters[0].fill_(float("nan"))
        return told

    monkeypatch.setattr(Trainer, "step", spoiling)
    config = configure(**HEAD, data__val_fraction=0.0, train__epochs=2, train__batch_size=64)
    run, events = run_all(config, tmp_path)
    assert ended(events).outcome == "failed"
    assert "no numbers" in ended(events).message
    assert all(bool(value.isfinite().all()) for value in load_file(run.best_path).values())


def test_that_memory_that_runs_out_in_the_optimizer_ends_the_run_in_words_and_no_step_is_taken_twice(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0

    def full(self: Trainer) -> None:
        nonlocal asked
        asked += 1
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Trainer, "_apply", full)
    _, events = run_all(configure(**HEAD), tmp_path)
    assert (ended(events).outcome, asked) == ("failed", 1)
    assert "memory" in ended(events).message


def test_that_an_optimizer_whose_steps_may_be_left_out_keeps_no_momentum_of_a_step_never_taken(
    configure: Configure,
) -> None:
    train = configure(train__optimizer="sgd").train
    weight = torch.nn.Parameter(torch.zeros(3))
    groups: list[dict[str, Any]] = [{"params": [weight], "lr": 0.1, "weight_decay": 0.0}]
    optimizer = make_optimizer(train, groups, torch.device("cpu"), scaled=True)
    scaler = torch.amp.GradScaler("cpu", init_scale=4.0)
    scaler.scale(weight.sum() * float("inf")).backward()
    scaler.step(optimizer)
    scaler.update()
    assert torch.equal(weight, torch.zeros(3))
    assert all("momentum_buffer" not in state for state in optimizer.state.values())


@pytest.mark.parametrize(("count", "most", "sizes"), [(3, 1, (2, 1)), (9, 2, (5, 4)), (8, 1, (4, 4))])
def test_that_every_process_runs_a_step_in_as_many_parts_and_none_is_empty(
    count: int, most: int, sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Trainer, "trains_batch_norms", lambda _self: False)
    trainer = ShardedTrainer.__new__(ShardedTrainer)
    monkeypatch.setattr(trainer, "_parallel", object(), raising=False)
    monkeypatch.setattr(trainer, "_group", SimpleNamespace(world=2), raising=False)
    monkeypatch.setattr(trainer, "_count", count, raising=False)
    trainer.micro_batch = most
    parts = {trainer._parts(size) for size in sizes}
    assert len(parts) == 1
    assert 1 <= parts.pop() <= min(sizes)


def _damage(cache: Path) -> int:
    """Flip a byte in the middle of every shard of activations; how many."""
    shards = [path for path in cache.rglob("*.shard") if "pixels" not in path.parts]
    for shard in shards:
        content = bytearray(shard.read_bytes())
        content[-5] ^= 0xFF  # of the last record's values
        shard.write_bytes(content)
    return len(shards)


@pytest.mark.parametrize(("held", "flips"), [(True, False), (False, False), (True, True)])
def test_that_a_damaged_activation_is_computed_again_and_does_not_end_the_run(
    held: bool, flips: bool, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not held:
        monkeypatch.setattr("engine.training.phases.memory_budget", lambda: 0)
    monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / "cache"))
    _, events = run_all(configure(**HEAD, train__tta_flip=flips), tmp_path / "runs")
    figures = [(e.train_loss, e.val_loss) for e in events if isinstance(e, EpochDone)]
    assert _damage(tmp_path / "cache") >= 1
    put: list[bytes] = []
    honest = ActivationCache.put

    def counted(self: ActivationCache, content: bytes, view: int, value: Any) -> None:
        put.append(content)
        honest(self, content, view, value)

    monkeypatch.setattr(ActivationCache, "put", counted)
    for again in (1, 0):
        put.clear()
        _, events = run_all(configure(**HEAD, train__tta_flip=flips), tmp_path / "runs")
        assert ended(events).outcome == "completed"
        assert len(put) == again
        repeated = [(e.train_loss, e.val_loss) for e in events if isinstance(e, EpochDone)]
        assert np.allclose(repeated, figures, atol=1e-6)


def test_that_batch_norms_in_a_head_are_kept_with_the_best_weights_and_never_see_one_picture_alone(
    configure: Configure, tmp_path: Path
) -> None:
    settings = {**HEAD, "model__backbone": "timm:levit_conv_128s", "train__epochs": 2}
    run, events = run_all(configure(**settings), tmp_path)
    pictures = len(run.split()["train"])
    kept = load_file(run.best_path)
    assert any(name.startswith("head") and name.endswith("running_mean") for name in kept)
    moved = [value for name, value in kept.items() if name.startswith("head") and "running_mean" in name]
    assert all(float(value.abs().max()) > 0 for value in moved)
    _, events = run_all(configure(**settings, train__batch_size=pictures - 1), tmp_path)
    assert ended(events).outcome == "completed"
