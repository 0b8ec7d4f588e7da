"""A bounded store of arrays on disk, keyed by content, for pixels, features and activations.

A store is a folder of shards. A shard is append-only: a file header, then records, each with a
header of its own that carries the key, the type, the shape and two checksums. Nothing read from
disk is believed before its checksum matched; what does not match is forgotten and made again.

* Killed while writing: the torn record at the end of the shard is not counted, and overwritten.
* Two processes: each appends to shards that it alone has locked, both read all of them.
* Full: whole shards go, the least recently used first.

Records are read with ``pread`` rather than through a memory map: a map counts every page touched as
resident memory of this process, and a file cut short under a map kills the process (SIGBUS) where
``pread`` returns a short read.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import uuid
import zlib
from dataclasses import dataclass
from pathlib import Path

import filelock
import numpy as np

from engine.data import shard_file
from engine.data.shard_file import Array, Record
from engine.files import saving

KEY_BYTES = 16
SHARD_BYTES = 256 * 2**20
_USED_EVERY = 60.0


@dataclass
class _Shard:
    path: Path
    handle: int
    end: int
    used: float = 0.0


class RecordStore:
    """Arrays of at most four dimensions by 16-byte key. All methods are thread-safe.

    Args:
        folder: where the shards are; made when missing.
        limit_bytes: most bytes ``budget`` may hold; the least recently used shards go beyond it.
        shard_bytes: size from which a new shard is begun.
        budget: the folder, this one or one above it, whose shards count together.
    """

    def __init__(
        self,
        folder: Path,
        *,
        limit_bytes: int,
        shard_bytes: int = SHARD_BYTES,
        budget: Path | None = None,
    ) -> None:
        self.folder = folder
        self._budget = budget or folder
        self.limit_bytes = limit_bytes
        self._shard_bytes = min(shard_bytes, max(limit_bytes // 4, 1))
        self._guard = threading.RLock()
        self._shards: dict[int, _Shard] = {}
        self._names: dict[str, int] = {}
        self._records: dict[bytes, Record] = {}
        self._checked: set[bytes] = set()
        self._writing: int | None = None
        self._lock: filelock.BaseFileLock | None = None
        with saving(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self.refresh()

    def __contains__(self, key: bytes) -> bool:
        return key in self._records

    def __len__(self) -> int:
        return len(self._records)

    def keys(self) -> list[bytes]:
        """Keys of all records known now."""
        with self._guard:
            return list(self._records)

    def refresh(self) -> None:
        """Take in what other processes have written since."""
        with self._guard:
            for path in sorted(self.folder.glob("*.shard")):
                number = self._names.get(path.name)
                if number is None:
                    number = self._open(path)
                if number is not None and number != self._writing:
                    self._scan(number)

    def shape(self, key: bytes) -> tuple[int, ...] | None:
        """The shape of a record without reading it; None when there is none."""
        record = self._records.get(key)
        return None if record is None else record.shape

    def get(self, key: bytes) -> Array | None:
        """A fresh array, or None when the key is unknown or its record is damaged."""
        record = self._records.get(key)
        if record is None:
            return None
        out = np.empty(record.shape, shard_file.DTYPES[record.dtype])
        return out if self._read(key, record, out) else None

    def put(self, key: bytes, array: Array) -> None:
        """Keep ``array`` under ``key``; nothing happens when the key is there already.

        Raises:
            EngineError: the disk is full or the folder cannot be written.
        """
        array = np.ascontiguousarray(array)
        payload = shard_file.bytes_of(array)
        if array.ndim > 4 or payload.nbytes > self.limit_bytes:
            raise ValueError(f"an array of shape {array.shape} does not fit this store")
        head, crc = shard_file.pack_header(key, array, payload)
        with self._guard, saving(self.folder):
            if key in self._records:
                return
            number, shard = self._writable(payload.nbytes + shard_file.HEADER_BYTES)
            try:
                shard_file.write_all(shard.handle, shard.end, head, payload)
            except OSError:
                os.ftruncate(shard.handle, shard.end)
                raise
            offset = shard.end + shard_file.HEADER_BYTES
            dtype = shard_file.DTYPES.index(array.dtype)
            self._records[key] = Record(number, offset, dtype, array.shape, payload.nbytes, crc)
            self._checked.add(key)
            shard.end = offset + payload.nbytes

    def size_bytes(self) -> int:
        """Bytes on disk now, other processes' shards included."""
        return sum(_size(path) for path in self.folder.glob("*.shard"))

    def flush(self) -> None:
        """Force what was written to the disk."""
        with self._guard, saving(self.folder):
            if self._writing is not None:
                os.fsync(self._shards[self._writing].handle)

    def close(self) -> None:
        """Close every file and give the written shard free. The store is not used afterwards."""
        with self._guard:
            for shard in self._shards.values():
                os.close(shard.handle)
            self._shards.clear()
            self._records.clear()
            self._names.clear()
            self._release()

    def _read(self, key: bytes, record: Record, out: Array) -> bool:
        if not record.size:
            return True
        with self._guard:
            shard = self._shards.get(record.shard)
            # A duplicate keeps the file open while it is read, whatever eviction does meanwhile.
            handle = os.dup(shard.handle) if shard is not None else -1
        if shard is None:
            return False
        try:
            view = shard_file.bytes_of(out)
            whole = shard_file.read_at(handle, view, record.offset) == record.size
            if whole and key not in self._checked:
                whole = zlib.crc32(view) == record.crc
        finally:
            os.close(handle)
        with self._guard:
            if whole:
                self._checked.add(key)
                self._touch(shard)
            elif self._records.get(key) == record:
                del self._records[key]
        return whole

    def _touch(self, shard: _Shard) -> None:
        now = time.time()
        if now - shard.used > _USED_EVERY:
            shard.used = now
            if shard.path.exists():
                os.utime(shard.path)

    def _open(self, path: Path) -> int | None:
        try:
            handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
        except OSError:
            return None  # evicted by another process between listing and opening
        if not shard_file.is_shard(handle):
            os.close(handle)
            return None
        number = len(self._names)
        self._names[path.name] = number
        self._shards[number] = _Shard(path, handle, len(shard_file.FILE_HEADER))
        return number

    def _scan(self, number: int) -> None:
        """Read record headers from where the last scan ended to the first that is not whole."""
        shard = self._shards.get(number)
        if shard is None:
            return
        size = os.fstat(shard.handle).st_size
        while shard.end + shard_file.HEADER_BYTES <= size:
            found = shard_file.read_header(shard.handle, shard.end, number)
            if found is None:
                return
            key, record = found
            end = record.offset + record.size
            if end > size:
                return
            self._records.setdefault(key, record)
            shard.end = end

    def _writable(self, need: int) -> tuple[int, _Shard]:
        """The shard this process appends to, begun anew when it is full."""
        if self._writing is not None:
            shard = self._shards[self._writing]
            if shard.end + need <= self._shard_bytes or shard.end == len(shard_file.FILE_HEADER):
                return self._writing, shard
            self._release()
        self._make_room(need)
        for number, shard in self._shards.items():
            if shard.end + need <= self._shard_bytes and shard.path.exists() and self._claim(shard.path):
                self._scan(number)
                os.ftruncate(shard.handle, shard.end)
                self._writing = number
                return number, shard
        path = self.folder / f"{uuid.uuid4().hex}.shard"
        self._claim(path)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        os.write(handle, shard_file.FILE_HEADER)
        number = len(self._names)
        self._names[path.name] = number
        self._shards[number] = _Shard(path, handle, len(shard_file.FILE_HEADER))
        self._writing = number
        return number, self._shards[number]

    def _claim(self, path: Path) -> bool:
        lock = filelock.FileLock(path.with_suffix(".lock"))
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            return False
        self._lock = lock
        return True

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
            if total + max(need, self._shard_bytes) <= self.limit_bytes:
                return
            lock = filelock.FileLock(path.with_suffix(".lock"))
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                continue  # another process is appending to it
            size = _size(path)
            self._forget(path)
            try:
                path.unlink(missing_ok=True)
            except PermissionError:
                continue  # Windows: another process has it open
            finally:
                lock.release()
            total -= size
            with contextlib.suppress(PermissionError):
                path.with_suffix(".lock").unlink(missing_ok=True)

    def _forget(self, path: Path) -> None:
        number = self._names.get(path.name) if path.parent == self.folder else None
        if number is None or number not in self._shards:
            return
        os.close(self._shards.pop(number).handle)
        self._records = {key: record for key, record in self._records.items() if record.shard != number}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
