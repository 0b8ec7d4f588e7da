"""The ``graft`` command: reads the words, calls the command, turns failures into exit statuses.

0 done; 1 something the user can put right, told on stderr; 2 wrong usage; 130 interrupted, after saving.
Each command lives in :mod:`engine.commands` and imports what it needs itself, so that the first event
comes before torch is loaded.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.commands.telling import Telling
from engine.config_checks import MODES, PRECISIONS, RECIPES
from engine.data.progress import WorkCancelled
from engine.errors import EngineError

COMMANDS = (
    "demo",
    "train",
    "resume",
    "evaluate",
    "predict",
    "export",
    "check",
    "backbones",
    "doctor",
)
DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status. ``arguments`` without the program's own name."""
    words = parser().parse_args(arguments)
    if words.command is None:
        parser().print_help(sys.stderr)
        return USAGE
    _speak_utf8()
    telling = Telling(as_json=words.json)
    try:
        module = importlib.import_module(f"engine.commands.{words.command}")
        status: int = module.run(words, telling)
    except WorkCancelled:
        return INTERRUPTED
    except EngineError as error:
        telling.failure(error)
        return FAILED
    except KeyboardInterrupt:
        telling.say("Interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our output has gone; there is nobody left to tell
        return FAILED
    return status


def _speak_utf8() -> None:
    """Say every name whatever the system's own encoding is: on Windows a pipe or a file gets another."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def parser() -> argparse.ArgumentParser:
    """The words that each command takes."""
    top = argparse.ArgumentParser(
        prog="graft",
        description="Turn a folder of pictures into an image classifier.",
        epilog="graft [PROJECT] opens the window; graft --install-desktop puts it into the desktop's menu "
        "(--uninstall-desktop takes it out), and graft --self-test tries out this installation.",
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Command)
    _add_demo(commands)
    _add_train(commands)
    resume = commands.add_parser("resume", help="go on exactly where a run stopped")
    resume.add_argument("run", metavar="RUN", type=Path, help="a run folder")
    evaluate = commands.add_parser("evaluate", help="how good a run is, class by class")
    evaluate.add_argument(
        "run", metavar="RUN", type=Path, help="a run folder; with DATA also a model file exported from one"
    )
    evaluate.add_argument("data", metavar="DATA", nargs="?", help="another data set than the run's own")
    run = _Command(add_help=False)
    run.add_argument("run", metavar="RUN", type=Path, help="a run folder, or a model file exported from one")
    predict = commands.add_parser("predict", parents=[run], help="label pictures")
    predict.add_argument("pictures", metavar="IMAGE_OR_FOLDER", nargs="+", type=Path)
    predict.add_argument("--csv", metavar="FILE", type=Path, help="write the answers as CSV too")
    predict.add_argument(
        "--precision",
        choices=("fp32", "auto"),
        default="fp32",
        help="fp32: the numbers that every export gives; auto: the format this hardware is fast in",
    )
    export = commands.add_parser("export", parents=[run], help="write the trained model for use elsewhere")
    export.add_argument("--format", metavar="NAME", action="append", required=True, help="may be repeated")
    export.add_argument(
        "--to", metavar="DIR", type=Path, help="folder to write to (default: the run's exports)"
    )
    export.add_argument("--inside", action="store_true", help="normalisation and softmax inside the model")
    export.add_argument("--half", action="store_true", help="compute in float16 (onnx)")
    check = commands.add_parser("check", help="what a data set holds and what is wrong with it")
    check.add_argument("data", metavar="DATA")
    commands.add_parser("backbones", help="the networks to choose from, and where their weights are")
    commands.add_parser("doctor", help="what will run where on this machine, and how fast")
    return top


class _Command(argparse.ArgumentParser):
    """A command's parser: every command takes --json."""

    def __init__(self, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        if options.get("add_help", True):
            self.add_argument("--json", action="store_true", help="one JSON object a line on stdout")


def _add_demo(commands: argparse._SubParsersAction[_Command]) -> None:
    demo = commands.add_parser("demo", help="the built-in sample and backbone: open, train, show")
    demo.add_argument("--no-window", action="store_true", help="in the terminal, with a progress bar")
    demo.add_argument("--to", metavar="DIR", type=Path, default=Path("graft-demo"), help="where results go")


def _add_train(commands: argparse._SubParsersAction[_Command]) -> None:
    train = commands.add_parser("train", help="train a classifier on DATA")
    train.add_argument("data", metavar="DATA", help="folder of class folders, CSV, zip or tar")
    train.add_argument("--backbone", metavar="NAME")
    train.add_argument("--weights", metavar="FILE", help="a weights file, or the name of a published set")
    train.add_argument("--mode", choices=MODES)
    train.add_argument("--recipe", choices=RECIPES)
    train.add_argument("--epochs", type=int, metavar="N")
    train.add_argument("--seed", type=int, metavar="N")
    train.add_argument("--precision", choices=PRECISIONS)
    train.add_argument("--runs", metavar="DIR", type=Path, default=Path("runs"), help="default: ./runs")
    train.add_argument("--name", default="", help="name of the run, for people")
    train.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help="any setting, e.g. train.lr=0.01"
    )
