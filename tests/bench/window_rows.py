"""The window: how soon it is there, what it costs a run, how soon a run is seen."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Iterator
from dataclasses import replace

from tests.bench.rows import Bench, Row, at_least, at_most, skipped

SETTINGS = {"model.mode": "finetune", "train.epochs": 2}


def start(bench: Bench) -> Iterator[Row]:
    """Process start to window against ``import torch``."""
    name = "time to window / import torch"
    if importlib.util.find_spec("PySide6") is None:
        yield skipped(name, "PySide6 is not installed")
        return
    found = [bench.ours("to_window", cache=bench.scratch / "warm") for _ in range(bench.repeat)]
    value = statistics.median(one["window"] / one["import_torch"] for one in found)
    window = statistics.median(one["window"] for one in found)
    torch = statistics.median(one["import_torch"] for one in found)
    yield at_most(name, window, torch, value, "s", 0.3, 0.1)


def click(bench: Bench) -> Iterator[Row]:
    """From the first click on Train, in a window that has warmed, to the gallery of the finished run."""
    name = "click on Train to finished run with gallery, warm"
    if importlib.util.find_spec("PySide6") is None:
        yield skipped(name, "PySide6 is not installed")
        return
    found = [bench.ours("click_to_gallery") for _ in range(bench.repeat)]
    seconds = statistics.median(one["seconds"] for one in found)
    yield at_most(name, seconds, None, seconds, "s", 1.5, 0.5)


def clicks(bench: Bench) -> Iterator[Row]:
    """From the first window to the gallery of a trained classifier: three clicks, nothing cached."""
    name = "three clicks from the first window to the gallery, nothing cached"
    if importlib.util.find_spec("PySide6") is None:
        yield skipped(name, "PySide6 is not installed")
        return
    found = [bench.ours("first_window_to_gallery") for _ in range(bench.repeat)]
    seconds = statistics.median(one["seconds"] for one in found)
    yield at_most(name, seconds, None, seconds, "s", 20, 15)


def beside(bench: Bench) -> Iterator[Row]:
    """Training with the window open and without, and the window's lateness meanwhile."""
    names = ("training rate with the window open / without", "lateness of a 10 ms timer while training, p99")
    if importlib.util.find_spec("PySide6") is None:
        for name in names:
            yield skipped(name, "PySide6 is not installed")
        return
    with_window, without, late, worst = [], [], [], []
    warm = bench.scratch / "warm"
    for _ in range(bench.repeat):
        found = bench.ours("lateness", cache=warm, settings=SETTINGS)
        alone = bench.ours("train", cache=warm, mode="finetune", settings={"train.epochs": 2})
        with_window.append(found["rate"])
        without.append(alone["rate"])
        late.append(found["p99"] * 1000)
        worst.append(found["worst"] * 1000)
    ratio = statistics.median(a / b for a, b in zip(with_window, without, strict=True))
    sides = (statistics.median(with_window), statistics.median(without), ratio)
    yield at_least(names[0], sides, "pictures/s", 0.95, 1.0)
    value = statistics.median(late)
    row = at_most(names[1], value, None, value, "ms", 30, 16)
    yield replace(row, note=f"worst {max(worst):.0f} ms")


ROWS = {"window": start, "click": click, "clicks": clicks, "beside": beside}
