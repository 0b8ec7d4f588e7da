"""A store keeps to its bound, gives up what was used least, and is never wrong while it does."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import filelock
import numpy as np
import pytest

from engine.files import DiskFull
from tests.engine.data.test_record_store import array, key, opened

BOUND = {"limit_bytes": 400_000, "shard_bytes": 100_000}
EACH = 3_000  # rows: nine kilobytes a record, eleven a shard


def holding(folder: Path, content: bytes) -> Path:
    (shard,) = (path for path in folder.glob("*.shard") if content in path.read_bytes())
    return shard


def test_that_a_shard_read_lately_outlives_one_written_later(tmp_path: Path) -> None:
    store = opened(tmp_path, **BOUND)
    for number in range(33):
        store.put(key(number), array(number, EACH))
    store.close()
    first, second = (holding(tmp_path, array(number, EACH).tobytes()) for number in (0, 11))
    for age, shard in enumerate((first, second, holding(tmp_path, array(22, EACH).tobytes()))):
        os.utime(shard, (1_000 + age, 1_000 + age))
    store = opened(tmp_path, **BOUND)
    np.testing.assert_array_equal(store.get(key(0)), array(0, EACH))
    for number in range(33, 45):
        store.put(key(number), array(number, EACH))
    assert first.exists()
    assert not second.exists()
    np.testing.assert_array_equal(store.get(key(5)), array(5, EACH))
    assert store.get(key(11)) is None
    store.close()


WRITER = """
    import sys
    from pathlib import Path
    import numpy as np
    from tests.engine.data.test_record_store import array, key, opened
    folder, start = Path(sys.argv[1]), int(sys.argv[2])
    store = opened(folder, limit_bytes=400_000, shard_bytes=40_000)
    print("ready", flush=True)
    sys.stdin.readline()
    served = 0
    for turn in range(400):
        number = (start + turn) % 150
        store.put(key(number), array(number, 1_000))
        for asked in (number, (number * 7) % 150, (number * 31) % 150):
            found = store.get(key(asked))
            if found is not None:
                assert np.array_equal(found, array(asked, 1_000)), asked
                served += 1
        if turn % 10 == 0:
            store.refresh()
    store.close()
    print(served)
"""


def test_that_two_processes_that_write_and_evict_at_once_serve_nothing_wrong(tmp_path: Path) -> None:
    command = [sys.executable, "-c", textwrap.dedent(WRITER), str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    writers = [
        subprocess.Popen([*command, start], cwd=Path(__file__).parents[3], **pipes) for start in ("0", "75")
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        told, trouble = writer.communicate(timeout=60)
        assert (writer.returncode, trouble) == (0, "")
        assert int(told) >= 400
    left = opened(tmp_path)
    assert 0 < left.size_bytes() <= 400_000 + 2 * 40_000
    for found in left.keys():  # noqa: SIM118 - not a mapping
        number = int.from_bytes(found, "little")
        np.testing.assert_array_equal(left.get(found), array(number, 1_000))
    left.close()


def test_that_a_shard_that_cannot_be_deleted_keeps_its_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path, **BOUND)
    for number in range(30):
        store.put(key(number), array(number, EACH))
    oldest, honest = holding(tmp_path, array(0, EACH).tobytes()), Path.unlink
    os.utime(oldest, (1_000, 1_000))

    def refusing(self: Path, missing_ok: bool = False) -> None:
        if self == oldest:
            raise PermissionError(13, "The process cannot access the file")
        honest(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)
    for number in range(30, 60):
        store.put(key(number), array(number, EACH))
    for number in range(11):
        np.testing.assert_array_equal(store.get(key(number)), array(number, EACH))
    store.close()


def test_that_a_shard_deleted_while_it_is_read_is_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = opened(tmp_path)
    writer.put(key(1), array(1))
    reader = opened(tmp_path)

    def evicted(path: Path) -> None:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", str(path))

    monkeypatch.setattr(os, "utime", evicted)
    np.testing.assert_array_equal(reader.get(key(1)), array(1))


def test_that_nothing_is_appended_to_a_shard_that_was_deleted_before_it_was_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(tmp_path)
    first.put(key(1), array(1))
    first.close()
    store = opened(tmp_path)
    (shard,) = tmp_path.glob("*.shard")
    honest = filelock.FileLock.acquire

    def late(self: filelock.BaseFileLock, *args: object, **options: object) -> object:
        shard.unlink(missing_ok=True)
        return honest(self, *args, **options)

    monkeypatch.setattr(filelock.FileLock, "acquire", late)
    store.put(key(2), array(2))
    again = opened(tmp_path)
    np.testing.assert_array_equal(again.get(key(2)), array(2))
    assert not shard.with_suffix(".lock").exists()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files as Linux tells them")
def test_that_a_shard_for_which_there_is_no_room_leaves_neither_file_nor_handle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(tmp_path)
    handles = len(os.listdir("/proc/self/fd"))

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        patch.setattr(os, "pwrite", full)
        for _ in range(3):
            with pytest.raises(DiskFull):
                store.put(key(1), array(1))
    assert len(os.listdir("/proc/self/fd")) == handles
    assert list(tmp_path.iterdir()) == []
    store.put(key(1), array(1))
    np.testing.assert_array_equal(opened(tmp_path).get(key(1)), array(1))


def test_that_an_array_larger_than_the_whole_bound_is_not_kept_and_nothing_else_is_lost(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path, limit_bytes=2_000)
    assert store.put(key(1), array(1))
    assert not store.put(key(2), array(2, 1_000))
    assert key(2) not in store
    np.testing.assert_array_equal(store.get(key(1)), array(1))
