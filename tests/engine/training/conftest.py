"""A small data set and runs on it, for the training tests."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.config import DataConfig, RunConfig, with_setting
from engine.control import RunControl
from engine.events import Event, RunEnded
from engine.run_folder import RunFolder
from engine.training import loop


@pytest.fixture(scope="session")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three classes of 12 pictures of 72x72 that differ in the direction and colour of their stripes."""
    root = tmp_path_factory.mktemp("stripes")
    rng = np.random.default_rng(7)
    rows, columns = np.mgrid[0:72, 0:72]
    patterns = {"across": rows, "down": columns, "slanted": rows + columns}
    for channel, (name, ramp) in enumerate(patterns.items()):
        (root / name).mkdir()
        for number in range(12):
            picture = rng.integers(0, 90, (72, 72, 3))
            picture[..., channel] += (120 * ((ramp + number) // 9 % 2)).astype(picture.dtype)
            Image.fromarray(picture.astype(np.uint8)).save(root / name / f"{number:02}.png")
    return root


Configure = Callable[..., RunConfig]


@pytest.fixture
def configure(stripes: Path) -> Configure:
    """A configuration on the stripes with a small network from scratch; settings by dotted name."""

    def make(**settings: object) -> RunConfig:
        config = RunConfig(data=DataConfig(source=str(stripes)))
        defaults = {
            "model.backbone": "timm:test_resnet",
            "model.weights": "none",
            "train.epochs": 3,
            "train.precision": "fp32",
            "train.device": "cpu",
        }
        given = {key.replace("__", "."): value for key, value in settings.items()}
        for key, value in (defaults | given).items():
            config = with_setting(config, key, str(value))
        return config

    return make


def run_all(
    config: RunConfig, runs: Path, control: RunControl | None = None
) -> tuple[RunFolder, list[Event]]:
    """A whole run and its events."""
    run = RunFolder.create(runs, config)
    return run, list(loop.train(config, run, control or RunControl()))


def ended(events: list[Event]) -> RunEnded:
    """The last event, which is the run's end."""
    assert isinstance(events[-1], RunEnded)
    return events[-1]


def weights_digest(run: RunFolder) -> str:
    """A hash of every tensor of the best weights."""
    from safetensors.numpy import load_file

    digest = hashlib.sha256()
    for name, value in sorted(load_file(run.best_path).items()):
        digest.update(name.encode() + value.tobytes())
    return digest.hexdigest()


@pytest.fixture
def control() -> Iterator[RunControl]:
    """A switch that is released at the end."""
    switch = RunControl()
    yield switch
    switch.stop()
