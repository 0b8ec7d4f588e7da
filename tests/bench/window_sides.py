"""The window's own costs, measured in a fresh process on the platform it is given (offscreen by default)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

Options = dict[str, Any]


def to_window(options: Options) -> Options:
    """Seconds from the start of a process to its window, and of ``import torch`` in another."""
    script = (
        "import sys\n"
        "from desktop.app import make_application\n"
        "app = make_application()\n"
        "from desktop.main_window import MainWindow\n"
        "window = MainWindow(load_engine=False)\n"
        "window.first_shown.connect(app.quit)\n"
        "window.show()\n"
        "app.exec()\n"
        "print('torch' in sys.modules, flush=True)\n"
        "import os\n"
        "os._exit(0)\n"
    )
    environment = {**os.environ, "XDG_CONFIG_HOME": options["scratch"]}
    found = {}
    for name, code in (("window", script), ("import_torch", "import torch, os; os._exit(0)")):
        subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
        found[name] = time.perf_counter() - began
    return found


def click_to_gallery(options: Options) -> Options:
    """Seconds from the first click on Train to the finished frozen run with its gallery's first thumbnails.

    The window has loaded the engine and warmed what its settings ask for, all by itself.
    """
    from desktop.run_controller import IDLE

    window = _ready_window(options)
    gallery = window.bench.gallery
    shown: list[object] = []
    gallery.shown.connect(lambda: shown.append(window.bench.controller.state))
    began = time.perf_counter()
    _train(window)
    run = window.bench.run
    assert run is not None
    count = len(run.split()["validation"])
    _wait(lambda: IDLE in shown and gallery.model.rowCount() == count)
    gallery.grab()
    seconds = time.perf_counter() - began
    window.close()
    return {"seconds": seconds}


def first_window_to_gallery(options: Options) -> Options:
    """Seconds from the first window to the gallery of a trained classifier, by three clicks at once.

    Nothing is cached, nothing imported beforehand: torch loads behind the window, as for a user.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QFileDialog, QWidget

    window = _window(options, load_engine=True)
    shown: list[float] = []
    window.first_shown.connect(lambda: shown.append(time.perf_counter()))
    _wait(lambda: bool(shown))
    # The system's dialog stands for the second click.
    QFileDialog.getExistingDirectory = staticmethod(lambda *_: options["data"])
    ready: list[object] = []
    window.bench.dataset.catalog_ready.connect(ready.append)
    way = window.start.findChild(QWidget, "way_folder")
    assert isinstance(way, QWidget)
    QTest.mouseClick(way, Qt.MouseButton.LeftButton)
    _wait(lambda: bool(ready))
    read = time.perf_counter()
    _train(window)
    trained = time.perf_counter()
    run = window.bench.run
    assert run is not None
    count = len(run.split()["validation"])
    _wait(lambda: window.bench.gallery.model.rowCount() == count)
    seconds = time.perf_counter() - shown[0]
    window.close()
    return {"seconds": seconds, "read": read - shown[0], "trained": trained - read}


def lateness(options: Options) -> Options:
    """How late a 10 ms timer fires while a fine-tuning run trains: p99 in seconds; and the run's rate.

    The lateness is the first epoch's, from its first news on, the rate the last one's: a hundred ticks a
    second cost the run more than the window does. A tick that came n periods late counts as n ticks.
    """
    from PySide6.QtCore import Qt, QTimer

    from engine.events import BatchDone, EpochDone

    window = _ready_window(options)
    _choose(window, options)
    late: list[float] = []
    last = 0.0
    timer = QTimer(window)
    timer.setTimerType(Qt.TimerType.PreciseTimer)

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        behind = now - last - 0.010
        late.extend(behind - missed * 0.010 for missed in range(max(int(behind / 0.010), 0) + 1))
        last = now

    def follow(event: object) -> None:
        nonlocal last
        if isinstance(event, BatchDone) and event.phase == "train" and not late and not timer.isActive():
            last = time.perf_counter()
            timer.start(10)
        elif isinstance(event, EpochDone):
            timer.stop()

    timer.timeout.connect(tick)
    window.bench.controller.happened.connect(follow)
    rate = _train(window, every_ms=250)  # asking a thousand times a second would itself cost the run
    window.close()
    late.sort()
    return {"p99": late[int(len(late) * 0.99)], "worst": late[-1], "rate": rate, "count": len(late)}


def _window(options: Options, *, load_engine: bool = False) -> MainWindow:
    os.environ["XDG_CONFIG_HOME"] = str(Path(options["scratch"]) / "config")
    os.environ["XDG_DATA_HOME"] = str(Path(options["scratch"]) / "data")
    os.environ["GRAFT_PROJECTS"] = str(Path(options["scratch"]) / "projects")
    from desktop.app import make_application

    make_application()
    from desktop.main_window import MainWindow

    window = MainWindow(load_engine=load_engine)
    window.show()
    return window


def _ready_window(options: Options) -> MainWindow:
    """A window that has read the data, loaded the engine and warmed what its settings ask for."""
    from desktop.hardware_watch import HardwareWatch
    from desktop.warming import on_battery

    if on_battery():
        raise RuntimeError("on battery nothing is warmed: plug the machine in")
    window = _window(options, load_engine=True)
    loaded: list[object] = []
    hardware = window.findChild(HardwareWatch)
    assert isinstance(hardware, HardwareWatch)
    hardware.found.connect(loaded.append)
    _open(window, options["data"])
    _wait(lambda: window.bench.warmer.busy)
    _wait(lambda: bool(loaded) and not window.bench.warmer.busy)
    return window


def _wait(done: Callable[[], bool], seconds: float = 900.0, *, every_ms: int = 1) -> None:
    """Run the event loop until ``done``, asked every so often."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    watch = QTimer()
    watch.setInterval(every_ms)

    def look() -> None:
        if done():
            loop.quit()

    watch.timeout.connect(look)
    watch.start()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    watch.stop()
    if not done():
        raise RuntimeError("the window did not get there in time")


def _open(window: MainWindow, path: str) -> None:
    found: list[object] = []
    window.bench.dataset.catalog_ready.connect(found.append)
    window.open_path(path)
    _wait(lambda: bool(found))


def _choose(window: MainWindow, options: Options) -> None:
    from engine.config import DataConfig, RunConfig, with_setting

    config = RunConfig(data=DataConfig(source=options["data"]))
    for key, value in options["settings"].items():
        config = with_setting(config, key, str(value))
    window.bench.model.apply_config(config)


def _train(window: MainWindow, *, every_ms: int = 1) -> float:
    """Click Train and wait for the end; pictures trained a second in the last epoch."""
    from engine.events import EpochDone, RunEnded

    rates: list[float] = []
    ended: list[RunEnded] = []

    def note(event: object) -> None:
        if isinstance(event, EpochDone):
            rates.append(event.images_per_second)

    window.bench.controller.happened.connect(note)
    window.bench.controller.ended.connect(ended.append)
    window.bench.model.train.click()
    _wait(lambda: bool(ended), every_ms=every_ms)
    if ended[0].outcome != "completed":
        raise RuntimeError(ended[0].message)
    return rates[-1]


SIDES: dict[str, Callable[[Options], Options]] = {
    "to_window": to_window,
    "click_to_gallery": click_to_gallery,
    "first_window_to_gallery": first_window_to_gallery,
    "lateness": lateness,
}
