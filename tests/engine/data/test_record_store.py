"""The store under pixels and features: never wrong, whatever happens to its files."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from engine.data.record_store import RecordStore

LIMIT = 64 * 2**20


def key(number: int) -> bytes:
    return number.to_bytes(16, "little")


def array(number: int, size: int = 500) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 256, (size, 3), dtype=np.uint8)


def opened(folder: Path, **options: int) -> RecordStore:
    return RecordStore(folder, **{"limit_bytes": LIMIT, **options})


@pytest.mark.parametrize("dtype", ["uint8", "float32", "float16", "int64"])
@pytest.mark.parametrize("shape", [(), (7,), (5, 4, 3), (2, 3, 4, 5), (0, 3)])
def test_that_an_array_comes_back_as_it_was_put(tmp_path: Path, dtype: str, shape: tuple[int, ...]) -> None:
    value = (np.arange(np.prod(shape, dtype=int)).reshape(shape) % 100).astype(dtype)
    store = opened(tmp_path)
    store.put(key(1), value)
    again = opened(tmp_path)
    for found in (store.get(key(1)), again.get(key(1))):
        assert found is not None
        assert found.dtype == value.dtype
        np.testing.assert_array_equal(found, value)
    store.close()
    again.close()


def test_that_what_another_process_wrote_is_seen_after_a_refresh(tmp_path: Path) -> None:
    reader, writer = opened(tmp_path), opened(tmp_path)
    writer.put(key(1), array(1))
    assert key(1) not in reader
    reader.refresh()
    np.testing.assert_array_equal(reader.get(key(1)), array(1))


def test_that_two_writers_never_share_a_shard(tmp_path: Path) -> None:
    first, second = opened(tmp_path), opened(tmp_path)
    for number in range(20):
        (first, second)[number % 2].put(key(number), array(number))
    assert len(list(tmp_path.glob("*.shard"))) == 2
    third = opened(tmp_path)
    for number in range(20):
        np.testing.assert_array_equal(third.get(key(number)), array(number))


def test_that_a_flipped_byte_is_noticed_and_only_its_record_lost(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for number in range(10):
        store.put(key(number), array(number))
    store.close()
    (shard,) = tmp_path.glob("*.shard")
    content = bytearray(shard.read_bytes())
    at = content.find(array(4).tobytes()) + 700
    content[at] ^= 0x10
    shard.write_bytes(content)
    damaged = opened(tmp_path)
    assert damaged.get(key(4)) is None
    assert key(4) not in damaged
    for number in (0, 3, 5, 9):
        np.testing.assert_array_equal(damaged.get(key(number)), array(number))
    damaged.put(key(4), array(4))
    np.testing.assert_array_equal(opened(tmp_path).get(key(5)), array(5))
    np.testing.assert_array_equal(damaged.get(key(4)), array(4))


def test_that_no_flipped_byte_anywhere_gives_a_wrong_array(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for number in range(6):
        store.put(key(number), array(number, 40))
    store.close()
    (shard,) = tmp_path.glob("*.shard")
    whole = shard.read_bytes()
    chooser = random.Random(3)
    for _ in range(300):
        content = bytearray(whole)
        content[chooser.randrange(len(content))] ^= 1 << chooser.randrange(8)
        shard.write_bytes(content)
        damaged = opened(tmp_path)
        for number in range(6):
            found = damaged.get(key(number))
            if found is not None:
                np.testing.assert_array_equal(found, array(number, 40))
        damaged.close()


def test_that_a_store_cut_short_anywhere_keeps_what_is_whole(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for number in range(4):
        store.put(key(number), array(number, 40))
    store.close()
    (shard,) = tmp_path.glob("*.shard")
    whole = shard.read_bytes()
    for length in range(0, len(whole), 37):
        shard.write_bytes(whole[:length])
        cut = opened(tmp_path)
        for number in cut.keys():  # noqa: SIM118 - not a mapping
            np.testing.assert_array_equal(cut.get(number), array(int.from_bytes(number, "little"), 40))
        cut.put(key(99), array(99))
        cut.close()
        again = opened(tmp_path)
        np.testing.assert_array_equal(again.get(key(99)), array(99))
        again.close()
        for other in set(tmp_path.glob("*.shard")) - {shard}:
            other.unlink()


def test_that_the_least_recently_used_shards_go_first(tmp_path: Path) -> None:
    store = opened(tmp_path, limit_bytes=400_000, shard_bytes=100_000)
    for number in range(60):
        store.put(key(number), array(number, 3_000))
        if number == 20:
            time_of_use = time.time() - 1_000
            for shard in tmp_path.glob("*.shard"):
                os.utime(shard, (time_of_use, time_of_use))
        assert store.size_bytes() <= 400_000
    assert store.get(key(0)) is None
    np.testing.assert_array_equal(store.get(key(59)), array(59, 3_000))


def test_that_a_shard_that_another_process_has_open_on_windows_stays_and_the_next_one_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path, limit_bytes=400_000, shard_bytes=100_000)
    for number in range(30):
        store.put(key(number), array(number, 3_000))
    oldest, honest = min(tmp_path.glob("*.shard"), key=lambda path: path.stat().st_mtime), Path.unlink

    def refusing(self: Path, missing_ok: bool = False) -> None:
        if self == oldest:
            raise PermissionError(13, "The process cannot access the file")
        honest(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)
    for number in range(30, 60):
        store.put(key(number), array(number, 3_000))
        assert store.size_bytes() <= 400_000
    assert oldest.exists()
    np.testing.assert_array_equal(store.get(key(59)), array(59, 3_000))
    store.close()


def test_that_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from engine.data import shard_file
    from engine.files import DiskFull

    store = opened(tmp_path)
    store.put(key(1), array(1))
    honest = shard_file._write_at
    room = 40

    def full(handle: int, content: memoryview, offset: int) -> int:
        nonlocal room
        if room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        part = content[:room]
        room -= len(part)
        return honest(handle, part, offset)

    with monkeypatch.context() as patch:
        patch.setattr(shard_file, "_write_at", full)
        with pytest.raises(DiskFull):
            store.put(key(2), array(2))
    assert store.get(key(2)) is None
    store.put(key(3), array(3))
    again = opened(tmp_path)
    assert sorted(again.keys()) == [key(1), key(3)]


def test_that_a_killed_writer_leaves_only_whole_records(tmp_path: Path) -> None:
    script = textwrap.dedent(
        f"""
        import sys
        from pathlib import Path
        from tests.engine.data.test_record_store import array, key, opened
        store = opened(Path({str(tmp_path)!r}))
        start = len(store)
        print("ready", flush=True)
        for number in range(start, start + 100_000):
            store.put(key(number), array(number))
        """
    )
    chooser = random.Random(11)
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(chooser.uniform(0.02, 0.2))
            process.send_signal(signal.SIGKILL)
        store = opened(tmp_path)
        assert len(store) > 0
        for found in store.keys():  # noqa: SIM118 - not a mapping
            np.testing.assert_array_equal(store.get(found), array(int.from_bytes(found, "little")))
        store.close()
