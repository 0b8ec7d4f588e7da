"""The script that goes with an export: the same pixels as the program's own."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from engine.data import decode
from engine.data.pixel_store import centre_crop
from engine.export import predict_template

SHARED = Path(os.environ.get("GRAFT_SHARED", Path(__file__).parents[4] / "shared"))


@pytest.mark.parametrize("folder", ["exif-orientation", "pngsuite/png", "libjpeg-turbo"])
def test_that_the_script_sees_the_very_pixels_that_the_program_sees(folder: str) -> None:
    if not (SHARED / "nasty").is_dir():
        pytest.skip("the shared folder with odd pictures is not here (GRAFT_SHARED)")
    compared = 0
    for path in sorted((SHARED / "nasty" / folder).iterdir()):
        try:
            ours = centre_crop(decode.load(path, shorter=32), 24)
        except decode.UnusablePicture:
            continue
        theirs = predict_template.centre_crop(np.asarray(predict_template.load(path, 32, "bilinear")), 24)
        np.testing.assert_array_equal(ours, theirs, err_msg=path.name)
        compared += 1
    assert compared >= 8
