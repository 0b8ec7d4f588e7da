"""The data set that is open, corrected and divided anew in the background whenever something changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.item_models.dataset_view import DatasetView, derive
from desktop.tasks import Task
from engine.config import DataConfig, RunConfig
from engine.data.catalog import Catalog

_PAUSE_MS = 120
"""Milliseconds after the last change before the set is divided again."""


class DatasetState(QObject):
    """Main thread only.

    Signals:
        derived: the :class:`DatasetView` of now, and the one before it or None.
        failed: message and hint.
    """

    derived = Signal(object, object)
    failed = Signal(str, str)

    def __init__(
        self,
        config: Callable[[], DataConfig],
        groups: Callable[[], Mapping[str, int] | None],
        parent: QObject | None = None,
    ) -> None:
        """``config`` says how to divide, ``groups`` which pictures to keep together."""
        super().__init__(parent)
        self._config, self._groups = config, groups
        self._raw: Catalog | None = None
        self._task: Task | None = None
        self.view: DatasetView | None = None
        self.groups: Mapping[str, int] = {}
        """Pictures that the last division kept together, or the one going on does."""
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.derive)

    def set_raw(self, raw: Catalog | None) -> None:
        """Show another data set, as found; None for none."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._raw, self.view = raw, None
        if raw is not None:
            self.derive()

    @Slot()
    def derive_soon(self) -> None:
        """Correct and divide once the changes pause."""
        self._timer.start()

    @Slot()
    def derive(self) -> None:
        """Correct and divide, where the settings make sense."""
        raw, config = self._raw, self._config()
        if raw is None or any(p.field.startswith("data.") for p in RunConfig(data=config).problems()):
            return
        if self._task is not None:
            self._task.cancel()
        self.groups = groups = self._groups() or {}
        edits = Path(config.edits) if config.edits else None
        former = self.view.catalog if self.view is not None else None
        self._task = Task.start(lambda _p, _c: derive(raw, config, edits, groups, former), self)
        self._task.done.connect(self._done)
        self._task.failed.connect(self.failed)

    @Slot(object)
    def _done(self, view: DatasetView) -> None:
        former, self.view = self.view, view
        self._task = None
        self.derived.emit(view, former)
