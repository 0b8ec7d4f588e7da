"""A project: the folder that keeps a data set's runs and corrections. The pictures stay where they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from desktop import paths
from engine.errors import EngineError
from engine.files import read_json, write_json

FORMAT = 1
FILE = "project.json"
DOOR = ".graft"
"""Ending of the small file in a project's folder that a file manager opens it by."""


@dataclass(frozen=True)
class Project:
    """Where a data set's runs are.

    Attributes:
        folder: holds ``project.json``, ``edits.json`` and ``runs/``.
        source: as ``DataConfig.source``.
    """

    folder: Path
    source: str

    @property
    def runs(self) -> Path:
        """The folder of run folders."""
        return self.folder / "runs"

    @property
    def name(self) -> str:
        """For people."""
        return self.folder.name

    def save(self) -> None:
        """Write ``project.json``, with its folder. Raises EngineError when that cannot be done."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineError(
                f"The folder {self.folder} cannot be made: {error.strerror}.",
                "Choose another project folder.",
            ) from error
        write_json(self.folder / FILE, {"format": FORMAT, "source": self.source})
        write_json(self.folder / f"{self.name}{DOOR}", {"format": FORMAT, "project": FILE})

    @classmethod
    def open(cls, folder: Path) -> Project:
        """The project in ``folder``.

        Raises:
            EngineError: it holds none, or one of another format.
        """
        path = folder / FILE
        if not path.is_file():
            raise EngineError(
                f"{folder} is not a Graft project.",
                f"Choose a folder that holds a {FILE}, or open the pictures.",
            )
        raw = read_json(path)
        if not isinstance(raw, dict) or raw.get("format") != FORMAT or not isinstance(raw.get("source"), str):
            raise EngineError(
                f"{path} is not of format {FORMAT}.", "It may be from another version of Graft."
            )
        return cls(folder, raw["source"])

    @classmethod
    def for_source(cls, source: str, parent: Path | None = None) -> Project:
        """The project of a data set: found again by its source, or a new one, not yet saved."""
        parent = parent or paths.projects_folder()
        base = slug(source)
        name, number = base, 2
        while True:
            folder = parent / name
            if not (folder / FILE).exists():
                return cls(folder, source)
            found = cls._source_of(folder)
            if found == source:
                return cls(folder, source)
            name, number = f"{base}-{number}", number + 1

    @staticmethod
    def _source_of(folder: Path) -> str | None:
        try:
            return Project.open(folder).source
        except EngineError:
            return None


def folder_for(source: str) -> Path:
    """Where the project of a data set is, or would be; for where no project is open."""
    return Project.for_source(source).folder


def is_project(folder: Path) -> bool:
    """Whether ``folder`` holds a project."""
    return (folder / FILE).is_file()


def folder_of(path: Path) -> Path:
    """A project's folder where ``path`` is its ``.graft`` file or its ``project.json``; else ``path``."""
    if path.is_file() and (path.suffix == DOOR or path.name == FILE) and is_project(path.parent):
        return path.parent
    return path


def slug(source: str) -> str:
    """A folder name from a source: the last part of its path, in letters that every system takes."""
    last = re.split(r"[\\/:]", source.rstrip("\\/"))[-1] or "pictures"
    for ending in (".zip", ".tar.gz", ".tgz", ".tar", ".csv"):
        last = last.removesuffix(ending)
    return re.sub(r"[^\w.-]+", "-", last).strip("-.") or "pictures"
