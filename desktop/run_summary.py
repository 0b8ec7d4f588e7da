"""A run in a line: what the list of runs says of it, read without going through all its events."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop import words
from desktop.run_record import RunRecord
from engine import events as ev
from engine.config import RunConfig
from engine.errors import EngineError
from engine.run_folder import WITHOUT_END, RunFolder

_TAIL = 65536
"""Bytes read from the end of events.jsonl; its last line is far shorter."""

_MARKS = (b"run_started", b"epoch_done", b"run_ended")
_LONGEST = 2**20
"""Bytes of a line; what is longer is no event, and read in pieces that are none either."""

_SMALL = 2**20
"""Bytes of an events.jsonl that is gone through for its sittings whatever its dates say."""

_GETTING_READY = 30.0
"""Seconds that may lie between the making of a run's folder and the beginning of its first sitting."""

_HEAD = 40
"""Bytes at the beginning of a line of events.jsonl that name the event."""


@dataclass(frozen=True)
class RunSummary:
    """One run.

    Attributes:
        run: its folder.
        name: as the user called it; may be empty.
        number: its place among the project's runs by age, counted from 1.
        config: its settings.
        outcome: as ``RunFolder.outcome``, or ``unreadable``.
        accuracy: validation accuracy of the best epoch known.
        count: validation pictures.
        test_accuracy: on the test fold.
        seconds: wall time of all its sittings; -1 when unknown.
        epochs: finished.
        started: seconds since the Unix epoch.
        resumable: whether it can go on where it stopped.
        host: the machine that trains or trained it, of a run without an end; may be empty.
        reason: why it is unreadable or failed, as the engine says it.
    """

    run: RunFolder
    name: str
    config: RunConfig
    outcome: str
    accuracy: float | None = None
    count: int = 0
    test_accuracy: float | None = None
    seconds: float = -1.0
    epochs: int = 0
    started: float = 0.0
    resumable: bool = False
    reason: str = ""
    number: int = 0
    host: str = ""


def summarise(run: RunFolder) -> RunSummary:
    """The line for ``run``, without its number; a damaged run gives one that says so."""
    try:
        config = run.config()
    except (EngineError, OSError) as error:
        return RunSummary(run, "", RunConfig(), "unreadable", reason=str(error))
    name = config.name
    presence = run.presence()  # before its events: a run that ends in between has not died
    end = _last_event(run.events_path)
    started = _started(run)
    if isinstance(end, ev.RunEnded):
        summary = RunSummary(
            run,
            name,
            config,
            end.outcome,
            end.val_accuracy,
            end.val_count,
            end.test_accuracy,
            _whole_seconds(run, end, started),
            end.epochs,
            started,
            end.outcome != "completed",
            f"{end.message} {end.hint}".strip(),
        )
        # A sitting that ended before it was ready knows nothing of what earlier ones learned.
        return summary if end.epochs or end.outcome == "completed" else _with_epochs(summary)
    outcome = WITHOUT_END[presence]
    return _with_epochs(
        RunSummary(
            run,
            name,
            config,
            outcome,
            started=started,
            resumable=outcome != "running",
            host=run.host(),
        )
    )


def _with_epochs(summary: RunSummary) -> RunSummary:
    """``summary`` with what the run's own epochs say, gone through from its first event on."""
    record = _record(summary.run)
    best = record.best
    return dataclasses.replace(
        summary,
        accuracy=best.val_accuracy if best is not None else None,
        count=_val_count(summary.run),
        epochs=record.epochs[-1].epoch if record.epochs else 0,
    )


def _whole_seconds(run: RunFolder, end: ev.RunEnded, started: float) -> float:
    """Wall time of all sittings of ``run``, which ``end`` ends: that of the last, where there was no other.

    A long run is gone through only where more time than its last sitting took lies between its beginning
    (seconds since the Unix epoch) and its last event.
    """
    try:
        facts = run.events_path.stat()
    except OSError:
        return end.seconds
    idle = facts.st_mtime - started - end.seconds
    if facts.st_size > _SMALL and abs(idle) < _GETTING_READY:
        return end.seconds
    return max(end.seconds, _record(run).seconds)


def _record(run: RunFolder) -> RunRecord:
    """What the run's own epochs and sittings say."""
    record = RunRecord()
    for event in _said_of_epochs(run.events_path):
        record.add(event)
    return record


def title(run: RunFolder) -> str:
    """What the list of runs calls ``run``; the folder's own name where it cannot be read."""
    try:
        name = run.config().name
        paths = [other.path for other in RunFolder.list(run.path.parent)]
    except (EngineError, OSError):
        return run.name
    return words.run_name(name, len(paths) - paths.index(run.path)) if run.path in paths else name or run.name


def list_runs(runs: Path) -> list[RunSummary]:
    """All runs under ``runs``, the newest first. Raises EngineError when the folder cannot be read."""
    found = [summarise(run) for run in RunFolder.list(runs)]
    return [dataclasses.replace(row, number=len(found) - at) for at, row in enumerate(found)]


def _last_event(path: Path) -> ev.Event | None:
    """The last event of the file; torn and foreign lines left out."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _TAIL))
            lines = stream.read().split(b"\n")
    except OSError:
        return None
    whole = lines[0 if size <= _TAIL else 1 : -1]
    return next((event for line in reversed(whole) if (event := _read(line)) is not None), None)


def _said_of_epochs(path: Path) -> Iterator[ev.Event]:
    """The beginnings of sittings and the finished epochs, oldest first: a few of very many lines."""
    try:
        with path.open("rb") as stream:
            for line in iter(partial(stream.readline, _LONGEST), b""):
                told = line.endswith(b"\n") and any(mark in line[:_HEAD] for mark in _MARKS)
                event = _read(line) if told else None
                if event is not None:
                    yield event
    except OSError:
        return


def _read(line: bytes) -> ev.Event | None:
    try:
        return ev.from_json(json.loads(line))
    except (ValueError, RecursionError, EngineError):
        return None


def _started(run: RunFolder) -> float:
    """From the folder's name, which begins with the time; else when its settings were written."""
    try:
        return dt.datetime.strptime(run.name[:19], "%Y-%m-%dT%H-%M-%S").timestamp()
    except ValueError:
        pass
    try:
        return run.config_path.stat().st_mtime
    except OSError:
        return 0.0


def _val_count(run: RunFolder) -> int:
    try:
        return len(run.split().get("validation", []))
    except EngineError:
        return 0
