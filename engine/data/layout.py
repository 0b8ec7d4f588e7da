"""How a folder of pictures is arranged: class folders, or folds of class folders, or loose pictures."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_FOLD_NAMES = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
_SYSTEM_NAMES = frozenset(
    {
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "icon\r",
        "__macosx",
        "@eadir",
        "$recycle.bin",
        "system volume information",
    }
)
_PICTURE_ENDINGS = (
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".avif",
    ".tif",
    ".tiff",
    ".bmp",
    ".gif",
    ".heic",
    ".heif",
    ".ppm",
    ".pgm",
    ".pbm",
    ".jfif",
)
_DEEPEST_WRAPPER = 8


@dataclass(frozen=True, slots=True)
class Part:
    """One folder holding class folders (or loose pictures), and the fold it stands for (or ``""``)."""

    folder: str
    fold: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found.

    Attributes:
        base: the folder sample ids are relative to; a sole wrapping folder is stepped into.
        parts: where the class folders are.
        strays: files and folders beside ``parts`` that belong to none of them.
    """

    base: str
    parts: tuple[Part, ...]
    strays: tuple[str, ...]


def fold_named(name: str) -> str | None:
    """The fold that a folder or a table cell of this name stands for, or None."""
    return _FOLD_NAMES.get(name.lower())


def is_system_name(name: str) -> bool:
    """Whether a file or folder is the system's own (hidden, thumbnails, resource forks)."""
    return name.startswith(".") or name.lower() in _SYSTEM_NAMES


def has_picture_ending(name: str) -> bool:
    """Whether ``name`` ends like a picture, in either case."""
    return name.lower().endswith(_PICTURE_ENDINGS)


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether ``entry`` is a folder or a link to one; a link that cannot be followed is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def detect(root: Path) -> Layout:
    """The arrangement of ``root``, from its top levels alone.

    Raises:
        OSError: ``root`` cannot be listed.
    """
    base, strays = str(root), list[str]()
    for _ in range(_DEEPEST_WRAPPER):
        folders, files = _visible(base)
        folds = {name: _FOLD_NAMES[name.lower()] for name in folders if name.lower() in _FOLD_NAMES}
        if len(set(folds.values())) > 1:
            beside = [name for name in (*folders, *files) if name not in folds]
            parts = tuple(Part(os.path.join(base, name), folds[name]) for name in sorted(folds))
            return Layout(base, parts, (*strays, *(os.path.join(base, name) for name in beside)))
        if len(folders) != 1 or not _is_wrapper(base, folders[0], files):
            break
        strays += [os.path.join(base, name) for name in files]
        base = os.path.join(base, folders[0])
    return Layout(base, (Part(base, ""),), tuple(strays))


def _is_wrapper(base: str, only: str, files: list[str]) -> bool:
    if any(map(has_picture_ending, files)):
        return False
    try:
        inner_folders, inner_files = _visible(os.path.join(base, only))
    except OSError:
        return False
    return bool(inner_folders) and not any(map(has_picture_ending, inner_files))


def _visible(folder: str) -> tuple[list[str], list[str]]:
    folders, files = list[str](), list[str]()
    with os.scandir(folder) as entries:
        for entry in entries:
            if not is_system_name(entry.name):
                (folders if is_folder(entry) else files).append(entry.name)
    return sorted(folders), sorted(files)
