"""``graft check``: what a data set holds and what is wrong with it."""

from __future__ import annotations

import argparse

from engine.check import check, to_text
from engine.commands.telling import Telling
from engine.config import DataConfig


def run(words: argparse.Namespace, telling: Telling) -> int:
    """Look at every picture and report."""
    telling.stage(f"Looking at {words.data}", 0)
    report = check(DataConfig(source=words.data), progress=telling.progress)
    telling.end()
    telling.object(report.to_json())
    telling.result(to_text(report))
    return 0
