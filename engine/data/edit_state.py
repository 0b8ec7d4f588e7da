"""Corrections as they stand, and what would have to change for others."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from engine.data.catalog import Catalog, Sample
from engine.data.edit_records import UNTOUCHED, Change, Edit, SampleEdit
from engine.data.known_copies import KnownCopies
from engine.data.overlay import Overlay


class EditState:
    """What all steps of a history come to."""

    def __init__(self, steps: Iterable[Edit] = ()) -> None:
        self.samples: dict[str, SampleEdit] = {}
        self.classes: dict[str, str] = {}
        self.added: dict[str, str] = {}
        for step in steps:
            self.take(step)

    def take(self, step: Edit) -> None:
        """Make the changes of one step."""
        for change in step.changes:
            if change.kind == "class":
                _put(self.classes, change.key, change.after, None)
            elif change.kind == "added":
                _put(self.added, change.key, change.after, None)
            else:
                _put(self.samples, change.key, change.after, UNTOUCHED)

    def of(self, sample_id: str) -> SampleEdit:
        """What is decided about a picture."""
        return self.samples.get(sample_id, UNTOUCHED)

    def overlay(self) -> Overlay:
        """All of it, for laying over a catalog; what comes later is not in it."""
        return Overlay(dict(self.samples), dict(self.classes), dict(self.added))

    def deciding(
        self, wanted: Mapping[str, Mapping[str, Any]], found: Mapping[str, str], known: KnownCopies
    ) -> list[Change]:
        """What changes where pictures get other values.

        Args:
            wanted: fields of :class:`SampleEdit` with their values, by sample id.
            found: the content of each picture now, in hex; pictures that cannot be read are left out.
            known: which pictures have copies.
        """
        copies = known.untouched(wanted.keys(), lambda sample_id: bool(self.of(sample_id).content))
        changes = []
        for sample_id, values in wanted.items():
            before, content = self.of(sample_id), found.get(sample_id, "")
            base = before
            if content and content != before.content:
                # What was decided about another picture in its place does not hold for this one.
                base = dataclasses.replace(UNTOUCHED if before.content else before, content=content)
            after = dataclasses.replace(base, **values)
            if after != base:
                after = dataclasses.replace(after, copies=copies.get(sample_id, base.copies))
                changes.append(Change("sample", sample_id, before, after))
        return changes

    def adding(self, catalog: Catalog, samples: Sequence[Sample]) -> list[Change]:
        """What changes, beside what is decided about them, where ``samples`` join ``catalog``."""
        known = {sample.id for sample in catalog.samples} | self.added.keys()
        now = {os.path.abspath(sample.path): sample.id for sample in samples}
        changes: list[Change] = []
        for sample_id, path in self.added.items():
            # A picture that has taken the place of one added earlier is added in its stead.
            if now.get(os.path.abspath(path), sample_id) != sample_id:
                changes.append(Change("sample", sample_id, self.of(sample_id), UNTOUCHED))
                changes.append(Change("added", sample_id, path, None))
        new = {sample.id: sample for sample in samples if sample.id not in known}
        changes += [Change("added", key, None, str(sample.path)) for key, sample in new.items()]
        return changes

    def renaming(self, names: Iterable[str], new: str) -> list[Change]:
        """Changes after which every picture whose class is now one of ``names`` has the class ``new``."""
        old = set(names) - {new}
        changes = [Change("class", key, value, new) for key, value in self.classes.items() if value in old]
        changes += [Change("class", name, None, new) for name in sorted(old) if name not in self.classes]
        changes += [
            Change("sample", key, edit, dataclasses.replace(edit, label=new))
            for key, edit in self.samples.items()
            if edit.label in old
        ]
        return changes


def _put(table: dict[str, Any], key: str, value: Any, absent: Any) -> None:
    if value == absent:
        table.pop(key, None)
    else:
        table[key] = value
