"""``python -m tests.crash --kills N``: kill -9 a small real training at random moments, and look.

One warmed process forks the trainees, so that each costs a second rather than the imports. After every
kill each file of the run has to be readable and the run resumable; every run that ends has to have the
very weights of an undisturbed one. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

os.environ["OMP_NUM_THREADS"] = "1"  # a forked child must not need threads that stayed in the parent

MODES: dict[str, dict[str, str]] = {
    "frozen": {"model.mode": "frozen", "train.epochs": "40", "data.test_fraction": "0.2"},
    "finetune": {"model.mode": "finetune", "train.augment": "light", "train.ema": "0.9"},
    "staged": {
        "model.mode": "staged",
        "model.schedule": '[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1},'
        ' {"from_epoch": 3, "stages": -1, "lr_factor": 0.1}]',
    },
}


@dataclasses.dataclass
class Tally:
    """What came of the kills.

    Attributes:
        kills: processes killed before they ended.
        runs: runs brought to their end.
        unusable: runs that could not be read or resumed; each is told in ``troubles``.
        different: runs whose weights were not those of the undisturbed one.
        lost_seconds: most seconds of work between a checkpoint and the kill after it.
        troubles: what was wrong, in words.
    """

    kills: int = 0
    runs: int = 0
    unusable: int = 0
    different: int = 0
    lost_seconds: float = 0.0
    troubles: list[str] = dataclasses.field(default_factory=list)


def main() -> int:
    """Run the harness; the exit status is 0 when nothing was lost."""
    words = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    words.add_argument("--kills", type=int, default=15)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--modes", nargs="*", choices=MODES, default=list(MODES))
    given = words.parse_args()
    chooser = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="graft-crash-") as base:
        os.environ["GRAFT_CACHE"] = str(Path(base) / "cache")
        _warm()
        data = _stripes(Path(base) / "data")
        references = {mode: _undisturbed(Path(base), data, mode) for mode in given.modes}
        tally = Tally()
        number = 0
        while tally.kills < given.kills:
            mode = given.modes[number % len(given.modes)]
            expected, seconds = references[mode]
            folder = Path(base) / f"runs-{number}"
            # Every other run decodes and extracts for itself, and is killed while it does.
            cache = Path(base) / (f"cache-{number}" if number % 2 else "cache")
            _disturbed(folder, data, mode, expected, seconds, cache, chooser, tally)
            number += 1
    print(json.dumps(dataclasses.asdict(tally)))
    return int(bool(tally.unusable or tally.different))


def _warm() -> None:
    import timm  # noqa: F401
    import torch
    import torchvision  # noqa: F401

    import engine.models.build
    import engine.training.loop  # noqa: F401
    from engine.training import best

    torch.set_num_threads(1)
    # Saves as often as a long run has them a thousand times over.
    best.SHORTEST_GAP, best.SAVING_SHARE = 0.03, 0.5


def _config(data: Path, mode: str) -> Any:
    from engine.config import DataConfig, RunConfig, with_setting

    settings = {
        "model.backbone": "timm:test_resnet",
        "model.weights": "none",
        "model.dropout": "0.2",
        "train.epochs": "5",
        "train.batch_size": "6",
        "train.precision": "fp32",
        "train.device": "cpu",
        "train.save_every_epoch": "true",
        **MODES[mode],
    }
    config = RunConfig(data=DataConfig(source=str(data)), name=mode)
    for key, value in settings.items():
        config = with_setting(config, key, value)
    return config


def _stripes(root: Path) -> Path:
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[0:64, 0:64]
    for channel, (name, ramp) in enumerate({"across": rows, "down": columns}.items()):
        (root / name).mkdir(parents=True)
        for number in range(10):
            picture = rng.integers(0, 90, (64, 64, 3))
            picture[..., channel] += 120 * ((ramp + number) // 8 % 2)
            Image.fromarray(picture.astype(np.uint8)).save(root / name / f"{number:02}.png")
    return root


def _fork(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            sys.stdin.close()
            work()
            status = 0
        finally:
            if status:
                sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
            os._exit(status)
    return child


def _train(folder: Path, data: Path, mode: str, cache: Path | None = None) -> None:
    from engine.control import RunControl
    from engine.run_folder import RunFolder
    from engine.training import loop

    _use(cache)
    run = RunFolder.create(folder, _config(data, mode))
    list(loop.train(run.config(), run, RunControl()))


def _use(cache: Path | None) -> None:
    if cache is not None:
        os.environ["GRAFT_CACHE"] = str(cache)


def _resume(path: Path, cache: Path | None = None) -> None:
    from engine.control import RunControl
    from engine.run_folder import RunFolder
    from engine.training import loop

    _use(cache)
    list(loop.resume(RunFolder.open(path), RunControl()))


def _undisturbed(base: Path, data: Path, mode: str) -> tuple[str, float]:
    """Weights' hash of a run left alone, and its seconds."""
    folder = base / f"reference-{mode}"
    began = time.monotonic()
    _, status = os.waitpid(_fork(lambda: _train(folder, data, mode)), 0)
    (run,) = folder.iterdir()
    if status or _outcome(run) != "completed":
        raise RuntimeError(f"the undisturbed {mode} run did not complete")
    return _digest(run), time.monotonic() - began


