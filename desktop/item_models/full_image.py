"""A whole picture as a QImage, made off the main thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

MOST_SIDE = 6000
"""Longer sides are scaled down to this, in pixels: four bytes a pixel have to stay affordable."""


def load_full(path: Path) -> tuple[QImage, int, int]:
    """The picture upright with the width and height of its file.

    Raises:
        EngineError: the file cannot be used.
    """
    from engine.data import decode

    pixels = decode.load(path)
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, width * 3, QImage.Format.Format_RGB888)
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    if max(width, height) > MOST_SIDE:
        bound = QSize(MOST_SIDE, MOST_SIDE)
        image = image.scaled(
            bound, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    return image, width, height
