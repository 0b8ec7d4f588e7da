import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.data import decode, jpeg, network_pixels
from tests.engine.data.pictures import encoded, photo

KINDS: dict[str, dict[str, Any]] = {
    "4:4:4": {"subsampling": 0},
    "4:2:2": {"subsampling": 1},
    "4:2:0": {"subsampling": 2},
    "progressive": {"progressive": True},
    "stored as RGB": {"keep_rgb": True},
    "restart markers": {"restart_marker_blocks": 2},
    "coarse": {"quality": 5},
}


@pytest.mark.parametrize("size", [(64, 64), (61, 47), (1, 9)])
@pytest.mark.parametrize("kind", KINDS)
def test_that_a_jpeg_has_the_same_pixels_as_by_pillow(kind: str, size: tuple[int, int]) -> None:
    content = encoded(photo(3).resize(size), "JPEG", **KINDS[kind])
    found = jpeg.decoded(content)
    assert found is not None
    np.testing.assert_array_equal(found, np.asarray(Image.open(io.BytesIO(content))))
    np.testing.assert_array_equal(decode.load_bytes(content), found)


@pytest.mark.parametrize("turn", range(1, 9))
def test_that_what_a_network_sees_is_the_same_with_either_decoder(
    turn: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    path = tmp_path / "picture.jpg"
    path.write_bytes(encoded(photo(4, 90).resize((90, 70)), "JPEG", exif=exif))
    directly = network_pixels.load(path, 48, "bilinear")
    monkeypatch.setattr(jpeg, "decoded", lambda content: None)
    np.testing.assert_array_equal(directly, network_pixels.load(path, 48, "bilinear"))


def test_that_a_damaged_jpeg_is_left_to_pillow() -> None:
    content = encoded(photo(5), "JPEG")
    for damaged in (content[: len(content) // 2], content[:-2], b"\xff\xd8\xff", b""):
        assert jpeg.decoded(damaged) is None


def test_that_one_scan_is_told_from_many() -> None:
    whole = encoded(photo(6), "JPEG")
    assert jpeg.has_one_scan(whole)
    assert jpeg.has_one_scan(encoded(photo(6).convert("L"), "JPEG"))
    assert not jpeg.has_one_scan(encoded(photo(6), "JPEG", progressive=True))
    scan = whole.index(b"\xff\xda")
    one_of_three = whole[: scan + 4] + b"\x01" + whole[scan + 5 :]
    assert not jpeg.has_one_scan(one_of_three)


def test_that_headers_which_a_decoder_may_read_otherwise_tell_nothing() -> None:
    whole = encoded(photo(6), "JPEG")
    # Standing alone, without a length, for the decoder: what follows is not what a length would say.
    assert not jpeg.has_one_scan(whole[:2] + b"\xff\xd0" + whole[2:])
    assert not jpeg.has_one_scan(whole[:2] + b"\x00" + whole[2:])
    assert not any(jpeg.has_one_scan(whole[:length]) for length in range(20))
