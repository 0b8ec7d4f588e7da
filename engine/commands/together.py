"""``train`` and ``resume`` as one of several processes that ``torchrun`` started."""

from __future__ import annotations

import faulthandler
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.commands.telling import Telling
from engine.commands.train import follow
from engine.config import RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.events import EpochDone, Event, RunEnded
from engine.launched import Launch, begun_before, record
from engine.run_folder import RunFolder
from engine.training import loop

if TYPE_CHECKING:
    from engine.training.distributed import Group

# torchrun kills what has not ended 30 seconds after it asked (its --shutdown-timeout): say why before.
PATIENCE = 20.0


def train(launch: Launch, config: RunConfig, runs: Path, telling: Telling) -> int:
    """Train ``config`` into a new run under ``runs``, or go on with the one begun before a restart."""

    def choose() -> tuple[RunFolder, bool]:
        begun = begun_before(runs, launch)
        if begun is not None:
            return begun, True
        folder = RunFolder.create(runs, config)
        record(folder, launch)
        telling.say(str(folder.path))
        return folder, False

    def events(folder: RunFolder, begun: bool, control: RunControl, group: Group | None) -> Iterator[Event]:
        if begun:
            return loop.resume(folder, control, group)
        return loop.train(config, folder, control, group)

    return _take_part(launch, choose, events, telling)


def resume(launch: Launch, path: Path, telling: Telling) -> int:
    """Go on with the run in ``path``."""

    def events(folder: RunFolder, _begun: bool, control: RunControl, group: Group | None) -> Iterator[Event]:
        return loop.resume(folder, control, group)

    return _take_part(launch, lambda: (RunFolder.open(path), bool(launch.restarts)), events, telling)


Events = Callable[[RunFolder, bool, RunControl, "Group | None"], Iterator[Event]]


def _take_part(
    launch: Launch, choose: Callable[[], tuple[RunFolder, bool]], events: Events, telling: Telling
) -> int:
    """Lead or follow, as ``launch`` says. Exit statuses as for ``train``."""
    if launch.rank:
        return _follow(launch)
    folder, begun = choose()
    if begun and folder.outcome() == "completed":
        return _nothing_left(launch)
    if launch.world == 1:
        status = follow(lambda control: events(folder, begun, control, None), telling)
    else:
        from engine.training.distributed import Group

        group = Group(launch)
        try:
            with ending_told(folder) as watched:
                status = follow(
                    lambda control: watched(events(folder, begun, control, group)), telling, patient=True
                )
        finally:
            group.end()
    return status


def _follow(launch: Launch) -> int:
    from engine.training import follower  # while rank 0 reads the pictures
    from engine.training.distributed import Group, LostProcess

    group = Group(launch)
    # Rank 0 decides when to stop; what the launcher tells it, it tells this one too.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    try:
        follower.follow(group)
    except LostProcess:
        return 1  # rank 0 tells why, or is gone itself and torchrun tells
    except (EngineError, RuntimeError) as error:
        group.leave_reason(str(error).splitlines()[0])
        print(f"graft: process {launch.rank}: {error}", file=sys.stderr, flush=True)
        return 1
    group.end()
    return 0


def _nothing_left(launch: Launch) -> int:
    """The run was complete before the launcher restarted its processes: let the others go."""
    if launch.world > 1:
        from engine.training.distributed import Group

        Group(launch).end()
    return 0


Watched = Callable[[Iterator[Event]], Iterator[Event]]


@contextmanager
def ending_told(folder: RunFolder, patience: float = PATIENCE) -> Iterator[Watched]:
    """See that a run that is told to end while it cannot is told to have ended, and why.

    A GPU that waits for a process which is gone holds this process's main thread inside the driver, where
    no signal handler runs. The signal is heard all the same: Python writes its number to a socket at once
    (``signal.set_wakeup_fd``). A thread reads it, gives the run ``patience`` seconds to end by itself, then
    writes the end into the run's events and ends the process.
    """
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    over = threading.Event()
    finished: list[Event] = []

    def watch() -> None:
        if reader.recv(1) and not over.wait(patience):
            folder.append_event(_lost(folder, len(finished)))
            faulthandler.dump_traceback()  # so that the launcher's log says where it was stuck
            os._exit(1)

    def watched(events: Iterator[Event]) -> Iterator[Event]:
        for event in events:
            if isinstance(event, EpochDone):
                finished.append(event)
            yield event
        over.set()

    before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    thread = threading.Thread(target=watch, name="ending", daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        over.set()
        signal.set_wakeup_fd(before)
        writer.close()
        thread.join()
        reader.close()


def _lost(folder: RunFolder, epochs: int) -> RunEnded:
    return RunEnded(
        "failed",
        str(folder.path),
        epochs,
        0.0,
        0,
        None,
        0,
        message="The run was told to end while another of its processes, or a disk, did not answer.",
        hint="What was trained up to the last checkpoint is kept. Start as many processes with "
        "torchrun … -m engine resume RUN to go on exactly from there.",
    )
