"""Runs on several GPUs: PyTorch's own launcher as a child process, followed by its run's events."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication

import engine
from desktop.training_thread import EngineJobs, Job, Jobs
from engine import events as ev
from engine.config import RunConfig
from engine.control import RunControl
from engine.event_tail import EventTail
from engine.files import saving
from engine.run_folder import RunFolder

LOG = "launcher.log"
_LOOK = 0.1  # seconds between two looks at the events
_GRACE = 60.0  # seconds to save in, before the child is ended


class ManyGpus:
    """Jobs for all GPUs of this machine where ``processes`` is more than 1, else another's jobs.

    Attributes:
        processes: one a GPU.
    """

    def __init__(self, alone: Jobs | None = None) -> None:
        self._alone: Jobs = alone or EngineJobs()
        self.processes = 1

    def set_processes(self, processes: int) -> None:
        """How many from the next run on."""
        self.processes = processes

    def train(self, config: RunConfig, run: RunFolder) -> Job:
        """See :class:`Jobs`."""
        return self._launched(run) if self._many(config) else self._alone.train(config, run)

    def resume(self, run: RunFolder) -> Job:
        """See :class:`Jobs`."""
        return self._launched(run) if self._many(run.config()) else self._alone.resume(run)

    def _many(self, config: RunConfig) -> bool:
        # A run that names the CPU or one GPU means it.
        return self.processes > 1 and config.train.device in ("auto", "cuda")

    def _launched(self, run: RunFolder) -> Job:
        words = command(run, self.processes)

        def job(control: RunControl) -> Iterator[ev.Event]:
            return follow(words, run, control)

        return job


def can_launch() -> bool:
    """Whether this program can start Python: one that was frozen into a bundle cannot."""
    return not getattr(sys, "frozen", False)


def command(run: RunFolder, processes: int) -> list[str]:
    """The launcher's words. A run folder with nothing but settings is begun by ``resume``."""
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    return [*launcher, "--nproc-per-node", str(processes), "-m", "engine", "resume", str(run.path)]


def follow(words: Sequence[str], run: RunFolder, control: RunControl) -> Iterator[ev.Event]:
    """Start ``words`` and pass on what ``run`` says, up to its end, which is told once and last.

    Stopping interrupts the child (SIGINT), which saves and ends. So does pausing: the GPUs are free in the
    meantime, and going on resumes exactly.
    """
    tail = EventTail(run.events_path, skip=sum(1 for _ in run.events()))
    while True:
        end, paused = yield from _one_sitting(words, run, control, tail)
        if not paused or end.outcome != "stopped":
            break
        while control.paused and not control.stopping:
            control.wait(0.2)
        if control.stopping:
            break
    yield end


def _one_sitting(
    words: Sequence[str], run: RunFolder, control: RunControl, tail: EventTail
) -> Generator[ev.Event, None, tuple[ev.RunEnded, bool]]:
    """From one start of the child to its end; returns the run's, and whether it was for a pause."""
    end: ev.RunEnded | None = None
    asked = paused = False
    with saving(run.path / LOG), (run.path / LOG).open("wb") as log:
        child = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=_environment()
        )
    try:
        while True:
            over = child.poll() is not None
            for event in tail.read(time.time()).events:
                if isinstance(event, ev.RunEnded):
                    end = event  # the launcher may start its processes again: then it was not the end
                else:
                    end = None if isinstance(event, ev.RunStarted) else end
                    yield event
            if over:
                break
            if not asked and (control.stopping or control.paused):
                asked, paused = True, not control.stopping
                child.send_signal(signal.SIGINT)
            time.sleep(_LOOK)
    finally:
        _see_out(child)
    return end or _without_end(run, asked), paused and not control.stopping


def _see_out(child: subprocess.Popen[bytes]) -> None:
    """Wait for a child that was left early, and end it where it does not."""
    if child.poll() is not None:
        return
    child.send_signal(signal.SIGINT)
    try:
        child.wait(_GRACE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _environment() -> dict[str, str]:
    """The child's: it has to find this very engine, installed or not."""
    root = str(Path(engine.__file__).parents[1])
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([root, path]) if path else root}


def _without_end(run: RunFolder, asked: bool) -> ev.RunEnded:
    """For a child that ended before the engine could say how."""
    if asked:
        return ev.RunEnded("stopped", str(run.path), 0, 0.0, 0, None, 0)
    told = (run.path / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
    reason = next((line.partition("graft: ")[2] for line in told if "graft: " in line), "")
    translate = QCoreApplication.translate
    message = reason or translate("launcher", "PyTorch's launcher ended before the run did.")
    hint = translate("launcher", "What it said is in {0}; the run can be resumed from the list of runs.")
    hint = hint.format(run.path / LOG)
    return ev.RunEnded("failed", str(run.path), 0, 0.0, 0, None, 0, message=message, hint=hint)
