"""``edits.json`` on the disk: written whole, and never over what another process has written since."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from engine.config import FORMAT
from engine.data.edit_records import Edit, from_json
from engine.errors import EngineError
from engine.files import read_json, saving, write_bytes

_PATIENCE = 5.0
"""Seconds to wait for a process that is just writing; it takes a moment unless the disk hangs."""

Steps = tuple[list[Edit], list[Edit]]
"""What was done and what was undone, oldest first."""


class EditFile:
    """One list of corrections. Not thread-safe; several processes may each have one of the same path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: tuple[int, int, int] | None = None
        self._digest = b""

    def read(self) -> Steps:
        """What the file holds; nothing where there is none.

        Raises:
            EngineError: it cannot be read or understood.
        """
        stamp = self._look()
        if stamp is None:
            return [], []
        digest, raw = self._content(), read_json(self.path)
        if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
            raise EngineError(
                f"{self.path} is not a list of corrections of format {FORMAT}.",
                "Open it with the version of Graft that wrote it, or move it away to begin anew.",
            )
        try:
            steps = [from_json(item) for item in raw["done"]], [from_json(item) for item in raw["undone"]]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise EngineError(f"{self.path} is damaged.", "Move it away to begin anew.") from None
        self._stamp, self._digest = stamp, digest
        return steps

    def write(self, done: Sequence[Edit], undone: Sequence[Edit]) -> None:
        """Replace the file, atomically. Raises EngineError when it cannot be written."""
        parts = (",\n".join(edit.written for edit in part) for part in (done, undone))
        whole = '{{"format": {},\n"done": [\n{}\n],\n"undone": [\n{}\n]}}\n'.format(FORMAT, *parts).encode()
        write_bytes(self.path, whole)
        self._stamp, self._digest = self._look(), _digest(whole)

    def others_wrote(self) -> bool:
        """Whether the file holds something else than was last read or written here; not where it is gone."""
        stamp = self._look()
        if stamp is None or stamp == self._stamp:
            return False
        if self._stamp is None or self._content() != self._digest:
            return True
        self._stamp = stamp  # some network disks give a file another number or time by and by
        return False

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other process write within the block.

        Raises:
            EngineError: another process does not cease writing, or the folder cannot be written.
        """
        import filelock

        lock = filelock.FileLock(self.path.with_name(f".{self.path.name}.lock"))
        with saving(self.path):
            try:
                lock.acquire(timeout=_PATIENCE)
            except filelock.Timeout:
                raise EngineError(
                    "Another window is saving corrections of these pictures.", "Wait a moment and try again."
                ) from None
            except NotImplementedError:
                pass  # a disk without locks; what others wrote before is still noticed
        try:
            yield
        finally:
            lock.release()

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise EngineError(f"{self.path} cannot be read: {error}.", "The file may be damaged.") from None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _content(self) -> bytes:
        if not self.path.is_file():  # reading a named pipe would wait for ever
            raise EngineError(f"{self.path} is not a file.")
        try:
            return _digest(self.path.read_bytes())
        except OSError as error:
            raise EngineError(f"{self.path} cannot be read: {error}.", "The file may be damaged.") from None


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=16).digest()
