"""Runs that wait for their turn: kept in the project, trained one after another, in any order."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.config import RunConfig
from engine.errors import EngineError
from engine.files import read_json, write_json

FORMAT = 1
FILE = "queue.json"


@dataclass(frozen=True)
class Waiting:
    """A run that waits. ``key`` tells it from another with the same settings."""

    key: str
    config: RunConfig


class RunQueue(QObject):
    """The queue of one project, written to its folder at every change. Lives on the main thread.

    Signals:
        changed: something was added, taken, moved or removed.
        failed: message and hint, when the queue could not be written; it goes on in memory.
    """

    changed = Signal()
    failed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._waiting: list[Waiting] = []
        self._problem: EngineError | None = None

    @property
    def problem(self) -> EngineError | None:
        """Why what waits is not on disk, and so gone when the window closes; None where it is."""
        return self._problem

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What waits, the next first."""
        return tuple(self._waiting)

    def open(self, folder: Path | None) -> None:
        """Show the queue of the project in ``folder``; one that cannot be read is told and left alone."""
        self._folder, self._waiting, self._problem = folder, [], None
        try:
            self._waiting = [] if folder is None else _read(folder / FILE)
        except EngineError as error:
            self._folder, self._problem = None, error  # so that a damaged file is not overwritten
            self.failed.emit(error.message, error.hint)
        self.changed.emit()

    def add(self, config: RunConfig) -> bool:
        """Put a run at the end; false where it is kept in memory only, see :attr:`problem`."""
        self._waiting.append(Waiting(uuid.uuid4().hex, config))
        self._keep()
        return self._problem is None

    def take(self) -> RunConfig | None:
        """The next run, taken out; None when nothing waits."""
        if not self._waiting:
            return None
        first = self._waiting.pop(0)
        self._keep()
        return first.config

    def remove(self, key: str) -> None:
        """Take a run out; nothing happens when it is not there."""
        self._waiting = [one for one in self._waiting if one.key != key]
        self._keep()

    def move(self, key: str, place: int) -> None:
        """Move a run so that ``place`` others wait before it."""
        moved = [one for one in self._waiting if one.key == key]
        others = [one for one in self._waiting if one.key != key]
        place = min(max(place, 0), len(others))
        self._waiting = [*others[:place], *moved, *others[place:]]
        self._keep()

    def _keep(self) -> None:
        if self._folder is not None:
            value = {
                "format": FORMAT,
                "waiting": [{"key": one.key, "config": one.config.to_json()} for one in self._waiting],
            }
            self._problem = None
            try:
                write_json(self._folder / FILE, value)
            except EngineError as error:
                self._problem = error
                self.failed.emit(error.message, error.hint)
        self.changed.emit()


def _read(path: Path) -> list[Waiting]:
    try:
        if not path.is_file():
            return []
    except OSError as error:
        raise EngineError(
            f"{path} cannot be read: {error.strerror or error}.",
            "Check that it is there and that you may read it.",
        ) from error
    raw = read_json(path)
    if not isinstance(raw, dict) or raw.get("format") != FORMAT or not isinstance(raw.get("waiting"), list):
        raise EngineError(f"{path} is not a queue of runs.", "Remove the file, or put it back as it was.")
    if not all(isinstance(one, dict) and isinstance(one.get("config"), dict) for one in raw["waiting"]):
        raise EngineError(f"{path} holds something that is no run.", "Remove the file, or put it back.")
    return [
        Waiting(str(one.get("key") or uuid.uuid4().hex), RunConfig.from_json(one["config"]))
        for one in raw["waiting"]
    ]
