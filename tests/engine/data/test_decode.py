import contextlib
import os
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.data import decode, reading, safety, signatures
from engine.data.memory_budget import MemoryBudget
from engine.errors import EngineError
from tests.engine.data.pictures import encoded, gradient

LOSSY = 12.0


def reason(content: bytes) -> str:
    with pytest.raises(decode.UnusablePicture) as caught:
        decode.load_bytes(content)
    return caught.value.reason


def mean_difference(a: Any, b: Any) -> float:
    return float(np.abs(np.asarray(a, float) - np.asarray(b, float)).mean())


@pytest.mark.parametrize("shape", ["Landscape", "Portrait"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_that_every_exif_orientation_comes_out_upright(shared: Path, shape: str, orientation: int) -> None:
    folder = shared / "nasty" / "exif-orientation"
    upright = decode.load(folder / f"{shape}_1.jpg", shorter=128)
    turned = decode.load(folder / f"{shape}_{orientation}.jpg", shorter=128)
    assert turned.shape == upright.shape
    # The files were made from one scene by different encodes, so only JPEG noise may differ.
    assert mean_difference(turned, upright) < 6.0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_that_orientation_counts_in_every_format(kind: str, orientation: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = gradient()
    lying = upright if orientation == 1 else upright.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"quality": 95} if kind in ("JPEG", "WEBP", "AVIF") else {}
    pixels = decode.load_bytes(encoded(lying, kind, exif=exif, **options))
    assert pixels.shape == (32, 48, 3)
    assert mean_difference(pixels, upright) < LOSSY


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF", "PPM"])
def test_that_every_promised_format_is_read_whatever_its_ending(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(encoded(gradient(), kind))
    pixels = decode.load(path)
    assert (pixels.dtype, pixels.shape, pixels.flags.c_contiguous) == (np.uint8, (32, 48, 3), True)
    assert mean_difference(pixels, gradient()) < LOSSY
    assert reading.sniff(path) is None


def test_that_heic_without_its_plugin_is_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "heif_available", lambda: False)
    header = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
    assert "pillow-heif" in reason(header + bytes(100))


def sixteen_bit_grey() -> tuple[bytes, np.ndarray]:
    values = np.linspace(0, 65535, 48 * 32).reshape(32, 48).astype(np.uint16)
    return encoded(Image.fromarray(values), "PNG"), values


def test_that_16_bits_are_scaled_and_not_clipped() -> None:
    content, values = sixteen_bit_grey()
    pixels = decode.load_bytes(content)
    assert np.abs(pixels[..., 0] - values / 257.0).max() <= 1
    assert (pixels[..., 0] == pixels[..., 2]).all()


def test_that_16_bit_tiff_and_pgm_are_scaled_like_png() -> None:
    content, values = sixteen_bit_grey()
    expected = decode.load_bytes(content)
    tiff = encoded(Image.fromarray(values), "TIFF")
    pgm = b"P5 48 32 65535\n" + values.astype(">u2").tobytes()
    assert mean_difference(decode.load_bytes(tiff), expected) <= 1
    assert mean_difference(decode.load_bytes(pgm), expected) <= 1


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.0, 255.0), (-3.0, 8.0), (0.0, 1e6), (-3e38, 3e38)])
def test_that_float_pictures_keep_their_contrast(low: float, high: float) -> None:
    values = np.linspace(low, high, 48 * 32).astype(np.float32).reshape(32, 48)
    values[5, 5], values[6, 6], values[7, 7] = np.nan, np.inf, -np.inf
    pixels = decode.load_bytes(encoded(Image.fromarray(values), "TIFF"))
    assert pixels.min() <= 1
    assert pixels.max() >= 254


def convert(mode: str) -> Callable[[], Image.Image]:
    return lambda: gradient().convert(mode)


@pytest.mark.parametrize(
    ("kind", "make", "tolerance"),
    [
        ("JPEG", convert("CMYK"), 30.0),
        ("TIFF", convert("CMYK"), 30.0),
        ("PNG", convert("P"), 20.0),
        ("GIF", convert("P"), 20.0),
        ("PNG", convert("RGBA"), 0.0),
        ("TIFF", convert("LAB"), 255.0),
    ],
)
def test_that_other_colour_modes_become_rgb(
    kind: str, make: Callable[[], Image.Image], tolerance: float
) -> None:
    try:
        picture = make()
    except ValueError:
        picture = Image.new("LAB", (48, 32), (128, 128, 128))
    pixels = decode.load_bytes(encoded(picture, kind))
    assert pixels.shape == (32, 48, 3)
    assert mean_difference(pixels, gradient()) <= tolerance


