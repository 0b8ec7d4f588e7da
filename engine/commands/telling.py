"""What a command says: JSON lines on stdout, people's text and progress on stderr."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError
from engine.events import (
    BatchDone,
    CheckpointSaved,
    EpochDone,
    Event,
    PhaseStarted,
    PredictionsReady,
    RunEnded,
    RunStarted,
    Warned,
    to_json,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID


class Telling:
    """One command's voice.

    Args:
        as_json: whether stdout carries JSON lines; otherwise it carries the result as text.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console: Console | None = None
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def object(self, value: dict[str, Any]) -> None:
        """A JSON line on stdout; nothing without --json."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False), flush=True)

    def result(self, text: str) -> None:
        """The command's answer for people: stdout, or stderr when stdout carries JSON."""
        print(text, file=sys.stderr if self.as_json else sys.stdout, flush=True)

    def say(self, text: str) -> None:
        """A line for people on stderr."""
        if self._progress is not None:
            self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            print(text, file=sys.stderr, flush=True)

    def failure(self, error: EngineError) -> None:
        """What went wrong and the next step, in words and, with --json, as the last object."""
        self.end()
        self.say(f"graft: {error.message}")
        if error.hint:
            self.say(error.hint)
        self.object({"event": "error", "message": error.message, "hint": error.hint})

    def event(self, event: Event) -> None:
        """One of the engine's events."""
        if self.as_json:
            self.object(to_json(event))
        elif isinstance(event, BatchDone):
            self.progress(event.done, event.total, event.images_per_second)
        elif isinstance(event, PhaseStarted):
            self.stage(event.detail or event.name, event.total)
        elif isinstance(event, EpochDone):
            self.say(_epoch_line(event))
        elif isinstance(event, RunStarted):
            self.say(
                f"{event.backbone} on {event.device}, {event.precision}: {event.train_count:,} pictures to "
                f"train, {event.val_count:,} to validate, {len(event.classes):,} classes"
            )
        elif isinstance(event, Warned):
            self.say(f"Note: {event.message} {event.hint}".rstrip())
        elif isinstance(event, RunEnded):
            self.end()
        else:
            assert isinstance(event, CheckpointSaved | PredictionsReady)

    def stage(self, words: str, total: int) -> None:
        """Begin a progress bar; ``total`` 0 = unknown length."""
        if self.as_json or not sys.stderr.isatty():
            if not self.as_json:
                self.say(words)
            return
        bar = self._bar()
        if self._task is not None:
            bar.remove_task(self._task)
        self._task = bar.add_task(words, total=total or None, speed="")

    def progress(self, done: int, total: int, images_per_second: float = 0.0) -> None:
        """Move the progress bar."""
        if self._progress is not None and self._task is not None:
            speed = f"{images_per_second:,.0f} pictures/s" if images_per_second else ""
            self._progress.update(self._task, completed=done, total=total or None, speed=speed)

    def end(self) -> None:
        """Take the progress bar away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress, self._task = None, None

    def _bar(self) -> Progress:
        if self._progress is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._progress = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[speed]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._progress.start()
        return self._progress


def _epoch_line(event: EpochDone) -> str:
    text = f"epoch {event.epoch:>3}/{event.epochs}  loss {event.train_loss:.4f}"
    if event.val_accuracy is not None:
        text += f"  validation {event.val_accuracy:.1%}"
    return text + ("  best" if event.best else "")
