"""Importing the heavy libraries behind the window, and telling what hardware they found."""

from __future__ import annotations

from desktop.tasks import Cancelled, Progress
from engine.device import DeviceReport


def load(_progress: Progress, _cancelled: Cancelled) -> DeviceReport:
    """Import torch and what training needs; runs on a task's thread. Raises as ``device.describe``."""
    from engine.device import describe

    report = describe()
    import engine.training.loop  # noqa: F401 - so that the first run starts without waiting for imports

    return report


def look(_progress: Progress, _cancelled: Cancelled) -> DeviceReport:
    """The hardware as it is now. Raises as ``device.describe``."""
    from engine.device import describe

    return describe()
