"""The script that goes with an export: the same pixels as the program's own."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.data import decode, network_pixels
from engine.export import predict_template

SHARED = Path(os.environ.get("GRAFT_SHARED", Path(__file__).parents[4] / "shared"))


@pytest.mark.parametrize("folder", ["exif-orientation", "pngsuite/png", "libjpeg-turbo"])
def test_that_the_script_sees_the_very_pixels_that_the_program_sees(folder: str) -> None:
    if not (SHARED / "nasty").is_dir():
        pytest.skip("the shared folder with odd pictures is not here (GRAFT_SHARED)")
    compared = 0
    for path in sorted((SHARED / "nasty" / folder).iterdir()):
        try:
            ours = network_pixels.load(path, 32, "bilinear")
        except decode.UnusablePicture:
            continue
        theirs = predict_template.load(path, 32, "bilinear", predict_template.resize_by_torch)
        np.testing.assert_array_equal(ours, theirs, err_msg=path.name)
        cut = predict_template.centre_crop(theirs, 24)
        np.testing.assert_array_equal(network_pixels.centre_crop(ours, 24), cut)
        without_torch = predict_template.load(path, 32, "bilinear", predict_template.resize_by_numpy)
        np.testing.assert_array_equal(ours, without_torch, err_msg=path.name)
        compared += 1
    assert compared >= 8


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((500, 375), (341, 256)),
        ((31, 77), (64, 159)),
        ((900, 40), (60, 41)),
        ((257, 256), (257, 224)),
        ((1, 9), (32, 64)),
    ],
)
def test_that_resizing_without_torch_gives_torchs_pixels(
    old: tuple[int, int], new: tuple[int, int], interpolation: str
) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (old[1], old[0], 3), dtype=np.uint8)
    by_torch = predict_template.resize_by_torch(pixels, new, interpolation)
    assert by_torch.shape == (new[1], new[0], 3)
    np.testing.assert_array_equal(predict_template.resize_by_numpy(pixels, new, interpolation), by_torch)
