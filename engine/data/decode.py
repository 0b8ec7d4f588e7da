"""The one way a picture file becomes pixels: for training, prediction and thumbnails alike.

What a network sees is resized by :mod:`engine.data.network_pixels`, what people look at by Pillow, here.

Rules: what the content says counts, not the ending; upright by EXIF; first frame of an animation; 16 bits
scaled, not clipped; transparency over white; CMYK, palette, grey and 1-bit to RGB. A file that cannot be
decoded whole raises :class:`UnusablePicture` with the reason in words: half a picture is never returned.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from engine.data import jpeg, pixels, quiet, safety
from engine.data.memory_budget import MemoryBudget
from engine.data.reading import read
from engine.data.safety import MAX_PIXELS
from engine.data.signatures import HEADER_BYTES, picture_format, why_not
from engine.data.unusable import UnusablePicture

__all__ = [
    "MAX_PIXELS",
    "UnusablePicture",
    "kept_box",
    "load",
    "load_by",
    "load_bytes",
    "load_with_size",
    "resize",
    "resized_size",
    "stated_size",
]

MAX_ASPECT = 8
_RESAMPLING = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}
# What Pillow and its codecs raise on hostile files; anything else is a defect and should be seen.
_DECODER_ERRORS = (
    OSError,
    ValueError,
    RuntimeError,
    SyntaxError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    EOFError,
    MemoryError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
Pixels = npt.NDArray[np.uint8]
_Decoded = tuple[Pixels, int, int]
Result = TypeVar("Result")
_HUGE_PIXELS = 25_000_000
# Several decoding threads together stay below this.
_memory = MemoryBudget(1_500_000_000)


@dataclass(frozen=True)
class _Smaller:
    """How a decoded RGB picture is brought to a size whose shorter side is ``shorter`` pixels.

    Attributes:
        of_picture: from Pillow's picture.
        of_pixels: the same from an array, where that needs no Pillow.
    """

    shorter: int
    of_picture: Callable[[Image.Image], Pixels]
    of_pixels: Callable[[Pixels], Pixels] | None = None


def load(path: Path, *, shorter: int | None = None, interpolation: str = "bilinear") -> Pixels:
    """The picture in the file, upright, for people to look at.

    Args:
        path: the file; its ending does not matter.
        shorter: when given, the shorter side of the result, exactly, in pixels (see :func:`resize`).
        interpolation: ``bilinear``, ``bicubic`` or ``nearest``.

    Returns:
        uint8, shape (height, width, 3), RGB, C-contiguous, owned and writable.

    Raises:
        UnusablePicture: with the reason in words.
    """
    return load_bytes(read(path), shorter=shorter, interpolation=interpolation)


def load_by(path: Path, shorter: int, fit: Callable[[Pixels], Pixels]) -> Pixels:
    """As :func:`load`, resized by ``fit``.

    Args:
        path: the file.
        shorter: a JPEG, or a huge picture, is decoded at a fraction of its size that leaves its shorter
            side at least twice this, in pixels, where it has that many.
        fit: resizes RGB pixels that are not turned upright yet, uint8, shape (height, width, 3).

    Raises:
        UnusablePicture: with the reason in words.
    """
    return _guarded(read(path), _Smaller(shorter, lambda picture: fit(np.array(picture)), fit))[0]


def load_bytes(content: bytes, *, shorter: int | None = None, interpolation: str = "bilinear") -> Pixels:
    """As :func:`load`, from the content of a file."""
    return _guarded(content, _by_pillow(shorter, interpolation))[0]


def load_with_size(content: bytes, *, shorter: int | None = None) -> tuple[Pixels, int, int]:
    """As :func:`load_bytes`, with the upright picture's own width and height before any resizing."""
    return _guarded(content, _by_pillow(shorter, "bilinear"))


def stated_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels as the file's header states them, before EXIF turns it; nothing is decoded.

    Raises:
        UnusablePicture: with the reason in words.
    """
    return _asked(read(path), _header_size)


def _by_pillow(shorter: int | None, interpolation: str) -> _Smaller | None:
    if shorter is None:
        return None
    return _Smaller(shorter, lambda picture: np.array(resize(picture, shorter, interpolation)))


def _guarded(content: bytes, smaller: _Smaller | None) -> _Decoded:
    return _asked(content, lambda content, kind: _decode(content, kind, smaller))


def _asked(content: bytes, ask: Callable[[bytes, str], Result]) -> Result:
    """What ``ask`` says of a picture's content and format; what decoders raise, in words."""
    reason = why_not(content[:HEADER_BYTES])
    if reason is not None:
        raise UnusablePicture(reason)
    kind = picture_format(content[:HEADER_BYTES]) or ""
    quiet.hush()
    try:
        return ask(content, kind)
    except UnusablePicture:
        raise
    except _DECODER_ERRORS as error:
        raise UnusablePicture(_in_words(error, kind)) from None


