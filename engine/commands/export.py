"""``graft export``: write the trained model for use elsewhere."""

from __future__ import annotations

import argparse

from engine.commands.telling import Telling
from engine.export.exporters import Exporter, check_options, format_of
from engine.export.formats import ExportOptions


def run(words: argparse.Namespace, telling: Telling) -> int:
    """A line for each format: where it is and how well it agrees with the run."""
    options = ExportOptions(preprocessing_inside=words.inside, half=words.half)
    for name in words.format:
        check_options(format_of(name), options)  # what is wrong is told before anything is written
    exporter = Exporter(words.run)
    for name in words.format:
        telling.stage(f"Exporting {name} and comparing it with the run", 0)
        done = exporter.export(name, words.to, options=options)
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