def test_that_grey_and_1_bit_have_three_equal_channels() -> None:
    for mode in ("L", "1"):
        pixels = decode.load_bytes(encoded(gradient().convert(mode), "PNG"))
        assert (pixels[..., 0] == pixels[..., 1]).all()
        assert (pixels[..., 0] == pixels[..., 2]).all()
    assert set(np.unique(pixels)) == {0, 255}


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "LA"), ("WEBP", "RGBA"), ("TIFF", "RGBA")]
)
def test_that_transparency_lies_over_white(kind: str, mode: str) -> None:
    picture = Image.new("RGBA", (20, 10), (0, 0, 0, 0)).convert(mode)
    picture.paste(Image.new("RGBA", (10, 10), (0, 0, 0, 128)).convert(mode), (10, 0))
    options = {"lossless": True} if kind == "WEBP" else {}
    pixels = decode.load_bytes(encoded(picture, kind, **options))
    assert (pixels[:, :10] == 255).all()
    assert np.abs(pixels[:, 10:].astype(int) - 127).max() <= 1


def test_that_transparent_palette_and_key_colours_lie_over_white() -> None:
    palette = Image.new("P", (8, 8), 0)
    palette.putpalette([10, 20, 30, 200, 100, 50])
    palette.paste(1, (4, 0, 8, 8))
    keyed = decode.load_bytes(encoded(palette, "PNG", transparency=0))
    assert (keyed[0, 0] == 255).all()
    assert tuple(keyed[0, 7]) == (200, 100, 50)
    deep = Image.fromarray(np.full((4, 4), 5000, np.uint16))
    assert (decode.load_bytes(encoded(deep, "PNG", transparency=5000)) == 255).all()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF", "TIFF"])
def test_that_an_animation_shows_its_first_frame(kind: str) -> None:
    frames = [Image.new("RGB", (16, 16), colour) for colour in ("red", "lime", "blue")]
    content = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    first = decode.load_bytes(content)
    assert np.abs(first[8, 8].astype(int) - (255, 0, 0)).max() < 30


@pytest.mark.parametrize(
    ("width", "height", "shorter"), [(500, 375, 256), (375, 500, 224), (31, 77, 64), (64, 64, 64), (9, 9, 64)]
)
def test_that_the_shorter_side_is_exact_and_matches_torchvision(
    width: int, height: int, shorter: int
) -> None:
    from torchvision.transforms import v2

    picture = gradient(width, height)
    for name in ("bilinear", "bicubic"):
        ours = decode.load_bytes(encoded(picture, "PNG"), shorter=shorter, interpolation=name)
        theirs = v2.Resize(shorter, interpolation=v2.InterpolationMode(name), antialias=True)(picture)
        assert min(ours.shape[:2]) == shorter
        assert ours.shape == np.asarray(theirs).shape
        assert np.abs(ours.astype(int) - np.asarray(theirs).astype(int)).max() <= 1


def test_that_a_reduced_jpeg_decode_looks_like_the_full_one() -> None:
    picture = gradient(1600, 1200)
    content = encoded(picture, "JPEG", quality=95)
    full = decode.resize(Image.fromarray(decode.load_bytes(content)), 128)
    reduced = decode.load_bytes(content, shorter=128)
    assert reduced.shape == np.asarray(full).shape
    assert mean_difference(reduced, full) < 1.0


def test_that_a_strip_does_not_become_a_giant() -> None:
    pixels = decode.load_bytes(encoded(gradient(5000, 2), "PNG"), shorter=100)
    assert pixels.shape == (100, 800, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF", "BMP", "GIF", "PPM"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_that_a_cut_off_file_is_unusable_and_never_half_grey(kind: str, share: float) -> None:
    content = encoded(gradient(200, 160).rotate(7), kind)
    assert reason(content[: int(len(content) * share)])


def test_that_progressive_jpeg_cut_off_is_unusable() -> None:
    content = encoded(gradient(200, 160), "JPEG", progressive=True)
    assert "cut off" in reason(content[: len(content) // 2])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello there", "text file"),
        (b"<!DOCTYPE html><html>404</html>", "web page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"%PDF-1.4", "PDF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"8BPS" + bytes(50), "Photoshop"),
        (b"PK\x03\x04" + bytes(50), "zip"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(50), "video"),
        (bytes(1000), "zeros"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (bytes(range(1, 200)), "first bytes"),
    ],
)
def test_that_what_is_no_picture_is_called_by_its_name(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(content)
    assert words in (reading.sniff(path) or "")
    assert words in reason(content)


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(10))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (200_000, 1_000)])
def test_that_a_decompression_bomb_is_refused_before_it_is_decoded(size: tuple[int, int]) -> None:
    assert "pixels" in reason(png_claiming(*size)) or "header" in reason(png_claiming(*size))


def test_that_a_jpeg_of_very_many_scans_is_refused() -> None:
    content = encoded(Image.new("L", (4000, 4000)), "JPEG", progressive=True)
    scan = content.rindex(b"\xff\xda")
    with pytest.raises(decode.UnusablePicture) as caught:
        safety.check_scans(content[:-2] + content[scan:-2] * 500 + b"\xff\xd9", 4000, 4000)
    assert "scans" in caught.value.reason


