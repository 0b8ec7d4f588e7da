"""Progressive listing of a folder of pictures, without opening or even asking about any file.

100,000 files take a few seconds at most; what the files really are is looked at later (see sources).
"""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.data import layout
from engine.data.catalog import FileProblem
from engine.data.progress import Cancelled, check

_BATCH_FILES = 2_000
_BATCH_SECONDS = 0.1
_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be a picture.

    Attributes:
        id: path relative to the base, with ``/``, Unicode NFC.
        path: where it is.
        class_name: NFC; None where the file is in no class folder.
        fold: ``train``, ``validation``, ``test`` or empty.
    """

    id: str
    path: str
    class_name: str | None
    fold: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The next stretch of a listing.

    Attributes:
        base: the folder ids are relative to, the same in every batch.
        files: found since the last batch.
        classes: class folders met since the last batch, so that empty ones are known too.
        problems: what cannot be used, by its name or kind alone.
    """

    base: Path
    files: tuple[FoundFile, ...]
    classes: tuple[str, ...]
    problems: tuple[FileProblem, ...]


def printable(path: str) -> Path:
    """``path`` with bytes that are no Unicode written out, so that it can be shown and stored."""
    return Path(os.fsencode(path).decode("utf-8", "backslashreplace"))


def scan(root: Path, *, cancelled: Cancelled | None = None) -> Iterator[Batch]:
    """List the pictures under ``root`` in batches, a tenth of a second apart at most.

    Raises:
        OSError: ``root`` itself cannot be listed.
        WorkCancelled: ``cancelled`` said so.
    """
    yield from _Scan(root, cancelled).run()


def _place_in_order(entry: os.DirEntry[str]) -> tuple[bool, str]:
    """By name, NFC ones first: of two paths with one NFC, that which is in NFC has it as its id."""
    name = entry.name
    return not unicodedata.is_normalized("NFC", name), name


class _Scan:
    """The state of one listing."""

    def __init__(self, root: Path, cancelled: Cancelled | None) -> None:
        self._layout = layout.detect(root)
        self._cancelled = cancelled
        self._files: list[FoundFile] = []
        self._classes: list[str] = []
        self._problems: list[FileProblem] = []
        self._ids: set[str] = set()
        self._due = time.monotonic() + _BATCH_SECONDS

    def run(self) -> Iterator[Batch]:
        for stray in self._layout.strays:
            self._problem(stray, "It stands outside the class folders and is not used.")
        for part in self._layout.parts:
            prefix = "" if part.folder == self._layout.base else os.path.basename(part.folder) + "/"
            yield from self._part(part, prefix)
        yield self._batch()

    def _part(self, part: layout.Part, prefix: str) -> Iterator[Batch]:
        folders, files = self._entries(part.folder, ())
        for entry in files:
            if folders:
                self._problem(entry.path, "It stands outside the class folders and is not used.")
            else:
                self._file(entry, prefix, None, part.fold)
        for folder in folders:
            name = unicodedata.normalize("NFC", folder.name)
            if not self._is_unicode(name):
                self._problem(folder.path, "The folder's name is not valid Unicode; rename it.")
                continue
            self._classes.append(name)
            yield from self._walk(folder, prefix + folder.name + "/", name, part.fold)

    def _walk(self, top: os.DirEntry[str], prefix: str, name: str, fold: str) -> Iterator[Batch]:
        waiting: list[tuple[str, str, tuple[str, ...]]]
        waiting = [(top.path, prefix, (os.path.realpath(top.path),))]
        while waiting:
            path, inside, above = waiting.pop()
            folders, files = self._entries(path, above)
            for count, entry in enumerate(files):
                self._file(entry, inside, name, fold)
                if count % 256 == 255 and self._is_due():
                    yield self._batch()
            for folder in reversed(folders):
                chain = (*above, os.path.realpath(folder.path)) if folder.is_symlink() else above
                waiting.append((folder.path, inside + folder.name + "/", chain))
            if self._is_due():
                yield self._batch()

    def _entries(
        self, path: str, above: tuple[str, ...]
    ) -> tuple[list[os.DirEntry[str]], list[os.DirEntry[str]]]:
        """Folders and files of ``path``, in order; what can be neither becomes a problem."""
        check(self._cancelled)
        folders, files = list[os.DirEntry[str]](), list[os.DirEntry[str]]()
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    if not layout.is_system_name(entry.name):
                        self._sort(entry, folders, files, above)
        except OSError as error:
            self._problem(path, f"The folder cannot be read ({(error.strerror or str(error)).lower()}).")
        folders.sort(key=_place_in_order)
        files.sort(key=_place_in_order)
        return folders, files

    def _sort(
        self,
        entry: os.DirEntry[str],
        folders: list[os.DirEntry[str]],
        files: list[os.DirEntry[str]],
        above: tuple[str, ...],
    ) -> None:
        if entry.is_file(follow_symlinks=False):
            files.append(entry)
        elif not entry.is_symlink():
            if not entry.is_dir(follow_symlinks=False):
                self._problem(entry.path, "It is a device, a pipe or a socket, not a file.")
            elif entry.path.count(os.sep) - self._layout.base.count(os.sep) > _DEEPEST:
                self._problem(entry.path, f"The folder lies more than {_DEEPEST} levels deep.")
            else:
                folders.append(entry)
        else:
            self._sort_link(entry, folders, files, above)

    def _sort_link(
        self,
        entry: os.DirEntry[str],
        folders: list[os.DirEntry[str]],
        files: list[os.DirEntry[str]],
        above: tuple[str, ...],
    ) -> None:
        try:
            if entry.is_dir():
                target = os.path.realpath(entry.path)
                here = os.path.realpath(os.path.dirname(entry.path))
                # A link to a folder that holds the link would be followed for ever.
                if f"{here}{os.sep}".startswith(f"{target}{os.sep}") or target in above:
                    self._problem(entry.path, "It is a link to a folder that it lies in itself.")
                else:
                    folders.append(entry)
            elif entry.is_file():
                files.append(entry)
            else:
                self._problem(entry.path, "It is a link to something that does not exist.")
        except OSError:
            self._problem(entry.path, "It is a link that leads nowhere.")

    def _file(self, entry: os.DirEntry[str], prefix: str, name: str | None, fold: str) -> None:
        raw = prefix + entry.name
        sample_id = raw
        if not raw.isascii():
            if not self._is_unicode(raw):
                self._problem(entry.path, "The file's name is not valid Unicode; rename it.")
                return
            sample_id = unicodedata.normalize("NFC", raw)
            # ASCII ids are not kept; the few signs whose NFC is ASCII (the Kelvin sign) stay as they are.
            if sample_id in self._ids or sample_id.isascii():
                sample_id = raw
            self._ids.add(sample_id)
        self._files.append(FoundFile(sample_id, entry.path, name, fold))

    @staticmethod
    def _is_unicode(text: str) -> bool:
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            return False
        return True

    def _problem(self, path: str, reason: str) -> None:
        self._problems.append(FileProblem(printable(path), reason))

    def _is_due(self) -> bool:
        check(self._cancelled)
        return len(self._files) >= _BATCH_FILES or time.monotonic() >= self._due

    def _batch(self) -> Batch:
        batch = Batch(
            Path(self._layout.base), tuple(self._files), tuple(self._classes), tuple(self._problems)
        )
        self._files, self._classes, self._problems = [], [], []
        self._due = time.monotonic() + _BATCH_SECONDS
        return batch
