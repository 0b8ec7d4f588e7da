"""The script that goes with an export: the same pixels as the program's own."""

from __future__ import annotations

import csv
import os
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.data import decode, network_pixels
from engine.evaluation import predict
from engine.export import predict_template
from engine.export.exporters import export
from engine.files import NAME_ERRORS
from engine.run_folder import RunFolder

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


def odd_pictures(folder: Path) -> list[Path]:
    """Noise with transparency, palettes, 16 bits and four inks."""
    rng = np.random.default_rng(0)

    def noise(*channels: int, kind: type = np.uint8) -> np.ndarray:
        return rng.integers(0, np.iinfo(kind).max, (70, 90, *channels), dtype=kind)

    palette = Image.fromarray(noise(3)).quantize(32)
    made = {
        "rgba.png": Image.fromarray(noise(4)),
        "la.png": Image.fromarray(noise(2), "LA"),
        "palette.png": palette,
        "wide.png": Image.fromarray(noise(kind=np.uint16)),
        "inks.tif": Image.fromarray(noise(4), "CMYK"),
        "bit.png": Image.fromarray(noise()).convert("1"),
        "plain.png": Image.fromarray(noise(3)),
    }
    for name, picture in made.items():
        picture.save(folder / name)
    palette.save(folder / "clear.png", transparency=3)
    return sorted(folder.iterdir())


def test_that_huge_pictures_of_every_mode_are_reduced_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decode, "_HUGE_PIXELS", 1000)
    monkeypatch.setattr(predict_template, "BIG_PIXELS", 1000)
    for path in odd_pictures(tmp_path):
        ours = network_pixels.load(path, 10, "bilinear")
        theirs = predict_template.load(path, 10, "bilinear", predict_template.resize_by_torch)
        np.testing.assert_array_equal(ours, theirs, err_msg=path.name)


def test_that_the_script_reads_heic_or_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="needs the optional package pillow-heif")
    pixels = np.random.default_rng(0).integers(0, 256, (64, 80, 3), dtype=np.uint8)
    path = tmp_path / "a.heic"
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(path)
    # As in a process that has read no HEIC yet.
    monkeypatch.setattr(Image, "ID", [kind for kind in Image.ID if kind != "HEIF"])
    theirs = predict_template.load(path, 32, "bilinear", predict_template.resize_by_torch)
    np.testing.assert_array_equal(network_pixels.load(path, 32, "bilinear"), theirs)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(OSError, match="install pillow-heif"):
        predict_template.load(path, 32, "bilinear", predict_template.resize_by_torch)


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


def test_that_the_script_takes_the_pictures_of_a_folder_that_the_program_takes(tmp_path: Path) -> None:
    taken = ["a.jpg", "deep/er/b.PNG"]
    left = [".hidden.jpg", ".thumbnails/c.jpg", "@eaDir/d.jpg", "__MACOSX/e.png", "notes.txt"]
    for name in (*taken, *left):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "folder.jpg").mkdir()
    assert predict_template.pictures([str(tmp_path)]) == [tmp_path / name for name in taken]
    assert predict_template.pictures([str(tmp_path / ".hidden.jpg")]) == [tmp_path / ".hidden.jpg"]


def test_that_the_script_takes_pictures_without_an_ending_as_the_program_does(tmp_path: Path) -> None:
    picture = Image.fromarray(np.zeros((8, 8, 3), np.uint8))
    for kind in ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"):
        picture.save(tmp_path / kind, format=kind)
    picture.save(tmp_path / "0123.dat", format="PNG")
    (tmp_path / "notes").write_text("no picture")
    (tmp_path / "riff").write_bytes(b"RIFF\0\0\0\0WAVE")
    (tmp_path / "empty").touch()
    taken = predict_template.pictures([str(tmp_path)])
    assert taken == predict.pictures_in(tmp_path)
    assert len(taken) == 7


def test_that_a_folder_without_pictures_is_told_of_and_is_no_success(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["predict.py", str(tmp_path)])
    assert predict_template.main() == 1
    assert capsys.readouterr().err == f"There is no picture in {tmp_path}.\n"


def table(path: Path) -> list[list[str]]:
    """The rows of a CSV file below its heading."""
    with path.open(encoding="utf-8", errors=NAME_ERRORS, newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="file names elsewhere are Unicode")
def test_that_a_table_names_files_whose_names_are_no_unicode(
    lite0_run: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = export(lite0_run, "state_dict", tmp_path / "to").folder
    odd = os.fsencode(tmp_path / "pictures") + b"/\xff.png"
    (tmp_path / "pictures").mkdir()
    Image.fromarray(np.zeros((80, 80, 3), np.uint8)).save(os.fsdecode(odd))
    answers = tmp_path / "answers.csv"
    answers.write_text("of an earlier day")
    monkeypatch.setattr(sys, "argv", ["predict.py", str(tmp_path / "pictures"), "--csv", str(answers)])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(folder / "predict.py"), run_name="__main__")
    assert end.value.code == 0
    ((name, label, *_),) = table(answers)
    assert os.fsencode(name) == odd
    assert label in ("ant", "bee")


def test_that_an_earlier_table_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    answers.write_text("of an earlier day")

    def interrupted() -> Iterator[dict[str, Any]]:
        yield {"path": "a.png", "label": "ant", "confidence": 0.9}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        predict_template.write_table(answers, interrupted())
    assert answers.read_text() == "of an earlier day"
    assert list(tmp_path.iterdir()) == [answers]
    assert not predict_template.write_table(answers, iter([{"path": "a.png", "error": "damaged"}]))
    assert table(answers) == [["a.png", "", "", "damaged"]]
