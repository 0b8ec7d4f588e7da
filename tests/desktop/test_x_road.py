"""The road in a real window of a real X server, by clicks of a mouse: sample, training, gallery.

Needs Xvfb and xdotool (Debian's packages xvfb and xdotool). ``GRAFT_X_SCREENSHOT`` names a file to keep
the last screenshot in.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

MISSING = [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X is Linux's"),
    pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)} (apt-get install xvfb xdotool)"),
]

PROGRAM = """
import json, sys
from PySide6.QtCore import QTimer
from desktop.app import make_application
from desktop.main_window import MainWindow

app = make_application()
window = MainWindow()
window.resize(1280, 800)

def tell(step, target=None, **more):
    # Told once the target is where it will stay: a click must find it.
    def look(before=None):
        spot = target.mapToGlobal(target.rect().center()).toTuple() if target is not None else None
        ready = target is None or (target.isVisible() and target.isEnabled() and spot == before)
        if ready:
            print(json.dumps({"step": step, "at": spot, **more}), flush=True)
        else:
            QTimer.singleShot(200, lambda: look(spot))
    look()

def furnished():
    bench = window.bench
    bench.dataset.catalog_ready.connect(lambda *_: tell("opened", bench.model.train))
    bench.controller.ended.connect(lambda end: tell("trained", outcome=end.outcome, count=end.val_count))
    tell("start", window.start.findChild(object, "way_sample"))

seen = []

def look_again():
    bench = window.bench
    rows = bench.gallery.model.rowCount()
    end = bench.training.record.end
    if end is not None and rows == end.val_count and bench.controller.state == "idle" and not seen:
        seen.append("predicted")
        tell("predicted", window.road.steps["explore"], rows=rows)
    if window.workspace.shown == "explore":
        watch.stop()
        # The thumbnails come a moment after the page.
        QTimer.singleShot(1500, keep)

def keep():
    window.screen().grabWindow(0).save(sys.argv[1])
    tell("explored", shown=window.workspace.shown)

watch = QTimer(interval=100)
watch.timeout.connect(look_again)
window.furnished.connect(furnished)
window.furnished.connect(watch.start)
window.show()
window.move(0, 0)
sys.exit(app.exec())
"""


class Screen:
    """An X server of its own with a mouse."""

    def __init__(self) -> None:
        own, theirs = os.pipe()
        command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x800x24", "-nolisten", "tcp"]
        self._server = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
        os.close(theirs)
        with os.fdopen(own) as told:
            self.name = f":{told.readline().strip()}"

    def click(self, at: list[int]) -> None:
        """Move the mouse there and click."""
        command = ["xdotool", "mousemove", "--sync", str(at[0]), str(at[1]), "click", "1"]
        subprocess.run(command, env={**os.environ, "DISPLAY": self.name}, check=True, timeout=30)

    def close(self) -> None:
        """Turn it off."""
        self._server.terminate()
        self._server.wait(10)


@pytest.fixture
def screen() -> Iterator[Screen]:
    made = Screen()
    yield made
    made.close()


class Program:
    """Graft on a screen; tells its steps, one JSON object a line."""

    def __init__(self, screen: Screen, folder: Path, shot: Path) -> None:
        environment = {**os.environ, "DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb"}
        environment |= {"GRAFT_PROJECTS": str(folder / "projects"), "XDG_CONFIG_HOME": str(folder / "config")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(shot)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def until(self, step: str, seconds: float = 200.0) -> dict[str, Any]:
        """What it tells at a step."""
        while line := self._lines.get(timeout=seconds):
            told: dict[str, Any] = json.loads(line)
            if told["step"] == step:
                return told
        assert self._process.stderr is not None
        raise AssertionError(f"the window closed before {step!r}: {self._process.stderr.read()[-2000:]}")

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.communicate(timeout=60)
        self._reader.join(10)


def test_that_clicks_in_a_real_window_lead_from_the_sample_to_its_gallery(
    screen: Screen, short_sample: int, tmp_path: Path
) -> None:
    shot = tmp_path / "explore.png"
    program = Program(screen, tmp_path, shot)
    try:
        screen.click(program.until("start")["at"])
        screen.click(program.until("opened")["at"])
        ended = program.until("trained")
        assert ended["outcome"] == "completed"
        predicted = program.until("predicted")
        assert predicted["rows"] == ended["count"] == short_sample // 5
        screen.click(predicted["at"])
        assert program.until("explored")["shown"] == "explore"
    finally:
        program.close()
    image = QImage(str(shot))
    assert (image.width(), image.height()) == (1280, 800)
    colours = {image.pixel(x, y) for x in range(0, 1280, 7) for y in range(0, 800, 7)}
    assert len(colours) > 50, "the screen shows no gallery"
    if kept := os.environ.get("GRAFT_X_SCREENSHOT"):
        shutil.copy(shot, kept)
