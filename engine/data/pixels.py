"""From a loaded Pillow picture of any mode to upright 8-bit RGB over white."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

_ORIENTATION = 0x0112
# What Pillow's EXIF reader raises on damaged blocks.
_EXIF_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    struct.error,
    ArithmeticError,
    EOFError,
)
_BITS_PER_SAMPLE = 258
_WIDE_MODES = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})

# EXIF 2.32, table 6: what was done to the picture, undone.
_UPRIGHT: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(picture: Image.Image) -> int:
    """EXIF orientation, 1 to 8; 1 where there is none or the EXIF block is damaged.

    Call it after ``picture.load()``: a PNG may carry it behind its pixels.
    """
    if picture.format == "TIFF":
        # Pillow turns TIFF pictures upright itself while loading.
        return 1
    if not any(key in picture.info for key in ("exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp")):
        return 1
    try:
        value = picture.getexif().get(_ORIENTATION, 1)
    except (
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        LookupError,
        struct.error,
        ArithmeticError,
        EOFError,
    ):
        # A damaged EXIF block says nothing about the pixels; the picture is used as it lies.
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(picture: Image.Image, value: int) -> Image.Image:
    """``picture`` turned and mirrored as EXIF orientation ``value`` (1 to 8) asks."""
    method = _UPRIGHT.get(value)
    return picture if method is None else picture.transpose(method)


def to_rgb(picture: Image.Image) -> Image.Image:
    """A loaded picture of any mode as mode ``RGB``: 16 bits scaled, transparency over white.

    Raises:
        ValueError, OSError: a mode that Pillow cannot convert.
    """
    if picture.mode in _WIDE_MODES:
        return _wide_to_rgb(picture)
    if picture.mode == "RGB" and "transparency" not in picture.info:
        return picture
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        return _over_white(picture)
    return picture.convert("RGB")


def _over_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "La":
        picture = picture.convert("LA")
    layered = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    alpha = layered.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return layered.convert("RGB")
    result = Image.new("RGB", layered.size, (255, 255, 255))
    result.paste(layered.convert("RGB"), mask=alpha)
    return result


def _wide_to_rgb(picture: Image.Image) -> Image.Image:
    values = np.asarray(picture)
    grey = Image.fromarray(_to_8_bits(values, _full_scale(picture, values)))
    key = picture.info.get("transparency")
    if isinstance(key, int):
        grey.paste(255, mask=Image.fromarray(np.where(values == key, np.uint8(255), np.uint8(0))))
    return grey.convert("RGB")


def _full_scale(picture: Image.Image, values: npt.NDArray[Any]) -> tuple[float, float]:
    """The values shown as black and as white.

    16 bits run to 65535 whatever the picture holds, so that two pictures of one scene stay alike. 32-bit
    integers and floats have no agreed white: the picture's own range decides when it leaves the usual ones.
    """
    if picture.mode.startswith("I;16"):
        bits = getattr(picture, "tag_v2", {}).get(_BITS_PER_SAMPLE, (16,))
        return 0.0, 4095.0 if tuple(bits) == (12,) else 65535.0
    finite = values[np.isfinite(values)] if picture.mode == "F" else values
    if finite.size == 0:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if picture.mode == "F" and low >= 0.0 and high <= 1.0:
        return 0.0, 1.0
    for usual in (255.0, 65535.0):
        if low >= 0.0 and high <= usual and (picture.mode == "F" or usual > 255.0):
            return 0.0, usual
    return low, high


def _to_8_bits(values: npt.NDArray[Any], scale: tuple[float, float]) -> npt.NDArray[np.uint8]:
    low, high = scale
    factor = 255.0 / (high - low) if high > low else 0.0
    result = np.empty(values.shape, dtype=np.uint8)
    rows = max(1, 4_000_000 // max(1, values.shape[1]))
    for top in range(0, values.shape[0], rows):
        block = values[top : top + rows].astype(np.float64)
        block = np.nan_to_num((block - low) * factor, nan=0.0, posinf=255.0, neginf=0.0)
        result[top : top + rows] = np.clip(np.rint(block), 0, 255).astype(np.uint8)
    return result
