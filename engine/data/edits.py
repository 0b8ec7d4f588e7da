"""The user's corrections of a data set, kept beside it as an overlay: no picture is ever touched.

``edits.json`` in the project folder holds every correction in order, each with what was before it, so
that all of them can be undone and redone, also after a restart. A picture is known by its id (relative
path) and its content: the folder may move, a file may be renamed, and a file replaced by another picture
does not inherit the corrections of the old one. Pictures from elsewhere can be added: their paths are noted.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.config import FORMAT
from engine.data.catalog import Catalog, Sample
from engine.data.edit_records import UNTOUCHED, Change, Edit, SampleEdit, from_json, inverse
from engine.data.edit_words import class_name, count, count_files
from engine.data.overlay import Overlay, added_samples, contents
from engine.errors import EngineError
from engine.files import read_json, write_bytes

__all__ = ["FOLDS", "Edits", "SampleEdit"]

FOLDS = ("", "train", "validation", "test")


class Edits:
    """The overlay of one project. Every method that changes it saves it, atomically.

    Not thread-safe: use it from one thread.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._samples: dict[str, SampleEdit] = {}
        self._classes: dict[str, str] = {}
        self._added: dict[str, str] = {}
        self._done: list[Edit] = []
        self._undone: list[Edit] = []

    @classmethod
    def open(cls, path: Path) -> Edits:
        """The overlay in ``path``; an empty one, not yet written, where there is no such file.

        Raises:
            EngineError: the file cannot be read or understood.
        """
        edits = cls(path)
        if not path.exists():
            return edits
        raw = read_json(path)
        if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
            raise EngineError(
                f"{path} is not a list of corrections of format {FORMAT}.",
                "Open it with the version of Graft that wrote it, or move it away to begin anew.",
            )
        try:
            edits._done = [from_json(item) for item in raw["done"]]
            edits._undone = [from_json(item) for item in raw["undone"]]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise EngineError(f"{path} is damaged.", "Move it away to begin anew.") from None
        for edit in edits._done:
            edits._apply(edit)
        return edits

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
        return self._samples.get(sample_id, UNTOUCHED)

    def touched(self) -> dict[str, SampleEdit]:
        """What the user has decided, by sample id; pictures left as they are do not appear."""
        return dict(self._samples)

    def class_names(self) -> dict[str, str]:
        """The source's class name to the name it was given, where the user renamed or merged it."""
        return dict(self._classes)

    def relabel(self, samples: Sequence[Sample], name: str) -> None:
        """Give pictures the class ``name``, which may be a new one.

        Raises:
            EngineError: an empty name, or the overlay cannot be saved.
        """
        name = class_name(name)
        self._change_samples(samples, f"Relabel {count(samples)} as “{name}”", label=name)

    def label(self, samples: Sequence[Sample], names: Sequence[str], *, checked: bool) -> None:
        """Give each picture a class of its own, in one step.

        Args:
            samples: the pictures.
            names: a class name for each, which may be a new one.
            checked: whether a person has looked at each of them, rather than accepted what was proposed.

        Raises:
            EngineError: an empty name, or the overlay cannot be saved.
        """
        wanted = {s.id: class_name(name) for s, name in zip(samples, names, strict=True)}
        found = contents([sample for sample in samples if not self.of(sample.id).content])
        changes = []
        for sample_id, name in wanted.items():
            before = self.of(sample_id)
            content = before.content or found.get(sample_id, "")
            after = dataclasses.replace(before, label=name, checked=checked, content=content)
            if after != before:
                changes.append(Change("sample", sample_id, before, after))
        one = f"Label {count(samples)} as “{names[0]}”" if len(set(names)) == 1 else ""
        self._record(one or f"Label {count(samples)}", changes)

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
            EngineError: no such class, an empty name, or the overlay cannot be saved.
        """
        new = class_name(new)
        if old not in (*catalog.classes, *catalog.empty_classes):
            raise EngineError(f"There is no class named “{old}”.")
        merged = new in catalog.classes
        text = f"Merge “{old}” into “{new}”" if merged else f"Rename “{old}” to “{new}”"
        self._record(text, self._renaming((old,), new))

    def merge_classes(self, catalog: Catalog, names: Sequence[str], into: str) -> None:
        """Make one class of several; ``into`` may be one of them or a new name.

        Raises:
            EngineError: no such class, an empty name, or the overlay cannot be saved.
        """
        into = class_name(into)
        for name in names:
            if name not in (*catalog.classes, *catalog.empty_classes):
                raise EngineError(f"There is no class named “{name}”.")
        self._record(f"Merge {', '.join(names)} into “{into}”", self._renaming(names, into))

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
        changes = [
            change
            for name, paths in groups.items()
            for change in self._adding(catalog, paths, class_name(name), fold)
        ]
        whole = [path for paths in groups.values() for path in paths]
        where = f"“{next(iter(groups))}”" if len(groups) == 1 else f"{len(groups)} classes"
        self._record(f"Add {count_files(whole)} to {where}", changes)

    def _adding(self, catalog: Catalog, paths: Sequence[Path], name: str, fold: str) -> list[Change]:
        samples = added_samples(catalog, paths)
        known = {sample.id: sample for sample in catalog.samples}
        found = contents([sample for sample in samples if not self.of(sample.id).content])
        changes: list[Change] = []
        for sample in samples:
            before = self.of(sample.id)
            content = before.content or found.get(sample.id, "")
            if sample.id not in known and sample.id not in self._added:
                changes.append(Change("added", sample.id, None, str(sample.path)))
            after = dataclasses.replace(
                before, label=name, excluded=False, content=content, fold=fold or before.fold
            )
            if after != before:
                changes.append(Change("sample", sample.id, before, after))
        return changes

    def undo(self) -> str:
        """Take back the last step; says what it was, empty when there is none."""
        if not self._done:
            return ""
        edit = self._done.pop()
        self._apply(inverse(edit))
        self._undone.append(edit)
        self._save()
        return edit.text

    def redo(self) -> str:
        """Do the last undone step again; says what it was, empty when there is none."""
        if not self._undone:
            return ""
        edit = self._undone.pop()
        self._apply(edit)
        self._done.append(edit)
        self._save()
        return edit.text

    def apply(self, catalog: Catalog) -> Catalog:
        """``catalog`` as corrected; see :meth:`engine.data.overlay.Overlay.apply`."""
        return self.overlay().apply(catalog)

    def overlay(self) -> Overlay:
        """All corrections as they stand, for laying over a catalog."""
        return Overlay(dict(self._samples), dict(self._classes), dict(self._added))

    def _change_samples(self, samples: Sequence[Sample], text: str, **values: Any) -> None:
        fresh = [sample for sample in samples if not self.of(sample.id).content]
        found = contents(fresh)
        changes = []
        for sample in samples:
            before = self.of(sample.id)
            content = before.content or found.get(sample.id, "")
            after = dataclasses.replace(before, content=content, **values)
            if dataclasses.replace(after, content=before.content) != before:
                changes.append(Change("sample", sample.id, before, after))
        self._record(text, changes)

    def _renaming(self, names: Iterable[str], new: str) -> list[Change]:
        """Changes after which every picture whose class is now one of ``names`` has the class ``new``."""
        old = set(names) - {new}
        changes = [Change("class", key, value, new) for key, value in self._classes.items() if value in old]
        changes += [Change("class", name, None, new) for name in sorted(old) if name not in self._classes]
        changes += [
            Change("sample", key, edit, dataclasses.replace(edit, label=new))
            for key, edit in self._samples.items()
            if edit.label in old
        ]
        return changes

    def _record(self, text: str, changes: Iterable[Change]) -> None:
        edit = Edit(text, tuple(changes))
        if not edit.changes:
            return
        self._apply(edit)
        self._done.append(edit)
        self._undone.clear()
        self._save()

    def _apply(self, edit: Edit) -> None:
        for change in edit.changes:
            if change.kind == "class":
                _put(self._classes, change.key, change.after, None)
            elif change.kind == "added":
                _put(self._added, change.key, change.after, None)
            else:
                _put(self._samples, change.key, change.after, UNTOUCHED)

    def _save(self) -> None:
        if self.path is not None:
            done, undone = (",\n".join(edit.written for edit in part) for part in (self._done, self._undone))
            whole = f'{{"format": {FORMAT},\n"done": [\n{done}\n],\n"undone": [\n{undone}\n]}}\n'
            write_bytes(self.path, whole.encode())


def _put(table: dict[str, Any], key: str, value: Any, absent: Any) -> None:
    if value == absent:
        table.pop(key, None)
    else:
        table[key] = value
