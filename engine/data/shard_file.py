"""What a shard of a record store holds, byte by byte, and how it is read and written at a place.

A shard begins with ``FILE_HEADER``. A record is a header of ``HEADER_BYTES`` (magic, key, type, shape, length
and checksum of the payload, then its own checksum) and the payload, the array's bytes in C order.
"""

from __future__ import annotations

import os
import struct
import threading
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FILE_HEADER = b"GRAFTREC\x01\x00\x00\x00\x00\x00\x00\x00"
_HEADER = struct.Struct("<4s16sBB2x4IQI")  # magic, key, dtype, dimensions, shape, bytes, payload crc
HEADER_BYTES = _HEADER.size + 4  # and the crc of the header itself
_MAGIC = b"rec1"
DTYPES = (np.dtype(np.uint8), np.dtype(np.float32), np.dtype(np.float16), np.dtype(np.int64))
_SEEKING = threading.Lock()

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Record:
    """Where an array is.

    Attributes:
        shard: number of the shard, as its reader counts.
        offset: first byte of the payload in it.
        dtype: index in ``DTYPES``.
        shape: of the array, at most four dimensions.
        size: bytes of the payload.
        crc: its CRC-32.
    """

    shard: int
    offset: int
    dtype: int
    shape: tuple[int, ...]
    size: int
    crc: int


def pack_header(key: bytes, array: Array, payload: memoryview) -> tuple[bytes, int]:
    """The header of ``array``'s record, and the CRC-32 of its ``payload``.

    Raises:
        ValueError: a type that is none of ``DTYPES``.
    """
    shape = (*array.shape, 0, 0, 0, 0)[:4]
    crc = zlib.crc32(payload)
    dtype = DTYPES.index(array.dtype)
    head = _HEADER.pack(_MAGIC, key, dtype, array.ndim, *shape, payload.nbytes, crc)
    return head + struct.pack("<I", zlib.crc32(head)), crc


def read_header(handle: int, offset: int, shard: int) -> tuple[bytes, Record] | None:
    """Key and record of the header at ``offset``; None where there is no whole one."""
    head = _head(handle, HEADER_BYTES, offset)
    if len(head) < HEADER_BYTES:
        return None
    (check,) = struct.unpack_from("<I", head, _HEADER.size)
    if zlib.crc32(head[: _HEADER.size]) != check:
        return None
    magic, key, dtype, dimensions, *shape, length, crc = _HEADER.unpack_from(head)
    if magic != _MAGIC:
        return None
    return key, Record(shard, offset + HEADER_BYTES, dtype, tuple(shape[:dimensions]), length, crc)


def bytes_of(array: Array) -> memoryview:
    """The array's own bytes, writable where it is."""
    return array.reshape(-1).view(np.uint8).data


def is_shard(handle: int) -> bool:
    """Whether a file begins as a shard does."""
    return _head(handle, len(FILE_HEADER), 0) == FILE_HEADER


def _head(handle: int, count: int, offset: int) -> bytes:
    content = bytearray(count)
    return bytes(content[: read_at(handle, memoryview(content), offset)])


def read_at(handle: int, out: memoryview, offset: int) -> int:
    """Fill ``out`` from ``offset`` on; the bytes there were, fewer at the end of the file."""
    if hasattr(os, "preadv"):
        return os.preadv(handle, [out], offset)
    with _SEEKING:  # Windows has no pread, and duplicated handles share one position
        os.lseek(handle, offset, os.SEEK_SET)
        content = os.read(handle, out.nbytes)
    out[: len(content)] = content
    return len(content)


def _write_at(handle: int, content: bytes | memoryview, offset: int) -> int:
    if hasattr(os, "pwrite"):
        return os.pwrite(handle, content, offset)
    with _SEEKING:
        os.lseek(handle, offset, os.SEEK_SET)
        return os.write(handle, content)


def write_all(handle: int, offset: int, head: bytes, payload: memoryview) -> None:
    """Write ``head`` and ``payload`` from ``offset`` on. Raises OSError, the file then written in part."""
    for part in (memoryview(head), payload):
        while part.nbytes:
            written = _write_at(handle, part, offset)
            if written == 0:
                raise OSError("the file system wrote nothing")
            part, offset = part[written:], offset + written
