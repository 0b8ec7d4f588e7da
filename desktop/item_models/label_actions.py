"""What the correction buttons of a panel do to the pictures selected in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from desktop.item_models.edit_session import EditSession
from engine.data.catalog import Sample


class LabelActions(QObject):
    """Corrections of "the selected pictures" through a session that panels may share.

    Signals:
        changed: something was corrected, undone or redone; what, in words.
        failed: message and hint of a correction that could not be made.
    """

    changed = Signal(str)
    failed = Signal(str, str)

    def __init__(self, targets: Callable[[], list[Sample]], parent: QObject | None = None) -> None:
        """``targets`` says which pictures are selected now."""
        super().__init__(parent)
        self._targets = targets
        self._session: EditSession | None = None

    @property
    def session(self) -> EditSession | None:
        """Where corrections go; None while there is no project."""
        return self._session

    def set_session(self, session: EditSession | None) -> None:
        """Correct through ``session`` from now on."""
        if self._session is not None:
            self._session.changed.disconnect(self.changed)
            self._session.failed.disconnect(self.failed)
        self._session = session
        if session is not None:
            session.changed.connect(self.changed)
            session.failed.connect(self.failed)

    @property
    def undo_text(self) -> str:
        """What undo would take back; empty for nothing."""
        return self._session.undo_text if self._session is not None else ""

    @property
    def redo_text(self) -> str:
        """What redo would do; empty for nothing."""
        return self._session.redo_text if self._session is not None else ""

    @Slot(str)
    def relabel(self, name: str) -> None:
        """Give the selected pictures another class."""
        if self._session is not None and (samples := self._targets()):
            self._session.relabel(samples, name)

    @Slot()
    def toggle_checked(self) -> None:
        """Mark them as checked; take the mark off where all have it."""
        if self._session is not None and (samples := self._targets()):
            session = self._session
            session.mark_checked(samples, not all(session.of(s.id).checked for s in samples))

    @Slot()
    def toggle_excluded(self) -> None:
        """Leave them out; take them in again where all are out."""
        if self._session is not None and (samples := self._targets()):
            session = self._session
            session.exclude(samples, not all(session.of(s.id).excluded for s in samples))

    @Slot(str)
    def move(self, fold: str) -> None:
        """Put them into a fold; an empty one lets the split decide."""
        if self._session is not None and (samples := self._targets()):
            self._session.move(samples, fold)

    @Slot()
    def undo(self) -> None:
        """Take the last correction back."""
        if self._session is not None:
            self._session.undo()

    @Slot()
    def redo(self) -> None:
        """Make the last undone correction again."""
        if self._session is not None:
            self._session.redo()
