"""Names and numbers as corrections are told in."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from engine.data.catalog import Sample
from engine.errors import EngineError


def class_name(name: str) -> str:
    """``name`` as it is kept: NFC, without blanks around it. Raises EngineError where nothing is left."""
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not cleaned:
        raise EngineError("A class needs a name.", "Type one.")
    return cleaned


def count_files(paths: Sequence[Path]) -> str:
    """One file by its name, several by their number."""
    return paths[0].name if len(paths) == 1 else f"{len(paths):,} pictures"


def count(samples: Sequence[Sample]) -> str:
    """One picture by its id, several by their number."""
    return samples[0].id if len(samples) == 1 else f"{len(samples):,} pictures"
