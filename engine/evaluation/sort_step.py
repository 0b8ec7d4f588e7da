"""One file of a sorting: copied or moved into its place, and brought back, safe against a kill in between."""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from engine.files import replacing, sync_folder

# FAT keeps modification times to two seconds.
_COARSEST_CLOCK_NS = 2_000_000_000


@dataclass(frozen=True)
class Step:
    """One file: where it is, where it goes, and what it looked like when planned.

    Attributes:
        source, target: absolute paths.
        size: bytes.
        mtime_ns: modification time in nanoseconds.
    """

    source: Path
    target: Path
    size: int
    mtime_ns: int


def forward(action: str, step: Step) -> str:
    """Copy or move one file; an empty text, or why it was left alone. Raises OSError as the file system."""
    here, there = step.source.is_file(), os.path.lexists(step.target)
    if not here:
        return "" if there and _unchanged(step.target, step) else "It is gone."
    if not _unchanged(step.source, step):
        return "It has changed since it was looked at."
    if there:
        if not _same(step):
            return f"{step.target} is in the way."
        if action == "move":
            step.source.unlink()
        return ""
    step.target.parent.mkdir(parents=True, exist_ok=True)
    if action == "copy":
        _copy(step.source, step.target)
        return ""
    _rename(step.source, step.target)
    return ""


def back(action: str, step: Step) -> str:
    """Undo one file; an empty text, or why it was left alone. Raises OSError as the file system."""
    here, there = os.path.lexists(step.source), step.target.is_file()
    if not there:
        return "" if here else "It is gone."
    if here:
        if not _same(step):
            return "The copy was changed since." if action == "copy" else f"{step.source} is in the way."
        step.target.unlink()
        return ""
    if action == "move" and not _unchanged(step.target, step):
        return "It has changed since it was sorted."
    step.source.parent.mkdir(parents=True, exist_ok=True)
    _rename(step.target, step.source)
    return ""


def _rename(source: Path, target: Path) -> None:
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(source, target)
        source.unlink()


def _copy(source: Path, target: Path) -> None:
    with replacing(target) as temporary:
        shutil.copyfile(source, temporary)
        shutil.copystat(source, temporary)
    sync_folder(target.parent)


def _unchanged(path: Path, step: Step) -> bool:
    facts = path.stat()
    return facts.st_size == step.size and abs(facts.st_mtime_ns - step.mtime_ns) <= _COARSEST_CLOCK_NS


def _same(step: Step) -> bool:
    """Whether source and target hold the same bytes (a copy that was done, or a move cut between disks)."""
    return step.target.is_file() and filecmp.cmp(step.source, step.target, shallow=False)
