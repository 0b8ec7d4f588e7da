"""Help pages: about, and the diagnostics that a report of a fault needs."""

from __future__ import annotations

import importlib.metadata
import platform
import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop import icons
from desktop.widgets import basic

PACKAGES = ("graft", "torch", "torchvision", "timm", "PySide6", "pyqtgraph", "numpy", "pillow", "safetensors")


def versions() -> dict[str, str]:
    """Installed versions by package, read from metadata: nothing is imported."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "-"
    return found


def diagnostics(hardware: str) -> str:
    """Text for a report: system, versions, hardware. No names, no paths, nothing of the pictures."""
    lines = [
        f"Graft {versions()['graft']}",
        f"Python {platform.python_version()}",
        f"{platform.system()} {platform.release()}, {platform.machine()}",
        f"Hardware: {hardware}",
        *(f"{name} {version}" for name, version in versions().items() if name != "graft"),
        f"Frozen bundle: {'yes' if getattr(sys, 'frozen', False) else 'no'}",
    ]
    return "\n".join(lines)


def about_page(parent: QWidget) -> QDialog:
    """What this is, and of which versions."""
    page = QDialog(parent)
    page.setObjectName("about_page")
    page.setWindowTitle(QCoreApplication.translate("help", "About Graft"))
    found = versions()
    grid = QGridLayout()
    mark = QLabel()
    icons.attach(mark, "graft", "accent", 40)
    grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(basic.label(f"Graft {found['graft']}", "headline"), 0, 1)
    text = QCoreApplication.translate(
        "help",
        "Turns a folder of pictures into an image classifier, on this computer alone. "
        "It sends nothing anywhere, and never changes your pictures.",
    )
    about = basic.label(text, wrap=True)
    about.setMinimumWidth(320)
    grid.addWidget(about, 1, 1)
    rest = " · ".join(f"{name} {version}" for name, version in found.items() if name != "graft")
    grid.addWidget(basic.label(rest, "caption", wrap=True), 2, 1)
    return _closed_by_button(page, grid)


def _closed_by_button(page: QDialog, content: QGridLayout) -> QDialog:
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(page.reject)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(24, 24, 24, 16)
    layout.setSpacing(basic.GAP.large)
    layout.addLayout(content)
    layout.addWidget(buttons)
    return page
