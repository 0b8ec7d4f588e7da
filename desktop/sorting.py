"""Sorting carried out and undone in the background, and told in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop import preferences
from desktop.tasks import Cancelled, Progress, Task, Work
from desktop.words import count, pictures
from engine.evaluation import sort_folder
from engine.evaluation.sort_folder import SortPlan, SortResult

_NAMED = 3
"""Files named in a message; the rest is counted."""

_UNFINISHED = "unfinished_sorting"
"""Preference: the journals of sortings that began and did not come to their end, the latest first."""


@dataclass(frozen=True)
class _Done:
    """The journal that was worked on, how it came out, and old places of moved files to new ones."""

    journal: Path
    result: SortResult
    places: dict[Path, Path] = field(default_factory=dict)


def _moved(plan: SortPlan, *, back: bool = False) -> dict[Path, Path]:
    """Of the files of ``plan``, those that are where it, or undoing it (``back``), moves them."""
    if plan.action != "move":
        return {}
    pairs = ((s.target, s.source) if back else (s.source, s.target) for s in plan.steps)
    return {old: new for old, new in pairs if new.exists() and not old.exists()}


class Sorting(QObject):
    """Does one plan at a time and keeps what undoes the last, across a restart where it was cut short.

    Signals:
        moved: old paths to new ones, a dict, after a move or its undoing.
        told: level, message and hint.
        progress: files done and files in all.
        busy_changed: begins or ends.
    """

    moved = Signal(object)
    told = Signal(str, str, str)
    progress = Signal(int, int)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.journal: Path | None = self.unfinished()
        self._plan: SortPlan | None = None
        self._control: list[bool] = []
        self._task: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a plan is being carried out or undone."""
        return self._task is not None

    @staticmethod
    def unfinished() -> Path | None:
        """The journal of the last sorting that closing, a crash or a full disk cut short; None for none."""
        return next((Path(kept) for kept in preferences.texts(_UNFINISHED) if Path(kept).is_file()), None)

    def run(self, plan: SortPlan) -> None:
        """Carry ``plan`` out."""
        if self._task is not None:
            return
        self._plan = plan
        stop = self._control = []
        journal = sort_folder.new_journal(plan.destination)
        self._remember(journal)

        def work(progress: Progress, cancelled: Cancelled) -> _Done:
            # Stopped by hand the result still counts, for it holds what undoes the part that is done;
            # a cancelled task would drop it.
            result = sort_folder.run(
                plan, journal=journal, progress=progress, cancelled=lambda: bool(stop) or cancelled()
            )
            return _Done(journal, result, _moved(plan))

        self._begin(work, self._on_sorted)

    def resume(self) -> None:
        """Go on with the sorting that was cut short."""
        journal = self.unfinished()
        if journal is None or self._task is not None:
            return
        self._plan = None
        stop = self._control = []

        def work(progress: Progress, cancelled: Cancelled) -> _Done:
            result = sort_folder.resume(
                journal, progress=progress, cancelled=lambda: bool(stop) or cancelled()
            )
            return _Done(journal, result)

        self._begin(work, self._on_resumed)

    def undo(self) -> None:
        """Bring back what the last plan did."""
        journal = self.journal
        if journal is None or self._task is not None:
            return
        self._remember(journal)
        plan = self._plan

        def work(progress: Progress, _cancelled: Cancelled) -> _Done:
            result = sort_folder.undo(journal, progress=progress)
            return _Done(journal, result, {} if plan is None else _moved(plan, back=True))

        self._begin(work, self._on_undone)

    @Slot()
    def stop(self) -> None:
        """Stop the plan under way; what is done stays and can be undone."""
        self._control.append(True)

    def _begin(self, work: Work, done: Callable[[_Done], None]) -> None:
        self._task = Task.start(work, self)
        self._task.done.connect(done)
        self._task.failed.connect(self._on_failed)
        self._task.progress.connect(self.progress)
        self._task.finished.connect(self._on_finished)
        self.busy_changed.emit(True)

    @Slot(object)
    def _on_sorted(self, done: _Done) -> None:
        result, plan = done.result, self._plan
        assert plan is not None
        self._keep(done)
        if plan.action == "move":
            self.moved.emit(done.places)
            text = self.tr("{0} moved into {1}.")
        else:
            text = self.tr("{0} copied into {1}.")
        told = text.format(pictures(result.done), plan.destination)
        if result.cancelled:
            told = self.tr("Stopped.") + " " + told
        self.told.emit("warning" if result.problems else "success", told, self._named(result.problems))

    @Slot(object)
    def _on_resumed(self, done: _Done) -> None:
        result = done.result
        self._keep(done)
        text = self.tr("Stopped.") if result.cancelled else self.tr("The sorting is finished: {0}.")
        level = "warning" if result.problems else "success"
        self.told.emit(level, text.format(pictures(result.done)), self._named(result.problems))

    def _keep(self, done: _Done) -> None:
        """It came to its end, or was stopped by hand: undoing is offered here, but not at the next start."""
        self.journal = done.result.journal
        self._remember(done.journal, unfinished=False)

    @staticmethod
    def _remember(journal: Path, *, unfinished: bool = True) -> None:
        """``journal`` is the latest of the unfinished sortings, or none of them any more."""
        others = [kept for kept in preferences.texts(_UNFINISHED) if kept != str(journal)]
        preferences.set_texts(_UNFINISHED, [str(journal), *others] if unfinished else others)

    @Slot(object)
    def _on_undone(self, done: _Done) -> None:
        result = done.result
        self._keep(done)
        if done.places:
            self.moved.emit(done.places)
        told = self.tr("The sorting is undone: {0}.").format(pictures(result.done))
        self.told.emit("warning" if result.problems else "success", told, self._named(result.problems))

    def _named(self, problems: Sequence[tuple[Path, str]]) -> str:
        """The first of ``problems`` in words."""
        told = " ".join(f"{path.name}: {reason}" for path, reason in problems[:_NAMED])
        if len(problems) > _NAMED:
            told += " " + self.tr("And {0} more.").format(count(len(problems) - _NAMED))
        return told

    @Slot(str, str)
    def _on_failed(self, message: str, hint: str) -> None:
        self.journal = self.unfinished() or self.journal
        self.told.emit("error", message, hint)

    @Slot()
    def _on_finished(self) -> None:
        self._task = None
        self.busy_changed.emit(False)
