"""Thumbnails on disk: one SQLite file in the cache folder, bounded, safe to delete at any time.

One file instead of one a picture (as the freedesktop store has) reads 100,000 of them without
100,000 directory entries. Losing it loses nothing: every failure here means "not stored".
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterable
from pathlib import Path

LIMIT_BYTES = 512 * 1024 * 1024
"""About 80,000 thumbnails of 256 pixels."""

_BATCH = 64


def key_of(path: str, modified_ns: int, size: int, side: int) -> int:
    """The row a thumbnail is kept under: another time stamp, file size or side is another row."""
    text = f"{path}\0{modified_ns}\0{size}\0{side}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)


class ThumbnailStore:
    """Encoded thumbnails by key. All methods may be called from any thread."""

    def __init__(self, path: Path, limit: int = LIMIT_BYTES) -> None:
        """Open or create the file at ``path``; ``limit`` in bytes. A damaged one is begun anew."""
        self._path, self._limit = path, limit
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, int, bytes]] = []
        self._connection = _opened(path)

    def get(self, key: int) -> bytes | None:
        """The encoded picture, None when it is not stored."""
        with self._lock:
            if self._connection is None:
                return None
            try:
                row = self._connection.execute(
                    "SELECT picture FROM thumbnails WHERE key = ?", (key,)
                ).fetchone()
            except sqlite3.Error:
                return None
        return row[0] if row else None

    def put(self, key: int, picture: bytes) -> None:
        """Keep ``picture``; written to disk with the next batch."""
        with self._lock:
            self._waiting.append((key, time.time_ns(), picture))
            full = len(self._waiting) >= _BATCH
        if full:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
            if waiting and self._connection is not None:
                _write(self._connection, waiting)

    def close(self) -> None:
        """Write what waits, drop the oldest above the limit, close the file."""
        self.flush()
        with self._lock:
            if self._connection is not None:
                _prune(self._connection, self._limit)
                self._connection.close()
                self._connection = None


def _opened(path: Path) -> sqlite3.Connection | None:
    """A connection to a sound file, or None where the folder cannot be written."""
    for _ in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=1.0, check_same_thread=False)
        except (OSError, sqlite3.Error):
            return None
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS thumbnails"
                " (key INTEGER PRIMARY KEY, stored INTEGER NOT NULL, picture BLOB NOT NULL)"
            )
            connection.commit()
        except sqlite3.OperationalError:
            connection.close()
            return None
        except sqlite3.DatabaseError:
            connection.close()
            _remove(path)
        else:
            return connection
    return None


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _write(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, bytes]]) -> None:
    """One transaction; given up where another process holds the file: they can be made again."""
    try:
        with connection:
            connection.executemany("INSERT OR REPLACE INTO thumbnails VALUES (?, ?, ?)", rows)
    except sqlite3.Error:
        return


def _prune(connection: sqlite3.Connection, limit: int) -> None:
    """Drop the oldest so that a quarter of the limit is free again."""
    try:
        pages, page = (
            connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size")
        )
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
        used = (pages - free) * page
        if used <= limit:
            return
        count = connection.execute("SELECT COUNT(*) FROM thumbnails").fetchone()[0]
        dropped = int(count * (1 - 0.75 * limit / used)) + 1
        with connection:
            connection.execute(
                "DELETE FROM thumbnails WHERE key IN (SELECT key FROM thumbnails ORDER BY stored LIMIT ?)",
                (dropped,),
            )
    except sqlite3.Error:
        return
