"""A GPU's memory that is full: the same step in parts."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.events import EpochDone, Warned
from engine.training.trainer import Trainer
from tests.engine.training.conftest import Configure, ended, run_all


@pytest.fixture
def uneven(stripes: Path, tmp_path: Path) -> Path:
    """The stripes with fewer pictures of two classes."""
    copy = tmp_path / "uneven"
    shutil.copytree(stripes, copy)
    for name, left in (("down", 3), ("slanted", 7)):
        for path in sorted((copy / name).iterdir())[left:]:
            path.unlink()
    return copy


def limit_memory(monkeypatch: pytest.MonkeyPatch, pictures: int) -> None:
    """From now on a step of more pictures at once finds no memory."""
    honest = Trainer.step

    def limited(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if (self.micro_batch or len(y)) > pictures:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return honest(self, x, y)

    monkeypatch.setattr(Trainer, "step", limited)


@pytest.mark.parametrize("mixup", [0, 0.4])
def test_that_a_step_in_parts_is_the_step_as_a_whole_with_class_weights_too(
    configure: Configure, uneven: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mixup: float
) -> None:
    from safetensors.numpy import load_file

    config = configure(
        data__source=str(uneven), train__class_weights="true", train__batch_size=7, train__mixup=mixup
    )
    whole, events = run_all(config, tmp_path)
    limit_memory(monkeypatch, 4)
    parted, events_of_parts = run_all(config, tmp_path)
    (warned,) = [event for event in events_of_parts if isinstance(event, Warned)]
    assert "The result is the same" in warned.hint
    curves = [[e.train_loss for e in told if isinstance(e, EpochDone)] for told in (events, events_of_parts)]
    np.testing.assert_allclose(curves[1], curves[0], rtol=1e-5)
    one, two = load_file(whole.best_path), load_file(parted.best_path)
    for name, value in one.items():
        np.testing.assert_allclose(two[name], value, rtol=1e-4, atol=1e-5, err_msg=name)


def test_that_parts_are_told_to_change_the_result_where_batch_norms_train(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit_memory(monkeypatch, 8)
    _, events = run_all(configure(model__mode="finetune", train__epochs=1, train__batch_size=16), tmp_path)
    assert ended(events).outcome == "completed"
    (warned,) = [event for event in events if isinstance(event, Warned)]
    assert "the same" not in warned.hint
    assert "Batch norms now see that many pictures at a time" in warned.hint
