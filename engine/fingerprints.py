"""The content of a file as a short key, remembered so that an unchanged file is not read again."""

from __future__ import annotations

import collections
import contextlib
import errno
import hashlib
import itertools
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from stat import S_ISREG

from engine.errors import EngineError
from engine.files import cache_folder

KEY_BYTES = 16
# A file changed twice within the clock tick of its file system keeps its time stamp; what was
# modified this recently is therefore hashed but not remembered.
_SETTLED_SECONDS = 2.0
# Files that each thread may be ahead of whoever takes the keys: more would be read for nothing by
# one that stops, fewer would leave threads idle while that one waits for a core.
_AHEAD = 4
# What sqlite3 says when the table cannot be read or written just now; it only remembers.
_PASSING = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)
# Hashes of path, size, modification time and key of files whose key this process knows; at most so many,
# some 50 MB: beyond it files are read again, which costs time alone.
_MOST_SEEN = 500_000
_seen: set[int] = set()


class _NotRemembered(Exception):
    """The table cannot be used now; the files are read again."""


def content_key(path: Path) -> bytes:
    """BLAKE2b of the file's bytes, 16 bytes. Raises OSError when it cannot be read."""
    digest = hashlib.blake2b(digest_size=KEY_BYTES)
    with path.open("rb", buffering=0) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.digest()


def still(path: Path, key: bytes) -> bool:
    """Whether the file's content is the one of ``key`` now.

    It is not read where path, size and modification time are those with which :func:`content_keys` gave
    this very key in this process.

    Raises:
        OSError: it is gone or cannot be read.
    """
    settled = _settled()
    stat = _stat(path)
    if stat is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    name = os.path.abspath(path)
    if hash((name, *stat, key)) in _seen:
        return True
    same = content_key(path) == key
    if same and stat[1] < settled:
        _note([(name, *stat, key)])
    return same


def content_keys(
    paths: Sequence[Path], *, threads: int = 4, progress: Callable[[int, int], None] | None = None
) -> list[bytes | None]:
    """The key of each file, None where it cannot be read; unchanged files are not read again.

    A file counts as unchanged while its path, size and modification time (nanoseconds) are.

    Args:
        paths: the files.
        threads: how many are read at once.
        progress: called with the number of files read and of those to read; what it raises ends the work.
    """
    settled = _settled()  # a file may change again while others are read
    stats = [_stat(path) for path in paths]
    names = [os.path.abspath(path) for path in paths]
    known = _lookup(names)
    keys: list[bytes | None] = [None] * len(paths)
    fresh: list[int] = []
    for i, (name, stat) in enumerate(zip(names, stats, strict=True)):
        row = known.get(name)
        if stat is not None and row is not None and row[:2] == stat:
            keys[i] = row[2]
        elif stat is not None:
            fresh.append(i)
    _note([(name, *known[name]) for name, key in zip(names, keys, strict=True) if key is not None])
    if fresh:
        pool = ThreadPoolExecutor(threads, thread_name_prefix="fingerprint")
        try:
            made = _in_turn(pool, [paths[i] for i in fresh], ahead=_AHEAD * threads)
            for done, (i, key) in enumerate(zip(fresh, made, strict=True), start=1):
                keys[i] = key
                if progress is not None:
                    progress(done, len(fresh))
        finally:
            pool.shutdown(cancel_futures=True)
        rows = [
            (names[i], *stat, key)
            for i in fresh
            if (stat := stats[i]) is not None and (key := keys[i]) is not None and stat[1] < settled
        ]
        _note(rows)
        _remember(rows)
    return keys


def _settled() -> int:
    """The time, in nanoseconds, before which a file must have been modified to be known by it."""
    return time.time_ns() - int(_SETTLED_SECONDS * 1e9)


def _note(rows: Sequence[tuple[str, int, int, bytes]]) -> None:
    """Note that these paths, sizes and times belong to these keys, for :func:`still`."""
    if len(_seen) + len(rows) > _MOST_SEEN:
        _seen.clear()
    _seen.update(hash(row) for row in rows[:_MOST_SEEN])


def _in_turn(pool: ThreadPoolExecutor, paths: Sequence[Path], *, ahead: int) -> Iterator[bytes | None]:
    """The key of each file in order, with no more than ``ahead`` read beyond what was taken."""
    waiting: collections.deque[Future[bytes | None]] = collections.deque()
    rest = iter(paths)
    waiting.extend(pool.submit(_key_or_none, path) for path in itertools.islice(rest, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(pool.submit(_key_or_none, path) for path in itertools.islice(rest, 1))


def _key_or_none(path: Path) -> bytes | None:
    try:
        return content_key(path)
    except OSError:
        return None


def _stat(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    # A pipe or a device has no end to read to.
    return (found.st_size, found.st_mtime_ns) if S_ISREG(found.st_mode) else None


@contextlib.contextmanager
def _database() -> Iterator[sqlite3.Connection]:
    path = cache_folder() / "fingerprints.sqlite"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=30)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS files"
                " (path TEXT PRIMARY KEY, size INTEGER, time INTEGER, key BLOB)"
            )
            yield connection
            connection.commit()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING:
                raise _NotRemembered from error
            raise EngineError(
                f"The cache folder {path.parent} cannot be used: {error}.",
                "Check that its disk has room and that you may write there.",
            ) from error
        path.unlink(missing_ok=True)  # damaged; it only remembers, so the next call begins anew
        raise EngineError(f"{path} was damaged and has been removed.", "Try again.") from error
    except OSError as error:
        raise EngineError(
            f"The cache folder {path.parent} cannot be made: {error.strerror}.",
            "Set GRAFT_CACHE to a folder that you may write to.",
        ) from error


def _lookup(names: Sequence[str]) -> dict[str, tuple[int, int, bytes]]:
    found: dict[str, tuple[int, int, bytes]] = {}
    with contextlib.suppress(_NotRemembered), _database() as connection:
        for start in range(0, len(names), 500):
            part = names[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT path, size, time, key FROM files WHERE path IN ({marks})"
            for path, size, stamp, key in connection.execute(query, part):
                found[path] = (size, stamp, key)
    return found


def _remember(rows: Sequence[tuple[str, int, int, bytes]]) -> None:
    if rows:
        with contextlib.suppress(_NotRemembered), _database() as connection:
            connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", rows)
