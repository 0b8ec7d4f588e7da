"""Files that are whole or absent: written beside their place, synced, then renamed."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.errors import EngineError

APP_NAME = "graft"
NAME_ERRORS = sys.getfilesystemencodeerrors()
"""``errors`` of a UTF-8 text that names files: a name that is no Unicode is written and read as it is."""


class DiskFull(EngineError):
    """There is no room left to write; nothing that was whole before is damaged."""


def cache_folder() -> Path:
    """Where decoded pictures, features, samples and downloads are kept; ``GRAFT_CACHE`` overrides it."""
    chosen = os.environ.get("GRAFT_CACHE")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir(APP_NAME, appauthor=False))


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path in the folder of ``path``; renamed onto ``path`` when the block succeeds.

    The file is synced before and its folder after the rename, so that at any instant, power cuts
    included, ``path`` is either the old file or the new one. Its permissions are those of any new file.

    Raises:
        OSError: as raised by the block or the file system; the temporary file is then removed.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    temporary.touch(exist_ok=False)
    mode = temporary.stat().st_mode
    try:
        yield temporary
        temporary.chmod(mode)  # a writer may have put a file of its own in this one's place
        sync(temporary)
        _replace(temporary, path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _replace(temporary: Path, path: Path) -> None:
    """``os.replace``; Windows refuses it while somebody reads ``path``, most often for a moment only."""
    for pause in (0.01, 0.05, 0.2, 0.5, 1.0) if os.name == "nt" else ():
        try:
            os.replace(temporary, path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(temporary, path)


def sync(path: Path) -> None:
    """Force the content of ``path`` to the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Force the names in ``folder`` to the disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_folder(temporary: Path, final: Path) -> None:
    """Rename a finished folder into place; where another process was faster, its folder stays.

    Raises:
        OSError: it could not be renamed, and there is no folder of that name.
    """
    try:
        os.replace(temporary, final)
    except OSError:
        if not final.is_dir():
            raise
    sync_folder(final.parent)


def write_bytes(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``, atomically.

    Raises:
        EngineError: the disk is full or the folder cannot be written.
    """
    with saving(path), replacing(path) as temporary:
        temporary.write_bytes(content)


def write_json(path: Path, value: Any) -> None:
    """Replace ``path`` by ``value`` as indented UTF-8 JSON, atomically. Raises as :func:`write_bytes`."""
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    # What a file name holds beside Unicode becomes ``\udcb0``, which is JSON's own way to write it.
    write_bytes(path, text.encode(errors="backslashreplace"))


def read_json(path: Path) -> Any:
    """The JSON value in ``path``.

    Raises:
        EngineError: the file is missing, unreadable or not JSON.
    """
    if path.exists() and not path.is_file():  # reading a named pipe would wait for ever
        raise EngineError(f"{path} is not a file.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EngineError(f"{path} does not exist.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise EngineError(f"{path} cannot be read: {error}.", "The file may be damaged.") from None


def damaged(path: Path, detail: str) -> EngineError:
    """What to raise when the content of ``path`` is not what it should be; ``detail`` says how."""
    return EngineError(f"{path} cannot be read: {detail[:160]}.", "The file may be damaged.")


@contextlib.contextmanager
def saving(path: Path) -> Iterator[None]:
    """Turn what the file system says while ``path`` is written into an :class:`EngineError`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"There is no room left on the disk to write {path}.", "Free some space, then go on."
            ) from error
        raise EngineError(
            f"{path} could not be written: {error.strerror or error}.",
            "Check that the folder exists, that you may write to it, and that its disk is connected.",
        ) from error
