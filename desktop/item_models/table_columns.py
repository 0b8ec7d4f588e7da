"""Which columns of a table the user has chosen, kept in the project folder."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from engine.config import FORMAT, DataConfig
from engine.files import read_json, saving, write_json

_FILE = "table.json"


def with_chosen_columns(config: DataConfig, folder: Path) -> DataConfig:
    """``config`` with the columns chosen for its source before, if any; ``folder`` is its project's.

    Raises:
        EngineError: the note of them cannot be read.
    """
    path = folder / _FILE
    if not path.is_file():
        return config
    raw = read_json(path)
    if not isinstance(raw, dict):
        return config
    return dataclasses.replace(
        config,
        image_column=str(raw.get("image_column", "")),
        label_column=str(raw.get("label_column", "")),
    )


def remember_columns(config: DataConfig, folder: Path) -> None:
    """Note the columns of ``config`` in its project's ``folder``. Raises EngineError when that fails."""
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
    value = {"format": FORMAT, "image_column": config.image_column, "label_column": config.label_column}
    write_json(folder / _FILE, value)
