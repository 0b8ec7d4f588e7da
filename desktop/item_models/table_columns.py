"""Which columns of a table the user has chosen, kept in the project folder."""

from __future__ import annotations

import dataclasses

from desktop.project import Project
from engine.config import FORMAT, DataConfig
from engine.files import read_json, saving, write_json

_FILE = "table.json"


def with_chosen_columns(config: DataConfig) -> DataConfig:
    """``config`` with the columns chosen for its source before, if any.

    Raises:
        EngineError: the note of them cannot be read.
    """
    path = Project.for_source(config.source).folder / _FILE
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


def remember_columns(config: DataConfig) -> None:
    """Note the columns of ``config`` for the next time. Raises EngineError when it cannot be written."""
    folder = Project.for_source(config.source).folder
    with saving(folder):
        folder.mkdir(parents=True, exist_ok=True)
    value = {"format": FORMAT, "image_column": config.image_column, "label_column": config.label_column}
    write_json(folder / _FILE, value)
