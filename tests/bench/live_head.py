"""``python -m tests.bench.live_head``: from a key press that relabels to the updated gallery, offscreen.

5,000 pictures (4,000 learned from, 1,000 shown), 10 classes, 1,280 generated features with a spectrum that
falls as those of a backbone do.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.bench.rows import Row

COUNT, SHOWN, CLASSES, WIDTH = 5_000, 1_000, 10, 1_280
TIMES = 9


def main() -> int:
    """Measure and print; the exit status says whether every row met its least."""
    words = argparse.ArgumentParser(prog="python -m tests.bench.live_head", description=__doc__)
    words.add_argument("--json", action="store_true", help="a JSON line a row")
    given = words.parse_args()
    missed = False
    with tempfile.TemporaryDirectory(prefix="graft-live-head-bench-") as scratch:
        for row in rows(Path(scratch)):
            missed |= row.met is False
            print(json.dumps(dataclasses.asdict(row)) if given.json else row.text(), flush=True)
    return int(missed)


def rows(scratch: Path) -> Iterator[Row]:
    """From opening the features to a key's answer."""
    os.environ["GRAFT_CACHE"] = str(scratch / "cache")
    os.environ["GRAFT_PROJECTS"] = str(scratch / "projects")
    from PySide6.QtWidgets import QApplication

    from desktop import tasks, theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    yield from _measured(app, scratch)
    tasks.stop_all()


def _measured(app: object, scratch: Path) -> Iterator[Row]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from desktop.item_models.thumbnails import ThumbnailLoader
    from desktop.panels.gallery import GalleryPanel
    from engine.training import live_features
    from tests.desktop.gallery_fixtures import make_run

    names = tuple(f"class {label}" for label in range(CLASSES))
    points, labels = _pictures()
    shown = labels[-SHOWN:]
    run = make_run(scratch, shown.tolist(), np.full((SHOWN, CLASSES), 1 / CLASSES).tolist(), classes=names)
    run.best_path.touch()
    live_features.of_run = _features(run, points, labels)  # type: ignore[assignment]
    loader = ThumbnailLoader(store=scratch / "thumbnails.sqlite")
    panel = GalleryPanel(loader=loader)
    panel.resize(1440, 900)
    panel.show()
    told: list[float] = []
    panel.live.predicted.connect(lambda: told.append(time.monotonic()))
    panel.shown.connect(lambda: told.append(0.0))
    panel.show_run(run)
    _until(app, lambda: bool(told))
    told.clear()
    began = time.monotonic()
    panel.grid.select_row(0)
    _until(app, lambda: bool(told))
    yield _row("live head: features to first solution", (told[0] - began) * 1000, None, None)
    times = []
    for at in range(TIMES):
        panel.grid.select_row(at + 1)
        _settle(app)
        told.clear()
        began = time.monotonic()
        # The training fold is what the head learns from: the picture joins it with a label of its own.
        panel.actions_on_selection.move("train")
        _until(app, lambda: bool(told))
        panel.grid.viewport().repaint()
        times.append((time.monotonic() - began) * 1000)
        _settle(app)
        told.clear()
        began = time.monotonic()
        QTest.keyClick(panel.grid, Qt.Key.Key_1 if shown[at + 1] else Qt.Key.Key_2)
        _until(app, lambda: bool(told))
        panel.grid.viewport().repaint()
        times.append((time.monotonic() - began) * 1000)
    yield _row("live head: key press to updated gallery, median", float(np.median(times)), 700, 300)
    yield _row("live head: key press to updated gallery, worst", max(times), 700, 300)
    panel.live.forget()
    panel.close()
    loader.close()


def _pictures() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, CLASSES, COUNT)
    spectrum = 1 / np.sqrt(np.arange(1, WIDTH + 1))
    centres = rng.normal(size=(CLASSES, WIDTH)) * spectrum
    axes = np.linalg.qr(rng.normal(size=(WIDTH, WIDTH)))[0]
    points = (rng.normal(size=(COUNT, WIDTH)) * spectrum * 1.5 + centres[labels]) @ axes.T
    noisy = rng.random(COUNT) < 0.03
    labels = np.where(noisy, rng.integers(0, CLASSES, COUNT), labels)
    return points.astype(np.float32), labels.astype(np.int64)


def _features(run: object, points: np.ndarray, labels: np.ndarray) -> object:
    from engine.data.catalog import Sample
    from engine.training.live_features import LiveFeatures

    entries = run.split()["validation"]  # type: ignore[attr-defined]
    learned = [
        Sample(f"train/{at}.jpg", Path(), int(label), "train") for at, label in enumerate(labels[:-SHOWN])
    ]
    held = [Sample(e["id"], Path(e["path"]), e["label"], "validation") for e in entries]
    found = LiveFeatures((*learned, *held), points, (), "cpu")

    def of_run(_run: object, _control: object) -> Generator[object, None, LiveFeatures]:
        yield from ()
        return found

    return of_run


def _until(app: object, ready: object) -> None:
    while not ready():  # type: ignore[operator]
        app.processEvents()  # type: ignore[attr-defined]


def _settle(app: object) -> None:
    end = time.monotonic() + 0.4
    while time.monotonic() < end:
        app.processEvents()  # type: ignore[attr-defined]


def _row(name: str, ours: float, least: float | None, aim: float | None) -> Row:
    goal = "" if least is None else f"at most {least:g}, aim {aim:g} ms"
    return Row(name, ours, None, ours, "ms", goal, None if least is None else ours <= least)


if __name__ == "__main__":
    sys.exit(main())
