"""``graft demo`` in the terminal: the built-in sample and backbone, from pictures to exported weights."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.commands.telling import Telling
from engine.commands.train import follow
from engine.config import DataConfig, RunConfig, with_setting
from engine.display import has_display
from engine.errors import EngineError
from engine.files import saving
from engine.run_folder import RunFolder
from engine.training import loop

EPOCHS = 12


def configured() -> RunConfig:
    """The demo's settings: real handwritten digits, EfficientNet-Lite0 frozen, a head in twelve epochs."""
    config = RunConfig(data=DataConfig(source="sample:digits", test_fraction=0.2), name="demo")
    return with_setting(config, "train.epochs", str(EPOCHS))


def run(words: argparse.Namespace, telling: Telling) -> int:
    """Train, draw what came of it, export, and say where everything is."""
    from engine.export.exporters import Exporter
    from engine.export.pictures import write_contact_sheet, write_curves

    if not words.no_window and not has_display():
        telling.say("There is no display here, so the demo runs in the terminal.")
    with saving(words.to):
        words.to.mkdir(parents=True, exist_ok=True)
    config = configured()
    folder = RunFolder.create(words.to / "runs", config)
    status = follow(lambda control: loop.train(config, folder, control), telling)
    if status:
        return status
    sheet, curves = words.to / "predictions.png", words.to / "curves.png"
    write_contact_sheet(folder, sheet)
    write_curves(folder, curves)
    exported = Exporter(folder).export("state_dict", None)
    made = {"predictions": sheet, "curves": curves, "weights": exported.path, "run": folder.path}
    _require(made)
    telling.object({name: str(path.resolve()) for name, path in made.items()})
    for name, path in made.items():
        telling.result(f"{name:12} {path.resolve()}")
    return 0


def _require(made: dict[str, Path]) -> None:
    missing = [str(path) for path in made.values() if not path.exists()]
    if missing:
        raise EngineError(f"{missing[0]} was not written.", "Try again with another --to folder.")
