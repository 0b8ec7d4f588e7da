"""Renaming, merging and filling classes: asked for by a name, done through the session of corrections."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop import words
from desktop.item_models.dataset_view import DatasetView
from desktop.item_models.edit_session import EditSession


class ClassChanges(QObject):
    """What the class list and dropped pictures do to a data set. Main thread only.

    Signals:
        asked: message, hint and the words of a button: to be confirmed by :meth:`confirm`.
        renamed: a class's former name and its name now.
        told: what was done, in words; it can be undone.
    """

    asked = Signal(str, str, str)
    renamed = Signal(str, str)
    told = Signal(str)

    def __init__(self, session: Callable[[], EditSession | None], parent: QObject | None = None) -> None:
        """``session`` says where corrections go now."""
        super().__init__(parent)
        self._session = session
        self._view: DatasetView | None = None
        self._waiting: tuple[str, str] | None = None

    @property
    def view(self) -> DatasetView | None:
        """The data set that is changed; None for none."""
        return self._view

    def set_view(self, view: DatasetView | None) -> None:
        """Change this data set from now on."""
        self._view = view

    @Slot(int, str)
    def rename(self, label: int, name: str) -> None:
        """Give a class another name; where another class has it, ask whether to merge the two."""
        view = self._view
        name = unicodedata.normalize("NFC", name).strip()
        if view is None or not 0 <= label < len(view.catalog.classes) or not name:
            return
        old = view.catalog.classes[label]
        if name == old:
            return
        if name not in view.catalog.classes:
            self._change(old, name, self.tr("“{0}” is called “{1}” now.").format(old, name))
            return
        self._waiting = (old, name)
        pictures = words.pictures(int(view.counts[label].sum()))
        self.asked.emit(
            self.tr("There is a class “{0}” already.").format(name),
            self.tr("“{0}” with its {1} can become a part of it.").format(old, pictures),
            self.tr("Merge"),
        )

    @Slot()
    def confirm(self) -> None:
        """Merge what was asked about."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._merge(*waiting)

    @Slot(int, int)
    def merge(self, label: int, into: int) -> None:
        """Make one class a part of another."""
        if self._view is not None:
            classes = self._view.catalog.classes
            self._merge(classes[label], classes[into])

    def _merge(self, old: str, into: str) -> None:
        self._change(old, into, self.tr("“{0}” is part of “{1}” now.").format(old, into))

    def _change(self, old: str, new: str, text: str) -> None:
        session = self._session()
        if self._view is None or session is None:
            return
        before = session.undo_text
        self.renamed.emit(old, new)
        session.rename_class(self._view.catalog, old, new)
        if session.undo_text != before:
            self.told.emit(text)

    @Slot(object, str)
    def add(self, groups: dict[str, Sequence[Path]], fold: str = "") -> None:
        """Take pictures from elsewhere into classes, by class name; into ``fold`` unless it is empty."""
        session = self._session()
        if self._view is None or session is None:
            return
        before = session.undo_text
        session.add(self._view.raw, groups, fold)
        if session.undo_text == before:
            return
        count = sum(map(len, groups.values()))
        names = ", ".join(f"“{name}”" for name in groups)
        text = self.tr("1 picture added to {1}.") if count == 1 else self.tr("{0} pictures added to {1}.")
        self.told.emit(text.format(f"{count:,}", names))
