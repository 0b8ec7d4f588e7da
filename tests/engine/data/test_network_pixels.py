"""What a network sees of a picture: the same on every road, and what Pillow would make of it to a level."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.data import network_pixels
from engine.data.pixel_store import PixelStore
from engine.data.unusable import UnusablePicture
from engine.export import predict_template
from engine.fingerprints import content_key
from engine.models.backbones import Preprocessing
from tests.engine.data.pictures import encoded, gradient


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "photograph.jpg"
    path.write_bytes(encoded(gradient(500, 375), "JPEG", quality=95))
    return path


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
@pytest.mark.parametrize(
    ("width", "height", "shorter"), [(500, 375, 256), (375, 500, 224), (31, 77, 64), (64, 64, 64), (9, 9, 64)]
)
def test_that_the_pixels_are_torchvisions_on_a_pillow_picture_to_two_levels(
    width: int, height: int, shorter: int, interpolation: str
) -> None:
    from torchvision.transforms import v2

    picture = gradient(width, height)
    ours = network_pixels.resize(np.array(picture), shorter, interpolation)
    mode = v2.InterpolationMode(interpolation)
    theirs = np.asarray(v2.Resize(shorter, interpolation=mode, antialias=True)(picture))
    assert ours.shape == theirs.shape
    assert ours.flags.c_contiguous
    apart = np.abs(ours.astype(int) - theirs.astype(int))
    assert apart.max() <= 2
    assert (apart > 0).mean() < 0.01


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
def test_that_every_road_to_a_network_has_the_same_pixels(
    photograph: Path, tmp_path: Path, interpolation: str
) -> None:
    facts = Preprocessing(96, 64, interpolation, (0.5,) * 3, (0.5,) * 3)  # type: ignore[arg-type]
    whole = network_pixels.load(photograph, 96, interpolation)
    store = PixelStore(96, interpolation, folder=tmp_path / "store")
    content = content_key(photograph)
    for _ in range(2):
        np.testing.assert_array_equal(store.load(photograph, content), whole)
    exported = predict_template.load(photograph, 96, interpolation, predict_template.resize_by_torch)
    np.testing.assert_array_equal(exported, whole)
    crop = network_pixels.centre(photograph, facts)
    np.testing.assert_array_equal(crop, network_pixels.centre_crop(whole, 64))
    with Image.open(photograph) as picture:
        picture.draft(None, (192, 192))
        decoded = np.asarray(picture)  # which may not be written to
    np.testing.assert_array_equal(network_pixels.resize(decoded, 96, interpolation), whole)


def test_that_a_turned_picture_is_upright(tmp_path: Path) -> None:
    picture = gradient(90, 60)
    exif = Image.Exif()
    exif[0x0112] = 6
    lying, plain = tmp_path / "lying.png", tmp_path / "plain.png"
    picture.save(lying, exif=exif)
    picture.save(plain)
    turned = network_pixels.load(lying, 32, "bilinear")
    np.testing.assert_array_equal(turned, np.rot90(network_pixels.load(plain, 32, "bilinear"), -1))
    assert turned.flags.c_contiguous
    assert turned.flags.writeable


def test_that_a_strip_does_not_become_a_giant() -> None:
    strip = np.array(gradient(5000, 3))
    strip[:, : 5000 // 2 - 12] = 0
    made = network_pixels.resize(strip, 100, "bicubic")
    assert made.shape == (100, 800, 3)
    np.testing.assert_array_equal(made, network_pixels.resize(strip[:, 2488:2512], 100, "bicubic"))


def test_that_many_threads_make_the_same_pixels(photograph: Path) -> None:
    alone = network_pixels.load(photograph, 48, "bicubic")
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda _: network_pixels.load(photograph, 48, "bicubic"), range(32)))
    assert all((made == alone).all() for made in together)


def test_that_a_torn_file_is_unusable(photograph: Path) -> None:
    photograph.write_bytes(photograph.read_bytes()[:-2000])
    with pytest.raises(UnusablePicture, match="cut off"):
        network_pixels.load(photograph, 48, "bilinear")


def test_that_looking_at_a_picture_brings_no_torch(photograph: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from engine.data import decode, lanes, pixel_store, previews;"
        f" path = Path({str(photograph)!r}); decode.load(path, shorter=64);"
        " previews.training_views(path, 'light', 2, resize=64, crop=48, interpolation='bicubic');"
        " print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[3]
    )
    assert (done.stdout.strip(), done.stderr) == ("False", "")
