"""``graft doctor``: what will run where on this machine, and how fast."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform

from engine import device
from engine.commands.telling import Telling
from engine.data.pixel_store import limit_bytes, usable_cores
from engine.files import cache_folder

LIBRARIES = (
    "torch",
    "torchvision",
    "timm",
    "numpy",
    "pillow",
    "safetensors",
    "pyside6",
    "onnx",
    "onnxruntime",
)


def run(_words: argparse.Namespace, telling: Telling) -> int:
    """Device, precision, memory, versions, cache."""
    report = device.describe()
    versions = {name: _version(name) for name in LIBRARIES}
    speeds = _speeds()
    facts = {
        **report.to_json(),
        "cores": usable_cores(),
        "python": platform.python_version(),
        "versions": versions,
        "cache": str(cache_folder()),
        "cache_limit_bytes": limit_bytes(),
        "speeds": speeds,
    }
    telling.object(facts)
    lines = [
        f"Device      {report.name} ({report.device})",
        f"Why         {report.reason}",
        f"Precision   {report.precision} where it is measured to be faster",
        f"Memory      {report.memory_free_bytes / 2**30:.1f} of {report.memory_bytes / 2**30:.1f} GB free",
        f"Cache       {cache_folder()}, at most {limit_bytes() / 2**30:.0f} GB each for pictures and "
        "features",
        "Libraries   " + ", ".join(f"{name} {version}" for name, version in versions.items() if version),
        "Speed       " + ", ".join(f"{name} {speed:,.0f} pictures/s in {how}" for name, how, speed in speeds),
    ]
    if report.hint:
        lines.append(f"To do       {report.hint}")
    telling.result("\n".join(lines))
    return 0


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _speeds() -> list[tuple[str, str, float]]:
    """Forward pictures a second of the built-in backbone, measured now or remembered."""
    from engine.config import ModelConfig
    from engine.models import probe
    from engine.models.build import build_network

    network = build_network(ModelConfig(), 2)
    here = device.pick()
    speed = probe.inference_speed(network, here)
    return [(network.backbone.title, probe.best_inference(network, here).precision, speed)]
