"""Several processes, one run: started by ``torchrun``, talking through ``torch.distributed``.

Rank 0 runs the very generator of a single process, writes the run folder and decides everything: when to
save, pause, stop, give up. Where work can be divided it says so, and the others do their share
(:mod:`engine.training.follower`). What is divided: extracting features, decoding, the steps of a backbone
that trains, and evaluating after them. What is not: a head over cached features, which is a small matrix
and takes longer to talk about than to train; rank 0 trains it alone.

Imported only when ``torchrun`` started more than one process.
"""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.distributed as dist
from torch.distributed.distributed_c10d import PrefixStore
from torch.distributed.rendezvous import rendezvous

from engine.control import RunControl
from engine.errors import EngineError
from engine.launched import Launch

# A run may be paused for a weekend: rank 0 is then silent, and nothing is wrong.
_PATIENCE = dt.timedelta(days=30)
# Gradients are exchanged while every process works; this long without an answer, one of them hangs.
_STUCK = dt.timedelta(minutes=30)
_REASON = "reason"

Array = npt.NDArray[Any]


# What rank 0 asks of the others; those that come with a payload.
COMMANDS = ("open", "begin", "epoch", "step", "totals", "evaluate", "states", "end")
_LOADED = ("open", "begin")


class LostProcess(EngineError):
    """Another process of the run is gone, or said why it cannot go on."""


