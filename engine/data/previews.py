"""What training sees of one picture: its views, made by the code that makes them for a run.

The picture itself is resized by Pillow: a preview needs no torch. What training cuts its views from differs
in less than 1 % of the values by a level or two of 255 (see :mod:`engine.data.network_pixels`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine import fingerprints
from engine.data import augment, decode
from engine.data.network_pixels import centre_crop
from engine.errors import EngineError

Pixels = augment.Pixels


def training_views(
    path: Path, kind: str, count: int, *, resize: int, crop: int, interpolation: str = "bilinear"
) -> list[Pixels]:
    """The picture as a network is shown it: ``count`` random views, or the one there is without any.

    Args:
        path: the picture.
        kind: one of ``engine.config_checks.AUGMENTATIONS``; ``none`` gives the centre crop alone.
        count: how many random views; they are those that a run with cached views makes first.
        resize: shorter side that pictures are stored with, in pixels.
        crop: side of a view in pixels.
        interpolation: ``bilinear`` or ``bicubic``.

    Returns:
        uint8 arrays of shape (crop, crop, 3).

    Raises:
        EngineError: the picture cannot be read or decoded.
    """
    pixels = decode.load(path, shorter=resize, interpolation=interpolation)
    if kind == "none":
        return [np.ascontiguousarray(centre_crop(pixels, crop))]
    try:
        content = fingerprints.content_key(path)
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}.") from None
    return [
        augment.random_view(pixels, crop, kind, np.random.default_rng([view, *content]), interpolation)
        for view in range(1, count + 1)
    ]
