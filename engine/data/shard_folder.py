"""The shards of a record store as files: found, begun, claimed for writing, and deleted for room."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import filelock

from engine.data import shard_file, shard_scan
from engine.data.record_index import RecordIndex

_USED_EVERY = 60.0


@dataclass
class Shard:
    """An open shard.

    Attributes:
        path: the file.
        handle: its descriptor, for reading and writing.
        end: first byte behind the records known, where the next one is looked for or written.
        used: when its file was last marked as used, in seconds.
        damaged: a header in it is not sound; it is read, and no longer written.
    """

    path: Path
    handle: int
    end: int
    used: float = 0.0
    damaged: bool = False

    def touch(self) -> None:
        """Mark the file as used, at most once a minute."""
        now = time.time()
        if now - self.used > _USED_EVERY:
            self.used = now
            # Another process may just have evicted it; a time of use only orders the next eviction.
            with contextlib.suppress(OSError):
                os.utime(self.path)


class ShardFolder:
    """The shards in one folder, by number. Called under the lock of the store that owns it.

    Args:
        folder: where the shards are.
        budget: the folder, this one or one above it, whose shards count together.
        limit_bytes: most bytes ``budget`` may hold.
        shard_bytes: size from which a new shard is begun.
        index: told of the records that are found, and of shards that are gone.
    """

    def __init__(
        self, folder: Path, *, budget: Path, limit_bytes: int, shard_bytes: int, index: RecordIndex
    ) -> None:
        self._folder = folder
        self._budget = budget
        self._limit_bytes = limit_bytes
        self._shard_bytes = shard_bytes
        self._index = index
        self._shards: dict[int, Shard] = {}
        self._names: dict[str, int] = {}
        self._writing: int | None = None
        self._lock: filelock.BaseFileLock | None = None

    def get(self, number: int) -> Shard | None:
        """A shard by the number that its records have; None once it is gone."""
        return self._shards.get(number)

    def refresh(self) -> None:
        """Take in the shards and records that other processes have written since."""
        for path in sorted(self._folder.glob("*.shard")):
            number = self._names.get(path.name)
            if number is None:
                number = self._open(path)
            if number is not None and number != self._writing:
                self._scan(number)

    def size_bytes(self) -> int:
        """Bytes on disk now, other processes' shards included."""
        return size_bytes(self._folder)

    def flush(self) -> None:
        """Force what was written to the disk. Raises OSError."""
        if self._writing is not None:
            os.fsync(self._shards[self._writing].handle)

    def close(self) -> None:
        """Close every file and give the written shard free."""
        for shard in self._shards.values():
            os.close(shard.handle)
        self._shards.clear()
        self._names.clear()
        self._release()

    def writable(self, need: int) -> tuple[int, Shard]:
        """Number and shard that ``need`` bytes can be appended to, locked for this process.

        A new one is begun when there is none, and old ones are deleted to stay within the bound.

        Raises:
            OSError: the disk is full or the folder cannot be written.
        """
        if self._writing is not None:
            shard = self._shards[self._writing]
            if self._has_room(shard, need) or shard.end == len(shard_file.FILE_HEADER):
                return self._writing, shard
            self._release()
        self._make_room(need)
        for number, shard in list(self._shards.items()):
            if self._has_room(shard, need) and shard.path.exists() and self._claim(shard.path):
                if self._taken_over(number, shard, need):
                    return number, shard
                self._release()
                if not shard.path.exists():
                    _deleted(_lock_path(shard.path))
        return self._begun()

    def _open(self, path: Path) -> int | None:
        try:
            handle = _opened(path)
        except OSError:
            return None  # evicted by another process between listing and opening
        if not shard_file.is_shard(handle):
            os.close(handle)
            return None
        number = len(self._names)
        self._names[path.name] = number
        self._shards[number] = Shard(path, handle, len(shard_file.FILE_HEADER))
        return number

    def _scan(self, number: int) -> None:
        """Take in the records from where the last scan ended."""
        shard = self._shards.get(number)
        if shard is None:
            return
        size = os.fstat(shard.handle).st_size
        if size < shard.end:
            # Somebody else cut or wrote the file anew: nothing that is known of it holds any more.
            self._index.forget(number)
            shard.end = len(shard_file.FILE_HEADER)
            shard.damaged = size < shard.end
        found = shard_scan.scan(shard.handle, shard.end, number)
        for key, record in found.records:
            self._index.add(key, record)
        shard.end = found.end
        shard.damaged = shard.damaged or found.damaged

    def _has_room(self, shard: Shard, need: int) -> bool:
        return not shard.damaged and shard.end + need <= self._shard_bytes

    def _taken_over(self, number: int, shard: Shard, need: int) -> bool:
        """Make a shard that was just claimed ready to append to; False where that cannot be."""
        try:
            # Evicted before it was claimed, or exchanged: what is open here is no longer that file.
            if os.stat(shard.path).st_ino != os.fstat(shard.handle).st_ino:
                return False
            self._scan(number)
            if not self._has_room(shard, need):
                return False
            if os.fstat(shard.handle).st_size > shard.end:
                os.ftruncate(shard.handle, shard.end)
        except OSError:
            return False
        self._writing = number
        return True

    def _begun(self) -> tuple[int, Shard]:
        """A new shard. Raises OSError, leaving nothing of it, when there is no room for it."""
        path = self._folder / f"{uuid.uuid4().hex}.shard"
        self._claim(path)
        handle = -1
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
            shard_file.write_all(handle, 0, shard_file.FILE_HEADER, memoryview(b""))
        except OSError:
            if handle >= 0:
                os.close(handle)
            self._release()
            _deleted(path)
            _deleted(_lock_path(path))
            raise
        number = len(self._names)
        self._names[path.name] = number
        self._shards[number] = Shard(path, handle, len(shard_file.FILE_HEADER))
        self._writing = number
        return number, self._shards[number]

    def _claim(self, path: Path) -> bool:
        self._lock = _locked(path)
        return self._lock is not None

    def _release(self) -> None:
        self._writing = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _make_room(self, need: int) -> None:
        """Delete least recently used shards until one more of full size fits."""
        found = sorted(self._budget.rglob("*.shard"), key=_used)
        total = sum(_size(path) for path in found)
        for path in found:
            if total + max(need, self._shard_bytes) <= self._limit_bytes:
                return
            lock = _locked(path)
            if lock is None:
                continue  # another process is appending to it
            try:
                size = _size(path)
                gone = self._evict(path)
            finally:
                lock.release()
            if gone:
                total -= size
                _deleted(_lock_path(path))

    def _evict(self, path: Path) -> bool:
        """Delete a shard and forget its records; False, with nothing forgotten, where it stays."""
        number = self._names.get(path.name, -1) if path.parent == self._folder else -1
        shard = self._shards.get(number)
        if shard is not None:
            os.close(shard.handle)  # Windows deletes no file that is open
        deleted = _deleted(path)
        if shard is not None and (deleted or not _reopened(shard)):
            del self._shards[number]
            self._index.forget(number)
        return deleted


def size_bytes(folder: Path) -> int:
    """Bytes of all shards in ``folder`` and below it; 0 where it does not exist."""
    return sum(_size(path) for path in folder.rglob("*.shard"))


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))


def _lock_path(path: Path) -> Path:
    return path.with_suffix(".lock")


def _reopened(shard: Shard) -> bool:
    try:
        shard.handle = _opened(shard.path)
    except OSError:
        return False
    return True


def _deleted(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # Windows: another process has it open
        return False
    return True


def _locked(path: Path) -> filelock.BaseFileLock | None:
    """The lock of a shard, now this store's; None while another has it."""
    # Whichever thread puts the next array gives the lock back: it must not belong to one of them.
    lock = filelock.FileLock(_lock_path(path), thread_local=False)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        return None
    return lock


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (FileNotFoundError, PermissionError):  # gone, or about to be (Windows)
        return 0


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except (FileNotFoundError, PermissionError):  # gone, or about to be (Windows)
        return 0.0
