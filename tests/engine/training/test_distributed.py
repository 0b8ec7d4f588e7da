"""Two processes started by torchrun's launcher train what one trains, and lose nothing when one is killed."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import launched
from engine.control import RunControl
from engine.errors import EngineError
from engine.events import EpochDone, Event, RunEnded, RunStarted
from engine.launched import Launch
from engine.run_folder import RunFolder
from engine.training import checkpoint, opening, phases
from engine.training.prepare import Stopped
from engine.training.session import Session
from tests.engine.generators import returned
from tests.engine.training.conftest import Configure, run_all, weights_digest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="torchrun needs gloo over POSIX processes")

SMALL = ("--backbone", "timm:test_resnet", "--weights", "none", "--precision", "fp32")
# Batches of 7 of 30 pictures over two processes: 4 and 3, and at the end of the epoch 1 and 1.
TUNED = {
    "model.mode": "finetune",
    "model.thaw_stages": "-1",
    "train.epochs": "2",
    "train.batch_size": "7",
    "train.augment": "light",
    "train.class_weights": "true",
    "train.ema": "0.9",
}
# Dropout draws from each process's own random numbers: resuming has to bring those back too.
# With the first stages frozen what enters the others is cached, by each process its share.
DROPPED = TUNED | {
    "model.dropout": "0.3",
    "model.thaw_stages": "2",
    "train.views": "2",
    "train.epochs": "8",
}


class Launched:
    """The command line in two processes, which a launcher that has torch in memory already starts."""

    def __init__(self, warm: subprocess.Popen[str], runs: Path, words: list[str], how: str, restarts: int):
        self.runs, self._warm = runs, warm
        self._log = runs.with_name(f"{runs.name}.log")
        order = {"words": words, "how": how, "restarts": restarts, "log": str(self._log)}
        assert warm.stdin is not None
        warm.stdin.write(json.dumps(order) + "\n")
        warm.stdin.flush()

    def finished(self) -> RunFolder:
        """The one run, once the processes have ended."""
        assert self._warm.stdout is not None
        assert self._warm.stdout.readline() == "0\n", self.said()
        (run,) = RunFolder.list(self.runs)
        assert run.outcome() == "completed"
        return run

    def said(self) -> str:
        """What the processes and their launcher have written."""
        return self._log.read_text()

    def kill(self, rank: int, epochs: int) -> None:
        """Kill the process of ``rank`` -9 when ``epochs`` epochs are finished."""
        deadline = time.monotonic() + 120
        while _epochs(self.runs) < epochs:
            assert time.monotonic() < deadline, self.said()
            threading.Event().wait(0.05)
        os.kill(int(Path(f"{self._log}.{rank}").read_text()), signal.SIGKILL)


def _epochs(runs: Path) -> int:
    return sum(isinstance(e, EpochDone) for run in RunFolder.list(runs) for e in run.events())


Start = Callable[..., Launched]


@pytest.fixture(scope="module")
def launch(stripes: Path) -> Iterator[Start]:
    """Starts ``train`` on the stripes in two processes: ``launch(runs, settings, how=, restarts=)``."""
    words = [sys.executable, "-m", "tests.engine.training.warm_launcher"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as warm:

        def start(runs: Path, settings: dict[str, str], how: str = "plain", restarts: int = 0) -> Launched:
            return Launched(warm, runs, train_words(stripes, runs, settings), how, restarts)

        yield start


def train_words(stripes: Path, runs: Path, settings: dict[str, str]) -> list[str]:
    """The words of ``train`` for ``settings``."""
    given = [word for key, value in settings.items() for word in ("--set", f"{key}={value}")]
    return ["train", str(stripes), *SMALL, "--set", "train.device=cpu", "--runs", str(runs), *given]


@pytest.fixture(scope="module")
def dropped(launch: Start, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """An undisturbed run of two processes with dropout."""
    return launch(tmp_path_factory.mktemp("dropped") / "runs", DROPPED).finished()


def test_that_a_frozen_run_of_two_machines_gives_the_head_of_one(
    configure: Configure, launch: Start, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file

    settings = {"train.epochs": "6", "train.augment": "flip", "train.views": "2"}
    two_machines = launch(tmp_path / "two", settings, how="machines")
    whole, _ = run_all(configure(**settings), tmp_path / "one")
    run = two_machines.finished()
    one, two = load_file(whole.best_path), load_file(run.best_path)
    assert one.keys() == two.keys()
    for name, value in one.items():
        np.testing.assert_allclose(two[name], value, atol=1e-5, err_msg=name)
    assert [type(e) for e in run.events()].count(RunEnded) == 1
    (started,) = [e for e in run.events() if isinstance(e, RunStarted)]
    assert started.device.startswith("2 × ")


def test_that_fine_tuning_in_two_processes_has_the_losses_of_one(
    configure: Configure, launch: Start, tmp_path: Path
) -> None:
    two_processes = launch(tmp_path / "two", TUNED)
    whole, _ = run_all(configure(**TUNED), tmp_path / "one")
    run = two_processes.finished()
    curves = [
        [(e.train_loss, e.val_loss) for e in folder.events() if isinstance(e, EpochDone)]
        for folder in (whole, run)
    ]
    assert len(curves[0]) == 2
    np.testing.assert_allclose(curves[1], curves[0], atol=1e-3)


def test_that_a_killed_process_is_told_of_and_the_launchers_restart_goes_on_bit_for_bit(
    dropped: RunFolder, launch: Start, tmp_path: Path
) -> None:
    saving_often = launch(tmp_path / "runs", DROPPED, how="eager", restarts=1)
    saving_often.kill(rank=1, epochs=2)
    run = saving_often.finished()
    failed, completed = [e for e in run.events() if isinstance(e, RunEnded)]
    assert failed.outcome == "failed"
    # Where a disk holds the other process up until it is told to end, it says that.
    words = ("One of the run's 2 processes was lost", "another of its processes, or a disk, did not answer")
    assert any(each in failed.message for each in words), saving_often.said()
    assert "resume" in failed.hint
    assert completed.outcome == "completed"
    assert [e.resumed_epoch > 0 for e in run.events() if isinstance(e, RunStarted)] == [False, True]
    assert weights_digest(run) == weights_digest(dropped)


def test_that_between_two_epochs_no_process_keeps_the_loss_of_the_last_one(dropped: RunFolder) -> None:
    state = checkpoint.load(dropped.last_path)
    assert (state["epoch"], state["batch"], state["totals"]) == (8, 0, [0.0, 0.0, 0.0])


@pytest.mark.parametrize("leads", [True, False])
def test_that_no_process_goes_on_to_train_where_the_first_was_stopped_while_it_read_its_inputs(
    leads: bool, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, control = configure(model__mode="finetune", model__thaw_stages=2), RunControl()
    session = returned(opening.start(config, RunFolder.create(tmp_path, config), control))
    group = _Halves(leads)
    session.group = group  # type: ignore[assignment]
    honest = phases._sound_inputs

    def stopped_while_reading(session: Session, cut: int | None) -> Iterator[Event]:
        group.stopped = True
        if leads:
            control.stop()
        return honest(session, cut)

    monkeypatch.setattr(phases, "_sound_inputs", stopped_while_reading)
    with contextlib.closing(session), pytest.raises(Stopped):
        for _ in phases.enter_phase(session, session.phases[0], 2):
            pass
    assert session.trainer.phase is None
    assert group.flagged == leads


class _Halves:
    """One of two processes; the other one says what it would say."""

    world = 2
    stopped = flagged = False

    def __init__(self, leads: bool) -> None:
        self.leads, self.rank = leads, 0 if leads else 1
        self.launch = Launch(world=2, local_world=1)

    def next_work(self) -> None:
        self.flagged = False

    def flag_stop(self) -> None:
        self.flagged = True

    def agree(self, trouble: EngineError | None) -> None:
        assert trouble is None

    def exchange(self, value: object) -> list[object]:
        return [not self.stopped if isinstance(value, bool) else [], value]


def test_that_a_restarted_launch_finds_the_run_that_it_began(configure: Configure, tmp_path: Path) -> None:
    first, again = Launch(world=2, id="a"), Launch(world=2, id="a", restarts=1)
    older, mine, other = (RunFolder.create(tmp_path, configure()) for _ in range(3))
    launched.record(mine, first)
    launched.record(other, Launch(world=2, id="b"))
    assert launched.begun_before(tmp_path, first) is None
    found = launched.begun_before(tmp_path, again)
    assert found is not None
    assert found.path == mine.path
    assert launched.begun_before(tmp_path, replace(again, id="c")) is None
    assert older.path.exists()


def test_that_a_process_started_by_hand_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    assert launched.found() is None
    assert launched.processes_here() == 1
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "4")
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    assert launched.found() == Launch(rank=1, world=4, local_world=2)
    assert launched.processes_here() == 2
    monkeypatch.setenv("RANK", "first")
    with pytest.raises(EngineError, match="RANK"):
        launched.found()


def test_that_every_picture_of_a_batch_counts_once_however_it_is_divided() -> None:
    from types import SimpleNamespace

    from engine.training.sharded import divide

    positions, labels = np.arange(100, 130), np.arange(30) % 3
    weights = np.array([1.0, 2.0, 0.5], np.float32)
    shares = [
        divide(positions, labels, 7, SimpleNamespace(rank=rank, world=3), weights)  # type: ignore[arg-type]
        for rank in range(3)
    ]
    for index, count in enumerate([7, 7, 7, 7, 2]):
        whole = positions[7 * index : 7 * index + count]
        parts = [share.positions[share.size * index : share.size * (index + 1)] for share in shares]
        counted = [part for part, share in zip(parts, shares, strict=True) if share.weights[index] > 0]
        assert sorted(np.concatenate(counted)) == list(whole)
        assert all(len(part) for part in parts)
        assert sum(share.weights[index] for share in shares) == pytest.approx(1)
    with pytest.raises(EngineError, match="A batch of 2 pictures"):
        divide(positions, labels, 2, SimpleNamespace(rank=0, world=3), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("world", [2, 3, 4])
def test_that_no_process_lends_a_picture_that_batch_norm_would_count_twice(world: int) -> None:
    from types import SimpleNamespace

    from engine.training.epoch import whole_batches
    from engine.training.sharded import divide

    for pictures in range(world, 33):
        kept = whole_batches(pictures, 8, world)
        assert 0 < kept <= pictures
        assert pictures - kept < world
        positions, labels = np.arange(kept), np.zeros(kept, np.int64)
        shares = [
            divide(positions, labels, 8, SimpleNamespace(rank=rank, world=world), None)  # type: ignore[arg-type]
            for rank in range(world)
        ]
        assert all(weight > 0 for share in shares for weight in share.weights)
        assert sorted(np.concatenate([share.positions for share in shares])) == list(positions)


def test_that_a_last_batch_of_one_picture_is_left_out_of_an_epoch() -> None:
    from engine.training.epoch import whole_batches

    assert [whole_batches(n, 8, 1) for n in (1, 7, 8, 9, 10, 17)] == [1, 7, 8, 8, 10, 16]


def test_that_a_share_too_large_for_the_memory_is_taken_in_parts() -> None:
    import torch

    from engine.training.sharded import fitting

    def attempt(count: int) -> None:
        if count > 5:
            raise torch.OutOfMemoryError("full")

    def never(count: int) -> None:
        raise torch.OutOfMemoryError("full")

    assert fitting(attempt, 5) == 5
    assert fitting(attempt, 32) == 4
    with pytest.raises(EngineError, match="even one picture"):
        fitting(never, 8)


def test_that_a_process_stuck_when_told_to_end_says_why_before_it_goes(
    configure: Configure, tmp_path: Path
) -> None:
    run = RunFolder.create(tmp_path, configure())
    code = """
import os, signal, sys, threading
from pathlib import Path
from engine.commands.together import ending_told
from engine.run_folder import RunFolder

def events():
    os.kill(os.getpid(), signal.SIGTERM)
    if sys.argv[2] == "stuck":
        threading.Event().wait(60)
    yield

signal.signal(signal.SIGTERM, lambda *_: None)
with ending_told(RunFolder(Path(sys.argv[1])), 0.2) as watched:
    list(watched(events()))
"""
    for how, status in (("ends", 0), ("stuck", 1)):
        assert list(run.events()) == []
        words = [sys.executable, "-c", code, str(run.path), how]
        assert subprocess.run(words, check=False, timeout=60).returncode == status
    (end,) = run.events()
    assert isinstance(end, RunEnded)
    assert end.outcome == "failed"
    assert "did not answer" in end.message
