"""The colours of a confusion matrix's cells, and of the numbers on them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from desktop import theme

_STRONGEST = 0.85
"""Share of the full colour in a cell that holds its whole row."""


def levels(shares: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """How strongly each cell is coloured, 0 to 255, from its share of the row, 0 to 1."""
    # The square root lets a single confusion among thousands still be seen.
    strength: npt.NDArray[np.uint8] = np.rint(np.sqrt(shares) * 255).astype(np.uint8)
    return strength


def ramp(role: str) -> npt.NDArray[np.uint32]:
    """256 colours from the ground to ``role``, as QImage's RGB32."""
    steps = np.linspace(0.0, _STRONGEST, 256)[:, None]
    ground, full = _rgb("sunken"), _rgb(role)
    mixed = np.rint(ground + (full - ground) * steps).astype(np.uint32)
    return (0xFF000000 | mixed[:, 0] << 16 | mixed[:, 1] << 8 | mixed[:, 2]).astype(np.uint32)


def text_on(ground: QColor) -> QColor:
    """Black or white, whichever stands out more.

    One of the two always reaches 4.5 to 1 (WCAG 2.2, 1.4.3, AA); the theme's softer dark text does not on
    middling colours.
    """
    black, white = QColor("#000000"), QColor("#FFFFFF")
    return black if theme.contrast(black, ground) >= theme.contrast(white, ground) else white


def cells(shares: npt.NDArray[np.float32]) -> QImage:
    """One pixel a cell: the ground towards ``right`` on the diagonal, towards ``wrong`` beside it."""
    level = levels(shares)
    pixels = ramp("wrong")[level]
    diagonal = np.arange(len(level))
    pixels[diagonal, diagonal] = ramp("right")[level[diagonal, diagonal]]
    height, width = level.shape
    how = QImage.Format.Format_RGB32
    return QImage(pixels.tobytes(), width, height, width * 4, how).copy()


def _rgb(role: str) -> npt.NDArray[np.float64]:
    colour = theme.color(role)
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=np.float64)
