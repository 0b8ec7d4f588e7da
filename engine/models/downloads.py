"""Downloading published weights into torchvision's own cache folder, checked by their checksum."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.files import saving
from engine.models.backbones import WeightSet


def fetch_weights(
    published: WeightSet,
    path: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Download ``published`` to ``path``, whole or not at all, resuming what an earlier attempt left.

    Raises:
        EngineError: offline, cancelled, disk full, or another checksum than the published one.
    """
    from engine.data.download import fetch

    with saving(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    fetch(published.url, path, sha256=published.hash_prefix, progress=progress, cancelled=cancelled)
