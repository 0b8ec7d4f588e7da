"""Limits that keep one hostile picture from taking all the time or memory.

Each decode stays under 15 s and 3 GB whatever the file claims. The limits are on what a decoder would have
to do (pixels, passes over them, bytes through a slow path), worked out before it starts.
"""

from __future__ import annotations

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from engine.data import jpeg
from engine.data.structure import check_structure
from engine.data.unusable import UnusablePicture

MAX_PIXELS = 178_956_970
"""Most pixels a JPEG may have: where Pillow itself refuses. Other formats take more memory and time."""

MAX_FILE_BYTES = 512_000_000
"""Largest picture file read, in bytes."""

# Importing a plugin registers it; only these formats are ever opened, by name (see decode), so that
# rarely tested ones and those that start other programs are out of reach.
PLUGINS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

_MOST_PIXELS = {"JPEG": MAX_PIXELS, "WEBP": 50_000_000, "AVIF": 50_000_000, "HEIF": 50_000_000}
_MOST_PIXELS_ELSE = 80_000_000
# Bytes a pixel while decoding, measured; WebP, AVIF and HEIC keep several copies of the whole picture.
_BYTES_PER_PIXEL = {"WEBP": 22, "AVIF": 20, "HEIF": 20}
_BYTES_PER_PIXEL_ELSE = 10
# A progressive JPEG is held whole as coefficients, at any size of the result.
_COEFFICIENT_BYTES = 4
# Decoders in Python, at about a million pixels or bytes a second.
_SLOW_CODECS = frozenset({"ppm", "ppm_plain", "bmp_rle"})
_SLOW_PIXELS = 2_500_000
_SLOW_BYTES = 4_000_000
_MAX_PNM_COMMENTS = 1_000
# Every scan of a progressive JPEG passes over all its coefficients.
_MAX_SCAN_PIXELS = 1_500_000_000
_START_OF_SCAN = b"\xff\xda"


def check_content(content: bytes, kind: str) -> None:
    """Refuse what can be seen in the bytes before anything decodes them.

    Raises:
        UnusablePicture: damaged or built to be slow.
    """
    check_structure(content, kind)
    if kind == "PPM" and content[1:2] in b"123" and _is_slow_text(content):
        raise UnusablePicture("It is a text bitmap too large to read; convert it to PNG.")


def _is_slow_text(content: bytes) -> bool:
    return len(content) > _SLOW_BYTES or content.count(b"#") > _MAX_PNM_COMMENTS


def check_picture(picture: Image.Image, kind: str, content_bytes: int) -> None:
    """Refuse a picture, opened but not yet decoded, that would take too much memory or time.

    Raises:
        UnusablePicture: with the size it claims.
    """
    width, height = picture.size
    limit = _MOST_PIXELS.get(kind, _MOST_PIXELS_ELSE)
    if width * height > limit:
        raise UnusablePicture(
            f"It is {width:,} x {height:,} pixels, above the limit of {limit / 1e6:,.0f} million for {kind}."
        )
    slow = any(tile[0] in _SLOW_CODECS for tile in getattr(picture, "tile", ())[:1])
    if slow and (width * height > _SLOW_PIXELS or content_bytes > _SLOW_BYTES):
        raise UnusablePicture(
            f"It is {width:,} x {height:,} pixels in a form that is too slow to read; convert it to PNG."
        )


def decode_bytes(picture: Image.Image, kind: str, size: tuple[int, int]) -> int:
    """About how much memory decoding takes at its peak, in bytes.

    Args:
        picture: as it will be decoded, perhaps to a fraction of its size.
        kind: Pillow's name of the format.
        size: the whole picture's width and height.
    """
    result = picture.width * picture.height * _BYTES_PER_PIXEL.get(kind, _BYTES_PER_PIXEL_ELSE)
    if picture.info.get("progressive"):
        result += size[0] * size[1] * _COEFFICIENT_BYTES
    return result


def check_scans(content: bytes, width: int, height: int) -> None:
    """Refuse a JPEG with so many scans that decoding it would take minutes. Raises UnusablePicture."""
    if jpeg.has_one_scan(content):
        return
    scans = content.count(_START_OF_SCAN)
    if scans * width * height > _MAX_SCAN_PIXELS and scans > 12:
        raise UnusablePicture(f"It is a JPEG of {scans:,} scans, built to be slow to decode.")
