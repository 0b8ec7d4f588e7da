"""A look at how a picture file is put together, before a decoder believes it.

Decoders written for honest files take minutes over some dishonest ones: millions of empty chunks, a
comment added up block by block, megabytes of filling before the first marker. Nothing here decodes; each
check walks the headers once and gives up early.
"""

from __future__ import annotations

import re
import struct
import zlib

from engine.data.unusable import UnusablePicture

# Far above what cameras, scanners and editors write (an extended XMP record takes a few hundred segments).
_MAX_SEGMENTS = 1_000
_MAX_HEADER_BYTES = 32_000_000
_MAX_FILLING = 65_536
_MAX_CHUNKS = 100_000
_MAX_SUB_BLOCKS = 4_000
_MAX_PNM_HEADER = 65_536
_MAX_TIFF_PIECES = 100_000
_MAX_TIFF_VALUES = 1_000_000
_TIFF_PIECES = frozenset({273, 279, 324, 325})
_TIFF_BYTE_TYPES = frozenset({1, 2, 6, 7})
_NOT_FF = re.compile(rb"[^\xff]")
_PNM_COMMENT = re.compile(rb"#[^\r\n]*(?:[\r\n]|\Z)")
_ALONE = frozenset({0x00, 0x01, *range(0xD0, 0xDA)})
_START_OF_SCAN = 0xDA


def check_structure(content: bytes, kind: str) -> None:
    """Refuse a file whose parts are damaged, or arranged to be slow to read.

    Args:
        content: the whole file.
        kind: Pillow's name of its format.

    Raises:
        UnusablePicture: with the reason in words.
    """
    match kind:
        case "PNG":
            _check_png(content)
        case "JPEG":
            _check_jpeg(content)
        case "GIF":
            _check_gif(content)
        case "PPM":
            _check_pnm(content)
        case "TIFF":
            _check_tiff(content)


def _check_png(content: bytes) -> None:
    """Chunks are few, and those of the pixels whole: Pillow leaves their checksums out."""
    place = 8
    for _ in range(_MAX_CHUNKS):
        if place + 8 > len(content):
            return
        length = int.from_bytes(content[place : place + 4], "big")
        name = content[place + 4 : place + 8]
        end = place + 12 + length
        if name == b"IDAT":
            if end > len(content):
                raise UnusablePicture("The PNG file is cut off before the picture ends.")
            stored = int.from_bytes(content[end - 4 : end], "big")
            if zlib.crc32(memoryview(content)[place + 4 : end - 4]) != stored:
                raise UnusablePicture("The PNG picture is damaged (checksum of its pixel data is wrong).")
        if name == b"IEND":
            return
        place = end
    raise UnusablePicture(f"The PNG file has more than {_MAX_CHUNKS:,} parts, built to be slow to read.")


def _check_jpeg(content: bytes) -> None:
    """Between the start and the first scan there are not too many segments, and no sea of filling."""
    place, filling = 2, 0
    for _ in range(_MAX_SEGMENTS):
        start = content.find(b"\xff", place)
        found = _NOT_FF.search(content, start) if start >= 0 else None
        if found is None:
            return
        filling += found.start() - 1 - place
        marker = content[found.start()]
        if filling > _MAX_FILLING or found.start() > _MAX_HEADER_BYTES:
            raise UnusablePicture("The JPEG file begins with megabytes that are no picture.")
        if marker == _START_OF_SCAN:
            return
        place = found.start() + 1
        if marker not in _ALONE:
            place += int.from_bytes(content[place : place + 2], "big")
    raise UnusablePicture(f"The JPEG file has more than {_MAX_SEGMENTS:,} parts before its picture.")


def _check_gif(content: bytes) -> None:
    """Before the first frame there are not too many blocks: Pillow adds comments up piece by piece."""
    flags = content[10] if len(content) > 10 else 0
    place = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    for _ in range(_MAX_SUB_BLOCKS):
        kind = content[place : place + 1]
        if kind in (b"", b",", b";"):
            return
        place = place + 1 if kind != b"!" else _after_extension(content, place + 2)
    raise UnusablePicture(f"The GIF file has more than {_MAX_SUB_BLOCKS:,} parts before its first picture.")


def _after_extension(content: bytes, place: int) -> int:
    for _ in range(_MAX_SUB_BLOCKS):
        length = content[place] if place < len(content) else 0
        place += length + 1
        if not length:
            return place
    raise UnusablePicture("The GIF file has a comment that never seems to end.")


def _check_pnm(content: bytes) -> None:
    """Width, height and maximum stand near the beginning."""
    needed = 3 if content[1:2] in b"14" else 4
    head = _PNM_COMMENT.sub(b" ", content[:_MAX_PNM_HEADER])
    if len(head.split(maxsplit=needed)) < needed:
        raise UnusablePicture("The header of the PPM picture is damaged, or buried in filling.")


def _check_tiff(content: bytes) -> None:
    """The first directory names not too many strips, tiles or numbers: Pillow makes an object of each."""
    order = "<" if content[:1] == b"I" else ">"
    big = content[2:4] in (b"+\x00", b"\x00+")
    try:
        (start,) = struct.unpack_from(order + ("Q" if big else "I"), content, 8 if big else 4)
        (count,) = struct.unpack_from(order + ("Q" if big else "H"), content, start)
        entry, first = ("HHQ", 8) if big else ("HHI", 2)
        for number in range(min(count, 0xFFFF)):
            place = start + first + number * (20 if big else 12)
            tag, kind, values = struct.unpack_from(order + entry, content, place)
            many = tag in _TIFF_PIECES and values > _MAX_TIFF_PIECES
            if many or (kind not in _TIFF_BYTE_TYPES and values > _MAX_TIFF_VALUES):
                raise UnusablePicture(
                    f"The TIFF file is cut into {values:,} pieces, built to be slow to read."
                )
    except struct.error:
        raise UnusablePicture("The TIFF file is cut off before the picture ends.") from None
