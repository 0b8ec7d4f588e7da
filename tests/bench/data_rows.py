"""Reading, labelling, and many pictures."""

from __future__ import annotations

import importlib.util
import statistics
from collections.abc import Iterator
from typing import Any

from tests.bench.rows import Bench, Row, at_least, at_most, compared, skipped


def first_pass(bench: Bench) -> Iterator[Row]:
    """The cold first pass against the slower of decoding alone and the network alone.

    The network as the pass runs it, in one loop. Without a goal: as a bare loop over the library's own
    module; and, where decoding and the network share the cores and so cannot overlap, both in the pass's own
    lanes, one after the other.
    """
    found = [bench.ours("bounds") for _ in range(bench.repeat)]
    middle = _median(found)
    for one in (*found, middle):
        one["merged"], one["plain"] = (max(one["decode"], one[key]) for key in ("network", "bare"))
        one["in_turn"] = one["decode"] + one["lanes"]
    sides = (middle["both"], middle["merged"], _share(found, "merged", "both"))
    row = at_least("cold first pass, share of its slower bound", sides, "s", 0.85, 0.95)
    note = f"decode {middle['decode']:.2f} s, network {middle['network']:.2f} s"
    yield Row(**{**row.__dict__, "note": note})
    share = _share(found, "plain", "both")
    name = "the same, its network a bare forward loop"
    yield Row(name, middle["both"], middle["plain"], share, "s", "no goal", None)
    if middle["lanes"]:
        share = _share(found, "in_turn", "both")
        name = "the same, share of decoding and then the network, in lanes"
        yield Row(name, middle["both"], middle["in_turn"], share, "s", "no goal", None)


def predict(bench: Bench) -> Iterator[Row]:
    """Labelling a folder against a bare forward loop over decoded pixels, and one with merged layers."""
    found = [bench.ours("predict") for _ in range(bench.repeat)]
    middle = _median(found)
    sides = (middle["ours"], middle["bare"], _share(found, "bare", "ours"))
    yield at_least("predict a folder, share of a bare forward loop", sides, "s", 0.85, 0.95)
    share = _share(found, "merged", "ours")
    name = "the same, share of a loop over our merged network"
    yield Row(name, middle["ours"], middle["merged"], share, "s", "no goal", None)


def _median(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {key: statistics.median(one[key] for one in found) for key in found[0]}


def _share(found: list[dict[str, Any]], other: str, ours: str) -> float:
    return statistics.median(one[other] / one[ours] for one in found)


def onnx(bench: Bench) -> Iterator[Row]:
    """Our forward pass beside the exported model in onnxruntime, both float32 on the CPU; no goal."""
    found = [bench.ours("onnx") for _ in range(bench.repeat)]
    ours = statistics.median(one["ours"] for one in found)
    other = statistics.median(one["onnxruntime"] for one in found)
    share = statistics.median(one["ours"] / one["onnxruntime"] for one in found)
    yield Row("our rate / onnxruntime's, float32, CPU", ours, other, share, "pictures/s", "no goal", None)


def scale(bench: Bench) -> Iterator[Row]:
    """Ten times the pictures: the same rate, the same memory."""
    source = bench.data.parent / "cifar10-small"
    names = ("20,000 small pictures, rate against 2,000", "memory at 20,000 over memory at 2,000")
    if not source.is_dir():
        for name in names:
            yield skipped(name, f"needs {source.name} beside the data set")
        return
    folders = {count: bench.scratch / f"small-{count}" for count in (2_000, 20_000)}
    for count, target in folders.items():
        if not target.is_dir():
            bench.ours("make_small_pictures", target=str(target), source=str(source), count=count)
    found = [
        {count: bench.ours("scale", data=str(target), count=count) for count, target in folders.items()}
        for _ in range(bench.repeat)
    ]
    few, many = ([turn[count]["rate"] for turn in found] for count in folders)
    before, after, ratio = compared(few, many)
    yield at_least(names[0], (after, before, ratio), "pictures/s", 0.9, 1.0)
    few, many = ([turn[count]["memory_mb"] for turn in found] for count in folders)
    more = statistics.median(b - a for a, b in zip(few, many, strict=True))
    yield at_most(names[1], statistics.median(many), statistics.median(few), more, "MB", 200, 100)


def listing(bench: Bench) -> Iterator[Row]:
    """100,000 files opened in the window: soon seen, soon whole, and the window alive meanwhile."""
    count = 100_000
    names = (
        "100,000 files: seconds to the first classes",
        "100,000 files: files a second, listed and looked into",
        "100,000 files: lateness of a 10 ms timer, p99",
        "100,000 files: memory added",
    )
    if importlib.util.find_spec("PySide6") is None:
        for name in names:
            yield skipped(name, "PySide6 is not installed")
        return
    target = bench.scratch / f"files-{count}"
    if not target.is_dir():
        bench.ours("make_many_files", target=str(target), count=count)
    all_found = [bench.ours("listing", data=str(target)) for _ in range(bench.repeat)]
    found = {key: statistics.median(one[key] for one in all_found) for key in all_found[0]}
    rate, late = count / found["seconds"], found["p99"] * 1000
    yield at_most(names[0], found["first"], None, found["first"], "s", 1.0, 0.2)
    yield at_least(names[1], (rate, rate, rate), "files/s", 20_000, 40_000)
    yield at_most(names[2], late, None, late, "ms", 50, 16)
    yield at_most(names[3], found["grown_mb"], None, found["grown_mb"], "MB", 300, 150)


ROWS = {"listing": listing, "first_pass": first_pass, "predict": predict, "onnx": onnx, "scale": scale}
