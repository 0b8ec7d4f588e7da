"""A bounded store of arrays on disk, keyed by content, for pixels, features and activations.

A store is a folder of shards. A shard is append-only: a file header, then records, each with a
header of its own that carries the key, the type, the shape and two checksums. Nothing read from
disk is believed before its checksum matched; what does not match is forgotten and made again.

* Killed while writing: the torn record at the end of the shard is not counted, and overwritten.
* A damaged payload: an earlier or later record of its key is read instead, where there is one.
* A damaged header: the records behind it are still found; the shard is read, and never written again.
* Two processes: each appends to shards that it alone has locked, both read all of them.
* Full: whole shards go, the least recently used first.

Records are read with ``pread`` rather than through a memory map: a map counts every page touched as
resident memory of this process, and a file cut short under a map kills the process (SIGBUS) where
``pread`` returns a short read.
"""

from __future__ import annotations

import os
import threading
import zlib
from pathlib import Path

import numpy as np

from engine.data import shard_file
from engine.data.record_index import RecordIndex
from engine.data.shard_file import Array, Record
from engine.data.shard_folder import ShardFolder
from engine.files import saving

KEY_BYTES = 16
SHARD_BYTES = 256 * 2**20


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
        self.limit_bytes = limit_bytes
        self._guard = threading.RLock()
        self._index = RecordIndex()
        self._shards = ShardFolder(
            folder,
            budget=budget or folder,
            limit_bytes=limit_bytes,
            shard_bytes=min(shard_bytes, max(limit_bytes // 4, 1)),
            index=self._index,
        )
        with saving(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self.refresh()

    def __contains__(self, key: bytes) -> bool:
        return key in self._index

    def __len__(self) -> int:
        return len(self._index)

    def keys(self) -> list[bytes]:
        """Keys of all records known now."""
        with self._guard:
            return self._index.keys()

    def refresh(self) -> None:
        """Take in what other processes have written since."""
        with self._guard:
            self._shards.refresh()

    def shape(self, key: bytes) -> tuple[int, ...] | None:
        """The shape of a record without reading it; None when there is none."""
        record = self._index.find(key)
        return None if record is None else record.shape

    def get(self, key: bytes) -> Array | None:
        """A fresh array, or None when the key is unknown or every record of it is damaged.

        A key whose records are all damaged is no longer in the store afterwards: what is put under it
        then is kept.
        """
        while (record := self._index.find(key)) is not None:
            out = np.empty(record.shape, shard_file.DTYPES[record.dtype])
            if self._read(record, out):
                return out
            with self._guard:
                self._index.drop(key, record)
        return None

    def put(self, key: bytes, array: Array) -> bool:
        """Keep ``array`` under ``key``; nothing happens when the key is there already.

        Returns:
            Whether the store has the key now: False when ``array`` alone is larger than the bound.

        Raises:
            EngineError: the disk is full or the folder cannot be written.
            ValueError: more than four dimensions, or a type that the store does not know.
        """
        array = np.ascontiguousarray(array)
        payload = shard_file.bytes_of(array)
        if array.ndim > 4:
            raise ValueError(f"an array of shape {array.shape} does not fit this store")
        need = shard_file.HEADER_BYTES + payload.nbytes
        if len(shard_file.FILE_HEADER) + need > self.limit_bytes:
            return False
        head, crc = shard_file.pack_header(key, array, payload)
        with self._guard, saving(self.folder):
            if key in self._index:
                return True
            number, shard = self._shards.writable(need)
            try:
                shard_file.write_all(shard.handle, shard.end, head, payload)
            except OSError:
                os.ftruncate(shard.handle, shard.end)
                raise
            offset = shard.end + shard_file.HEADER_BYTES
            dtype = shard_file.DTYPES.index(array.dtype)
            record = Record(number, offset, dtype, array.shape, payload.nbytes, crc)
            self._index.add(key, record)
            self._index.checked(record)
            shard.end = offset + payload.nbytes
        return True

    def size_bytes(self) -> int:
        """Bytes on disk now, other processes' shards included."""
        return self._shards.size_bytes()

    def flush(self) -> None:
        """Force what was written to the disk."""
        with self._guard, saving(self.folder):
            self._shards.flush()

    def close(self) -> None:
        """Close every file and give the written shard free. The store is not used afterwards."""
        with self._guard:
            self._shards.close()
            self._index.clear()

    def _read(self, record: Record, out: Array) -> bool:
        if not record.size:
            return True
        with self._guard:
            shard = self._shards.get(record.shard)
            if shard is None:
                return False
            # A duplicate keeps the file open while it is read, whatever eviction does meanwhile.
            handle = os.dup(shard.handle)
            known = self._index.is_checked(record)
        try:
            view = shard_file.bytes_of(out)
            whole = shard_file.read_at(handle, view, record.offset) == record.size
            whole = whole and (known or zlib.crc32(view) == record.crc)
        except OSError:
            whole = False  # a place on the disk that cannot be read any more: damaged as well
        finally:
            os.close(handle)
        if whole:
            with self._guard:
                if not known and self._shards.get(record.shard) is shard:
                    self._index.checked(record)
                shard.touch()
        return whole
