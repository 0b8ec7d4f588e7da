"""From a loaded Pillow picture of any mode to upright 8-bit RGB over white."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]
Scale = tuple[float, float]

_ORIENTATION = 0x0112
_BITS_PER_SAMPLE = 258
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
_EXIF_KEYS = ("exif", "Raw profile type exif", "xmp", "XML:com.adobe.xmp")
_WIDE_MODES = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})
_LAYERED_MODES = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
_STRIP_PIXELS = 4_000_000

# EXIF 2.32, table 6: what was done to the picture, undone.
_UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.transpose(1, 0, 2),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
    8: lambda a: np.rot90(a),
}


def orientation(picture: Image.Image) -> int:
    """EXIF orientation, 1 to 8; 1 where there is none or the EXIF block is damaged.

    Call it after ``picture.load()``: a PNG may carry it behind its pixels.
    """
    # Pillow turns TIFF pictures upright itself while loading.
    if picture.format == "TIFF" or not any(key in picture.info for key in _EXIF_KEYS):
        return 1
    try:
        value = picture.getexif().get(_ORIENTATION, 1)
    except _EXIF_ERRORS:
        # A damaged EXIF block says nothing about the pixels; the picture is used as it lies.
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(pixels: Pixels, value: int) -> Pixels:
    """``pixels`` (height, width, 3) turned and mirrored as EXIF orientation ``value`` asks; C-contiguous."""
    turn = _UPRIGHT.get(value)
    return np.ascontiguousarray(pixels if turn is None else turn(pixels))


def to_array(picture: Image.Image) -> Pixels:
    """A loaded picture of any mode as RGB, shape (height, width, 3), without a second copy of it.

    Raises:
        ValueError, OSError: a mode that Pillow cannot convert.
    """
    scale = full_scale(picture)
    result = np.empty((picture.height, picture.width, 3), np.uint8)
    for top, strip in _strips(picture, 1):
        result[top : top + strip.height] = np.asarray(to_rgb(strip, scale))
    return result


def reduced(picture: Image.Image, factor: int) -> Image.Image:
    """A loaded picture of any mode as ``RGB``, averaged down by a whole ``factor``, strip by strip.

    Raises:
        ValueError, OSError: a mode that Pillow cannot convert.
    """
    scale = full_scale(picture)
    result = Image.new("RGB", (-(-picture.width // factor), -(-picture.height // factor)))
    for top, strip in _strips(picture, factor):
        result.paste(to_rgb(strip, scale).reduce(factor), (0, top // factor))
    return result


def to_rgb(picture: Image.Image, scale: Scale | None = None) -> Image.Image:
    """A loaded picture of any mode as mode ``RGB``: 16 bits scaled, transparency over white.

    Args:
        picture: the picture, or a strip of it.
        scale: for modes of more than 8 bits: the :func:`full_scale` of the whole picture.

    Raises:
        ValueError, OSError: a mode that Pillow cannot convert.
    """
    if picture.mode in _WIDE_MODES:
        return _wide_to_rgb(picture, scale or full_scale(picture))
    if picture.mode == "RGB" and "transparency" not in picture.info:
        return picture
    if picture.mode in _LAYERED_MODES or "transparency" in picture.info:
        return _over_white(picture)
    return picture.convert("RGB")


def full_scale(picture: Image.Image) -> Scale:
    """The values shown as black and as white; of no meaning for 8-bit modes.

    16 bits run to 65535 whatever the picture holds, so that two pictures of one scene stay alike. 32-bit
    integers and floats have no agreed white: the picture's own range decides when it leaves the usual ones.
    """
    if picture.mode.startswith("I;16"):
        bits = getattr(picture, "tag_v2", {}).get(_BITS_PER_SAMPLE, (16,))
        return 0.0, 4095.0 if tuple(bits) == (12,) else 65535.0
    if picture.mode not in _WIDE_MODES:
        return 0.0, 255.0
    low, high = _extremes(picture)
    for white in (1.0, 255.0, 65535.0) if picture.mode == "F" else (65535.0,):
        if low >= 0.0 and high <= white:
            return 0.0, white
    return low, high


def _extremes(picture: Image.Image) -> Scale:
    low, high = np.inf, -np.inf
    for _, strip in _strips(picture, 1):
        values = np.asarray(strip)
        finite = values[np.isfinite(values)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    return (low, high) if low <= high else (0.0, 1.0)


def _strips(picture: Image.Image, factor: int) -> Iterator[tuple[int, Image.Image]]:
    """Horizontal strips with their tops, each a multiple of ``factor`` rows high but perhaps the last."""
    rows = max(1, _STRIP_PIXELS // (picture.width * factor)) * factor
    if rows >= picture.height:
        yield 0, picture
        return
    for top in range(0, picture.height, rows):
        yield top, picture.crop((0, top, picture.width, min(top + rows, picture.height)))


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


def _wide_to_rgb(picture: Image.Image, scale: Scale) -> Image.Image:
    values = np.asarray(picture)
    grey = Image.fromarray(_to_8_bits(values, scale))
    key = picture.info.get("transparency")
    if isinstance(key, int):
        grey.paste(255, mask=Image.fromarray(np.where(values == key, np.uint8(255), np.uint8(0))))
    return grey.convert("RGB")


def _to_8_bits(values: npt.NDArray[Any], scale: Scale) -> Pixels:
    low, high = scale
    if values.dtype == np.uint16 and scale == (0.0, 65535.0):
        # The rounded quotient by 257, in whole numbers.
        return ((values.astype(np.uint32) * 255 + 32895) >> 16).astype(np.uint8)
    factor = 255.0 / (high - low) if high > low else 0.0
    # The difference of two floats may be too large for their own kind.
    kind = np.float32 if max(abs(low), abs(high)) < 1e30 else np.float64
    scaled: npt.NDArray[Any] = values.astype(kind)
    with np.errstate(invalid="ignore", over="ignore"):
        np.subtract(scaled, low, out=scaled)
        np.multiply(scaled, factor, out=scaled)
    np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    np.rint(scaled, out=scaled)
    np.clip(scaled, 0.0, 255.0, out=scaled)
    return scaled.astype(np.uint8)
