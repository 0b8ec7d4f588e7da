"""``graft export``: write the trained model for use elsewhere."""

from __future__ import annotations

import argparse

from engine.commands.telling import Telling
from engine.export.exporters import Exporter, format_of


def run(words: argparse.Namespace, telling: Telling) -> int:
    """A line for each format: where it is and how well it agrees with the run."""
    for name in words.format:
        format_of(name)  # a wrong name is told before anything is written
    exporter = Exporter(words.run)
    for name in words.format:
        telling.stage(f"Exporting {name} and comparing it with the run", 0)
        done = exporter.export(name, words.to)
        telling.object(
            {
                "format": done.format,
                "path": str(done.path),
                "parity": done.parity,
                "agreement": done.agreement,
                "count": done.count,
            }
        )
        if not telling.as_json:
            telling.result(
                f"{done.path}\n  {done.agreement:.1%} equal labels on {done.count:,} pictures, "
                f"largest difference of a logit {done.parity:.2g}"
            )
    telling.end()
    return 0
