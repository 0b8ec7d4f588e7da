"""A finished run without any training: a network with seeded random weights, and pictures."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.config import DataConfig, ModelConfig, RunConfig
from engine.evaluation.forward import Forward
from engine.files import write_json
from engine.models.build import build_network
from engine.models.saved import save_model
from engine.run_folder import Predictions, RunFolder

MakeRun = Callable[..., RunFolder]


def pictures(folder: Path, count: int, size: int = 90) -> list[Path]:
    """Smooth random pictures of several shapes and kinds of file."""
    rng = np.random.default_rng(7)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for i in range(count):
        coarse = Image.fromarray(rng.integers(0, 256, (5, 5, 3), dtype=np.uint8))
        path = folder / f"{i:03d}.{'png' if i % 2 else 'jpg'}"
        coarse.resize((size + 13 * (i % 3), size), Image.Resampling.BICUBIC).save(path)
        paths.append(path)
    return paths


def make_run(
    folder: Path,
    model: ModelConfig,
    *,
    classes: tuple[str, ...] = ("ant", "bee"),
    crop: int = 64,
    count: int = 10,
) -> RunFolder:
    """The run, its pictures beside it; the pixels small unless ``crop`` is 0 (the backbone's own)."""
    run = RunFolder.create(folder / "runs", RunConfig(DataConfig(source=str(folder / "data")), model))
    network = build_network(model, len(classes), seed=3)
    if crop:
        network.preprocessing = dataclasses.replace(network.preprocessing, resize=crop + 8, crop=crop)
    _spread(network)
    save_model(run.best_path, network, classes=classes, extra={"epoch": 1})
    paths = pictures(folder / "data", count)
    labels = [i % len(classes) for i in range(count)]
    entries = [
        {"id": path.name, "path": str(path), "label": label}
        for path, label in zip(paths, labels, strict=True)
    ]
    write_json(
        run.split_path,
        {
            "format": 1,
            "root": str(folder / "data"),
            "source": str(folder / "data"),
            "classes": list(classes),
            "train": entries[:2],
            "validation": entries,
            "test": [],
            "left_out": [],
        },
    )
    run.write_predictions(
        Predictions(
            ids=np.array([path.name for path in paths]),
            folds=np.array(["validation"] * count),
            labels=np.array(labels),
            logits=np.eye(len(classes), dtype=np.float32)[labels],
            classes=classes,
            epoch=1,
        )
    )
    return run


def _spread(network) -> None:
    """Centre the outputs on some pictures, so that both labels occur and confidences differ."""
    import torch

    rng = np.random.default_rng(1)
    crop = network.preprocessing.crop
    coarse = rng.integers(0, 256, (8, 5, 5, 3), dtype=np.uint8)
    pixels = np.stack([np.asarray(Image.fromarray(c).resize((crop, crop))) for c in coarse])
    raw = torch.from_numpy(Forward(network, device="cpu").logits(pixels))
    last = [m for m in network.head.layers[-1].modules() if getattr(m, "bias", None) is not None][-1]
    with torch.no_grad():
        scale = 2.0 / (raw - raw.mean(0)).abs().amax().clamp(min=1e-6)
        centre = raw.mean(0) if last.bias.shape[0] == raw.shape[1] else raw.mean(0)[1:]
        last.weight.mul_(scale)
        last.bias.sub_(centre).mul_(scale)


@pytest.fixture(scope="session")
def make() -> MakeRun:
    return make_run


@pytest.fixture(scope="session")
def lite0_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """One EfficientNet-Lite0 run shared by the tests that only read it."""
    return make_run(
        tmp_path_factory.mktemp("lite0"), ModelConfig(backbone="efficientnet_lite0", weights="none")
    )
