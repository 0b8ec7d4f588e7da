"""Importing the heavy libraries behind the window, and telling what hardware they found."""

from __future__ import annotations

import gc

from desktop.tasks import Cancelled, Progress
from engine.device import DeviceReport


def load(_progress: Progress, _cancelled: Cancelled) -> DeviceReport:
    """Import torch and what training needs; runs on a task's thread. Raises as ``device.describe``."""
    from engine.device import describe

    report = describe()
    # So that the first run starts without waiting for imports.
    import timm  # noqa: F401
    import torchvision  # noqa: F401

    import engine.models.build
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