@pytest.mark.parametrize(
    "content",
    [
        b"P2\n" + b"#" * 3_000_000,
        b"P5\n" + b"#\n" * 1_500_000 + b"3 3 255\n" + bytes(9),
        b"\xff\xd8" + b"\xff" * 3_000_000 + b"\xda",
        b"\xff\xd8\xff" + b"\xe1\x00\x0aExif\0\0xx\xff" * 200_000,
        b"GIF89a" + bytes(7) + b"!\xfe\x01x\0" * 500_000,
        b"GIF89a" + bytes(7) + b"!\xfe" + (b"\xff" + b"x" * 255) * 10_000,
        b"\x89PNG\r\n\x1a\n" + (bytes(4) + b"juNk" + bytes(4)) * 300_000,
        b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 273, 4, 3_000_000, 100) + bytes(100),
    ],
)
def test_that_files_built_to_be_slow_are_refused_at_once(content: bytes) -> None:
    start = time.perf_counter()
    assert reason(content)
    assert time.perf_counter() - start < 2.0


def test_that_decoding_threads_share_a_memory_budget() -> None:
    budget, inside, most = MemoryBudget(100), [0], [0]

    def work(size: int) -> None:
        with budget.taken(size):
            inside[0] += size
            most[0] = max(most[0], inside[0])
            decode.load_bytes(encoded(gradient(), "JPEG"))
            inside[0] -= size

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, [30, 40, 50, 60] * 10))
    assert 40 <= most[0] <= 100
    with budget.taken(1000):
        assert inside[0] == 0


def test_that_damaged_pixel_data_of_a_png_is_noticed() -> None:
    content = bytearray(encoded(gradient(), "PNG"))
    place = content.index(b"IDAT") + 40
    content[place] ^= 0xFF
    assert "damaged" in reason(bytes(content))


def test_that_a_damaged_exif_block_does_not_cost_the_picture() -> None:
    content = encoded(gradient(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7f" + b"\xff" * 40)
    assert decode.load_bytes(content).shape == (32, 48, 3)


def test_that_missing_locked_and_special_files_are_named(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.jpg"
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(pipe)
    for path, words in (
        (tmp_path / "none.jpg", "does not exist"),
        (tmp_path, "not a file"),
        (pipe, "not a file"),
    ):
        with pytest.raises(EngineError) as caught:
            decode.load(path)
        assert words in caught.value.message
        assert words in (reading.sniff(path) or "")


def test_that_codecs_write_nothing_on_the_terminal() -> None:
    script = """
import io, random
from PIL import Image
from engine.data import decode
random.seed(0)
picture = Image.effect_noise((64, 64), 60)
for compression in ("jpeg", "tiff_lzw", "tiff_adobe_deflate", "packbits", "group4"):
    stream = io.BytesIO()
    fax = compression == "group4"
    (picture.convert("1") if fax else picture).save(stream, "TIFF", compression=compression)
    for _ in range(15):
        content = bytearray(stream.getvalue())
        for _ in range(12):
            content[random.randrange(8, len(content))] = random.randrange(256)
        try:
            decode.load_bytes(bytes(content))
        except decode.UnusablePicture:
            pass
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=Path(__file__).parents[3], timeout=120
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_that_many_threads_decode_the_same_pixels() -> None:
    contents = [
        encoded(gradient(seed=seed), kind) for seed in range(6) for kind in ("JPEG", "PNG", "TIFF", "WEBP")
    ]
    alone = [decode.load_bytes(content, shorter=24) for content in contents]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda content: decode.load_bytes(content, shorter=24), contents * 4))
    assert all((a == b).all() for a, b in zip(alone * 4, together, strict=True))


def test_that_importing_the_decoder_brings_no_torch() -> None:
    script = (
        "import engine.data.sources, engine.data.health, engine.check, sys; print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )
    assert done.stdout.strip() == "False"


def test_that_every_nasty_file_is_usable_or_named(shared: Path) -> None:
    usable = []
    for path in sorted(p for p in (shared / "nasty").rglob("*") if p.is_file()):
        with contextlib.suppress(decode.UnusablePicture):
            decode.load(path, shorter=64)
            usable.append(path.name)
    assert len(usable) >= 190
    assert not [name for name in usable if name.startswith("x")], "those are corrupt by their makers' word"


def test_that_heic_is_read_upright_where_its_plugin_is_installed() -> None:
    heif = pytest.importorskip("pillow_heif", reason="needs the optional pillow-heif")
    heif.register_heif_opener()
    content = encoded(gradient(64, 48), "HEIF", quality=90)
    assert mean_difference(decode.load_bytes(content), gradient(64, 48)) < LOSSY
    assert reason(content[: len(content) // 2])