def _decode(content: bytes, kind: str, smaller: _Smaller | None) -> _Decoded:
    safety.check_content(content, kind)
    with _opened(content, kind) as picture:
        safety.check_picture(picture, kind, len(content))
        size = picture.size
        if kind == "JPEG":
            safety.check_scans(content, *size)
            if smaller is not None:
                # Twice the wanted size leaves the antialiasing filter all that it can use.
                picture.draft(None, (2 * smaller.shorter, 2 * smaller.shorter))
        with _memory.taken(safety.decode_bytes(picture, kind, size)):
            whole = picture.size == size and kind == "JPEG"
            found = _whole_jpeg(content, picture, smaller) if whole else None
            turn, result = found or _pixels(picture, kind, smaller)
    width, height = size if turn < 5 else (size[1], size[0])
    return result, width, height


def _header_size(content: bytes, kind: str) -> tuple[int, int]:
    safety.check_content(content, kind)
    with _opened(content, kind) as picture:
        return picture.size


def _opened(content: bytes, kind: str) -> Image.Image:
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    return Image.open(io.BytesIO(content), formats=(kind,))


def _whole_jpeg(content: bytes, picture: Image.Image, smaller: _Smaller | None) -> tuple[int, Pixels] | None:
    """As :func:`_pixels`, without Pillow where nothing speaks for it; else None."""
    if picture.mode != "RGB" or picture.width * picture.height >= _HUGE_PIXELS:
        return None
    if smaller is not None and smaller.of_pixels is None:
        return None
    found = jpeg.decoded(content)
    if found is None or found.shape != (picture.height, picture.width, 3):
        return None
    turn = pixels.orientation(picture)
    fitted = found if smaller is None or smaller.of_pixels is None else smaller.of_pixels(found)
    return turn, pixels.upright(fitted, turn)


def _pixels(picture: Image.Image, kind: str, smaller: _Smaller | None) -> tuple[int, Pixels]:
    """The EXIF orientation that was undone, and the pixels."""
    if kind == "TIFF":
        with quiet.silent_libtiff():
            picture.load()
    else:
        picture.load()
    turn = pixels.orientation(picture)
    if smaller is None:
        return turn, pixels.upright(pixels.to_array(picture), turn)
    factor = _coarse_factor(picture, smaller.shorter)
    plain = pixels.reduced(picture, factor) if factor > 1 else pixels.to_rgb(picture)
    return turn, pixels.upright(smaller.of_picture(plain), turn)


def _coarse_factor(picture: Image.Image, shorter: int) -> int:
    """A huge picture is averaged down by this whole factor first, staying at twice the wanted size."""
    if picture.width * picture.height < _HUGE_PIXELS:
        return 1
    return max(1, min(picture.size) // (2 * shorter))


def resized_size(width: int, height: int, shorter: int) -> tuple[int, int]:
    """Width and height after :func:`resize`: the shorter side ``shorter``, the longer in proportion.

    The longer side is rounded down as torchvision's ``Resize`` does, and is at most ``MAX_ASPECT`` times
    the shorter.
    """
    longer = min(shorter * max(width, height) // min(width, height), shorter * MAX_ASPECT)
    return (shorter, longer) if width <= height else (longer, shorter)


def resize(picture: Image.Image, shorter: int, interpolation: str = "bilinear") -> Image.Image:
    """``picture`` (mode RGB) with its shorter side exactly ``shorter`` pixels, antialiased.

    The same numbers as torchvision's ``Resize(shorter, antialias=True)`` on a Pillow picture, of the part
    that :func:`kept_box` tells.
    """
    box = kept_box(*picture.size)
    kept = picture if box == (0, 0, *picture.size) else picture.crop(box)
    if min(kept.size) == shorter:
        return kept
    return kept.resize(resized_size(*kept.size, shorter), _RESAMPLING[interpolation])


def kept_box(width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is kept of a picture, in pixels: all, but of a very long one.

    Longer than ``MAX_ASPECT`` times its width, only its middle counts, so that one strip of pixels cannot
    become a giant.
    """
    kept_width, kept_height = min(width, MAX_ASPECT * height), min(height, MAX_ASPECT * width)
    left, top = (width - kept_width) // 2, (height - kept_height) // 2
    return left, top, left + kept_width, top + kept_height


def _in_words(error: BaseException, kind: str) -> str:
    text = str(error).lower()
    if isinstance(error, MemoryError):
        return "There is not enough memory to decode it."
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return (
            f"It has more than {MAX_PIXELS / 1e6:,.0f} million pixels, the limit against decompression bombs."
        )
    if "truncated" in text or "buffer is not large enough" in text or isinstance(error, EOFError):
        return f"The {kind} file is cut off before the picture ends."
    if isinstance(error, UnidentifiedImageError):
        return f"The header of the {kind} picture is damaged, or of a kind that Graft does not read."
    if "decoder error" in text or not text:
        return f"The {kind} picture is damaged: its pixels cannot be decoded."
    return f"The {kind} picture is damaged ({' '.join(str(error).split())[:200]})."
