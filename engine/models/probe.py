"""How fast this hardware runs a network, measured once and remembered.

Kept in the cache folder by hardware, torch version, backbone and what was measured, so that the second
run on a machine asks nothing. Times are the shortest of a few passes on made-up pictures, on a CPU the
calling thread's own processor time, which other programs disturb less than the clock on the wall.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from engine.device import cpu_name, preferred_precision
from engine.errors import EngineError
from engine.files import cache_folder, read_json, write_json
from engine.models import freezing
from engine.models.execution import ExecutionPlan
from engine.models.folded import Folded
from engine.models.inference import CPU_BATCH, CUDA_BATCH, evaluating, prepare
from engine.models.mixed import autocast

if TYPE_CHECKING:
    from engine.models.network import Network

FORMAT = 4
TRAIN_BATCH = 8
REPEATS = 3
# Seconds: after two counted passes, and after one of a very slow network.
LONG_ENOUGH, VERY_LONG = 1.0, 4.0
_LOCK = threading.Lock()


def best_inference(network: Network, device: torch.device) -> ExecutionPlan:
    """The way to run the frozen part of ``network`` on ``device``; measures nothing.

    The number format is the hardware's own (bf16 where it has instructions for it: 1.9 to 2.4 times
    float32 on such a CPU for EfficientNet-Lite0, MobileNetV2 and ResNet-18, in every layout tried), layers
    are merged on a CPU, and a CPU gets small batches, which stay in its cache.
    """
    precision = preferred_precision(device)
    cpu = device.type == "cpu"
    plan = ExecutionPlan(precision, True, CPU_BATCH if cpu else CUDA_BATCH, cpu)
    known = _recall(_key(network, device, f"inference/{precision}"))
    return replace(plan, images_per_second=float(known["images_per_second"])) if known else plan


def inference_speed(network: Network, device: torch.device) -> float:
    """Pictures a second through the frozen part as :func:`best_inference` runs it; measured once."""
    plan = best_inference(network, device)
    if plan.images_per_second:
        return plan.images_per_second
    with _measuring():
        run = prepare(network, 0, plan, device)
        size = network.preprocessing.crop
        pictures = torch.randint(0, 256, (min(plan.batch_size, 32), size, size, 3), dtype=torch.uint8)
        (seconds,) = _shortest([lambda: run(pictures)], device)
    speed = len(pictures) / seconds
    _remember(
        _key(network, device, f"inference/{plan.precision}"), asdict(replace(plan, images_per_second=speed))
    )
    return speed


def best_training(network: Network, stages: int, device: torch.device) -> ExecutionPlan:
    """The fastest way to train the last ``stages`` stages (-1 = all) of ``network`` on ``device``.

    On a CPU with bf16 instructions float32 and bf16 autocast are timed, forward and backward, because
    which is faster depends on the network (depthwise convolutions); elsewhere the hardware decides.
    """
    precision = preferred_precision(device)
    if device.type != "cpu" or precision == "fp32":
        return ExecutionPlan(precision, True)
    count = len(freezing.thawed(network, stages))
    key = _key(network, device, _training(network, count))
    known = _recall(key)
    if known is not None:
        return ExecutionPlan(**known)
    candidates = [ExecutionPlan("bf16", True, TRAIN_BATCH), ExecutionPlan("fp32", True, TRAIN_BATCH)]
    with _measuring():
        seconds = _training_seconds(network, count, candidates, device)
    timed = zip(candidates, seconds, strict=True)
    best = max(
        (replace(plan, images_per_second=TRAIN_BATCH / each) for plan, each in timed),
        key=lambda plan: plan.images_per_second,
    )
    _remember(key, asdict(best))
    return best


def seconds_per_epoch(network: Network, stages: int, pictures: int, device: torch.device) -> float | None:
    """Seconds of computing for one pass over ``pictures``, from what was measured; None if nothing was.

    For a frozen network (``stages`` 0) this is the one pass that all epochs share.
    """
    what = f"inference/{preferred_precision(device)}" if stages == 0 else None
    count = len(freezing.thawed(network, stages))
    known = _recall(_key(network, device, what or _training(network, count)))
    return pictures / float(known["images_per_second"]) if known else None


def _training(network: Network, stages: int) -> str:
    """What is measured: batch norms that keep their statistics are faster than those that train."""
    return f"training/{stages}" + ("/kept" if network.model.keeps_batch_norm else "")


def _training_seconds(
    network: Network, stages: int, plans: Sequence[ExecutionPlan], device: torch.device
) -> list[float]:
    """Of one forward and backward pass by each of ``plans``; the network is left as it was."""
    size = network.preprocessing.crop
    x = torch.randn(TRAIN_BATCH, 3, size, size, device=device).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(TRAIN_BATCH, device=device) % network.classes

    plain = network.front(0)
    body = Folded(plain)

    def step(plan: ExecutionPlan) -> None:
        # As a run does it: in reduced precision only batch norms that keep their statistics are merged.
        merged = plan.precision == "fp32" or network.model.keeps_batch_norm
        with autocast(device.type, plan.precision):
            logits = network.logits_from_features((body if merged else plain)(x))
        torch.autograd.backward(nn.functional.cross_entropy(logits.float(), labels))

    with _untouched(network):
        freezing.apply(network, stages)
        network.module.to(memory_format=torch.channels_last)
        freezing.train_mode(network, stages, frozen_batch_norm=network.model.keeps_batch_norm)
        body.settle(x)
        return _shortest([partial(step, plan) for plan in plans], device)


@contextlib.contextmanager
def _untouched(network: Network) -> Iterator[None]:
    """Gradients, the flags that ask for them, training flags, statistics and layout put back as they were."""
    wanted = {parameter: parameter.requires_grad for parameter in network.module.parameters()}
    # A run whose weights lay in memory otherwise than when it is resumed would not be resumed bit for bit.
    laid = {parameter: parameter.data for parameter in wanted}
    buffers = [
        (owner, name, buffer, buffer.clone())
        for owner in network.module.modules()
        for name, buffer in owner.named_buffers(recurse=False)
    ]
    with evaluating(network.module):
        try:
            yield
        finally:
            for owner, name, buffer, value in buffers:
                buffer.copy_(value)
                setattr(owner, name, buffer)
            for parameter, flag in wanted.items():
                parameter.data = laid[parameter]
                parameter.requires_grad_(flag)
                parameter.grad = None


def _shortest(works: Sequence[Callable[[], object]], device: torch.device) -> list[float]:
    """Seconds of the fastest of a few passes of each, the first one not counted.

    They take turns: a moment in which the machine is busy with something else does not fall on one alone,
    whose slowness would be remembered for good.
    """
    clock = time.perf_counter if device.type == "cuda" else time.thread_time
    rounds: list[list[float]] = []
    for number in range(1 + REPEATS):
        rounds.append([])
        for work in works:
            started = clock()
            work()
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            rounds[-1].append(clock() - started)
        spent = sum(map(sum, rounds)) / len(works)
        if spent > (VERY_LONG if number < 2 else LONG_ENOUGH) and number:
            break
    return [max(min(each), 1e-9) for each in zip(*rounds[1:], strict=True)]


@contextlib.contextmanager
def _measuring() -> Iterator[None]:
    """One measurement at a time, and the run's random numbers left as they were."""
    with _LOCK, torch.random.fork_rng(devices=[]):
        yield


def _key(network: Network, device: torch.device, what: str) -> str:
    where = torch.cuda.get_device_name(device) if device.type == "cuda" else cpu_name()
    threads = torch.get_num_threads()
    crop = network.preprocessing.crop
    return f"{where}|{threads}|{torch.__version__}|{network.backbone.name}|{crop}|{what}"


def _recall(key: str) -> dict[str, Any] | None:
    found = _entries().get(key)
    return found if isinstance(found, dict) and set(found) == set(asdict(ExecutionPlan())) else None


def _remember(key: str, value: dict[str, Any]) -> None:
    """Keep a measurement; where the cache cannot be written it is measured again next time."""
    path = cache_folder() / "speed.json"
    with contextlib.suppress(EngineError, OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_json(path, {"format": FORMAT, "entries": {**_entries(), key: value}})


def _entries() -> dict[str, Any]:
    """What was measured here before, in the way of this version; else nothing."""
    try:
        known = read_json(cache_folder() / "speed.json")
    except EngineError:
        return {}
    entries = known.get("entries") if isinstance(known, dict) and known.get("format") == FORMAT else None
    return entries if isinstance(entries, dict) else {}
