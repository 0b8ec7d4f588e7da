"""Runs and folders of pictures made up for the tests of gallery and data set panel."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from desktop.panels.gallery import GalleryPanel
from engine.config import DataConfig, RunConfig
from engine.files import write_json
from engine.predictions import Predictions
from engine.run_folder import RunFolder

Show = Callable[[RunFolder], GalleryPanel]
"""Opens a run in a gallery of its own and waits until it is on screen."""

CLASSES = ("ant", "bee", "꿀벌 (호박벌과)")


def picture(path: Path, seed: int, size: tuple[int, int] = (48, 36)) -> Path:
    """A small JPEG of coloured blocks, different for every seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    blocks = np.random.default_rng(seed).integers(40, 220, (6, 8, 3), dtype=np.uint8)
    Image.fromarray(blocks).resize(size, Image.Resampling.NEAREST).save(path, quality=90)
    return path


def class_folders(root: Path, counts: dict[str, int]) -> Path:
    """Class folders with so many pictures each."""
    for at, (name, count) in enumerate(counts.items()):
        (root / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            picture(root / name / f"{number:03d}.jpg", at * 1000 + number)
    return root


def logits_of(rows: Sequence[Sequence[float]]) -> np.ndarray:
    """Logits whose softmax is ``rows``."""
    return np.log(np.asarray(rows, dtype=np.float32))


def make_run(
    folder: Path,
    labels: Sequence[int],
    probabilities: Sequence[Sequence[float]],
    *,
    classes: Sequence[str] = CLASSES,
    test: int = 0,
    distinct: int = 32,
) -> RunFolder:
    """A finished run over made-up pictures; the last ``test`` of them are the test fold.

    Picture files beyond ``distinct`` are hard links, so that thousands cost little.
    """
    data = folder / "data"
    run = RunFolder.create(folder / "project" / "runs", RunConfig(data=DataConfig(source=str(data))))
    folds = np.array(["validation"] * (len(labels) - test) + ["test"] * test)
    entries: dict[str, list[dict[str, object]]] = {"train": [], "validation": [], "test": []}
    ids = []
    for at, label in enumerate(labels):
        name = f"{classes[label] if label >= 0 else 'none'}/{at:05d}.jpg"
        path = data / name
        if at < distinct:
            picture(path, at)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.link(Path(str(entries[str(folds[at % distinct])][at % distinct]["path"])), path)
        ids.append(name)
        entries[str(folds[at])].append({"id": name, "path": str(path), "label": int(label)})
    write_json(
        run.split_path,
        {
            "format": 1,
            "root": str(data),
            "source": str(data),
            "classes": list(classes),
            **entries,
            "left_out": [],
        },
    )
    run.write_predictions(
        Predictions(
            ids=np.array(ids),
            folds=folds,
            labels=np.asarray(labels, dtype=np.int64),
            logits=logits_of(probabilities),
            classes=tuple(classes),
            epoch=3,
        )
    )
    return run


def solve_directly(run: RunFolder) -> None:
    """Let a made-up run be one whose head was solved directly."""
    config = run.config()
    train = dataclasses.replace(config.train, solver="lbfgs")
    write_json(run.config_path, dataclasses.replace(config, train=train).to_json())


def six_pictures() -> tuple[list[int], list[list[float]]]:
    """Labels and probabilities of six pictures whose every order is different."""
    labels = [0, 0, 1, 1, 2, 0]
    rows = [
        [0.90, 0.06, 0.04],  # right, sure
        [0.05, 0.93, 0.02],  # wrong, very sure
        [0.30, 0.60, 0.10],  # right
        [0.45, 0.40, 0.15],  # wrong, not sure
        [0.10, 0.20, 0.70],  # right
        [0.55, 0.35, 0.10],  # right, not sure
    ]
    return labels, rows


def numbers(panel: GalleryPanel) -> list[int]:
    """Which of the made-up pictures are shown, in order."""
    return [int(Path(panel.model.sample_id(row)).stem) for row in range(panel.model.rowCount())]
