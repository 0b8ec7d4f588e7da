"""A data set of very many files opened in the window, in a fresh process."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Options = dict[str, Any]
CLASSES = 100


def make_many_files(options: Options) -> Options:
    """``count`` JPEG files of a kilobyte in 100 class folders of ``target``, all different."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(0)
    stream = io.BytesIO()
    Image.fromarray(rng.integers(0, 256, (24, 24, 3), dtype=np.uint8)).save(stream, "JPEG")
    for number in range(options["count"]):
        folder = Path(options["target"]) / f"class {number % CLASSES:02}"
        if number < CLASSES:
            folder.mkdir(parents=True, exist_ok=True)
        # Decoders stop at the end of the picture; what follows makes each file another one.
        (folder / f"{number:06}.jpg").write_bytes(stream.getvalue() + number.to_bytes(4, "big"))
    return {"count": options["count"]}


def listing(options: Options) -> Options:
    """Open ``data``: seconds to the first classes and to the whole, lateness of a 10 ms timer, memory."""
    from PySide6.QtCore import Qt, QTimer

    from desktop.widgets.class_bars import ROW
    from tests.bench.window_sides import _wait, _window

    window = _window(options)
    panel = window.bench.dataset
    settled = time.perf_counter() + 1.0
    _wait(lambda: time.perf_counter() > settled)
    before = _resident_mb()
    late: list[float] = []
    first: list[float] = []
    whole: list[float] = []
    last = began = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(now - last - 0.010)
        last = now
        if not first and panel.overview.bars.maximumHeight() >= 2 * ROW:
            first.append(now - began)

    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    panel.opened.connect(lambda: whole.append(time.perf_counter() - began))
    timer.start(10)
    window.open_path(options["data"])
    _wait(lambda: bool(whole))
    more = time.perf_counter() + 0.5
    _wait(lambda: time.perf_counter() > more)
    timer.stop()
    grown = _resident_mb() - before
    window.close()
    late.sort()
    return {
        "first": first[0],
        "seconds": whole[0],
        "p99": late[int(len(late) * 0.99)],
        "worst": late[-1],
        "grown_mb": grown,
    }


def _resident_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


SIDES: dict[str, Callable[[Options], Options]] = {"make_many_files": make_many_files, "listing": listing}
