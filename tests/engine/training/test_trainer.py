"""What a phase's trainer leaves as it was: the layout of the weights in memory, and others' threads."""

from __future__ import annotations

import copy
import threading
from pathlib import Path

import pytest
import torch

from engine.control import RunControl
from engine.events import EpochDone
from engine.models import probe
from engine.models.execution import ExecutionPlan
from engine.models.network import Network
from engine.run_folder import RunFolder
from engine.training import loop, opening
from engine.training.phase import Phase
from engine.training.precision import Plan
from engine.training.trainer import Trainer
from tests.engine.models.networks import scratch
from tests.engine.models.test_inference import lively
from tests.engine.training.conftest import Configure, ended, run_all, weights_digest

CPU = torch.device("cpu")
FP32 = Plan("fp32", "fp32", channels_last=False)
THAWED = {"model__mode": "finetune", "model__thaw_stages": 2, "train__optimizer": "adamw"}


def _measured(_wanted: str, network: Network, device: torch.device, stages: int) -> Plan:
    """As on a processor with bf16 instructions, where two ways of training are timed."""
    with probe._measuring():
        probe._training_seconds(network, stages, [ExecutionPlan("fp32", True, 8)], device)
    return Plan("fp32", "fp32")


def test_that_measuring_leaves_the_weights_where_they_lay_in_memory() -> None:
    network = lively("resnet18", 32)
    before = {name: value.stride() for name, value in network.module.state_dict().items()}
    probe._training_seconds(network, -1, [ExecutionPlan("fp32", True, 8)], CPU)
    assert {name: value.stride() for name, value in network.module.state_dict().items()} == before


def test_that_a_run_that_measured_first_resumes_to_the_same_weights_bit_for_bit(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(**THAWED)
    plain, _ = run_all(config, tmp_path)
    monkeypatch.setattr(opening, "resolve", _measured)
    whole, _ = run_all(config, tmp_path)
    parted, control = RunFolder.create(tmp_path, config), RunControl()
    for event in loop.train(config, parted, control):
        if isinstance(event, EpochDone) and event.epoch == 1:
            control.stop()
    assert ended(list(loop.resume(parted, RunControl()))).outcome == "completed"
    assert weights_digest(parted) == weights_digest(whole) == weights_digest(plain)


def test_that_a_phase_over_cached_activations_has_its_weights_as_a_resumed_one_has_them(
    configure: Configure,
) -> None:
    network = scratch("timm:test_resnet")
    before = {name: value.stride() for name, value in network.module.state_dict().items()}
    trainer = Trainer(network, configure(**THAWED), CPU, Plan("fp32", "fp32"))
    trainer.begin(Phase(0, 1, -1, 0.01, None), [1, 1, 1])
    trainer.begin(Phase(1, 2, 2, 0.01, 2), [1, 1, 1])
    assert {name: value.stride() for name, value in network.module.state_dict().items()} == before
    trainer.end()


@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
def test_that_a_checkpoint_whose_moments_lie_otherwise_in_memory_goes_on_alike(
    optimizer: str, configure: Configure
) -> None:
    config = configure(model__mode="finetune", train__optimizer=optimizer)
    trainer = Trainer(scratch("timm:test_resnet"), config, CPU, FP32)
    trainer.begin(Phase(0, 2, -1, 0.01, None), [1, 1, 1])
    trainer.train_mode()
    x = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    y = torch.tensor([0, 1, 2, 0])
    trainer.step(x, y)
    model, state = copy.deepcopy((trainer.network.module.state_dict(), trainer.state()))
    relaid = copy.deepcopy(state)
    for kept in relaid["optimizer"]["state"].values():
        for name, value in kept.items():
            if isinstance(value, torch.Tensor) and value.dim() == 4:
                kept[name] = value.to(memory_format=torch.channels_last)
    after = []
    for each in (state, relaid):
        trainer.network.module.load_state_dict(model)
        trainer.load(copy.deepcopy(each))
        trainer.step(x, y)
        after.append(copy.deepcopy(trainer.network.module.state_dict()))
    assert all(torch.equal(value, after[1][name]) for name, value in after[0].items())
    trainer.end()


def test_that_a_small_head_trains_with_one_thread_and_leaves_everybody_else_theirs(
    configure: Configure,
) -> None:
    usual = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        trainer = Trainer(scratch("timm:test_resnet"), configure(), CPU, FP32)
        trainer.begin(Phase(0, 1, 0, 0.01, 0), [1, 1, 1])
        assert [torch.get_num_threads(), _in_a_new_thread()] == [1, 4]
        trainer.end()
        assert [torch.get_num_threads(), _in_a_new_thread()] == [4, 4]
    finally:
        torch.set_num_threads(usual)


def _in_a_new_thread() -> int:
    """The threads that torch uses in a thread that it has not seen yet."""
    seen: list[int] = []
    asking = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
    asking.start()
    asking.join()
    return seen[0]
