"""A program that trains a run, as far as its folder shows: a step for each line on its standard input.

``python -m tests.desktop.writer FOLDER``. Says the run's path first, then ``ok`` after each step, which is
one epoch's events; the last step ends the run.
"""

from __future__ import annotations

import sys
from pathlib import Path

from engine import events as ev
from engine.config import RunConfig
from engine.run_folder import RunFolder
from tests.desktop.canned import run_events

EPOCHS = 4


def main() -> None:
    """Write as told."""
    folder = Path(sys.argv[1])
    run = RunFolder(folder) if (folder / "config.json").exists() else RunFolder.create(folder, RunConfig())
    run.claim()
    run.sign()
    events = run_events(str(run.path), epochs=EPOCHS)
    already = sum(1 for _ in run.events())
    print(run.path, flush=True)
    for event in events[already:]:
        run.append_event(event)
        if isinstance(event, ev.EpochDone | ev.RunEnded):
            print("ok", flush=True)
            sys.stdin.readline()
    run.release()


if __name__ == "__main__":
    main()
