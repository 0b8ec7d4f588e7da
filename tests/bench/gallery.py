"""``python -m tests.bench.gallery``: how fast the gallery and the data set panel are, offscreen.

Pictures are generated: 300 different JPEGs of 500 x 375, hard-linked to 100,000 files, so that paths,
stored thumbnails and memory are those of 100,000 pictures and the disk holds 300.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from tests.bench.rows import Row

COUNT = 100_000
CLASSES = tuple(f"class {label}" for label in range(10))
WINDOW = (1440, 900)
_FRAME = 1 / 60


def main() -> int:
    """Measure and print; the exit status says whether every row met its least."""
    words = argparse.ArgumentParser(prog="python -m tests.bench.gallery", description=__doc__)
    words.add_argument("--count", type=int, default=COUNT, help="pictures (default 100,000)")
    words.add_argument("--json", action="store_true", help="a JSON line a row")
    given = words.parse_args()
    missed = False
    with tempfile.TemporaryDirectory(prefix="graft-gallery-bench-") as scratch:
        for row in rows(Path(scratch), given.count):
            missed |= row.met is False
            print(json.dumps(dataclasses.asdict(row)) if given.json else row.text(), flush=True)
    return int(missed)


def rows(scratch: Path, count: int = COUNT) -> Iterator[Row]:
    """Every row, measured one after the other in this process."""
    os.environ["GRAFT_CACHE"] = str(scratch / "cache")
    os.environ["GRAFT_PROJECTS"] = str(scratch / "projects")
    app = _application()
    paths = _pictures(scratch / "data", count)
    run = _run(scratch, paths)
    yield from _gallery_rows(app, run, scratch)
    yield from _matrix_rows(app)
    yield from _listing_rows(app, scratch / "data")


def _row(name: str, ours: float, unit: str, least: float, aim: float) -> Row:
    goal = f"at most {least:g}, aim {aim:g} {unit}"
    return Row(name, ours, None, ours, unit, goal, ours <= least)


# ---- what is measured on


def _application() -> QApplication:
    from desktop import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    return app


def _pictures(root: Path, count: int) -> list[Path]:
    from PIL import Image

    random = np.random.default_rng(0)
    sources = []
    for number in range(min(300, count)):
        coarse = random.integers(0, 255, (24, 32, 3), dtype=np.uint8)
        path = root / CLASSES[number % len(CLASSES)] / f"source{number:03d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(coarse).resize((500, 375), Image.Resampling.BICUBIC).save(path, quality=88)
        sources.append(path)
    paths = list(sources)
    for number in range(len(sources), count):
        path = root / CLASSES[number % len(CLASSES)] / f"{number:06d}.jpg"
        os.link(sources[number % len(sources)], path)
        paths.append(path)
    return paths


def _run(scratch: Path, paths: list[Path]) -> object:
    from engine.config import DataConfig, RunConfig
    from engine.files import write_json
    from engine.predictions import Predictions
    from engine.run_folder import RunFolder

    root = scratch / "data"
    random = np.random.default_rng(1)
    ids = [path.relative_to(root).as_posix() for path in paths]
    labels = np.array([CLASSES.index(path.parent.name) for path in paths], dtype=np.int64)
    logits = random.normal(0, 1, (len(paths), len(CLASSES))).astype(np.float32)
    logits[np.arange(len(paths)), labels] += 2.5
    run = RunFolder.create(scratch / "project" / "runs", RunConfig(data=DataConfig(source=str(root))))
    entries = [
        {"id": name, "path": str(path), "label": int(label)}
        for name, path, label in zip(ids, paths, labels, strict=True)
    ]
    write_json(
        run.split_path,
        {"format": 1, "root": str(root), "classes": CLASSES, "train": [], "validation": entries, "test": []},
    )
    folds = np.full(len(paths), "validation")
    run.write_predictions(Predictions(np.array(ids), folds, labels, logits, CLASSES, 1))
    return run


# ---- the gallery


def _gallery_rows(app: QApplication, run: object, scratch: Path) -> Iterator[Row]:
    from desktop.item_models.thumbnails import ThumbnailLoader
    from desktop.panels.gallery import GalleryPanel

    for warmth in ("cold", "warm"):
        loader = ThumbnailLoader(store=scratch / "thumbnails.sqlite")
        panel = GalleryPanel(loader=loader)
        _show(app, panel)
        gc.collect()
        before = _memory()
        seconds = _first_thumbnails(app, panel, loader, run)
        least, aim = (1000, 500) if warmth == "cold" else (300, 150)
        yield _row(f"gallery: first thumbnails, store {warmth}", seconds * 1000, "ms", least, aim)
        if warmth == "warm":
            yield from _scroll_rows(app, panel)
            yield _row("gallery: memory above the empty window", _memory() - before, "MB", 300, 200)
            yield from _order_rows(app, panel)
        panel.close()
        loader.close()
        panel.deleteLater()
        app.processEvents()


def _first_thumbnails(app: QApplication, panel: QWidget, loader: object, run: object) -> float:
    """Seconds from asking for the run until every thumbnail on screen is painted."""
    start = time.perf_counter()
    panel.show_run(run)  # type: ignore[attr-defined]
    grid, model = panel.grid, panel.model  # type: ignore[attr-defined]

    def seen() -> bool:
        wanted = [model.path(row) for row in grid.visible_rows()]
        return bool(wanted) and all(loader.image(path) is not None for path in wanted)  # type: ignore[attr-defined]

    _until(app, seen, 30)
    app.processEvents()
    return time.perf_counter() - start


def _scroll_rows(app: QApplication, panel: QWidget) -> Iterator[Row]:
    grid = panel.grid  # type: ignore[attr-defined]
    _wait(app, 1.5)
    for side in (128, 64):
        grid.set_side(side)
        _wait(app, 0.7)
        for name, step, frames in (("wheel", 60, 400), ("page by page", grid.viewport().height(), 150)):
            lengths = _scroll(app, grid.verticalScrollBar(), step, frames)
            late = float(np.percentile(lengths, 99))
            yield _row(f"gallery: scrolling by {name}, {side} px, frame p99", late, "ms", 33, 16)


def _scroll(app: QApplication, bar: object, step: int, frames: int) -> list[float]:
    """Milliseconds of each frame: moving, painting, taking in what was decoded. 60 frames a second."""
    lengths = []
    for _ in range(frames):
        start = time.perf_counter()
        bar.setValue((bar.value() + step) % max(1, bar.maximum()))  # type: ignore[attr-defined]
        app.processEvents()
        length = time.perf_counter() - start
        lengths.append(length * 1000)
        time.sleep(max(0.0, _FRAME - length))
    return lengths


def _order_rows(app: QApplication, panel: QWidget) -> Iterator[Row]:
    from desktop.item_models.prediction_table import SORT_KEYS, PredictionFilter

    model = panel.model  # type: ignore[attr-defined]
    orders = [_timed(app, lambda key=key: model.set_sort(key)) for key in (*SORT_KEYS, *SORT_KEYS)]
    yield _row("gallery: slowest sort, window updated", max(orders), "ms", 150, 50)
    wanted = [
        PredictionFilter(outcome="wrong"),
        PredictionFilter(predicted=3, low=0.4),
        PredictionFilter(text="jpg"),
        PredictionFilter(text="99", true=9),
        PredictionFilter(),
    ]
    filters = [_timed(app, lambda each=each: panel.filters.set_filter(each)) for each in wanted]  # type: ignore[attr-defined]
    yield _row("gallery: slowest filter, window updated", max(filters), "ms", 150, 50)


# ---- the confusion matrix


def _matrix_rows(app: QApplication) -> Iterator[Row]:
    from desktop.widgets.confusion_matrix import ConfusionMatrix

    random = np.random.default_rng(0)
    names = [f"class number {label}" for label in range(1000)]
    matrix = ConfusionMatrix()
    matrix.resize(640, 640)
    matrix.show()
    app.processEvents()
    times = []
    for _ in range(5):
        counts = random.poisson(0.05, (1000, 1000)).astype(np.int64)
        counts[np.arange(1000), np.arange(1000)] += 90
        start = time.perf_counter()
        matrix.set_matrix(counts, names)
        matrix.repaint()
        times.append((time.perf_counter() - start) * 1000)
    matrix.close()
    yield _row("confusion matrix of 1,000 classes drawn", float(np.median(times)), "ms", 300, 100)


# ---- listing a data set


def _listing_rows(app: QApplication, root: Path) -> Iterator[Row]:
    from desktop.panels.dataset import DatasetPanel

    panel = DatasetPanel()
    _show(app, panel)
    gc.collect()
    before = _memory()
    start = time.perf_counter()
    lateness: list[float] = []
    panel.open_source(str(root))
    bars = panel.overview.bars
    first = _until(app, lambda: len(bars._names) > 0, 60, lateness) - start
    _until(app, lambda: panel.view is not None, 120, lateness)
    seconds = time.perf_counter() - start
    count = len(panel.view.raw.samples) if panel.view is not None else 0
    late = float(np.percentile(lateness, 99))
    yield _row("data set: first classes on screen", first * 1000, "ms", 1000, 500)
    rate = count / seconds
    goal = "at least 20,000 files/s"
    yield Row("data set: listed, looked into, divided", rate, None, rate, "files/s", goal, rate >= 20_000)
    yield _row("data set: lateness of the event loop, p99", late, "ms", 50, 16)
    yield _row("data set: memory above the empty window", _memory() - before, "MB", 300, 200)
    panel.close()


# ---- helpers


def _show(app: QApplication, panel: QWidget) -> None:
    panel.resize(*WINDOW)
    panel.show()
    _wait(app, 0.3)


def _wait(app: QApplication, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        app.processEvents()
        time.sleep(0.004)


def _until(
    app: QApplication, ready: Callable[[], bool], seconds: float, lateness: list[float] | None = None
) -> float:
    """Turn the event loop until ``ready``; when that was. ``lateness`` gathers each turn, in ms."""
    end = time.perf_counter() + seconds
    while not ready():
        start = time.perf_counter()
        if start > end:
            raise RuntimeError("it took too long")
        app.processEvents()
        if lateness is not None:
            lateness.append((time.perf_counter() - start) * 1000)
        time.sleep(0.002)
    return time.perf_counter()


def _timed(app: QApplication, act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    app.processEvents()
    return (time.perf_counter() - start) * 1000


def _memory() -> float:
    """Resident memory of this process in MB; peak where the system does not tell more."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    sys.exit(main())
