"""``python -m tests.engine.training.warm_launcher``: torchrun, whose processes are forked and so start warm.

Reads orders, one JSON object a line: ``words`` of the command line, ``how`` (one of ``WAYS``), ``restarts``
(``--max-restarts``) and ``log``, a file for what is said and for the processes' numbers
(``log.0``, ``log.1``). Starts PyTorch's own launcher for each, with two processes, and answers with its
exit status.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"  # a forked child must not need threads that stayed in the parent


def _plain(words: list[str]) -> int:
    from engine.cli import main

    return main(words)


def _machines(words: list[str]) -> int:
    """Each process on a machine of its own, so it seems to it: alone there, with a cache of its own."""
    os.environ["GRAFT_CACHE"] = str(Path(os.environ["GRAFT_CACHE"]) / f"machine-{os.environ['RANK']}")
    os.environ["LOCAL_RANK"], os.environ["LOCAL_WORLD_SIZE"] = "0", "1"
    return _plain(words)


def _eager(words: list[str]) -> int:
    """Saves after every batch."""
    from engine.training.best import SaveClock

    SaveClock.due = lambda self: True  # type: ignore[method-assign]
    return _plain(words)


WAYS: dict[str, Callable[[list[str]], int]] = {"plain": _plain, "machines": _machines, "eager": _eager}


def _worker(words: list[str], how: str, log: str) -> None:
    Path(f"{log}.{os.environ['RANK']}").write_text(str(os.getpid()))
    status = WAYS[how](words)
    if status:
        sys.exit(status)


def _launch(words: list[str], how: str, restarts: int, log: str) -> None:
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=2,
        run_id=Path(log).name + str(os.getpid()),
        rdzv_backend="c10d",
        rdzv_endpoint="localhost:0",
        max_restarts=restarts,
        start_method="fork",
    )
    elastic_launch(config, _worker)(words, how, log)


def _forked(order: dict[str, object]) -> int:
    """The exit status of a launcher of its own: what it leaves behind is no trouble to the next one."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        said = os.open(str(order["log"]), os.O_WRONLY | os.O_CREAT)
        os.dup2(said, 1)
        os.dup2(said, 2)
        _launch(**order)  # type: ignore[arg-type]
        status = 0
    except BaseException:  # noqa: BLE001  # whatever it was: it is told, and never the parent's loop goes on
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    """Warm up, then do as told until the orders end."""
    import timm  # noqa: F401
    import torch
    import torch.distributed.launcher.api
    import torchvision  # noqa: F401

    import engine.commands.together
    import engine.models.build
    import engine.training.distributed
    import engine.training.follower
    import engine.training.loop  # noqa: F401

    torch.set_num_threads(1)
    for line in sys.stdin:
        print(_forked(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
