"""A GPU's memory that is full, or a machine's that will not do: the same step in parts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.config import DataConfig, ModelConfig, RunConfig, TrainConfig
from engine.events import EpochDone, Warned
from engine.models.fused_conv import has_native_fusion
from engine.training import step_memory
from engine.training.mixing import Mixed
from engine.training.phase import Phase
from engine.training.precision import Plan
from engine.training.trainer import Trainer
from tests.engine.models.test_inference import lively
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


def allow_memory(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(step_memory, "machine_memory", lambda: (2 * free, free))


def steps_of(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pictures each forward pass of training takes, from now on."""
    taken: list[int] = []
    honest = Trainer._part_step

    def noted(self: Trainer, mixed: Mixed, y: torch.Tensor, part: slice, share: float) -> Any:
        taken.append(len(y[part]))
        return honest(self, mixed, y, part, share)

    monkeypatch.setattr(Trainer, "_part_step", noted)
    return taken


def test_that_a_processor_with_little_memory_takes_a_batch_in_parts_and_says_so(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from safetensors.numpy import load_file

    config = configure(
        model__mode="finetune", model__frozen_batch_norm="true", train__epochs=1, train__batch_size=8
    )
    # As if its weights had been trained before: only then are its statistics worth keeping.
    monkeypatch.setattr(ModelConfig, "keeps_batch_norm", True)
    whole, events = run_all(config, tmp_path)
    assert not [event for event in events if isinstance(event, Warned)]
    monkeypatch.setattr(Trainer, "forward_bytes", lambda _, x: len(x) * 10**9)
    allow_memory(monkeypatch, 6 * 10**9)
    taken = steps_of(monkeypatch)
    parted, events = run_all(config, tmp_path)
    assert ended(events).outcome == "completed"
    (warned,) = [event for event in events if isinstance(event, Warned)]
    assert warned.message == (
        "There is too little memory for 8 pictures at a time: each batch runs in parts of 3."
    )
    assert "The result is the same" in warned.hint
    assert set(taken) <= {1, 2, 3}
    assert taken[:3] == [2, 3, 3]
    one, two = load_file(whole.best_path), load_file(parted.best_path)
    for name, value in one.items():
        np.testing.assert_allclose(two[name], value, rtol=1e-3, atol=1e-4, err_msg=name)


@pytest.mark.parametrize(("free", "most"), [(0, 16), (1, 2), (10**12, 16)])
def test_that_parts_are_of_two_where_batch_norms_train_and_whole_where_memory_is_unknown(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, most: int
) -> None:
    allow_memory(monkeypatch, free)
    taken = steps_of(monkeypatch)
    _, events = run_all(configure(model__mode="finetune", train__epochs=1, train__batch_size=16), tmp_path)
    assert ended(events).outcome == "completed"
    assert max(taken) == most
    hints = [event.hint for event in events if isinstance(event, Warned)]
    assert [hint.startswith("Batch norms now see") for hint in hints] == ([True] if most == 2 else [])


def test_that_a_head_alone_is_never_taken_in_parts(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow_memory(monkeypatch, 1)
    _, events = run_all(configure(train__epochs=1), tmp_path)
    assert not [event for event in events if isinstance(event, Warned)]


@pytest.mark.parametrize(
    ("size", "most", "alone", "parts"),
    [
        (8, 3, True, [2, 3, 3]),
        (7, 3, False, [2, 2, 3]),
        (16, 15, False, [8, 8]),
        (8, 8, False, [8]),
        (1, 3, False, [1]),
        (3, 2, True, [1, 2]),
        (3, 2, False, [3]),
        (3, 1, False, [1, 1, 1]),
    ],
)
def test_that_parts_are_equal_and_no_picture_is_left_alone_for_a_batch_norm(
    size: int, most: int, alone: bool, parts: list[int]
) -> None:
    number = step_memory.number_of_parts(size, most, alone=alone)
    found = list(step_memory.parts_of(size, number))
    assert [part.stop - part.start for part in found] == parts
    assert [number for part in found for number in range(size)[part]] == list(range(size))


def trainer_of_mobilenet() -> Trainer:
    network = lively("mobilenet_v2", 64)
    config = RunConfig(DataConfig(source=""), ModelConfig(mode="finetune"), TrainConfig())
    trainer = Trainer(network, config, torch.device("cpu"), Plan("fp32", "fp32"))
    trainer.begin(Phase(0, 1, -1, 1e-2, None), [1, 1])
    trainer.train_mode()
    return trainer


def test_that_what_a_step_takes_grows_with_its_pictures_and_leaves_the_network_as_it_was() -> None:
    trainer = trainer_of_mobilenet()
    module = trainer.network.module
    before = {key: value.clone() for key, value in module.state_dict().items()}
    drawn = torch.get_rng_state()
    two, eight = (trainer.forward_bytes(torch.zeros(count, 3, 64, 64)) for count in (2, 8))
    assert torch.equal(torch.get_rng_state(), drawn)
    trainer.end()
    # 6.7 million outputs of convolutions at 224 x 224, each kept for its batch norm and its activation.
    outputs = 2 * 6.7e6 * 4 * (64 / 224) ** 2
    assert outputs < two < 4 * outputs
    assert 3.5 * two < eight < 4.5 * two
    assert all(torch.equal(value, before[key]) for key, value in module.state_dict().items())
    assert any(part.training for part in module.modules())
    assert not any(part._forward_hooks for part in module.modules())


def test_that_the_estimate_is_of_one_picture_however_large_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = trainer_of_mobilenet()
    allow_memory(monkeypatch, 10**8)
    x = torch.zeros(64, 3, 64, 64)
    few, many = (step_memory.fitting(trainer, x[:count], 64) for count in (1, 64))
    trainer.end()
    assert 2 < few == many < 64


def test_that_merged_layers_need_less_and_are_counted_as_they_run() -> None:
    trainer = trainer_of_mobilenet()
    x = torch.randn(4, 3, 64, 64).contiguous(memory_format=torch.channels_last)
    plain = trainer.forward_bytes(x)
    trainer.settle(x)
    merged = trainer.forward_bytes(x)
    trainer.end()
    assert trainer.network.module.training is False  # its parts that train are told one by one
    if has_native_fusion():
        assert merged < 0.9 * plain
