"""Keys of files are remembered where that is possible, and right where it is not."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import fingerprints
from engine.fingerprints import content_key, content_keys, still

OLD = (10**18, 10**18)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number:03}.bin" for number in range(300)]
    for number, path in enumerate(paths):
        path.write_bytes(b"%d" % number)
        os.utime(path, ns=OLD)
    return paths


def full(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count=1")


def read_only(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only=1")


@pytest.mark.parametrize("trouble", [full, read_only])
def test_that_a_table_that_cannot_be_written_does_not_end_listing(
    files: list[Path],
    own_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Callable[[sqlite3.Connection], None],
) -> None:
    first = content_keys(files[:1])
    honest = sqlite3.connect

    def connect(*args: object, **options: object) -> sqlite3.Connection:
        connection = honest(*args, **options)
        trouble(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect)
    assert content_keys(files) == [content_key(path) for path in files]
    monkeypatch.undo()
    assert content_keys(files)[:1] == first


def test_that_a_file_known_by_its_size_and_time_is_not_read_to_see_that_it_is_the_same(
    files: list[Path], own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = content_keys(files)
    monkeypatch.setattr(fingerprints, "content_key", lambda path: pytest.fail("read again"))
    assert all(key is not None and still(path, key) for path, key in zip(files, keys, strict=True))


def test_that_a_file_is_the_same_by_its_content_and_not_by_its_time(
    files: list[Path], own_cache: Path
) -> None:
    (key,) = content_keys(files[:1])
    assert key is not None
    whole = files[0].read_bytes()
    files[0].write_bytes(b"another")
    assert not still(files[0], key)
    files[0].write_bytes(whole)
    assert still(files[0], key)
    os.utime(files[0], ns=OLD)
    assert still(files[0], key)
    files[0].unlink()
    with pytest.raises(FileNotFoundError):
        still(files[0], key)


def test_that_a_file_changed_within_a_clock_tick_of_its_hashing_is_read_again(
    files: list[Path], own_cache: Path
) -> None:
    files[0].write_bytes(b"first")
    at = files[0].stat().st_mtime_ns
    (key,) = content_keys(files[:1])
    assert key is not None
    files[0].write_bytes(b"other")
    os.utime(files[0], ns=(at, at))
    assert not still(files[0], key)
