"""Work that the processes of a run do together: all end it alike, and know what the others met."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

from engine.data.catalog import FileProblem
from engine.errors import EngineError
from engine.events import Event
from engine.training.distributed import Group
from engine.training.features import Share
from engine.training.prepare import Stopped
from engine.training.session import Session

T = TypeVar("T")
Work = Generator[Event, None, list[FileProblem]]


def all_or_none(group: Group, work: Generator[Event, None, T]) -> Generator[Event, None, T]:
    """``work`` of this process, once every process is through with its own; what it returns.

    Raises:
        EngineError: what any process met.
        Stopped: the user asked to stop. All end alike, so that none goes on to wait for another.
    """
    group.next_work()
    trouble: EngineError | None = None
    found: list[T] = []
    try:
        found.append((yield from work))
    except Stopped:
        if group.leads:
            group.flag_stop()
    except EngineError as error:
        trouble = error
    group.agree(trouble)
    if not all(group.exchange(bool(found))):
        raise Stopped
    return found[0]


def in_rounds(session: Session, group: Group, work: Callable[[Share], Work]) -> Work:
    """Fill the caches together; returns the files that cannot be used, whichever process met them.

    First everything is divided among all processes. What a machine still lacks then (it has a cache disk of
    its own) is divided among the processes of that machine, and what one still lacks after that (its disk
    is full) it makes itself. With one shared cache the last two rounds find nothing to do.

    Args:
        session: whose stores are read anew after each round.
        group: all the processes.
        work: makes a process's work of a round; called when the round begins.

    Raises:
        EngineError: what any process met.
        Stopped: the user asked to stop; what was computed is kept.
    """
    launch = group.launch
    problems: dict[Path, FileProblem] = {}
    parts = [(launch.rank, launch.world), (launch.local_rank, launch.local_world), (0, 1)]
    for part, of in parts:
        found = yield from all_or_none(group, work(Share(part, of, frozenset(problems))))
        for theirs in group.exchange(found):
            problems.update({problem.path: problem for problem in theirs})
        session.pixels.refresh()
        for cache in session.caches:
            cache.store.refresh()
    return list(problems.values())
