"""How large the pictures of a set are, without decoding them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.data import decode
from engine.data.progress import WorkCancelled
from engine.data.typical_size import LOOKED_AT, typical_shorter_side
from engine.data.unusable import UnusablePicture
from tests.engine.data.pictures import gradient


def saved(folder: Path, number: int, width: int, height: int) -> Path:
    path = folder / f"{number:04d}.png"
    gradient(width, height).save(path)
    return path


def test_that_it_is_the_middle_one_of_the_shorter_sides(tmp_path: Path) -> None:
    sizes = [(40, 90), (90, 40), (50, 60), (70, 300), (300, 200)]
    paths = [saved(tmp_path, i, *size) for i, size in enumerate(sizes)]
    assert typical_shorter_side(paths) == 50


def test_that_pictures_are_taken_evenly_from_all_of_a_large_set(tmp_path: Path) -> None:
    small, large = saved(tmp_path, 0, 30, 30), saved(tmp_path, 1, 80, 80)
    assert typical_shorter_side([small] * 3 * LOOKED_AT + [large] * 2 * LOOKED_AT) == 30
    assert typical_shorter_side([small] * 2 * LOOKED_AT + [large] * 3 * LOOKED_AT) == 80


def test_that_files_that_are_no_pictures_are_passed_over(tmp_path: Path) -> None:
    torn = tmp_path / "torn.jpg"
    torn.write_bytes(b"no picture at all")
    assert typical_shorter_side([torn, tmp_path / "gone.png", saved(tmp_path, 2, 33, 44)]) == 33
    assert typical_shorter_side([torn]) == 0
    assert typical_shorter_side([]) == 0
    with pytest.raises(UnusablePicture):
        decode.stated_size(torn)


def test_that_looking_ends_when_it_is_called_off(tmp_path: Path) -> None:
    path = saved(tmp_path, 0, 30, 30)
    with pytest.raises(WorkCancelled):
        typical_shorter_side([path, tmp_path / "not looked at"], cancelled=lambda: True)
