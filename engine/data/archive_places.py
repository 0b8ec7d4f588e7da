"""Where the entries of an archive are written: inside one folder, and each to a file of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from engine.data import layout
from engine.errors import EngineError

_PREFIX = ".extract."
_ABANDONED_SECONDS = 7 * 86_400


class Places:
    """The files that entries of one archive are written to, below ``folder``.

    Names that differ in the archive can be one name on the disk: in Unicode's two forms, with either slash,
    and, where the disk does not tell capital letters apart, in those. No entry takes another's place.
    """

    def __init__(self, folder: Path, archive: Path) -> None:
        self._folder = folder
        self._archive = archive
        self._made: set[tuple[str, ...]] = {()}
        self._names: set[str] = set()
        self._numbered: dict[str, Path] = {}
        self._last: dict[Path, int] = {}

    @contextlib.contextmanager
    def writing(self, name: str, *, replaces: bool) -> Iterator[IO[bytes] | None]:
        """The new file of the entry ``name``; None for the system's own files, which are left out.

        A file that is there already stays: the entry is then numbered, as in ``1 (2).jpg``.

        Args:
            name: as in the archive.
            replaces: whether an entry of the very same name stands for a newer version of the former one.

        Raises:
            EngineError: the name leads outside, or its folder and another's are one on this disk.
            OSError: the file cannot be made.
        """
        parts = self._parts(name)
        if parts is None:
            yield None
            return
        self._make(parts[:-1])
        target = self._folder.joinpath(*parts)
        stream: IO[bytes]
        if replaces and name in self._names:
            stream = self._numbered.get(name, target).open("wb")
        else:
            stream = self._new(name, target)
        if replaces:
            self._names.add(name)
        with stream:
            yield stream

    def _parts(self, name: str) -> tuple[str, ...] | None:
        unified = name.replace("\\", "/")
        parts = [part for part in unified.split("/") if part not in ("", ".")]
        drive = len(unified) > 1 and unified[1] == ":"
        if unified.startswith("/") or drive or ".." in parts or "\0" in unified or not parts:
            raise EngineError(
                f"The archive {self._archive} holds a file that would land outside of its folder: {name!r}.",
                "It is dangerous or damaged; get it from another place.",
            )
        if any(layout.is_system_name(part) for part in parts):
            return None
        return tuple(unicodedata.normalize("NFC", part) for part in parts)

    def _make(self, parts: tuple[str, ...]) -> None:
        """Make a folder and those above it, each once.

        A class may be told from another by its capitals alone (letters, say): where the disk cannot hold
        both folders, putting the pictures of the two into one would mix their labels.
        """
        if parts in self._made:
            return
        self._make(parts[:-1])
        folder = self._folder.joinpath(*parts)
        try:
            folder.mkdir()
        except FileExistsError:
            if not folder.is_dir():
                raise
            same = (made for made in self._made if os.path.samefile(self._folder.joinpath(*made), folder))
            other = "/".join(next(same, parts))
            raise EngineError(
                f"The archive {self._archive} holds two folders that are one on this disk: "
                f"“{other}” and “{'/'.join(parts)}”.",
                "Give one of them another name, and pack it again.",
            ) from None
        self._made.add(parts)

    def _new(self, name: str, target: Path) -> IO[bytes]:
        # The disk itself knows best which names it takes for the same.
        try:
            return target.open("xb")
        except FileExistsError:
            pass
        number = self._last.get(target, 1)
        while True:
            number += 1
            numbered = target.with_name(f"{target.stem} ({number}){target.suffix}")
            try:
                stream = numbered.open("xb")
            except FileExistsError:
                continue
            self._last[target] = number
            self._numbered[name] = numbered
            return stream


@contextlib.contextmanager
def temporary_folder(parent: Path) -> Iterator[Path]:
    """A new folder in ``parent``, this process's own, removed at the end unless it was renamed away.

    Folders that killed processes have left in ``parent`` are removed first.

    Raises:
        OSError: it cannot be made.
    """
    import filelock

    _remove_abandoned(parent)
    folder = parent / f"{_PREFIX}{secrets.token_hex(8)}"
    lock = filelock.FileLock(_lock_path(folder))
    with contextlib.suppress(NotImplementedError):  # a disk without locks
        lock.acquire()
    try:
        folder.mkdir(0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        _lock_path(folder).unlink(missing_ok=True)


def _lock_path(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _remove_abandoned(parent: Path) -> None:
    """Remove folders whose process is gone: its lock is free, or there is none and they are a week old."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if folder.suffix == ".lock" or not folder.is_dir():
            continue
        lock = _lock_path(folder)
        with contextlib.suppress(OSError):
            if lock.exists():
                _remove_if_free(folder, lock)
            elif time.time() - folder.stat().st_mtime > _ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _remove_if_free(folder: Path, path: Path) -> None:
    import filelock

    lock = filelock.FileLock(path)
    try:
        lock.acquire(timeout=0)
    except (filelock.Timeout, NotImplementedError):
        return
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()
    if not folder.exists():
        path.unlink(missing_ok=True)
