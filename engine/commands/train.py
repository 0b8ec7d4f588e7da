"""``graft train``: a run from a data set."""

from __future__ import annotations

import argparse
import dataclasses
import signal
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine import launched
from engine.commands.telling import Telling
from engine.config import DataConfig, RunConfig, with_setting
from engine.control import RunControl
from engine.errors import EngineError
from engine.events import Event, RunEnded, RunStarted
from engine.run_folder import RunFolder
from engine.training import loop, recipes


def run(words: argparse.Namespace, telling: Telling) -> int:
    """Train and tell. Exit status 0, 1 (failed) or 130 (interrupted, after saving)."""
    config = configured(words)
    problems = config.problems()
    if problems:
        raise EngineError(f"{problems[0].field}: {problems[0].message}", "Change the setting and try again.")
    launch = launched.found()
    if launch is not None:
        from engine.commands import together

        return together.train(launch, config, words.runs, telling)
    folder = RunFolder.create(words.runs, config)
    status = follow(lambda control: loop.train(config, folder, control), telling)
    if not telling.as_json:
        telling.result(str(folder.path))
    return status


def configured(words: argparse.Namespace) -> RunConfig:
    """The settings that the words ask for: recipe first, then single settings over it."""
    config = RunConfig(data=DataConfig(source=words.data), name=words.name)
    if words.backbone:
        config = with_setting(config, "model.backbone", words.backbone)
    if words.weights:
        config = with_setting(config, "model.weights", words.weights)
    if words.recipe:
        config = recipes.apply(config, words.recipe)
    if words.mode:
        config = with_setting(config, "model.mode", words.mode)
    if words.epochs is not None:
        config = recipes.with_epochs(config, words.epochs)
    for key in ("seed", "precision"):
        value = getattr(words, key)
        if value is not None:
            config = with_setting(config, f"train.{key}", str(value))
    for setting in words.set:
        key, separator, value = setting.partition("=")
        if not separator:
            raise EngineError(f"--set {setting} has no value.", "Write it as KEY=VALUE, e.g. train.lr=0.01.")
        config = with_setting(config, key.strip(), value.strip())
    if config.model.mode == "staged" and not config.model.schedule:
        schedule = recipes.default_schedule(config.train.epochs)
        config = dataclasses.replace(config, model=dataclasses.replace(config.model, schedule=schedule))
    return _found_from_anywhere(config)


def _found_from_anywhere(config: RunConfig) -> RunConfig:
    """``config`` with its paths absolute: a run may be resumed from another folder."""
    from engine.models.weights import is_file_choice

    source, weights = config.data.source, config.model.weights
    if source and ":" not in source:
        source = str(Path(source).expanduser().absolute())
    if is_file_choice(weights):
        weights = str(Path(weights).expanduser().absolute())
    data, model = (
        dataclasses.replace(config.data, source=source),
        dataclasses.replace(config.model, weights=weights),
    )
    return dataclasses.replace(config, data=data, model=model)


def follow(
    events: Callable[[RunControl], Iterator[Event]], telling: Telling, *, patient: bool = False
) -> int:
    """Pass a run's events on until it ends; an interrupt stops it cleanly. ``patient``: however many."""
    control = RunControl()
    ended: RunEnded | None = None
    solver = ""
    with interruptible(control, telling, patient=patient) as interrupted:
        for event in events(control):
            telling.event(event)
            if isinstance(event, RunStarted):
                solver = event.solver
            elif isinstance(event, RunEnded):
                ended = event
    assert ended is not None
    if ended.outcome == "failed":
        raise EngineError(ended.message, ended.hint)
    telling.say(summary(ended, solver))
    return 130 if interrupted.is_set() else 0


@contextmanager
def interruptible(
    control: RunControl, telling: Telling, *, patient: bool = False
) -> Iterator[threading.Event]:
    """Ctrl-C or a termination signal stops the run at the next batch; a second one ends at once.

    Under a launcher (``patient``) it does not: there the same signal may come from it and from the system.
    """
    asked = threading.Event()

    def stop(_number: int, _frame: types.FrameType | None) -> None:
        if asked.is_set():
            if patient:
                return
            raise KeyboardInterrupt
        asked.set()
        control.stop()
        telling.say("Stopping at the next batch; the best and the last state are kept.")

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def summary(ended: RunEnded, solver: str = "") -> str:
    """What came of the run, in a line or two; ``solver`` as in :class:`RunStarted`."""
    from engine.evaluation.wilson import wilson_interval

    text = f"{ended.outcome.capitalize()} after {ended.epochs} epochs in {ended.seconds:.1f} s."
    if ended.val_accuracy is not None:
        right = round(ended.val_accuracy * ended.val_count)
        low, high = wilson_interval(right, ended.val_count)
        text += (
            f" Validation accuracy {ended.val_accuracy:.1%} ({low:.1%} to {high:.1%}, {ended.val_count:,} "
            f"pictures) at "
            + (
                f"iteration {ended.best_epoch} of the solution."
                if solver == "lbfgs"
                else f"epoch {ended.best_epoch}, which was chosen by it."
            )
        )
    if ended.test_accuracy is not None:
        text += f" Test accuracy {ended.test_accuracy:.1%} ({ended.test_count:,} pictures)."
    return text
