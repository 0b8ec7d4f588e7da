"""Pictures that were there when the run began and can no longer be read: a drive that was unplugged."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from engine.control import RunControl
from engine.data.catalog import FileProblem
from engine.errors import EngineError
from engine.events import Event, Warned
from engine.training.prepare import hold


class PictureGone(EngineError):
    """A picture that was there can no longer be read; ``path`` names it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} can no longer be read: {reason.rstrip('.')}.",
            "Bring it back (is its drive connected?): the run waits and goes on by itself.",
        )
        self.path = path


def gone(problems: Iterable[FileProblem]) -> PictureGone | None:
    """The first of ``problems`` whose file cannot even be opened; None where all are there, but damaged."""
    for problem in problems:
        if not _opens(problem.path):
            return PictureGone(problem.path, problem.reason)
    return None


def await_picture(control: RunControl, lost: PictureGone) -> Iterator[Event]:
    """Say which picture is missed, and wait until it is there.

    Raises:
        Stopped: the user asked to stop while waiting.
    """
    yield Warned(lost.message, lost.hint, (str(lost.path),))
    wait_for(control, lost.path)


def wait_for(control: RunControl, path: Path) -> None:
    """Until ``path`` can be opened. Raises Stopped when the user asked to stop while waiting."""
    hold(control)
    while not _opens(path):
        time.sleep(0.2)
        hold(control)


def _opens(path: Path) -> bool:
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True
