"""The user's corrections as the window uses them: one history for all panels, told by signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from engine.data.catalog import Catalog, Sample
from engine.data.edits import Edits, SampleEdit
from engine.data.findings import HealthReport
from engine.errors import EngineError
from engine.files import saving


class EditSession(QObject):
    """A project's :class:`~engine.data.edits.Edits` behind signals. Main thread only.

    Signals:
        changed: something was corrected, undone or redone, here or in another window; what, in words.
        failed: message and hint of a correction that could not be made.
    """

    changed = Signal(str)
    failed = Signal(str, str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        """``path`` of ``edits.json``, which need not exist yet. Raises EngineError when it is damaged."""
        super().__init__(parent)
        self.path = path
        self._edits = Edits.open(path)

    @property
    def edits(self) -> Edits:
        """The corrections themselves, for reading."""
        return self._edits

    @property
    def undo_text(self) -> str:
        """What undo would take back; empty for nothing."""
        return self._edits.undo_text

    @property
    def redo_text(self) -> str:
        """What redo would do; empty for nothing."""
        return self._edits.redo_text

    def of(self, sample_id: str) -> SampleEdit:
        """What was decided about a picture."""
        return self._edits.of(sample_id)

    def reload(self) -> None:
        """Take over what another window has corrected since. Raises EngineError when it is damaged."""
        known = self._edits.revision
        self._edits.refresh()
        if self._edits.revision != known:
            self.changed.emit(self._edits.undo_text)

    def note_copies(self, report: HealthReport) -> None:
        """Learn which pictures are there more than once: a correction of one stays with that one."""
        compared = (sample.id for sample in report.catalog.samples)
        self._edits.note_copies(compared, report.duplicates)

    def relabel(self, samples: Sequence[Sample], name: str) -> None:
        """Give pictures another class."""
        self._do(lambda: self._edits.relabel(samples, name))

    def label(self, samples: Sequence[Sample], names: Sequence[str], *, checked: bool) -> None:
        """Give each picture a class of its own, in one step; ``checked`` where a person looked at each."""
        self._do(lambda: self._edits.label(samples, names, checked=checked))

    def exclude(self, samples: Sequence[Sample], excluded: bool = True) -> None:
        """Leave pictures out, or take them in again."""
        self._do(lambda: self._edits.exclude(samples, excluded))

    def move(self, samples: Sequence[Sample], fold: str) -> None:
        """Put pictures into a fold."""
        self._do(lambda: self._edits.move(samples, fold))

    def mark_checked(self, samples: Sequence[Sample], checked: bool = True) -> None:
        """Note that labels were looked at and are right."""
        self._do(lambda: self._edits.mark_checked(samples, checked))

    def add(self, catalog: Catalog, groups: Mapping[str, Sequence[Path]], fold: str = "") -> None:
        """Take pictures from elsewhere into classes; ``catalog`` is the data set as found."""
        self._do(lambda: self._edits.add_all(catalog, groups, fold))

    def rename_class(self, catalog: Catalog, old: str, new: str) -> None:
        """Give a class of ``catalog`` (as corrected) another name; an existing one merges the two."""
        self._do(lambda: self._edits.rename_class(catalog, old, new))

    @Slot()
    def undo(self) -> None:
        """Take the last correction back."""
        self._do(self._edits.undo)

    @Slot()
    def redo(self) -> None:
        """Make the last undone correction again."""
        self._do(self._edits.redo)

    def _do(self, work: Callable[[], object]) -> None:
        known = self._edits.revision
        told: object = None
        try:
            with saving(self.path):
                self.path.parent.mkdir(parents=True, exist_ok=True)
            told = work()
        except EngineError as error:
            self.failed.emit(error.message, error.hint)
        if self._edits.revision != known:
            self.changed.emit(told if isinstance(told, str) else self._edits.undo_text)


_shared: dict[Path, EditSession] = {}


def shared_session(path: Path) -> EditSession:
    """The one session of ``edits.json`` at ``path``, so that all panels share one history, as it is now.

    Raises:
        EngineError: the file is damaged.
    """
    path = path.absolute()
    if path in _shared:
        _shared[path].reload()
    else:
        _shared[path] = EditSession(path)
    return _shared[path]
