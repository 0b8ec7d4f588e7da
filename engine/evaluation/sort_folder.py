"""Pictures into class folders by what the model says: looked at first, done safely, undone at will.

The plan is written as a journal into the destination before the first file is touched. A move inside
one disk is a rename, so that a file is in one place or the other, never in both or neither; on another
disk the copy is whole and synced before the original goes. What was done is read off the files
themselves, so a kill at any instant loses nothing: :func:`resume` goes on, :func:`undo` goes back.
"""

from __future__ import annotations

import datetime as dt
import errno
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import EngineError
from engine.evaluation import sort_step
from engine.evaluation.prediction import Prediction
from engine.evaluation.sort_step import Step
from engine.files import read_json, saving, write_json

FORMAT = 1
ACTIONS = ("copy", "move")
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")


@dataclass(frozen=True)
class SortPlan:
    """What would be done; nothing has been.

    Attributes:
        action: ``copy`` or ``move``.
        destination: folder that receives the class folders.
        steps: one a file.
        left_out: files that stay where they are, with the reason in words.
    """

    action: str
    destination: Path
    steps: tuple[Step, ...]
    left_out: tuple[tuple[Path, str], ...] = ()

    def counts(self) -> dict[str, int]:
        """Files by folder, in order of name."""
        result: dict[str, int] = {}
        for step in self.steps:
            result[step.target.parent.name] = result.get(step.target.parent.name, 0) + 1
        return dict(sorted(result.items()))


@dataclass(frozen=True)
class SortResult:
    """What was done.

    Attributes:
        done: files that are copied or moved, whether now or before a kill; of :func:`undo`, those that it
            brought back, and not those that had never gone.
        problems: files left alone, with the reason in words.
        journal: the file that :func:`undo` and :func:`resume` take; None when nothing is left to undo.
        cancelled: whether it was stopped before the end.
    """

    done: int
    problems: tuple[tuple[Path, str], ...] = ()
    journal: Path | None = None
    cancelled: bool = False


Progress = Callable[[int, int], None]


