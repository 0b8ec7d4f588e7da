"""An export comes into its place whole, and what an export that was killed left behind is mended."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from engine.errors import EngineError
from engine.files import cache_folder, saving, sync, sync_folder

_OLD = "old"


@contextlib.contextmanager
def claimed(target: Path) -> Iterator[None]:
    """Be the only process that exports to ``target``; what a killed one left there is put right first.

    An earlier export that was out of the way when the process died is put back, half-made ones are removed.

    Raises:
        EngineError: another process is exporting to the same place, or something there is no export.
    """
    import filelock

    name = hashlib.sha256(str(target.resolve()).encode()).hexdigest()[:32]
    path = cache_folder() / "exporting" / f"{name}.lock"
    with saving(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise EngineError(f"{target} is being exported already.", "Wait until that is done.") from None
    try:
        with saving(target):
            _mend(target)
        # An earlier export may be replaced; anything else there is not ours to remove.
        if os.path.lexists(target) and not (target / "preprocessing.json").is_file():
            raise EngineError(
                f"{target} exists and is not an export.", "Choose another folder, or move it away."
            )
        yield
    finally:
        lock.release()


def _mend(target: Path) -> None:
    """Put back an export that is out of the way of one that never came; remove what is half-made.

    Raises:
        OSError: it could not be put back; the only copy then stays for the next export to mend.
    """
    for left in target.parent.glob(f".{target.name}.*.part"):
        if (left / _OLD).is_dir() and not os.path.lexists(target):
            os.replace(left / _OLD, target)
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def aside(target: Path) -> Iterator[Path]:
    """A new folder beside ``target``, removed at the end unless it was renamed away."""
    folder = _beside(target)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, target: Path) -> None:
    """Rename a finished folder to ``target``; an export that was there goes only once that is done.

    For the process that holds :func:`claimed`. However it ends, an interruption included, what was there
    is there again, or is put back by the next export.

    Raises:
        OSError: it could not be renamed.
    """
    for path in folder.rglob("*"):
        if path.is_file():
            sync(path)
    if not target.exists():
        os.replace(folder, target)
        sync_folder(target.parent)
        return
    try:
        os.replace(target, _beside(target) / _OLD)
        os.replace(folder, target)
        sync_folder(target.parent)
    finally:
        _mend(target)


def _beside(target: Path) -> Path:
    """A new empty folder, readable to whom the system's settings say (``mkdtemp`` shuts others out)."""
    folder = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    folder.mkdir()
    return folder
