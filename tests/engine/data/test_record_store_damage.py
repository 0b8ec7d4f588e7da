"""What is damaged in a store costs its own record alone, and is repaired once."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.data import shard_file
from engine.data.shard_file import HEADER_BYTES
from tests.engine.data.test_record_store import array, key, opened


def only(folder: Path) -> Path:
    (shard,) = folder.glob("*.shard")
    return shard


def flip(shard: Path, at: int) -> None:
    content = bytearray(shard.read_bytes())
    content[at] ^= 0x10
    shard.write_bytes(content)


def payload_of(number: int) -> Callable[[bytes], int]:
    return lambda content: content.find(array(number).tobytes()) + 700


def filled(folder: Path, count: int = 6) -> Path:
    store = opened(folder)
    for number in range(count):
        store.put(key(number), array(number))
    store.close()
    return only(folder)


def in_another_process(folder: Path, script: str) -> str:
    """What a process of its own prints that has opened the store as ``store``."""
    start = f"""
        from pathlib import Path
        import numpy as np
        from tests.engine.data.test_record_store import array, key, opened
        store = opened(Path({str(folder)!r}))
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(start) + textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    return done.stdout.strip()


REPAIR = """
    found = store.get(key(4))
    print(found is not None and np.array_equal(found, array(4)), key(4) in store)
    store.put(key(4), array(4))
    store.close()
"""


@pytest.mark.parametrize(
    "name", ["", "0" * 32, "f" * 32], ids=["same shard", "a later one", "an earlier one"]
)
def test_that_a_damaged_record_is_repaired_once_and_later_processes_find_it_sound(
    tmp_path: Path, name: str
) -> None:
    shard = filled(tmp_path)
    flip(shard, payload_of(4)(shard.read_bytes()))
    if name:
        shard = shard.rename(shard.with_stem(name))  # read before or after the repair's
    holder = opened(tmp_path)
    if name:
        holder.put(key(50), array(50))  # the shard is this store's now: the repair goes to another
    assert in_another_process(tmp_path, REPAIR) == "False False"
    holder.close()
    sizes = {path: path.stat().st_size for path in tmp_path.glob("*.shard")}
    assert len(sizes) == (2 if name else 1)
    for _ in range(2):
        assert in_another_process(tmp_path, REPAIR) == "True True"
    assert {path: path.stat().st_size for path in tmp_path.glob("*.shard")} == sizes


def test_that_a_repair_that_is_damaged_too_gives_way_to_what_is_sound(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    first.put(key(0), array(0))
    second.put(key(0), array(0))
    first.close()
    second.close()
    for shard in sorted(tmp_path.glob("*.shard")):
        whole = shard.read_bytes()
        flip(shard, payload_of(0)(whole))
        store = opened(tmp_path)
        np.testing.assert_array_equal(store.get(key(0)), array(0))
        assert key(0) in store
        store.close()
        shard.write_bytes(whole)


def test_that_a_flipped_byte_of_a_header_costs_that_record_alone_for_good(tmp_path: Path) -> None:
    shard = filled(tmp_path)
    whole = shard.read_bytes()
    start = whole.find(array(2).tobytes()) - HEADER_BYTES
    for at in range(start, start + HEADER_BYTES):
        flip(shard, at)
        hurt = shard.read_bytes()
        store = opened(tmp_path)
        store.put(key(99), array(99))
        assert store.get(key(2)) is None
        store.put(key(2), array(2))
        store.close()
        assert shard.read_bytes() == hurt
        again = opened(tmp_path)
        for number in (0, 1, 2, 3, 4, 5, 99):
            np.testing.assert_array_equal(again.get(key(number)), array(number))
        again.close()
        for other in set(tmp_path.glob("*.shard")) - {shard}:
            other.unlink()
        shard.write_bytes(whole)


def test_that_who_has_read_a_record_is_served_the_same_after_a_header_before_it_was_hurt(
    tmp_path: Path,
) -> None:
    shard = filled(tmp_path)
    reader = opened(tmp_path)
    for number in range(6):
        np.testing.assert_array_equal(reader.get(key(number)), array(number))
    with shard.open("r+b") as stream:
        stream.seek(shard.read_bytes().find(array(2).tobytes()) - HEADER_BYTES + 30)
        stream.write(b"\xff\xff")
    writer = opened(tmp_path)
    for number in range(100, 110):
        writer.put(key(number), array(number))
    reader.refresh()
    for number in (*range(6), *range(100, 110)):
        np.testing.assert_array_equal(reader.get(key(number)), array(number))


def test_that_a_torn_record_at_the_end_is_written_over_in_the_same_shard(tmp_path: Path) -> None:
    shard = filled(tmp_path, 3)
    whole = shard.read_bytes()
    record = HEADER_BYTES + array(2).nbytes
    for left in (10, HEADER_BYTES - 1, HEADER_BYTES, record - 1):
        shard.write_bytes(whole[: len(whole) - record + left])
        store = opened(tmp_path)
        assert key(2) not in store
        store.put(key(7), array(7))
        store.close()
        assert only(tmp_path).stat().st_size == len(whole)
        again = opened(tmp_path)
        np.testing.assert_array_equal(again.get(key(7)), array(7))
        again.close()


def test_that_a_record_of_a_shard_that_was_written_anew_is_not_believed_unread(tmp_path: Path) -> None:
    shard = filled(tmp_path)
    reader = opened(tmp_path)
    np.testing.assert_array_equal(reader.get(key(4)), array(4))
    whole = shard.read_bytes()
    shard.write_bytes(whole[:100])
    reader.refresh()
    hurt = bytearray(whole)
    hurt[payload_of(4)(whole)] ^= 0x10
    shard.write_bytes(hurt)
    reader.refresh()
    np.testing.assert_array_equal(reader.get(key(3)), array(3))
    assert reader.get(key(4)) is None


def test_that_a_record_is_checked_once_in_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.data import record_store

    filled(tmp_path)
    reader, checked = opened(tmp_path), []
    honest = record_store.zlib.crc32
    monkeypatch.setattr(shard_file.zlib, "crc32", lambda content: checked.append(1) or honest(content))
    for _ in range(3):
        np.testing.assert_array_equal(reader.get(key(4)), array(4))
    assert len(checked) == 1


def test_that_a_shard_begun_in_one_thread_is_given_free_by_another(tmp_path: Path) -> None:
    store = opened(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(store.put, key(1), array(1)).result()
        store.close()
        other = opened(tmp_path)
        other.put(key(2), array(2))
        only(tmp_path)
        other.close()


def test_that_a_place_that_cannot_be_read_counts_as_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    filled(tmp_path)
    store = opened(tmp_path)

    def unreadable(handle: int, out: memoryview, offset: int) -> int:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(shard_file, "read_at", unreadable)
        assert store.get(key(4)) is None
    assert key(4) not in store
    np.testing.assert_array_equal(store.get(key(3)), array(3))