def folder_name(label: str) -> str:
    """``label`` as the name of a folder on any system."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", label).strip(" .")[:120]
    return f"_{name}" if not name or _RESERVED.match(name) else name


def plan(predictions: Iterable[Prediction], destination: Path, *, action: str = "copy") -> SortPlan:
    """Where every picture would go; touches nothing.

    Two files of one name get numbers; a file that is already in place, is missing or could not be read
    by the model stays where it is and is listed in ``left_out``.

    Raises:
        EngineError: an unknown action, or a destination that is a file.
    """
    if action not in ACTIONS:
        raise EngineError(f"Pictures can be sorted by copy or by move, not by {action!r}.")
    if destination.exists() and not destination.is_dir():
        raise EngineError(f"{destination} is a file.", "Choose a folder to sort into.")
    destination = destination.absolute()
    steps: list[Step] = []
    left_out: list[tuple[Path, str]] = []
    taken: set[str] = set()
    planned: set[Path] = set()
    for prediction in predictions:
        source = prediction.path.absolute()
        if source in planned:
            continue
        planned.add(source)
        folder = destination / folder_name(prediction.answer)
        reason = prediction.error or _why_not(source, folder, action)
        if reason:
            left_out.append((prediction.path, reason))
            continue
        facts = source.stat()
        target = _free(folder / source.name, taken)
        steps.append(Step(source, target, facts.st_size, facts.st_mtime_ns))
    return SortPlan(action, destination, tuple(steps), tuple(left_out))


def _why_not(source: Path, folder: Path, action: str) -> str:
    if source.parent == folder:
        return "It is already in its place."
    if not source.is_file():
        return "It is gone."
    if action == "move" and source.is_symlink():
        return "It is a link; links are not moved."
    return ""


def _free(wanted: Path, taken: set[str]) -> Path:
    """``wanted``, or a numbered sibling that neither exists nor is taken (whatever the case of letters)."""
    target, number = wanted, 2
    while str(target).casefold() in taken or os.path.lexists(target):
        target, number = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}"), number + 1
    taken.add(str(target).casefold())
    return target


def new_journal(destination: Path) -> Path:
    """Where a sorting into ``destination`` that begins now keeps its journal."""
    stamp = dt.datetime.now().strftime("%Y-%m-%dT%H-%M-%S-%f")
    return destination / f"graft-sort-{stamp}.json"


def run(
    plan: SortPlan,
    *,
    journal: Path | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SortResult:
    """Do what the plan says.

    Args:
        plan: of :func:`plan`.
        journal: of :func:`new_journal`, for one who must know it before the first file is touched.
        progress: told files done and files in all.
        cancelled: asked before each file.

    Raises:
        EngineError: the destination cannot be written, or its disk is full; what was done so far is
            kept and the journal in the destination undoes it.
    """
    if not plan.steps:
        return SortResult(0, plan.left_out)
    with saving(plan.destination):
        created = [folder for folder in _folders(plan) if not folder.exists()]
        plan.destination.mkdir(parents=True, exist_ok=True)
    journal = journal or new_journal(plan.destination)
    write_json(
        journal,
        {
            "format": FORMAT,
            "action": plan.action,
            "created": [str(folder) for folder in created],
            "steps": [[str(s.source), str(s.target), s.size, s.mtime_ns] for s in plan.steps],
        },
    )
    result = _forward(plan.action, plan.steps, progress, cancelled)
    return SortResult(result.done, (*plan.left_out, *result.problems), journal, result.cancelled)


def resume(
    journal: Path, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> SortResult:
    """Go on with a sorting that was killed. Raises EngineError as :func:`run`."""
    action, steps, _ = _read(journal)
    result = _forward(action, steps, progress, cancelled)
    return SortResult(result.done, result.problems, journal, result.cancelled)


def undo(journal: Path, *, progress: Progress | None = None) -> SortResult:
    """Bring every file back, remove copies and the folders made for them, and the journal at the end.

    A file that somebody changed or replaced since is left alone and listed in ``problems``; the journal
    then stays.

    Raises:
        EngineError: the journal cannot be read.
    """
    action, steps, created = _read(journal)
    problems: list[tuple[Path, str]] = []
    done = 0
    for number, step in enumerate(steps, 1):
        try:
            sorted_before = step.target.is_file()
            said = sort_step.back(action, step)
        except OSError as error:
            said = f"It could not be brought back: {error.strerror or error}."
        if said:
            problems.append((step.target, said))
        elif sorted_before:
            done += 1
        if progress is not None:
            progress(number, len(steps))
    if not problems:
        with saving(journal):
            journal.unlink()
    for folder in sorted(created, key=lambda path: -len(path.parts)):
        if folder.is_dir() and not any(folder.iterdir()):
            with saving(folder):
                folder.rmdir()
    return SortResult(done, tuple(problems), journal if problems else None)


def _folders(plan: SortPlan) -> list[Path]:
    """The folders that the plan needs, the destination and its missing parents included."""
    parents = [plan.destination, *(p for p in plan.destination.parents if not p.exists())]
    return [*parents, *dict.fromkeys(step.target.parent for step in plan.steps)]


def _read(journal: Path) -> tuple[str, tuple[Step, ...], list[Path]]:
    raw = read_json(journal)
    try:
        if raw["format"] != FORMAT or raw["action"] not in ACTIONS:
            raise ValueError("another format")
        steps = tuple(Step(Path(s), Path(t), int(size), int(mtime)) for s, t, size, mtime in raw["steps"])
        return str(raw["action"]), steps, [Path(folder) for folder in raw["created"]]
    except (KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{journal} is not the journal of a sorting ({error}).") from None


def _forward(
    action: str, steps: tuple[Step, ...], progress: Progress | None, cancelled: Callable[[], bool] | None
) -> SortResult:
    problems: list[tuple[Path, str]] = []
    done = 0
    for number, step in enumerate(steps, 1):
        if cancelled is not None and cancelled():
            return SortResult(done, tuple(problems), cancelled=True)
        try:
            said = sort_step.forward(action, step)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
                with saving(step.target):
                    raise
            said = f"It could not be sorted: {error.strerror or error}."
        if said:
            problems.append((step.source, said))
        else:
            done += 1
        if progress is not None:
            progress(number, len(steps))
    return SortResult(done, tuple(problems))
