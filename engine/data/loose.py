"""Loose pictures, dropped or chosen: which files are pictures, and what class they may be meant for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.data import archives, layout, reading, sources
from engine.data.catalog import FileProblem
from engine.data.progress import Cancelled, check

MOST = 100_000
"""Files taken at once."""


@dataclass(frozen=True)
class Loose:
    """What was dropped, sorted.

    Attributes:
        pictures: files that begin like a picture, each once.
        refused: the others, with the reason.
        groups: of pictures that came in folders, the folder's name and its pictures.
    """

    pictures: tuple[Path, ...]
    refused: tuple[FileProblem, ...]
    groups: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)

    @property
    def suggested(self) -> str:
        """A class name: that of the one folder all of them came in, else empty."""
        names = [name for name, paths in self.groups.items() if len(paths) == len(self.pictures)]
        return names[0] if len(names) == 1 else ""


def is_data_set(path: Path) -> bool:
    """Whether ``path`` is to be opened by itself: a folder that holds folders, a table or an archive.

    A folder of nothing but pictures is one class at most, and not a data set.
    """
    if path.is_file():
        return path.suffix.lower() in (".csv", ".tsv") or archives.is_archive(path)
    try:
        with os.scandir(path) as entries:
            return any(
                entry.is_dir() or entry.name.lower().endswith((".csv", ".tsv"))
                for entry in entries
                if not layout.is_system_name(entry.name)
            )
    except OSError:
        return True


def collect(paths: Iterable[Path], *, cancelled: Cancelled | None = None) -> Loose:
    """The pictures among ``paths``; of a folder, the files that lie in it directly.

    Raises:
        WorkCancelled: ``cancelled`` said so.
    """
    pictures: dict[Path, None] = {}
    refused: list[FileProblem] = []
    groups: dict[str, dict[Path, None]] = {}
    for given in paths:
        for path in _files(given, refused):
            check(cancelled)
            reason = reading.sniff(path)
            if len(pictures) >= MOST:
                reason = f"More than {MOST:,} pictures are taken at once."
            if reason is None:
                pictures[path.absolute()] = None
                if path != given:
                    groups.setdefault(given.name, {})[path.absolute()] = None
            else:
                refused.append(FileProblem(path, reason))
    return Loose(tuple(pictures), tuple(refused), {name: tuple(each) for name, each in groups.items()})


def collect_classes(folder: Path, *, cancelled: Cancelled | None = None) -> Loose:
    """The pictures of a folder of class folders, grouped by class; folds in it do not matter.

    Raises:
        EngineError: the folder cannot be listed.
        WorkCancelled: ``cancelled`` said so.
    """
    groups: dict[str, list[Path]] = {}
    refused: list[FileProblem] = []
    for batch in sources.scan(folder, cancelled=cancelled):
        refused += batch.problems
        for file in batch.files:
            reason = reading.sniff(file.path)
            if reason is None and file.class_name is not None:
                groups.setdefault(file.class_name, []).append(Path(file.path))
            else:
                refused.append(FileProblem(Path(file.path), reason or "It is in no class folder."))
    pictures = tuple(path for paths in groups.values() for path in paths)
    return Loose(pictures, tuple(refused), {name: tuple(paths) for name, paths in groups.items()})


def _files(given: Path, refused: list[FileProblem]) -> list[Path]:
    if not given.is_dir():
        return [given]
    try:
        names = sorted(os.listdir(given))
    except OSError as error:
        refused.append(FileProblem(given, f"The folder cannot be read ({error.strerror or error})."))
        return []
    return [given / name for name in names if not layout.is_system_name(name) and (given / name).is_file()]
