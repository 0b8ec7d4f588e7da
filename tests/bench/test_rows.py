"""What the table says of a measurement that breaks off, and sides that need hardware tried without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.bench import __main__ as bench_main
from tests.bench import gpu
from tests.bench.rows import Bench, Row, at_least, compared, turns


def _bench(folder: Path, repeat: int = 3) -> Bench:
    return Bench(folder, folder, folder, repeat, folder)


def test_that_a_measurement_that_breaks_off_is_a_failed_row_after_those_that_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(_bench: Bench) -> Iterator[Row]:
        yield at_least("first", (1.0, 2.0, 2.0), "s", 1, 2)
        raise RuntimeError("a command failed:\nits last line")

    monkeypatch.setitem(bench_main.ROWS, "broken", rows)
    first, second = bench_main.measured("broken", _bench(tmp_path))
    assert (first.met, second.met) == (True, False)
    assert second.text().endswith("FAILED: its last line")


def test_that_sides_are_measured_in_turn_and_compared_turn_by_turn(tmp_path: Path) -> None:
    said: list[str] = []
    figures = {"ours": [1.0, 4.0, 2.0], "other": [10.0, 8.0, 6.0]}

    def side(name: str) -> float:
        said.append(name)
        return figures[name][len(said) // 2 - (name == "other")]

    ours, other = turns(_bench(tmp_path), lambda: side("ours"), lambda: side("other"))
    assert said == ["ours", "other"] * 3
    assert compared(ours, other) == (2.0, 8.0, 3.0)


@pytest.mark.parametrize("synthetic", [False, True])
def test_that_the_side_for_a_gpu_runs_on_what_is_here(
    synthetic: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.training.inputs import PixelInputs

    monkeypatch.setattr(PixelInputs, "training", PixelInputs.training)  # put back afterwards
    rng = np.random.default_rng(0)
    for fold, label in ((fold, label) for fold in ("train", "val") for label in "ab"):
        folder = tmp_path / "data" / fold / label
        folder.mkdir(parents=True)
        for number in range(4):
            picture = rng.integers(0, 255, (40, 40, 3), dtype=np.uint8)
            Image.fromarray(picture).save(folder / f"{number}.jpg")
    options = {
        "data": str(tmp_path / "data"),
        "pictures": str(tmp_path / "copies"),
        "scratch": str(tmp_path),
        "synthetic": synthetic,
        "backbone": "timm:test_resnet",
        "count": 24,
        "epochs": 2,
        "batch_size": 8,
    }
    found = gpu.finetune(options)
    assert found["rate"] > 0
    assert len(found["epochs"]) == 2
    copies = sorted((tmp_path / "copies" / "train").glob("*/*.jpg"))
    assert len(copies) == len({path.read_bytes() for path in copies}) == 24
