"""The folder of one run: its files, their names, and how they are read back.

::

    runs/2026-11-22T10-15-03-resnet18-frozen/
      config.json  split.json  environment.json  events.jsonl
      best.safetensors   last.ckpt   checkpoints/   predictions.npz   sample.npz   exports/   writer.json
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import events as ev
from engine import run_writer
from engine.config import FORMAT, RunConfig
from engine.errors import EngineError
from engine.files import read_json, saving, sync, write_json

if TYPE_CHECKING:
    import filelock
    import numpy as np
    import numpy.typing as npt

_ASKING_SECONDS = 1.0
_LONGEST_LINE = 64 * 2**20
"""Bytes of an event; the first names every class."""
FOLDS = ("train", "validation", "test")
WITHOUT_END = {run_writer.HELD: "running", run_writer.FREE: "interrupted", run_writer.UNSEEN: "unseen"}
"""How a run is that has not ended; ``unseen``: only the machine that trains it could tell."""


@dataclass(frozen=True)
class Predictions:
    """What the best epoch's weights say of the validation and test folds.

    Attributes:
        ids: sample ids (paths relative to the data set's root, with ``/``), shape (n,).
        folds: ``validation`` or ``test``, shape (n,).
        labels: true class indices, int64, shape (n,); -1 where unknown.
        logits: float32, shape (n, classes).
        classes: class names in the order of the logits.
        epoch: the epoch they are from, counted from 1.
    """

    ids: npt.NDArray[np.str_]
    folds: npt.NDArray[np.str_]
    labels: npt.NDArray[np.int64]
    logits: npt.NDArray[np.float32]
    classes: tuple[str, ...]
    epoch: int

    @property
    def probabilities(self) -> npt.NDArray[np.float32]:
        """Softmax of the logits, shape (n, classes), rows sum to 1."""
        import numpy as np

        shifted = np.exp(self.logits - self.logits.max(axis=1, keepdims=True))
        result: npt.NDArray[np.float32] = (shifted / shifted.sum(axis=1, keepdims=True)).astype(np.float32)
        return result

    @property
    def predicted(self) -> npt.NDArray[np.int64]:
        """Index of the most probable class, shape (n,)."""
        result: npt.NDArray[np.int64] = self.logits.argmax(axis=1)
        return result


class RunFolder:
    """One run on disk. Reading needs no lock; writing is for the one that holds :meth:`claim`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._events: FileIO | None = None
        self._unwritten: list[bytes] = []
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
        """The runs under ``runs``, newest first; empty when there are none."""
        if not runs.is_dir():
            return []
        found = [entry for entry in runs.iterdir() if (entry / "config.json").is_file()]
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
        if self._events is not None:
            self._events.close()
            self._events = None
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
        """Add ``event`` to ``events.jsonl``, whole.

        Returns false when it could not be written (a full disk): it is then kept in memory and written
        with the next one that can be. No line is ever left in part.
        """
        self._unwritten.append(json.dumps(ev.to_json(event), ensure_ascii=False).encode() + b"\n")
        try:
            if self._events is None:
                _cut_torn_line(self.events_path)
                self._events = self.events_path.open("ab", buffering=0)
            size = os.fstat(self._events.fileno()).st_size
            content = b"".join(self._unwritten)
            try:
                if self._events.write(content) != len(content):
                    raise OSError("written in part")
            except OSError:
                self._events.truncate(size)
                raise
        except OSError:
            return False
        self._unwritten.clear()
        return True

    def sync_events(self) -> None:
        """Force the events written so far to the disk."""
        if self.events_path.exists():
            with saving(self.events_path):
                sync(self.events_path)

    def events(self) -> Iterator[ev.Event]:
        """The run's events so far; a last line torn by a crash is left out.

        Raises:
            EngineError: a line is damaged, or longer than any event.
        """
        if not self.events_path.is_file():
            return
        with self.events_path.open("rb") as stream:
            while line := stream.readline(_LONGEST_LINE):
                if line.endswith(b"\n"):
                    yield self._event(line)
                elif len(line) == _LONGEST_LINE:
                    raise self._damaged(self.events_path, "a line without end")

    def _event(self, line: bytes) -> ev.Event:
        try:
            return ev.from_json(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise self._damaged(self.events_path, str(error)) from None

    @staticmethod
    def _damaged(path: Path, detail: str) -> EngineError:
        return EngineError(f"{path} cannot be read: {detail[:160]}.", "The file may be damaged.")

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
            raise self._damaged(self.split_path, "it is no list of pictures")
        for fold in FOLDS:
            entries = value.get(fold, [])
            if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
                raise self._damaged(self.split_path, f"{fold} is no list of pictures")
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


def write_predictions(path: Path, predictions: Predictions) -> None:
    """Write a file of predictions, atomically. Raises EngineError when it cannot be written."""
    import numpy as np

    from engine.files import replacing

    with saving(path), replacing(path) as temporary, temporary.open("wb") as stream:
        np.savez(
            stream,
            format=np.int64(FORMAT),
            ids=predictions.ids,
            folds=predictions.folds,
            labels=predictions.labels,
            logits=predictions.logits,
            classes=np.array(predictions.classes, dtype=np.str_),
            epoch=np.int64(predictions.epoch),
        )


def read_predictions(path: Path) -> Predictions:
    """What a file of predictions holds. Raises EngineError when it cannot be read."""
    import zipfile

    import numpy as np

    try:
        with zipfile.ZipFile(path) as archive:
            records = archive.infolist()
        # Written uncompressed: anything else may unfold to more than the memory.
        bomb = any(record.compress_type != zipfile.ZIP_STORED for record in records)
        if bomb or sum(record.file_size for record in records) > path.stat().st_size:
            raise ValueError("it is compressed, or claims more than it holds")
        with np.load(path, allow_pickle=False) as stored:
            found = Predictions(
                ids=stored["ids"],
                folds=stored["folds"],
                labels=stored["labels"],
                logits=stored["logits"],
                classes=tuple(str(name) for name in stored["classes"]),
                epoch=int(stored["epoch"]),
            )
        _check_predictions(found)
        return found
    except (
        OSError, ValueError, KeyError, TypeError, EOFError, MemoryError, OverflowError, NotImplementedError,
        RuntimeError, SyntaxError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise EngineError(f"{path} cannot be read: {error}.", "Evaluate the run again.") from None


def _check_predictions(found: Predictions) -> None:
    """Raise ValueError unless the parts are of one length and mean what they should."""
    count = (len(found.ids),)
    if not found.ids.shape == found.folds.shape == found.labels.shape == count:
        raise ValueError("its parts are of several lengths")
    if found.logits.shape != (*count, len(found.classes)) or found.logits.dtype.kind != "f":
        raise ValueError("its logits are not one for every picture and class")
    if found.ids.dtype.kind != "U" or found.folds.dtype.kind != "U" or found.labels.dtype.kind != "i":
        raise ValueError("its parts are of other kinds")
    if count[0] and not -1 <= found.labels.min() <= found.labels.max() < len(found.classes):
        raise ValueError("a label is none of its classes")


def _cut_torn_line(path: Path) -> None:
    """Drop a last line without its newline, left by a process that died while writing it."""
    if not path.exists():
        return
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("rb+") as stream:
            stream.truncate(content.rfind(b"\n") + 1)
