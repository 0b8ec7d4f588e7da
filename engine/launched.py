"""What PyTorch's launcher (``torchrun``) tells each process that it starts, read from the environment.

Needs no torch: a process that was started by hand learns here, at no cost, that it is alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from engine.config import FORMAT
from engine.errors import EngineError
from engine.files import read_json, write_json
from engine.run_folder import RunFolder

RECORD = "launch.json"


@dataclass(frozen=True)
class Launch:
    """One process among those that the launcher started.

    Attributes:
        rank: its number among all of them, from 0; 0 leads and writes the run.
        world: how many there are.
        local_rank, local_world: the same on this machine alone; one process a GPU.
        restarts: how often the launcher has started them anew (``--max-restarts``).
        id: the launcher's name for this start, the same after a restart; empty without one.
    """

    rank: int = 0
    world: int = 1
    local_rank: int = 0
    local_world: int = 1
    restarts: int = 0
    id: str = ""


def found() -> Launch | None:
    """The launcher's word for this process; None where it was started by hand.

    The names are torchrun's own (docs.pytorch.org, "torchrun (Elastic Launch)").

    Raises:
        EngineError: variables that are no numbers.
    """
    if "RANK" not in os.environ or "WORLD_SIZE" not in os.environ:
        return None
    world = _number("WORLD_SIZE", 1)
    return Launch(
        _number("RANK", 0),
        world,
        _number("LOCAL_RANK", 0),
        _number("LOCAL_WORLD_SIZE", world),
        _number("TORCHELASTIC_RESTART_COUNT", 0),
        os.environ.get("TORCHELASTIC_RUN_ID", ""),
    )


def processes_here() -> int:
    """How many processes of this run share this machine; 1 without a launcher."""
    launch = found()
    return 1 if launch is None else max(launch.local_world, 1)


def record(run: RunFolder, launch: Launch) -> None:
    """Write ``launch.json``, by which a restarted launch finds ``run`` again.

    Raises:
        EngineError: it cannot be written.
    """
    write_json(run.path / RECORD, {"format": FORMAT, "id": launch.id, "processes": launch.world})


def begun_before(runs: Path, launch: Launch) -> RunFolder | None:
    """The run under ``runs`` that this launch began before it was restarted; None on its first start."""
    if not launch.restarts or not launch.id:
        return None
    for run in RunFolder.list(runs):
        path = run.path / RECORD
        if path.is_file() and read_json(path).get("id") == launch.id:
            return run
    return None


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    try:
        return int(text)
    except ValueError:
        raise EngineError(f"{name} is {text!r}, and should be a number.", "Start with torchrun.") from None
