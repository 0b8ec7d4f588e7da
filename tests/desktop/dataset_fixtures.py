"""What the tests of the data set panel share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from desktop.panels.dataset import DatasetPanel

Open = Callable[[Path], DatasetPanel]


def finding(panel: DatasetPanel, kind: str) -> QPushButton:
    """The button of a kind of finding."""
    found = panel.findChild(QPushButton, f"finding_{kind}")
    assert isinstance(found, QPushButton), f"no finding of kind {kind}"
    return found
