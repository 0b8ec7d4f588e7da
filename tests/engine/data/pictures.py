"""Pictures made for tests of the data room."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def gradient(width: int = 48, height: int = 32, seed: int = 0) -> Image.Image:
    """A smooth colour gradient, different for each seed and in every corner."""
    across = np.linspace(0, 1, width)[None, :]
    down = np.linspace(0, 1, height)[:, None]
    start, right, below = np.random.default_rng(seed).uniform(20, 235, (3, 3))
    pixels = start + (right - start) * across[..., None] * 0.9 + (below - start) * down[..., None] * 0.9
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def photo(seed: int, size: int = 64) -> Image.Image:
    """Blurred noise: as good as a photograph for hashes, different for each seed."""
    noise = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((size, size), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(seed + 1).integers(-6, 7, (size, size, 3))
    return Image.fromarray(np.clip(np.asarray(picture).astype(int) + grain, 0, 255).astype(np.uint8))


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as the content of a file of ``kind``."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def class_folders(root: Path, counts: dict[str, int], *, first_seed: int = 0, size: int = 64) -> Path:
    """A folder of class folders of different pictures, ``counts`` of each (names may hold ``/``)."""
    seed = first_seed
    for name, count in counts.items():
        folder = root / name
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            photo(seed, size).save(folder / f"{number:03d}.png")
            seed += 1
    return root