def _disturbed(
    folder: Path,
    data: Path,
    mode: str,
    expected: str,
    seconds: float,
    cache: Path,
    chooser: random.Random,
    tally: Tally,
) -> None:
    """One run, killed again and again until it ends."""
    run: Path | None = None
    for attempt in range(30):
        began = time.time()
        work = (
            functools.partial(_resume, run, cache)
            if run
            else functools.partial(_train, folder, data, mode, cache)
        )
        child = _fork(work)
        # Later attempts are left alone ever longer, so that every run ends.
        if _killed(child, chooser.uniform(0.0, seconds * (1 + attempt / 4))):
            tally.kills += 1
        # A folder whose config.json was not written yet is no run, and is not listed as one.
        found = [made.parent for made in folder.glob("*/config.json")]
        if not found:
            continue
        run = found[0]
        saved = (run / "last.ckpt").stat().st_mtime if (run / "last.ckpt").exists() else began
        trouble = _unreadable(run)
        if trouble:
            tally.unusable += 1
            tally.troubles.append(f"{mode}, attempt {attempt}: {trouble}")
            return
        if _outcome(run) == "completed":
            tally.runs += 1
            if _digest(run) != expected:
                tally.different += 1
                tally.troubles.append(f"{mode}, attempt {attempt}: other weights")
            return
        tally.lost_seconds = max(tally.lost_seconds, time.time() - max(saved, began))
        if _outcome(run) == "failed":
            tally.unusable += 1
            tally.troubles.append(f"{mode}, attempt {attempt}: {_message(run)}")
            return
    tally.unusable += 1
    told = f"{_outcome(run)} {_message(run)}" if run else "no run was made"
    tally.troubles.append(f"{mode}: did not end after 30 attempts: {told}")


def _killed(child: int, after: float) -> bool:
    """Kill the child after that many seconds; false when it had ended by then."""
    deadline = time.monotonic() + after
    while time.monotonic() < deadline:
        if os.waitpid(child, os.WNOHANG)[0]:
            return False
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _outcome(path: Path) -> str:
    from engine.run_folder import RunFolder

    return RunFolder.open(path).outcome()


def _message(path: Path) -> str:
    from engine.run_folder import RunFolder

    *_, last = RunFolder.open(path).events()
    return getattr(last, "message", "")


def _unreadable(path: Path) -> str:
    """What is wrong with a file of the run; empty when all are whole."""
    import torch
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    from engine.errors import EngineError
    from engine.run_folder import RunFolder

    run = RunFolder.open(path)
    try:
        run.config()
        list(run.events())
        if run.split_path.exists():
            run.split()
        if run.predictions_path.exists():
            run.predictions()
        if run.best_path.exists():
            load_file(run.best_path)
        for checkpoint in [run.last_path, *run.checkpoints_path.glob("*.ckpt")]:
            if checkpoint.exists():
                torch.load(checkpoint, weights_only=True)
    except (EngineError, OSError, RuntimeError, ValueError, SafetensorError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _digest(path: Path) -> str:
    """Of the best weights, and of which pictures there are predictions for."""
    from safetensors.numpy import load_file

    from engine.run_folder import RunFolder

    predicted = RunFolder.open(path).predictions()
    digest = hashlib.sha256(
        repr([*zip(predicted.folds.tolist(), predicted.ids.tolist(), strict=True)]).encode()
    )
    for name, value in sorted(load_file(path / "best.safetensors").items()):
        digest.update(name.encode() + value.tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    sys.exit(main())
