"""Pictures that were there when the run began and can no longer be read: unplugged, deleted, damaged."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.control import RunControl
from engine.data import decode
from engine.data.catalog import FileProblem
from engine.errors import EngineError
from engine.events import Event, Warned
from engine.training.prepare import hold

_PATIENCE = 10.0
"""Seconds after which a damaged picture that has not changed is tried again."""


class PictureGone(EngineError):
    """A picture that was there can no longer be read.

    Args:
        path: the picture.
        reason: why, in words.
        needed: whether the run trains with it already, so that it cannot be left out any more: then it has
            to decode again, where else it is enough that it can be opened.
    """

    def __init__(self, path: Path, reason: str, *, needed: bool = True) -> None:
        super().__init__(
            f"{path} can no longer be read: {reason.rstrip('.')}.",
            "Put an undamaged copy in its place: the run waits and goes on by itself."
            if needed and _opens(path)
            else "Bring it back (is its drive connected?): the run waits and goes on by itself.",
        )
        self.path, self.needed = path, needed


def gone(problems: Iterable[FileProblem]) -> PictureGone | None:
    """The first of ``problems`` whose file cannot even be opened; None where all are there, but damaged."""
    for problem in problems:
        if not _opens(problem.path):
            return PictureGone(problem.path, problem.reason, needed=False)
    return None


def await_picture(control: RunControl, lost: PictureGone) -> Iterator[Event]:
    """Say which picture is missed, once, and wait until it is there.

    Raises:
        Stopped: the user asked to stop while waiting.
    """
    yield Warned(lost.message, lost.hint, (str(lost.path),), until="progress")
    wait_for(control, lost)


def wait_for(control: RunControl, lost: PictureGone) -> None:
    """Until the picture is back. Raises Stopped when the user asked to stop while waiting."""
    with control.waiting():
        _wait_for(control, lost)


def _wait_for(control: RunControl, lost: PictureGone) -> None:
    hold(control)
    looked_at, look_again = None, 0.0
    while True:
        now = _signature(lost.path)
        if now is not None and not lost.needed:
            return
        # A damaged picture is decoded again only once it has changed, or after a while.
        if now is not None and (now != looked_at or time.monotonic() > look_again):
            if _decodes(lost.path):
                return
            look_again = time.monotonic() + _PATIENCE
        looked_at = now
        time.sleep(0.2)
        hold(control)


def _signature(path: Path) -> tuple[int, int] | None:
    """Size and time of the last change, to tell an exchanged file; None where it cannot be opened."""
    if not _opens(path):
        return None
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns


def _decodes(path: Path) -> bool:
    try:
        decode.load(path)
    except decode.UnusablePicture:
        return False
    return True


def _opens(path: Path) -> bool:
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True
