"""Which records a shard holds: every sound header is found, those behind a damaged one too."""

from __future__ import annotations

import os
from dataclasses import dataclass

import numpy as np

from engine.data import shard_file
from engine.data.shard_file import HEADER_BYTES, Record

# What every header begins with.
_MAGIC = shard_file.pack_header(bytes(16), np.empty(0, np.uint8), memoryview(b""))[0][:4]
_BLOCK = 2**20


@dataclass(frozen=True)
class Scanned:
    """What :func:`scan` found.

    Attributes:
        records: key and record of every sound header whose payload is all there, in the file's order.
        end: the first byte that belongs to none of them, from where the next scan goes on.
        damaged: a header is not sound although more follows: from ``end`` on there may be records that
            are only out of reach, so nothing may be cut off or appended there.
    """

    records: list[tuple[bytes, Record]]
    end: int
    damaged: bool


def scan(handle: int, start: int, shard: int) -> Scanned:
    """The records of shard number ``shard``, open as ``handle``, from byte ``start`` on."""
    size = os.fstat(handle).st_size
    records: list[tuple[bytes, Record]] = []
    at, damaged = start, False
    while at + HEADER_BYTES <= size:
        found = shard_file.read_header(handle, at, shard)
        if found is None:
            # A write cut short leaves the beginning of a header, never a whole one that is wrong.
            damaged = True
            following = _next_header(handle, at + 1, size, shard)
            if following is None:
                break
            at = following
            continue
        record = found[1]
        if record.offset + record.size > size:
            break
        records.append(found)
        at = record.offset + record.size
    return Scanned(records, at, damaged)


def _next_header(handle: int, start: int, size: int, shard: int) -> int | None:
    """Where the first sound header from byte ``start`` on begins; None where there is none."""
    at = start
    while at + HEADER_BYTES <= size:
        block = bytearray(min(_BLOCK, size - at))
        count = shard_file.read_at(handle, memoryview(block), at)
        place = block.find(_MAGIC, 0, count)
        while place >= 0:
            if shard_file.read_header(handle, at + place, shard) is not None:
                return at + place
            place = block.find(_MAGIC, place + 1, count)
        if count < len(_MAGIC):
            return None
        at += count - len(_MAGIC) + 1
    return None
