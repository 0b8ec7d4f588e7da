"""The folder of one run: its files, their names, and how they are read back.

::

    runs/2026-11-22T10-15-03-resnet18-frozen/
      config.json  split.json  environment.json  events.jsonl
      best.safetensors   last.ckpt   checkpoints/   predictions.npz   sample.npz   exports/   writer.json
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import events as ev
from engine import run_writer
from engine.config import RunConfig
from engine.errors import EngineError
from engine.event_log import EventLog
from engine.files import damaged, read_json, saving, write_json
from engine.predictions import Predictions, read_predictions, write_predictions

if TYPE_CHECKING:
    import filelock

_ASKING_SECONDS = 1.0
FOLDS = ("train", "validation", "test")
WITHOUT_END = {run_writer.HELD: "running", run_writer.FREE: "interrupted", run_writer.UNSEEN: "unseen"}
"""How a run is that has not ended; ``unseen``: only the machine that trains it could tell."""


class RunFolder:
    """One run on disk. Reading needs no lock; writing is for the one that holds :meth:`claim`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._log = EventLog(self.events_path)
        self._lock: filelock.BaseFileLock | None = None

    @classmethod
    def create(cls, runs: Path, config: RunConfig) -> RunFolder:
        """A new folder under ``runs``, named by time, backbone and mode, with ``config.json`` in it.

        Raises:
            EngineError: the folder cannot be made or written.
        """
        stamp = dt.datetime.now().strftime("%Y-%m-%dT%H-%M-%S")
        title = config.name or f"{config.model.backbone}-{config.model.mode}"
        words = re.sub(r"[^\w.-]+", "-", title).strip("-.")[:60]
        base = f"{stamp}-{words}"
        with saving(runs):
            runs.mkdir(parents=True, exist_ok=True)
            path, number = runs / base, 2
            while True:
                try:
                    path.mkdir()
                    break
                except FileExistsError:
                    path, number = runs / f"{base}-{number}", number + 1
        run = cls(path)
        write_json(run.config_path, config.to_json())
        return run

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """An existing run.

        Raises:
            EngineError: ``path`` is not a run folder.
        """
        if not (path / "config.json").is_file():
            raise EngineError(f"{path} is not a run folder.", "Choose a folder that holds a config.json.")
        return cls(path)

    @classmethod
    def list(cls, runs: Path) -> list[RunFolder]:
        """The runs under ``runs``, newest first; empty when there are none. Those out of reach are left out.

        Raises:
            EngineError: ``runs`` itself cannot be read.
        """
        try:
            entries = tuple(runs.iterdir()) if runs.is_dir() else ()
        except OSError as error:
            raise EngineError(
                f"{runs} cannot be read: {error.strerror or error}.",
                "Check that it is there and that you may read it.",
            ) from error
        found = [entry for entry in entries if _holds_run(entry)]
        return [cls(entry) for entry in sorted(found, key=lambda entry: entry.name, reverse=True)]

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.path.name

    @property
    def config_path(self) -> Path:
        """``config.json``: the run's settings."""
        return self.path / "config.json"

    @property
    def split_path(self) -> Path:
        """``split.json``: which picture is in which fold, with its label."""
        return self.path / "split.json"

    @property
    def environment_path(self) -> Path:
        """``environment.json``: versions, device, resolved precision and solver."""
        return self.path / "environment.json"

    @property
    def events_path(self) -> Path:
        """``events.jsonl``: every event, one a line."""
        return self.path / "events.jsonl"

    @property
    def best_path(self) -> Path:
        """``best.safetensors``: the best epoch's weights with classes and preprocessing."""
        return self.path / "best.safetensors"

    @property
    def last_path(self) -> Path:
        """``last.ckpt``: everything that resuming needs."""
        return self.path / "last.ckpt"

    @property
    def checkpoints_path(self) -> Path:
        """``checkpoints/``: one file an epoch, when asked."""
        return self.path / "checkpoints"

    @property
    def predictions_path(self) -> Path:
        """``predictions.npz``: logits, labels and sample ids for validation and test."""
        return self.path / "predictions.npz"

    @property
    def sample_path(self) -> Path:
        """``sample.npz``: while the run goes, what the latest epoch says of a few validation pictures."""
        return self.path / "sample.npz"

    @property
    def exports_path(self) -> Path:
        """``exports/``: where exports go unless told otherwise."""
        return self.path / "exports"

    @property
    def writer_path(self) -> Path:
        """``writer.json``: the machine and the process that trained it last."""
        return self.path / "writer.json"

    @property
    def _lock_path(self) -> Path:
        return self.path / ".lock"

    def config(self) -> RunConfig:
        """The settings of the run. Raises EngineError when they cannot be read."""
        return RunConfig.from_json(read_json(self.config_path))

    def is_solved(self) -> bool:
        """Whether the head is solved directly: nothing is then chosen on the validation fold.

        A head that cannot be, such as a convolution, takes epochs although its settings say otherwise.
        False where the run's files cannot be read, which is the more careful answer.
        """
        try:
            asked = self.config().train.solver
            told = read_json(self.environment_path) if self.environment_path.is_file() else {}
        except EngineError:
            return False
        resolved = told.get("solver", asked) if isinstance(told, dict) else ""
        return bool(resolved == "lbfgs")

    def claim(self) -> None:
        """Become the one writer of this run, until :meth:`release` or the end of the process.

        Raises:
            EngineError: another process is writing it, or it may not be written at all.
        """
        import filelock

        lock = filelock.FileLock(self._lock_path)
        try:
            # Whoever asks whether it is claimed has the lock for an instant.
            lock.acquire(timeout=_ASKING_SECONDS)
        except filelock.Timeout:
            raise EngineError(
                f"The run {self.name} is being written by another process.",
                "Wait until it ends, or stop it there.",
            ) from None
        except OSError as error:
            raise EngineError(
                f"The run {self.name} cannot be written: {error.strerror or error}.",
                "Check that its disk is connected and that you may write to its folder.",
            ) from error
        self._lock = lock
        for folder in (self.path, self.checkpoints_path):
            # Half-written by a process that was killed; .tmp is what safetensors writes into.
            for left in (*folder.glob(".*.part"), *folder.glob(".tmp*")):
                left.unlink(missing_ok=True)

    def sign(self) -> None:
        """Write down that this process trains the run. Raises EngineError when it cannot be written."""
        run_writer.sign(self.writer_path)

    def release(self) -> None:
        """Close the events file and give the run back."""
        self._log.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def presence(self) -> str:
        """Whether a program writes this run now: a constant of :mod:`engine.run_writer`.

        ``UNSEEN`` where only the machine that trained it could say. Writes nothing.
        """
        if self._lock is not None:
            return run_writer.HELD
        return run_writer.presence(self._lock_path, self.writer_path)

    def is_claimed(self) -> bool:
        """Whether some process is seen to write this run now."""
        return self.presence() == run_writer.HELD

    def host(self) -> str:
        """The machine that trained it last; empty where the run does not say."""
        writer = run_writer.signed(self.writer_path)
        return "" if writer is None else writer.host

    def append_event(self, event: ev.Event) -> bool:
        """Add ``event`` to ``events.jsonl``, whole; see :meth:`engine.event_log.EventLog.append`."""
        return self._log.append(event)

    def events(self) -> Iterator[ev.Event]:
        """The run's events so far; a last line torn by a crash is left out.

        Raises:
            EngineError: a line is damaged, or longer than any event.
        """
        return self._log.read()

    def outcome(self) -> str:
        """``completed``, ``stopped`` or ``failed``; without an end as :data:`WITHOUT_END`."""
        ended = [event for event in self.events() if isinstance(event, ev.RunEnded | ev.RunStarted)]
        if ended and isinstance(ended[-1], ev.RunEnded):
            return ended[-1].outcome
        return WITHOUT_END[self.presence()]

    def split(self) -> dict[str, Any]:
        """``split.json``: ``root``, ``classes`` and, by fold, a list of ``{"id", "label"}``.

        Raises:
            EngineError: it cannot be read, or is something else.
        """
        value: dict[str, Any] = read_json(self.split_path)
        if not isinstance(value, dict) or not isinstance(value.get("classes", []), list):
            raise damaged(self.split_path, "it is no list of pictures")
        for fold in FOLDS:
            entries = value.get(fold, [])
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise damaged(self.split_path, f"{fold} is no list of pictures")
        return value

    def write_predictions(self, predictions: Predictions) -> None:
        """Replace ``predictions.npz``, atomically. Raises EngineError when it cannot be written."""
        write_predictions(self.predictions_path, predictions)

    def write_sample(self, predictions: Predictions) -> None:
        """Replace ``sample.npz``, atomically. Raises EngineError when it cannot be written."""
        write_predictions(self.sample_path, predictions)

    def predictions(self) -> Predictions:
        """What ``predictions.npz`` holds.

        Raises:
            EngineError: there is none yet, or it cannot be read.
        """
        if not self.predictions_path.exists():
            raise EngineError(f"The run {self.name} has no predictions yet.", "Let it finish an epoch first.")
        return read_predictions(self.predictions_path)

    def sample(self) -> Predictions:
        """What ``sample.npz`` holds. Raises EngineError when there is none or it cannot be read."""
        return read_predictions(self.sample_path)


def _holds_run(folder: Path) -> bool:
    """Whether ``folder`` is that of a run; not so where it may not be entered."""
    try:
        return (folder / "config.json").is_file()
    except OSError:
        return False
