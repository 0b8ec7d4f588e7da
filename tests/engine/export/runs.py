"""A finished run without any training: a network with seeded random weights, and pictures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from engine.config import DataConfig, ModelConfig, RunConfig
from engine.data import network_pixels
from engine.evaluation.forward import Forward
from engine.files import write_json
from engine.models.build import build_network
from engine.models.network import Network
from engine.models.saved import save_model
from engine.predictions import Predictions
from engine.run_folder import RunFolder


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
    paths: list[Path] | None = None,
) -> RunFolder:
    """The run, with made-up pictures beside it unless ``paths`` are given.

    The network's input is small unless ``crop`` is 0 (the backbone's own size).
    """
    run = RunFolder.create(folder / "runs", RunConfig(DataConfig(source=str(folder / "data")), model))
    network = build_network(model, len(classes), seed=3)
    if crop:
        network.preprocessing = dataclasses.replace(network.preprocessing, resize=crop + 8, crop=crop)
    paths = pictures(folder / "data", count) if paths is None else paths
    count = len(paths)
    _spread(network, paths)
    save_model(run.best_path, network, classes=classes, extra={"epoch": 1})
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


def _spread(network: Network, paths: list[Path]) -> None:
    """Centre the outputs on the pictures, so that both labels occur and confidences differ."""
    facts = network.preprocessing
    pixels = np.stack([network_pixels.centre(path, facts) for path in paths[:8]])
    forward = Forward(network, device="cpu")
    # Random weights under statistics that are not theirs let the signal vanish; give them their own.
    for module in network.module.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            module.momentum = None
            module.train()
    last = [m for m in network.head.layers[-1].modules() if getattr(m, "bias", None) is not None][-1]
    several = last.bias.shape[0] > 1
    with torch.no_grad():
        network.module(forward.normalised(pixels))
        network.module.eval()
        # A shift common to all classes changes no probability, and keeps SqueezeNet's last ReLU open.
        last.bias.add_(5.0 if several else 0.0)
        raw = torch.from_numpy(forward.logits(pixels))
        scale = 2.0 / (raw - raw.mean(0)).abs().amax().clamp(min=1e-6)
        low, high = raw.sort(0).values[3:5] if len(raw) > 4 else raw[:2]
        # Between two pictures, so that none lies on the boundary.
        centre = (low + high) / 2 if several else ((low + high) / 2)[1:]
        last.weight.mul_(scale)
        last.bias.sub_(centre).mul_(scale).add_(5.0 if several else 0.0)
