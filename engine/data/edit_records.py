"""Single corrections of a data set, each with what was before it, and their plain form on disk."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SampleEdit:
    """What the user has decided about one picture; the defaults mean "as the source says".

    Attributes:
        label: class name, or None.
        fold: ``train``, ``validation``, ``test`` or ``""`` (undecided), or None.
        excluded: whether it is left out.
        checked: whether the user has looked at it and found it right.
        content: BLAKE2b of the file that was edited, in hex; empty where it could not be read.
        copies: ids of the pictures that had the same content then and no edit; None where not known.
    """

    label: str | None = None
    fold: str | None = None
    excluded: bool = False
    checked: bool = False
    content: str = ""
    copies: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, those at their default left out."""
        values = ((key, getattr(self, key)) for key in _DECIDED)
        return {key: value for key, value in values if value != getattr(UNTOUCHED, key)}


UNTOUCHED = SampleEdit()
_DECIDED = tuple(field.name for field in dataclasses.fields(SampleEdit))


@dataclass(frozen=True, slots=True)
class Change:
    """One key before and after: a picture's id with its edit (``sample``) or, where the source does not hold
    it, its path (``added``); or a class's own name with its new one (``class``)."""

    kind: str
    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Edit:
    """One step of the history. ``text`` says in words what it did, for the undo menu."""

    text: str
    changes: tuple[Change, ...]

    @functools.cached_property
    def written(self) -> str:
        """As JSON on one line; made once, as one step may hold thousands of changes."""
        return json.dumps(to_json(self), ensure_ascii=False, separators=(",", ":"))


def inverse(edit: Edit) -> Edit:
    """The step that takes ``edit`` back."""
    changes = (dataclasses.replace(c, before=c.after, after=c.before) for c in reversed(edit.changes))
    return Edit(edit.text, tuple(changes))


def to_json(edit: Edit) -> dict[str, Any]:
    """Plain values."""

    def value(item: Any) -> Any:
        return item.to_json() if isinstance(item, SampleEdit) else item

    return {
        "text": edit.text,
        "changes": [[c.kind, c.key, value(c.before), value(c.after)] for c in edit.changes],
    }


def from_json(raw: Mapping[str, Any]) -> Edit:
    """The inverse of :func:`to_json`. Raises KeyError, TypeError or ValueError on anything else."""

    def value(kind: str, item: Any) -> Any:
        if kind == "sample":
            copies = item.get("copies")
            return SampleEdit(**{**item, "copies": None if copies is None else tuple(map(str, copies))})
        if kind not in ("class", "added") or not isinstance(item, str | None):
            raise ValueError(kind)
        return item

    changes = (
        Change(kind, str(key), value(kind, before), value(kind, after))
        for kind, key, before, after in raw["changes"]
    )
    return Edit(str(raw["text"]), tuple(changes))
