"""Who writes a run, as far as can be seen from here: its lock, and the machine that took it.

A lock is only seen by the machine that holds it, and on network drives that pass locks on. In a folder that
was copied, synchronised or mounted, a free lock says nothing: ``writer.json`` says whose silence it is.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from engine.config import FORMAT
from engine.errors import EngineError
from engine.files import read_json, write_json

HELD, FREE, UNSEEN = "held", "free", "unseen"
"""A program writes the run; none does; or it cannot be seen from here."""


@dataclass(frozen=True)
class Writer:
    """The program that wrote a run last.

    Attributes:
        host: its machine's name.
        process: its number there.
    """

    host: str
    process: int


def this_writer() -> Writer:
    """This program."""
    return Writer(socket.gethostname(), os.getpid())


def sign(path: Path) -> None:
    """Write who trains the run into ``path``, whole. Raises EngineError when it cannot be written."""
    writer = this_writer()
    write_json(path, {"format": FORMAT, "host": writer.host, "process": writer.process})


def signed(path: Path) -> Writer | None:
    """Who wrote the run last; None where nobody says so: an older run, or a damaged file."""
    try:
        raw = read_json(path)
        return Writer(str(raw["host"]), int(raw["process"]))
    except (EngineError, OSError, TypeError, KeyError, ValueError):
        return None


def presence(lock: Path, signature: Path) -> str:
    """``HELD``, ``FREE`` or ``UNSEEN``. Creates nothing: the folder may be one to read only.

    ``UNSEEN`` too where the run's folder is away, as that of a drive that was taken off is.

    Args:
        lock: the lock file, in the run's folder; where there is none, nobody on this machine holds it.
        signature: see :func:`sign`; without it the run counts as this machine's.
    """
    held = _is_held(lock)
    if held:
        return HELD
    writer = signed(signature)
    elsewhere = writer is not None and writer.host != this_writer().host
    return UNSEEN if held is None or elsewhere else FREE


def _is_held(lock: Path) -> bool | None:
    """Whether a process holds ``lock``; None where that cannot be asked."""
    import filelock

    try:
        if not lock.exists():
            return False if lock.parent.is_dir() else None
    except OSError:
        return None  # a network drive that lost its server
    probe = filelock.FileLock(lock)
    try:
        probe.acquire(timeout=0)
    except filelock.Timeout:
        return True
    except (OSError, NotImplementedError):
        return None
    probe.release()
    return False
