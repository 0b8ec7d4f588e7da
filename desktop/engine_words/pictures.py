"""Why a file is no usable picture."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

LISTED = (
    QT_TRANSLATE_NOOP("Engine", "It is not a file."),
    QT_TRANSLATE_NOOP("Engine", "The file does not exist."),
    QT_TRANSLATE_NOOP("Engine", "The file may not be read (permission denied)."),
    QT_TRANSLATE_NOOP("Engine", "The {0} file is cut off before the picture ends."),
    QT_TRANSLATE_NOOP(
        "Engine", "The header of the {0} picture is damaged, or of a kind that Graft does not read."
    ),
    QT_TRANSLATE_NOOP("Engine", "The {0} picture is damaged: its pixels cannot be decoded."),
    QT_TRANSLATE_NOOP("Engine", "The {0} picture is damaged ({1})."),
    QT_TRANSLATE_NOOP("Engine", "It is a PDF document, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a video, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a zip archive, not a picture."),
    QT_TRANSLATE_NOOP(
        "Engine", "It is a Git LFS pointer: the picture itself was never fetched (git lfs pull)."
    ),
    QT_TRANSLATE_NOOP("Engine", "The file is {0} MB, above the limit of {1} MB."),
    QT_TRANSLATE_NOOP("Engine", "There is not enough memory to decode it."),
    QT_TRANSLATE_NOOP(
        "Engine", "It has more than {0} million pixels, the limit against decompression bombs."
    ),
    QT_TRANSLATE_NOOP("Engine", "It is a text bitmap too large to read; convert it to PNG."),
    QT_TRANSLATE_NOOP("Engine", "It is {0} x {1} pixels, above the limit of {2} million for {3}."),
    QT_TRANSLATE_NOOP(
        "Engine", "It is {0} x {1} pixels in a form that is too slow to read; convert it to PNG."
    ),
    QT_TRANSLATE_NOOP("Engine", "It is a JPEG of {0} scans, built to be slow to decode."),
    QT_TRANSLATE_NOOP("Engine", "The PNG file has more than {0} parts, built to be slow to read."),
    QT_TRANSLATE_NOOP("Engine", "The JPEG file has more than {0} parts before its picture."),
    QT_TRANSLATE_NOOP("Engine", "The JPEG file begins with megabytes that are no picture."),
    QT_TRANSLATE_NOOP("Engine", "The GIF file has more than {0} parts before its first picture."),
    QT_TRANSLATE_NOOP("Engine", "The GIF file has a comment that never seems to end."),
    QT_TRANSLATE_NOOP("Engine", "The header of the PPM picture is damaged, or buried in filling."),
    QT_TRANSLATE_NOOP("Engine", "The TIFF file is cut into {0} pieces, built to be slow to read."),
    QT_TRANSLATE_NOOP(
        "Engine", "It is a JPEG 2000 picture, which Graft does not read; convert it to JPEG or PNG."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "It is a JPEG XL picture, which Graft does not read; convert it to JPEG or PNG."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "It is not a picture of a kind that Graft reads, or its first bytes are damaged."
    ),
    QT_TRANSLATE_NOOP("Engine", "It is a PostScript file; export it as PNG or JPEG."),
    QT_TRANSLATE_NOOP("Engine", "It is a Photoshop document; export it as PNG or JPEG."),
    QT_TRANSLATE_NOOP("Engine", "It is an icon file; convert it to PNG."),
    QT_TRANSLATE_NOOP("Engine", "It is a cursor file, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a DDS texture; convert it to PNG."),
    QT_TRANSLATE_NOOP("Engine", "It is a QOI picture, which Graft does not read; convert it to PNG."),
    QT_TRANSLATE_NOOP("Engine", "It is an OpenEXR picture, which Graft does not read; convert it to PNG."),
    QT_TRANSLATE_NOOP(
        "Engine", "It is a Radiance HDR picture, which Graft does not read; convert it to PNG."
    ),
    QT_TRANSLATE_NOOP("Engine", "It is a Windows metafile; export it as PNG."),
    QT_TRANSLATE_NOOP("Engine", "It is an empty zip archive, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a compressed archive, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a 7z archive, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a RAR archive, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a sound or video file, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a sound file, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a database, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a program, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a NumPy array, not a picture file; save it as PNG."),
    QT_TRANSLATE_NOOP("Engine", "It is a macOS companion file, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a macOS folder setting, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "The file is empty."),
    QT_TRANSLATE_NOOP(
        "Engine", "It is a HEIC picture; install pillow-heif to read it, or convert it to JPEG."
    ),
    QT_TRANSLATE_NOOP(
        "Engine", "It is a video or a picture of a kind that Graft does not read; convert it to JPEG or PNG."
    ),
    QT_TRANSLATE_NOOP("Engine", "It is a sound or video file, or a damaged WebP picture."),
    QT_TRANSLATE_NOOP("Engine", "The file holds only zeros."),
    QT_TRANSLATE_NOOP("Engine", "It is a web page, not a picture; perhaps a download that failed."),
    QT_TRANSLATE_NOOP("Engine", "It is an SVG drawing; export it as PNG."),
    QT_TRANSLATE_NOOP("Engine", "It is an XML document, not a picture."),
    QT_TRANSLATE_NOOP("Engine", "It is a text file, not a picture."),
)
