"""What a file is, told from its first bytes: a picture we read, or the words for what it is instead."""

from __future__ import annotations

import functools
import importlib.util

HEADER_BYTES = 512

_PNM = frozenset(b"P%d" % digit for digit in range(1, 7))
_SPACE = b" \t\r\n\x0b\x0c"

# ISO base media brands: MIAF (ISO/IEC 23000-22) and HEIF (ISO/IEC 23008-12).
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_CONTAINER_BRANDS = frozenset({b"mif1", b"msf1", b"miaf"})

_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"BM", "BMP"),
)

_JPEG_2000 = "It is a JPEG 2000 picture, which Graft does not read; convert it to JPEG or PNG."
_JPEG_XL = "It is a JPEG XL picture, which Graft does not read; convert it to JPEG or PNG."

_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "It is a PDF document, not a picture."),
    (b"%!PS", "It is a PostScript file; export it as PNG or JPEG."),
    (b"\xc5\xd0\xd3\xc6", "It is a PostScript file; export it as PNG or JPEG."),
    (b"8BPS", "It is a Photoshop document; export it as PNG or JPEG."),
    (
        b"\x00\x00\x00\x0cjP  ",
        _JPEG_2000,
    ),
    (b"\xff\x4f\xff\x51", _JPEG_2000),
    (
        b"\x00\x00\x00\x0cJXL ",
        _JPEG_XL,
    ),
    (b"\xff\x0a", _JPEG_XL),
    (b"\x00\x00\x01\x00", "It is an icon file; convert it to PNG."),
    (b"\x00\x00\x02\x00", "It is a cursor file, not a picture."),
    (b"icns", "It is an icon file; convert it to PNG."),
    (b"DDS ", "It is a DDS texture; convert it to PNG."),
    (b"qoif", "It is a QOI picture, which Graft does not read; convert it to PNG."),
    (b"v/1\x01", "It is an OpenEXR picture, which Graft does not read; convert it to PNG."),
    (b"#?RADIANCE", "It is a Radiance HDR picture, which Graft does not read; convert it to PNG."),
    (b"\xd7\xcd\xc6\x9a", "It is a Windows metafile; export it as PNG."),
    (b"PK\x03\x04", "It is a zip archive, not a picture."),
    (b"PK\x05\x06", "It is an empty zip archive, not a picture."),
    (b"\x1f\x8b", "It is a compressed archive, not a picture."),
    (b"7z\xbc\xaf\x27\x1c", "It is a 7z archive, not a picture."),
    (b"Rar!", "It is a RAR archive, not a picture."),
    (b"\x1a\x45\xdf\xa3", "It is a video, not a picture."),
    (b"\x00\x00\x01\xba", "It is a video, not a picture."),
    (b"OggS", "It is a sound or video file, not a picture."),
    (b"ID3", "It is a sound file, not a picture."),
    (b"fLaC", "It is a sound file, not a picture."),
    (b"SQLite format 3\x00", "It is a database, not a picture."),
    (b"\x7fELF", "It is a program, not a picture."),
    (b"MZ", "It is a program, not a picture."),
    (b"\x93NUMPY", "It is a NumPy array, not a picture file; save it as PNG."),
    (b"\x00\x05\x16\x07", "It is a macOS companion file, not a picture."),
    (b"\x00\x00\x00\x01Bud1", "It is a macOS folder setting, not a picture."),
    (
        b"version https://git-lfs",
        "It is a Git LFS pointer: the picture itself was never fetched (git lfs pull).",
    ),
)


@functools.cache
def heif_available() -> bool:
    """Whether the HEIC plugin is installed (looked up once, not imported)."""
    return importlib.util.find_spec("pillow_heif") is not None


def picture_format(header: bytes) -> str | None:
    """Pillow's name of the picture format that ``header`` (the first bytes of a file) announces, or None."""
    for magic, name in _PICTURES:
        if header.startswith(magic):
            return name
    if header[:2] in _PNM and header[2:3] and header[2:3] in _SPACE:
        return "PPM"
    if header.startswith(b"RIFF") and header[8:12] == b"WEBP":
        return "WEBP"
    if header[4:8] == b"ftyp":
        return _boxed_format(header)
    return None


def _boxed_format(header: bytes) -> str | None:
    length = int.from_bytes(header[:4], "big")
    box = header[8 : min(max(length, 16), HEADER_BYTES)]
    brands = {box[:4], *(box[i : i + 4] for i in range(8, len(box), 4))}
    if box[:4] in _HEIF_BRANDS or (box[:4] in _CONTAINER_BRANDS and brands & _HEIF_BRANDS):
        return "HEIF"
    if box[:4] in _AVIF_BRANDS or (box[:4] in _CONTAINER_BRANDS and brands & _AVIF_BRANDS):
        return "AVIF"
    return None


def why_not(header: bytes) -> str | None:
    """None when ``header`` is that of a picture we read, else in words what the file is instead."""
    if header.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return None
    if not header:
        return "The file is empty."
    kind = picture_format(header)
    if kind == "HEIF" and not heif_available():
        return "It is a HEIC picture; install pillow-heif to read it, or convert it to JPEG."
    if kind is not None:
        return None
    for magic, words in _OTHERS:
        if header.startswith(magic):
            return words
    return _why_unknown(header)


def _why_unknown(header: bytes) -> str:
    if header[4:8] == b"ftyp":
        return "It is a video or a picture of a kind that Graft does not read; convert it to JPEG or PNG."
    if header.startswith(b"RIFF"):
        return "It is a sound or video file, or a damaged WebP picture."
    if not any(header):
        return "The file holds only zeros."
    start = header.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head")):
        return "It is a web page, not a picture; perhaps a download that failed."
    if b"<svg" in start:
        return "It is an SVG drawing; export it as PNG."
    if start.startswith(b"<?xml"):
        return "It is an XML document, not a picture."
    if _is_text(header):
        return "It is a text file, not a picture."
    return "It is not a picture of a kind that Graft reads, or its first bytes are damaged."


def _is_text(header: bytes) -> bool:
    try:
        text = header[: len(header) - 3 if len(header) == HEADER_BYTES else None].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\t\r\n\x0c\ufeff" for character in text)
