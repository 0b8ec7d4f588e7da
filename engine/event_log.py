"""A run's events on disk: ``events.jsonl``, one event a line, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from engine import events as ev
from engine.files import damaged

_LONGEST_LINE = 64 * 2**20
"""Bytes of an event; the first names every class."""


class EventLog:
    """The events file of one run. Reading needs nothing; one at a time appends.

    Args:
        path: the file; made by the first event.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stream: FileIO | None = None
        self._unwritten: list[bytes] = []

    def append(self, event: ev.Event) -> bool:
        """Add ``event``, whole.

        Returns false when it could not be written (a full disk): it is then kept in memory and written
        with the next one that can be. No line is ever left in part.
        """
        self._unwritten.append(json.dumps(ev.to_json(event), ensure_ascii=False).encode() + b"\n")
        try:
            if self._stream is None:
                _cut_torn_line(self._path)
                self._stream = self._path.open("ab", buffering=0)
            size = os.fstat(self._stream.fileno()).st_size
            content = b"".join(self._unwritten)
            try:
                if self._stream.write(content) != len(content):
                    raise OSError("written in part")
            except OSError:
                self._stream.truncate(size)
                raise
        except OSError:
            return False
        self._unwritten.clear()
        return True

    def read(self) -> Iterator[ev.Event]:
        """The events so far; a last line torn by a crash is left out.

        Raises:
            EngineError: a line is damaged, or longer than any event.
        """
        if not self._path.is_file():
            return
        with self._path.open("rb") as stream:
            while line := stream.readline(_LONGEST_LINE):
                if line.endswith(b"\n"):
                    yield self._event(line)
                elif len(line) == _LONGEST_LINE:
                    raise damaged(self._path, "a line without end")

    def close(self) -> None:
        """Close the file; the next event opens it again."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _event(self, line: bytes) -> ev.Event:
        try:
            return ev.from_json(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise damaged(self._path, str(error)) from None


def _cut_torn_line(path: Path) -> None:
    """Drop a last line without its newline, left by a process that died while writing it."""
    if not path.exists():
        return
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        with path.open("rb+") as stream:
            stream.truncate(content.rfind(b"\n") + 1)
