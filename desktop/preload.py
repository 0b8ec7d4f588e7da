"""Importing the heavy libraries behind the window, and telling what hardware they found."""

from __future__ import annotations

import gc

from desktop.tasks import Cancelled, Progress
from engine.device import DeviceReport


def load(_progress: Progress, _cancelled: Cancelled) -> DeviceReport:
    """Import torch and what a run and its curves need; on a task's thread. Raises as ``device.describe``."""
    from engine.device import describe

    report = describe()
    # So that the first run starts without waiting for imports, which its steps ask for one by one.
    import timm  # noqa: F401
    import torchvision  # noqa: F401

    # Importing pyqtgraph makes no object of Qt, so it may happen off the main thread.
    import desktop.widgets.curves_view  # noqa: F401
    import engine.evaluation.carry
    import engine.models.build
    import engine.models.folded
    import engine.models.merged
    import engine.models.saved
    import engine.training.loop  # noqa: F401

    # What was imported stays; without this the collector looks through all of it again and again, and
    # each time the window stands still for a fifth of a second.
    gc.collect()
    gc.freeze()
    return report


def look(_progress: Progress, _cancelled: Cancelled) -> DeviceReport:
    """The hardware as it is now. Raises as ``device.describe``."""
    from engine.device import describe

    return describe()
