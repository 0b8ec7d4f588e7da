"""Faults of the disk, injected at every write of a run, one at a time."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import files
from engine.config import RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.event_log import EventLog
from engine.events import Warned
from engine.run_folder import RunFolder
from engine.training import keep, loop
from engine.training.best import Best, SaveClock
from tests.crash.__main__ import _unreadable
from tests.engine.training.conftest import Configure, ended, run_all, weights_digest


class FaultyDisk:
    """Lets every file through but the ``at``-th, which it refuses once with ``number``."""

    def __init__(self, at: int, number: int, *, short: bool = False) -> None:
        self.at, self.number, self.short = at, number, short
        self.writes = 0
        self._honest = files.sync

    def __call__(self, path: Path) -> None:
        self.writes += 1
        if self.writes == self.at:
            if self.short:
                os.truncate(path, path.stat().st_size // 2)
            raise OSError(self.number, os.strerror(self.number))
        self._honest(path)


def _config(configure: Configure, **settings: object):  # type: ignore[no-untyped-def]
    return configure(train__epochs=2, train__save_every_epoch="true", **settings)


def _writes(configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """How many files a whole run writes, and its weights."""
    counter = FaultyDisk(0, 0)
    with monkeypatch.context() as patch:
        patch.setattr(files, "sync", counter)
        run, _ = run_all(_config(configure), tmp_path / "reference")
    return counter.writes, weights_digest(run)


def test_that_a_full_disk_at_any_write_makes_the_run_wait_and_go_on(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, expected = _writes(configure, tmp_path, monkeypatch)
    assert count >= 6
    waits = 0
    for at in range(2, count + 1):  # the first is config.json, written before there is a run
        with monkeypatch.context() as patch:
            patch.setattr(files, "sync", FaultyDisk(at, errno.ENOSPC, short=bool(at % 2)))
            patch.setattr(keep, "_wait_for_room", lambda session, folder: None)
            run, events = run_all(_config(configure), tmp_path / str(at))
        end = ended(events)
        assert _unreadable(run.path) == ""
        if end.outcome == "failed":  # before training began there is nothing to keep: told, and started anew
            assert "no room left" in end.message
            assert end.hint
            assert ended(list(loop.resume(run, RunControl()))).outcome == "completed"
        else:
            waits += any("no room left" in e.message for e in events if isinstance(e, Warned))
        assert weights_digest(run) == expected
    assert waits >= 4


def test_that_a_failing_disk_at_any_write_ends_the_run_in_words_and_damages_nothing(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, expected = _writes(configure, tmp_path, monkeypatch)
    for at in range(2, count + 1):
        with monkeypatch.context() as patch:
            patch.setattr(files, "sync", FaultyDisk(at, errno.EIO, short=bool(at % 2)))
            run, events = run_all(_config(configure), tmp_path / str(at))
        end = ended(events)
        assert end.outcome == "failed"
        assert "could not be written" in end.message
        assert end.hint
        assert _unreadable(run.path) == ""
        assert ended(list(loop.resume(run, RunControl()))).outcome == "completed"
        assert weights_digest(run) == expected


def test_that_a_disk_full_under_the_best_weights_makes_the_run_wait_and_go_on(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import safetensors.torch

    honest = safetensors.torch.save_file
    refused: list[Path] = []

    def once_full(state: object, path: Path, metadata: object = None) -> None:
        if not refused:
            refused.append(path)
            raise safetensors.SafetensorError("I/O error: No space left on device (os error 28)")
        honest(state, path, metadata=metadata)  # type: ignore[arg-type]

    monkeypatch.setattr(safetensors.torch, "save_file", once_full)
    monkeypatch.setattr(keep, "_wait_for_room", lambda session, folder: None)
    run, events = run_all(_config(configure), tmp_path)
    assert ended(events).outcome == "completed"
    at, told = next((at, event) for at, event in enumerate(events) if isinstance(event, Warned))
    assert "no room left" in told.message
    assert told.is_over(events[at + 1])  # it waits no more, and goes on
    assert _unreadable(run.path) == ""


def test_that_a_stop_while_waiting_for_room_resumes_to_the_same_weights(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.models import saved

    honest, control = saved.save_model, RunControl()

    def full_until_stopped(*given: object, **named: object) -> None:
        if not control.stopping:
            control.stop()
            raise files.DiskFull("There is no room left on the disk.")
        honest(*given, **named)  # type: ignore[arg-type]

    config = configure(model__mode="finetune", train__ema=0.5, train__batch_size=8)
    monkeypatch.setattr(Best, "improves", lambda *given: True)
    whole, _ = run_all(config, tmp_path)
    monkeypatch.setattr(SaveClock, "due", lambda self: True)
    with monkeypatch.context() as patch:
        patch.setattr(saved, "save_model", full_until_stopped)
        run, events = run_all(config, tmp_path, control)
    assert (ended(events).outcome, ended(events).epochs) == ("stopped", 1)
    assert ended(list(loop.resume(run, RunControl()))).outcome == "completed"
    assert weights_digest(run) == weights_digest(whole)


def test_that_weights_that_the_system_refuses_leave_the_old_file_and_are_told_in_words(
    configure: Configure, tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource")
    from engine.models import saved

    run, _ = run_all(_config(configure), tmp_path)
    network, info = saved.open_model(run.best_path)
    before = run.best_path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) // 2, hard))
    try:
        with pytest.raises(EngineError, match="could not be written: File too large"):
            saved.save_model(run.best_path, network, classes=info.classes, extra={})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert run.best_path.read_bytes() == before
    assert not [path for path in run.path.iterdir() if path.name.startswith(".") and path.name != ".lock"]


def test_that_what_a_killed_process_was_writing_is_gone_once_the_run_goes_on(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    for name in (".last.ckpt.1a2b3c4d.part", ".tmpX8sWq1"):
        (run.path / name).write_bytes(b"half")
    run.claim()
    run.release()
    assert {path.name for path in run.path.iterdir()} <= {"config.json", ".lock"}


def test_that_files_of_a_run_may_be_read_by_those_who_may_read_new_files(
    configure: Configure, tmp_path: Path
) -> None:
    run, _ = run_all(_config(configure), tmp_path)
    ordinary = tmp_path / "ordinary"
    ordinary.touch()
    files_of_run = [path for path in run.path.rglob("*") if path.is_file() and path.name != ".lock"]
    assert len(files_of_run) >= 6
    assert {path.stat().st_mode for path in files_of_run} == {ordinary.stat().st_mode}


def test_that_events_wait_in_memory_while_they_cannot_be_written(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder.create(tmp_path, _config(configure))
    honest = EventLog.append
    calls = 0

    def sometimes(self: EventLog, event: object) -> bool:
        nonlocal calls
        calls += 1
        if 3 <= calls < 6:
            stream, self._stream = self._stream, _Full()  # type: ignore[assignment]
            written = honest(self, event)  # type: ignore[arg-type]
            self._stream = stream
            return written
        return honest(self, event)  # type: ignore[arg-type]

    monkeypatch.setattr(EventLog, "append", sometimes)
    events = list(loop.train(run.config(), run, RunControl()))
    assert next(e.message for e in events if isinstance(e, Warned)).startswith("The run's events cannot")
    assert list(run.events()) == [e for e in events if not isinstance(e, Warned)]
    assert next(e.until for e in events if isinstance(e, Warned)) == "saved"


class _Full:
    """A file on a full disk."""

    def fileno(self) -> int:
        return os.open(os.devnull, os.O_RDONLY)

    def write(self, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def truncate(self, size: int) -> int:
        return size


_OTHER = """
import sys
from pathlib import Path
from engine.run_folder import RunFolder
run = RunFolder.open(Path(sys.argv[1]))
run.claim()
(run.path / ".last.ckpt.00000000.part").write_bytes(b"half")
print("claimed", flush=True)
sys.stdin.read()
"""


def test_that_a_run_that_another_process_writes_is_refused_until_that_one_is_killed(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER, str(run.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"claimed"
        assert run.outcome() == "running"
        with pytest.raises(EngineError, match="another process"):
            run.claim()
        other.kill()
    assert run.outcome() == "interrupted"
    run.claim()
    run.release()
    assert not list(run.path.glob(".*.part"))
