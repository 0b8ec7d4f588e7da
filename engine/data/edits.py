"""The user's corrections of a data set, kept beside it as an overlay: no picture is ever touched.

``edits.json`` in the project folder holds every correction in order, each with what was before it, so
that all of them can be undone and redone, also after a restart. A picture is known by its id (relative
path) and its content: the folder may move, a file may be renamed, and a file replaced by another picture
does not inherit the corrections of the old one. Pictures from elsewhere can be added: their paths are noted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.data.catalog import Catalog, Sample
from engine.data.edit_file import EditFile
from engine.data.edit_records import Change, Edit, SampleEdit, inverse
from engine.data.edit_state import EditState
from engine.data.edit_words import class_name, count, count_files
from engine.data.known_copies import KnownCopies
from engine.data.overlay import Overlay, added_samples, contents
from engine.errors import EngineError

__all__ = ["FOLDS", "Edits", "SampleEdit"]

FOLDS = ("", "train", "validation", "test")


class Edits:
    """The overlay of one project. Every method that changes it saves it, atomically.

    Another process may change the same file: what it saved is taken over before the next change, which is
    then made on top; where that would not be what the user means, it is refused. Not thread-safe: use it
    from one thread.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._file = None if path is None else EditFile(path)
        self._copies = KnownCopies()
        self.revision = 0
        """Grows with every change, those of other processes included once they are known here."""
        self._state = EditState()
        self._done: list[Edit] = []
        self._undone: list[Edit] = []

    @classmethod
    def open(cls, path: Path) -> Edits:
        """The overlay in ``path``; an empty one, not yet written, where there is no such file.

        Raises:
            EngineError: the file cannot be read or understood.
        """
        edits = cls(path)
        edits.refresh()
        return edits

    def refresh(self) -> None:
        """Take over what other processes have saved. Raises EngineError as :meth:`open`."""
        if self._file is not None and self._file.others_wrote():
            self._done, self._undone = self._file.read()
            self._state = EditState(self._done)
            self.revision += 1

    @property
    def undo_text(self) -> str:
        """What undo would take back, in words; empty when there is nothing."""
        return self._done[-1].text if self._done else ""

    @property
    def redo_text(self) -> str:
        """What redo would do again, in words; empty when there is nothing."""
        return self._undone[-1].text if self._undone else ""

    @property
    def history(self) -> tuple[str, ...]:
        """What was done, in words, oldest first."""
        return tuple(edit.text for edit in self._done)

    def of(self, sample_id: str) -> SampleEdit:
        """What the user has decided about a picture."""
        return self._state.of(sample_id)

    def touched(self) -> dict[str, SampleEdit]:
        """What the user has decided, by sample id; pictures left as they are do not appear."""
        return dict(self._state.samples)

    def class_names(self) -> dict[str, str]:
        """The source's class name to the name it was given, where the user renamed or merged it."""
        return dict(self._state.classes)

    def relabel(self, samples: Sequence[Sample], name: str) -> None:
        """Give pictures the class ``name``, which may be a new one, by hand: they are checked then.

        Raises:
            EngineError: an empty name, or the overlay cannot be saved.
        """
        name = class_name(name)
        self._change_samples(samples, f"Relabel {count(samples)} as “{name}”", label=name, checked=True)

    def label(self, samples: Sequence[Sample], names: Sequence[str], *, checked: bool) -> None:
        """Give each picture a class of its own, in one step.

        Args:
            samples: the pictures.
            names: a class name for each, which may be a new one.
            checked: whether a person has looked at each of them, rather than accepted what was proposed.

        Raises:
            EngineError: an empty name, or the overlay cannot be saved.
        """
        wanted = {
            s.id: {"label": class_name(name), "checked": checked}
            for s, name in zip(samples, names, strict=True)
        }
        one = f"Label {count(samples)} as “{names[0]}”" if len(set(names)) == 1 else ""
        self._decide(samples, one or f"Label {count(samples)}", wanted)

    def exclude(self, samples: Sequence[Sample], excluded: bool = True) -> None:
        """Leave pictures out, or take them back in. Raises EngineError when it cannot be saved."""
        verb = "Exclude" if excluded else "Include"
        self._change_samples(samples, f"{verb} {count(samples)}", excluded=excluded)

    def move(self, samples: Sequence[Sample], fold: str) -> None:
        """Put pictures into a fold; ``""`` lets the split decide.

        Raises:
            EngineError: no such fold, or the overlay cannot be saved.
        """
        if fold not in FOLDS:
            raise EngineError(f"There is no fold named {fold}.", f"Folds are {', '.join(FOLDS[1:])}.")
        self._change_samples(samples, f"Move {count(samples)} to {fold or 'no fixed fold'}", fold=fold)

    def mark_checked(self, samples: Sequence[Sample], checked: bool = True) -> None:
        """Note that the labels were looked at and are right. Raises EngineError when it cannot be saved."""
        words = "checked" if checked else "not checked"
        self._change_samples(samples, f"Mark {count(samples)} as {words}", checked=checked)

    def rename_class(self, catalog: Catalog, old: str, new: str) -> None:
        """Give a class of ``catalog`` (edits applied) another name; an existing name merges the two.

        Raises:
            EngineError: no such class, an empty name, the overlay cannot be saved, or another process has
                changed it.
        """
        new = class_name(new)
        _require_class(catalog, old)
        merged = new in catalog.classes
        text = f"Merge “{old}” into “{new}”" if merged else f"Rename “{old}” to “{new}”"
        with self._alone(as_seen=True):
            self._record(text, self._state.renaming((old,), new))

    def merge_classes(self, catalog: Catalog, names: Sequence[str], into: str) -> None:
        """Make one class of several; ``into`` may be one of them or a new name. Raises as the former."""
        into = class_name(into)
        for name in names:
            _require_class(catalog, name)
        with self._alone(as_seen=True):
            self._record(f"Merge {', '.join(names)} into “{into}”", self._state.renaming(names, into))

    def add(self, catalog: Catalog, paths: Sequence[Path], name: str, fold: str = "") -> None:
        """Take pictures from elsewhere into the class ``name``; see :meth:`add_all`."""
        self.add_all(catalog, {name: paths}, fold)

    def add_all(self, catalog: Catalog, groups: Mapping[str, Sequence[Path]], fold: str = "") -> None:
        """Take pictures from elsewhere into classes, in one step; their files stay where they are.

        One that ``catalog`` (with what was added before) already holds is given the class instead.

        Args:
            catalog: the data set as found.
            groups: class name, which may be a new one, to picture files.
            fold: one of ``FOLDS``; where not empty, the pictures go to that fold.

        Raises:
            EngineError: an empty name, no such fold, a file that cannot be read, or the overlay cannot be
                saved; nothing is then added.
        """
        if fold not in FOLDS:
            raise EngineError(f"There is no fold named {fold}.", f"Folds are {', '.join(FOLDS[1:])}.")
        samples: dict[str, Sample] = {}
        wanted: dict[str, Mapping[str, Any]] = {}
        for name, paths in groups.items():
            values = {"label": class_name(name), "excluded": False, **({"fold": fold} if fold else {})}
            for sample in added_samples(catalog, paths):
                samples[sample.id], wanted[sample.id] = sample, values
        whole = [path for paths in groups.values() for path in paths]
        where = f"“{next(iter(groups))}”" if len(groups) == 1 else f"{len(groups)} classes"
        chosen = list(samples.values())
        found = contents(chosen)
        with self._alone():
            joining = self._state.adding(catalog, chosen)
            deciding = self._state.deciding(wanted, found, self._copies)
            self._record(f"Add {count_files(whole)} to {where}", [*joining, *deciding])

    def undo(self) -> str:
        """Take back the last step; says what it was, empty when there is none.

        Raises:
            EngineError: it cannot be saved, or the last step is one of another process, now known here.
        """
        with self._alone(as_seen=True):
            if not self._done:
                return ""
            edit = self._done[-1]
            self._commit(inverse(edit), self._done[:-1], [*self._undone, edit])
            return edit.text

    def redo(self) -> str:
        """Do the last undone step again; says what it was, empty when there is none. Raises as undo."""
        with self._alone(as_seen=True):
            if not self._undone:
                return ""
            edit = self._undone[-1]
            self._commit(edit, [*self._done, edit], self._undone[:-1])
            return edit.text

    def note_copies(self, compared: Iterable[str], groups: Iterable[Sequence[str]]) -> None:
        """Learn which pictures are there more than once, so that a correction of one stays with that one.

        Args:
            compared: ids of all pictures that were compared.
            groups: ids of those that are the same, byte for byte.
        """
        self._copies = KnownCopies(compared, groups)

    def apply(self, catalog: Catalog) -> Catalog:
        """``catalog`` as corrected; see :meth:`engine.data.overlay.Overlay.apply`."""
        return self.overlay().apply(catalog)

    def overlay(self) -> Overlay:
        """All corrections as they stand, for laying over a catalog."""
        return self._state.overlay()

    def _change_samples(self, samples: Sequence[Sample], text: str, **values: Any) -> None:
        self._decide(samples, text, {sample.id: values for sample in samples})

    def _decide(self, samples: Sequence[Sample], text: str, wanted: Mapping[str, Mapping[str, Any]]) -> None:
        found = contents(samples)
        with self._alone():
            self._record(text, self._state.deciding(wanted, found, self._copies))

    @contextlib.contextmanager
    def _alone(self, *, as_seen: bool = False) -> Iterator[None]:
        """Let no other process save meanwhile, and take over what one has saved before.

        ``as_seen``: refuse the change then, as it is meant for the corrections as the user saw them.
        """
        if self._file is None:
            yield
            return
        with self._file.alone():
            known = self.revision
            self.refresh()
            if as_seen and self.revision != known:
                raise EngineError(
                    "Another window has changed the corrections of these pictures.",
                    "They are shown now. Look at them, then try again.",
                )
            yield

    def _record(self, text: str, changes: Iterable[Change]) -> None:
        edit = Edit(text, tuple(changes))
        if edit.changes:
            self._commit(edit, [*self._done, edit], [])

    def _commit(self, step: Edit, done: list[Edit], undone: list[Edit]) -> None:
        """Make a step, and none where it cannot be saved."""
        if self._file is not None:
            self._file.write(done, undone)
        self._done, self._undone = done, undone
        self._state.take(step)
        self.revision += 1


def _require_class(catalog: Catalog, name: str) -> None:
    if name not in (*catalog.classes, *catalog.empty_classes, *catalog.dropped_classes):
        raise EngineError(f"There is no class named “{name}”.")