class Group:
    """The processes of a run. Every method but :meth:`end` and :meth:`leave_reason` is for all together.

    Args:
        launch: what the launcher said of this process.

    Raises:
        EngineError: the processes did not find each other.
    """

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.rank, self.world = launch.rank, launch.world
        self._stops = 0
        self._over = False
        try:
            store, _, _ = next(iter(rendezvous("env://", launch.rank, launch.world)))
            # The launcher's store outlives a restart, and what the processes before it left there.
            self._store = PrefixStore(f"graft-{launch.restarts}", store)
            dist.init_process_group(
                "gloo", store=self._store, rank=launch.rank, world_size=launch.world, timeout=_PATIENCE
            )
        except RuntimeError as error:
            raise EngineError(
                f"The {launch.world} processes did not find each other: {str(error).splitlines()[0]}",
                "Check that every machine reaches the first one's address and port, and start again.",
            ) from None
        self.gradients: dist.ProcessGroup | None = None

    @property
    def leads(self) -> bool:
        """Whether this is rank 0."""
        return self.rank == 0

    def connect(self, device: torch.device) -> None:
        """Open the way that gradients take: NCCL between GPUs, gloo between CPUs."""
        backend = "nccl" if device.type == "cuda" else "gloo"
        with self.told():
            made = dist.new_group(backend=backend, timeout=_STUCK)
        assert isinstance(made, dist.ProcessGroup)
        self.gradients = made

    def tell(self, command: str, *numbers: float, payload: object = None) -> None:
        """Rank 0: ask the others for one of ``COMMANDS``, with at most two numbers."""
        header = torch.tensor([COMMANDS.index(command), *numbers, 0.0, 0.0], dtype=torch.float64)[:3]
        with self.told():
            dist.broadcast(header, 0)
            if command in _LOADED:
                dist.broadcast_object_list([payload], 0)

    def listen(self) -> tuple[str, float, float, Any]:
        """The others: the next command, its two numbers and its payload."""
        header = torch.zeros(3, dtype=torch.float64)
        payload: list[Any] = [None]
        with self.told():
            dist.broadcast(header, 0)
            command = COMMANDS[int(header[0])]
            if command in _LOADED:
                dist.broadcast_object_list(payload, 0)
        return command, float(header[1]), float(header[2]), payload[0]

    def exchange(self, value: Any) -> list[Any]:
        """What each process gives, by rank, to all."""
        values: list[Any] = [None] * self.world
        with self.told():
            dist.all_gather_object(values, value)
        return values

    def from_leader(self, value: Any) -> Any:
        """What rank 0 gives, to all."""
        values = [value]
        with self.told():
            dist.broadcast_object_list(values, 0)
        return values[0]

    def gather(self, value: Any) -> list[Any]:
        """What each process gives, by rank, to rank 0; an empty list to the others."""
        values: list[Any] | None = [None] * self.world if self.leads else None
        with self.told():
            dist.gather_object(value, values, 0)
        return values or []

    def sum(self, values: Sequence[float]) -> list[float]:
        """The sums over all processes, position by position."""
        total = torch.tensor(values, dtype=torch.float64)
        with self.told():
            dist.all_reduce(total)
        return [float(value) for value in total]

    def agree(self, trouble: EngineError | None) -> None:
        """Go on only where every process can.

        Raises:
            EngineError: the first trouble that a process has, with the process's number and machine.
        """
        mine = None if trouble is None else (trouble.message, trouble.hint, socket.gethostname())
        for rank, theirs in enumerate(self.exchange(mine)):
            if theirs is not None:
                message, hint, host = theirs
                where = f"Process {rank} on {host}: " if rank else ""
                raise EngineError(where + message, hint)

    def share(self, count: int) -> range:
        """Which of ``count`` things are this process's: every ``world``-th."""
        return range(self.rank, count, self.world)

    def collect_rows(self, rows: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.float32]:
        """All ``count`` rows in order on rank 0, from each process's :meth:`share`; its own elsewhere."""
        parts = self.gather(rows)
        if not self.leads:
            return rows
        whole = np.zeros((count, rows.shape[1]), np.float32)
        for rank, part in enumerate(parts):
            whole[rank :: self.world] = part
        return whole

    def flag_stop(self) -> None:
        """Rank 0: let the others' shares of the work under way end early."""
        with self.told():
            self._store.set(f"stop/{self._stops}", "1")

    def stop_flagged(self) -> bool:
        """Whether rank 0 did."""
        with self.told():
            return bool(self._store.check([f"stop/{self._stops}"]))

    def next_work(self) -> None:
        """What follows has a stop flag of its own."""
        self._stops += 1

    def leave_reason(self, text: str) -> None:
        """For rank 0 to find after this process is gone; silent where rank 0 is gone itself."""
        try:
            self._store.set(_REASON, f"Process {self.rank} on {socket.gethostname()}: {text}")
        except RuntimeError:
            self._over = True

    def end(self) -> None:
        """Let the others go; silent where they are gone."""
        if self._over:
            return
        try:
            if self.leads:
                self.tell("end")
            dist.destroy_process_group()
        except (LostProcess, RuntimeError):
            pass
        self._over = True

    @contextmanager
    def told(self) -> Iterator[None]:
        """Turn what ``torch.distributed`` says of a lost process into words.

        Raises:
            LostProcess: a process is gone; where it left a reason, that is told.
        """
        try:
            yield
        except torch.OutOfMemoryError:
            raise
        except RuntimeError as error:
            if not _is_loss(error):
                raise
            self._over = True
            raise LostProcess(self._reason(), _HINT) from error

    def _reason(self) -> str:
        try:
            if self._store.check([_REASON]):
                return str(self._store.get(_REASON), "utf-8")
        except RuntimeError:
            pass  # the store was on the machine that is gone
        return (
            f"One of the run's {self.world} processes was lost: it was killed, or its machine or the network "
            "went away."
        )


def _is_loss(error: RuntimeError) -> bool:
    """Whether the trouble is with another process; gloo says so in a plain RuntimeError."""
    said = str(error).lower()
    return isinstance(error, dist.DistError) or any(word in said for word in ("gloo", "nccl", "peer"))


_HINT = (
    "What was trained up to the last checkpoint is kept. Start as many processes with "
    "torchrun … -m engine resume RUN to go on exactly from there."
)


class FlaggedControl(RunControl):
    """The control of a process that follows: it stops where rank 0 says so in the middle of shared work."""

    def __init__(self, group: Group) -> None:
        super().__init__()
        self._group = group

    @property
    def stopping(self) -> bool:
        """Whether rank 0 asked to stop the work under way."""
        return self._group.stop_flagged()
