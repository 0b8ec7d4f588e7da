"""A run's events as they come, from its ``events.jsonl`` alone, whoever writes it and wherever."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from engine import events as ev
from engine.errors import EngineError

_REMEMBERED = 256  # bytes before the place reached: enough to tell a grown file from another one
_AT_ONCE = 4 * 2**20
_LOOKS = 20  # at a whole line that is no JSON, before it counts as damaged rather than not yet arrived


@dataclass(frozen=True)
class News:
    """What one look found.

    Attributes:
        events: those that were not there before, oldest first.
        anew: the file is another one than before: ``events`` begin at its beginning.
        age: seconds since the file was last written, by its own date; infinite where there is none.
        unreadable: lines passed over so far: damaged, or of another version of Graft.
    """

    events: tuple[ev.Event, ...] = ()
    anew: bool = False
    age: float = float("inf")
    unreadable: int = 0


class EventTail:
    """Reads on where it stopped. No part of the file is believed to stay.

    A last line without its end waits for it. A file that a synchronising program puts in place of the one
    before is read on where that one was left, if it begins like it; one that is shorter for now is waited
    for. Nothing is locked, and nothing is written.

    Args:
        path: the file; it need not be there yet.
        skip: events that are known already.
    """

    def __init__(self, path: Path, skip: int = 0) -> None:
        self._path = path
        self._skip = skip
        self._offset = 0
        self._before = b""
        self._looks = 0
        self._unreadable = 0

    def read(self, now: float) -> News:
        """What has come since the last time; nothing where the file is away. ``now``: the time, as dated."""
        try:
            with self._path.open("rb") as stream:
                status = os.fstat(stream.fileno())
                stream.seek(self._offset - len(self._before))
                same = stream.read(len(self._before)) == self._before
                if not same and status.st_size < self._offset:
                    return News(age=now - status.st_mtime, unreadable=self._unreadable)
                if not same:
                    self._offset, self._before, self._skip = 0, b"", 0
                    stream.seek(0)
                content = stream.read(_AT_ONCE)
        except OSError:
            return News(unreadable=self._unreadable)
        events = self._events(content)
        return News(tuple(events), not same, now - status.st_mtime, self._unreadable)

    def _events(self, content: bytes) -> list[ev.Event]:
        """The events of the whole lines at the beginning of ``content``."""
        found: list[ev.Event] = []
        for line in content.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            event = self._event(line)
            if event is None and self._looks:
                break
            self._offset += len(line)
            self._before = (self._before + line)[-_REMEMBERED:]
            if event is not None and self._skip:
                self._skip -= 1
            elif event is not None:
                found.append(event)
        return found

    def _event(self, line: bytes) -> ev.Event | None:
        """The event of a line; None to pass over it, or with ``_looks`` counting to look at it again."""
        try:
            raw = json.loads(line)
            event = ev.from_json(raw if isinstance(raw, dict) else {})
        except (ValueError, RecursionError):
            # Synchronising programs may make the room before they fill it.
            self._looks = (self._looks + 1) % _LOOKS
            if not self._looks:
                self._unreadable += 1
            return None
        except EngineError:
            self._looks, self._unreadable = 0, self._unreadable + 1
            return None
        self._looks = 0
        return event
