"""``graft resume``: go on exactly where a run stopped."""

from __future__ import annotations

import argparse

from engine import launched
from engine.commands.telling import Telling
from engine.commands.train import follow
from engine.run_folder import RunFolder
from engine.training import loop


def run(words: argparse.Namespace, telling: Telling) -> int:
    """Resume and tell; exit statuses as for ``train``."""
    launch = launched.found()
    if launch is not None:
        from engine.commands import together

        return together.resume(launch, words.run, telling)
    folder = RunFolder.open(words.run)
    return follow(lambda control: loop.resume(folder, control), telling)
