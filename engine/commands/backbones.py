"""``graft backbones``: the networks to choose from."""

from __future__ import annotations

import argparse

from engine.commands.telling import Telling
from engine.models.backbones import all_backbones
from engine.models.weights import is_here


def run(_words: argparse.Namespace, telling: Telling) -> int:
    """A line for each network: parameters, input size, ImageNet accuracy, whether its weights are here."""
    for entry in all_backbones():
        published = entry.weights[0] if entry.weights else None
        here = is_here(entry)
        telling.object(
            {
                "name": entry.name,
                "title": entry.title,
                "library": entry.library,
                "parameters": entry.parameters,
                "input_size": entry.preprocessing.crop,
                "top1": published.top1 if published else None,
                "weights": published.name if published else None,
                "source": (published.package or published.url) if published else None,
                "here": here,
            }
        )
        if not telling.as_json:
            top = f"{published.top1:.1f} %" if published and published.top1 else "      "
            telling.result(
                f"{entry.name:24} {entry.parameters / 1e6:7.1f} M  {entry.preprocessing.crop:4} px"
                f"  {top:>7}  {'here' if here else 'to download'}"
            )
    return 0
