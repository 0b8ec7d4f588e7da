"""The content of files that may be pictures, and a cheap look at their first bytes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from engine.data import safety
from engine.data.signatures import HEADER_BYTES, why_not
from engine.data.unusable import UnusablePicture

_READ_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)


def read(path: Path) -> bytes:
    """The content of the file, checked to be a regular one of a size that a picture may have.

    Raises:
        UnusablePicture: missing, not readable, not a regular file, or too large.
    """
    try:
        with _OpenedFile(path) as handle:
            size = os.fstat(handle).st_size
            if size > safety.MAX_FILE_BYTES:
                raise UnusablePicture(
                    f"The file is {size / 1e6:,.0f} MB, "
                    f"above the limit of {safety.MAX_FILE_BYTES / 1e6:,.0f} MB."
                )
            with open(handle, "rb", buffering=0, closefd=False) as stream:
                return stream.read()
    except (OSError, ValueError) as error:
        raise UnusablePicture(_why_unreadable(error)) from None


def sniff(path: str | Path, *, known_regular: bool = False) -> str | None:
    """A cheap look at the first bytes: None when it looks like a picture, else the reason in words.

    Args:
        path: the file.
        known_regular: the caller knows that it is no pipe, device or folder, which saves asking.
    """
    try:
        if not known_regular:
            with _OpenedFile(path) as handle:
                return why_not(os.read(handle, HEADER_BYTES))
        # Called for every file of a data set: nothing is made but the header.
        handle = os.open(path, _READ_FLAGS)
        try:
            header = os.read(handle, HEADER_BYTES)
        finally:
            os.close(handle)
        return why_not(header)
    except UnusablePicture as unusable:
        return unusable.reason
    except (OSError, ValueError) as error:
        return _why_unreadable(error)


class _OpenedFile:
    """A file descriptor for reading, closed at the end of the block.

    Opening a named pipe waits for a writer, so the system is told not to wait, and what is no regular
    file is refused.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = path

    def __enter__(self) -> int:
        self._handle = os.open(self._path, _READ_FLAGS)
        if not stat.S_ISREG(os.fstat(self._handle).st_mode):
            os.close(self._handle)
            raise UnusablePicture("It is not a file.")
        return self._handle

    def __exit__(self, *_: object) -> None:
        os.close(self._handle)


def _why_unreadable(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "The file does not exist."
    if isinstance(error, IsADirectoryError):
        return "It is not a file."
    if isinstance(error, PermissionError):
        return "The file may not be read (permission denied)."
    detail = error.strerror if isinstance(error, OSError) else None
    return f"The file cannot be read ({detail or error})."
