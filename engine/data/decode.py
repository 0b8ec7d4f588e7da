"""The one way a picture file becomes pixels: for training, prediction and thumbnails alike.

What a network sees is resized by :mod:`engine.data.network_pixels`, what people look at by Pillow, here.

Rules: what the content says counts, not the ending; upright by EXIF; first frame of an animation; 16 bits
scaled, not clipped; transparency over white; CMYK, palette, grey and 1-bit to RGB. A file that cannot be
decoded whole raises :class:`UnusablePicture` with the reason in words: half a picture is never returned.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from engine.data import pixels, quiet, safety
from engine.data.memory_budget import MemoryBudget
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
    "read",
    "resize",
    "resized_size",
    "sniff",
]

MAX_ASPECT = 8
_READ_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)
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
Fit = Callable[[Image.Image], npt.NDArray[np.uint8]]
_Decoded = tuple[npt.NDArray[np.uint8], int, int]
_HUGE_PIXELS = 25_000_000
# Several decoding threads together stay below this.
_memory = MemoryBudget(1_500_000_000)


def read(path: Path) -> bytes:
    """The content of the file, checked to be a regular one of a size that a picture may have.

    Raises:
        UnusablePicture: missing, not readable, not a regular file, or too large.
    """
    try:
        with _OpenedFile(path) as handle:
            size = os.fstat(handle).st_size
            if size > safety.MAX_FILE_BYTES:
                raise UnusablePicture(
                    f"The file is {size / 1e6:,.0f} MB, "
                    f"above the limit of {safety.MAX_FILE_BYTES / 1e6:,.0f} MB."
                )
            with open(handle, "rb", buffering=0, closefd=False) as stream:
                return stream.read()
    except (OSError, ValueError) as error:
        raise UnusablePicture(_why_unreadable(error)) from None


def sniff(path: str | Path, *, known_regular: bool = False) -> str | None:
    """A cheap look at the first bytes: None when it looks like a picture, else the reason in words.

    Args:
        path: the file.
        known_regular: the caller knows that it is no pipe, device or folder, which saves asking.
    """
    try:
        if not known_regular:
            with _OpenedFile(path) as handle:
                return why_not(os.read(handle, HEADER_BYTES))
        # Called for every file of a data set: nothing is made but the header.
        handle = os.open(path, _READ_FLAGS)
        try:
            header = os.read(handle, HEADER_BYTES)
        finally:
            os.close(handle)
        return why_not(header)
    except UnusablePicture as unusable:
        return unusable.reason
    except (OSError, ValueError) as error:
        return _why_unreadable(error)


class _OpenedFile:
    """A file descriptor for reading, closed at the end of the block.

    Opening a named pipe waits for a writer, so the system is told not to wait, and what is no regular
    file is refused.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = path

    def __enter__(self) -> int:
        self._handle = os.open(self._path, _READ_FLAGS)
        if not stat.S_ISREG(os.fstat(self._handle).st_mode):
            os.close(self._handle)
            raise UnusablePicture("It is not a file.")
        return self._handle

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)


def _why_unreadable(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "The file does not exist."
    if isinstance(error, IsADirectoryError):
        return "It is not a file."
    if isinstance(error, PermissionError):
        return "The file may not be read (permission denied)."
    detail = error.strerror if isinstance(error, OSError) else None
    return f"The file cannot be read ({detail or error})."


def load(path: Path, *, shorter: int | None = None, interpolation: str = "bilinear") -> npt.NDArray[np.uint8]:
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


def load_by(path: Path, shorter: int, fit: Fit) -> npt.NDArray[np.uint8]:
    """As :func:`load`, resized by ``fit``.

    Args:
        path: the file.
        shorter: a JPEG, or a huge picture, is decoded at a fraction of its size that leaves its shorter
            side at least twice this, in pixels, where it has that many.
        fit: from a picture of mode RGB, not turned upright yet, to uint8 pixels, shape (height, width, 3).

    Raises:
        UnusablePicture: with the reason in words.
    """
    return _guarded(read(path), shorter, fit)[0]


def load_bytes(
    content: bytes, *, shorter: int | None = None, interpolation: str = "bilinear"
) -> npt.NDArray[np.uint8]:
    """As :func:`load`, from the content of a file."""
    return _guarded(content, shorter, _by_pillow(shorter, interpolation))[0]


def load_with_size(content: bytes, *, shorter: int | None = None) -> tuple[npt.NDArray[np.uint8], int, int]:
    """As :func:`load_bytes`, with the upright picture's own width and height before any resizing."""
    return _guarded(content, shorter, _by_pillow(shorter, "bilinear"))


def _by_pillow(shorter: int | None, interpolation: str) -> Fit | None:
    return None if shorter is None else lambda picture: np.array(resize(picture, shorter, interpolation))


def _guarded(content: bytes, shorter: int | None, fit: Fit | None) -> _Decoded:
    reason = why_not(content[:HEADER_BYTES])
    if reason is not None:
        raise UnusablePicture(reason)
    kind = picture_format(content[:HEADER_BYTES]) or ""
    quiet.hush()
    try:
        return _decode(content, kind, shorter, fit)
    except UnusablePicture:
        raise
    except _DECODER_ERRORS as error:
        raise UnusablePicture(_in_words(error, kind)) from None


def _decode(content: bytes, kind: str, shorter: int | None, fit: Fit | None) -> _Decoded:
    safety.check_content(content, kind)
    with _opened(content, kind) as picture:
        safety.check_picture(picture, kind, len(content))
        size = picture.size
        if kind == "JPEG":
            safety.check_scans(content, *size)
            if shorter is not None:
                # Twice the wanted size leaves the antialiasing filter all that it can use.
                picture.draft(None, (2 * shorter, 2 * shorter))
        with _memory.taken(safety.decode_bytes(picture, kind, size)):
            turn, result = _pixels(picture, kind, shorter, fit)
    width, height = size if turn < 5 else (size[1], size[0])
    return result, width, height


def _opened(content: bytes, kind: str) -> Image.Image:
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    return Image.open(io.BytesIO(content), formats=(kind,))


def _pixels(
    picture: Image.Image, kind: str, shorter: int | None, fit: Fit | None
) -> tuple[int, npt.NDArray[np.uint8]]:
    """The EXIF orientation that was undone, and the pixels."""
    if kind == "TIFF":
        with quiet.silent_libtiff():
            picture.load()
    else:
        picture.load()
    turn = pixels.orientation(picture)
    if shorter is None or fit is None:
        return turn, pixels.upright(pixels.to_array(picture), turn)
    factor = _coarse_factor(picture, shorter)
    plain = pixels.reduced(picture, factor) if factor > 1 else pixels.to_rgb(picture)
    return turn, pixels.upright(fit(plain), turn)


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
