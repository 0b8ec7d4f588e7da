"""One thumbnail: from the store or from the file, cut square, scaled, corners rounded."""

from __future__ import annotations

import io
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from desktop.item_models.thumbnail_store import ThumbnailStore, key_of

STORED_SIDES = (128, 256, 512)
"""Sides of the thumbnails on disk, in pixels; the next larger one is scaled to the tile."""

CORNER = 6
"""Radius of the rounded corners, in device-independent pixels."""

_QUALITY = 88


def make_thumbnail(path: str, side: int, ratio: float, store: ThumbnailStore) -> QImage:
    """The middle square of a picture, ``side`` x ``side`` device pixels, corners rounded.

    Raises:
        EngineError: the picture cannot be used.
        OSError: the file is not there or cannot be read.
    """
    from PIL import Image

    about = os.stat(path)
    stored_side = next((known for known in STORED_SIDES if known >= side), STORED_SIDES[-1])
    key = key_of(path, about.st_mtime_ns, about.st_size, stored_side)
    encoded = store.get(key)
    if encoded is not None:
        with Image.open(io.BytesIO(encoded)) as opened:
            square = opened.convert("RGB")
    else:
        square = Image.fromarray(_square(path, stored_side))
        stream = io.BytesIO()
        square.save(stream, "JPEG", quality=_QUALITY)
        store.put(key, stream.getvalue())
    if square.width != side:
        square = square.resize((side, side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _rounded(square.tobytes("raw", "BGRX"), side, ratio)


def _square(path: str, side: int) -> npt.NDArray[np.uint8]:
    from engine.data import decode

    pixels = decode.load(Path(path), shorter=side)
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    return np.ascontiguousarray(pixels[top : top + side, left : left + side])


def _rounded(pixels: bytes, side: int, ratio: float) -> QImage:
    """A premultiplied QImage with rounded corners; cutting them here keeps painting a plain copy."""
    values = np.frombuffer(pixels, dtype=np.uint8).reshape(side, side, 4).copy()
    values[..., 3] = 255
    mask = _corner(max(1, round(CORNER * ratio)))
    reach = min(len(mask), side // 2)
    mask = mask[:reach, :reach, None]
    for rows, flip_rows in ((slice(0, reach), 1), (slice(side - reach, side), -1)):
        for columns, flip_columns in ((slice(0, reach), 1), (slice(side - reach, side), -1)):
            part = values[rows, columns] * mask[::flip_rows, ::flip_columns]
            values[rows, columns] = part.astype(np.uint8)
    image = QImage(values.tobytes(), side, side, side * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
    image.setDevicePixelRatio(ratio)
    return image


@lru_cache(maxsize=8)
def _corner(radius: int) -> npt.NDArray[np.float32]:
    """Coverage of the upper left corner of a rounded square, shape (radius, radius), 0 to 1."""
    centres = radius - (np.arange(radius, dtype=np.float32) + 0.5)
    distance = np.hypot(centres[:, None], centres[None, :])
    coverage: npt.NDArray[np.float32] = np.clip(radius - distance + 0.5, 0.0, 1.0).astype(np.float32)
    return coverage
