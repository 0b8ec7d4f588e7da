"""Corrections laid over a data set: pictures added, relabelled, moved, left out; classes renamed, merged."""

from __future__ import annotations

import operator
import os
import posixpath
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine import fingerprints
from engine.data import reading
from engine.data.catalog import Catalog, FileProblem, Sample
from engine.data.edit_records import UNTOUCHED, SampleEdit
from engine.data.scan import printable
from engine.errors import EngineError

ADDED = "added/"
"""Ids of added pictures begin so; the content of the file follows, and its name."""

_GONE = "It was added to the data set and is not there any more."
_REPLACED = "Another picture has taken its place since it was added to the data set; add it again."


@dataclass(frozen=True)
class Overlay:
    """All corrections, as they stand.

    Attributes:
        samples: what was decided about single pictures, by sample id.
        classes: the source's class name to the name it was given.
        added: sample id to the path of a picture that the source does not hold.
    """

    samples: Mapping[str, SampleEdit] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)

    def extend(self, catalog: Catalog) -> Catalog:
        """``catalog`` with the pictures that were added, not yet labelled; one that is gone is a problem.

        Extending twice changes nothing.
        """
        known = {sample.id for sample in catalog.samples} if self.added else set[str]()
        samples: list[Sample] = []
        problems: list[FileProblem] = []
        for sample_id, path in self.added.items():
            if sample_id in known:
                continue
            reason = reading.sniff(path) if os.path.exists(path) else _GONE
            if reason is None:
                samples.append(Sample(sample_id, Path(path), -1))
            else:
                problems.append(FileProblem(Path(path), reason))
        if not samples and not problems:
            return catalog
        every = sorted((*catalog.samples, *samples), key=operator.attrgetter("id"))
        new = [problem for problem in problems if problem not in catalog.problems]
        return replace(catalog, samples=tuple(every), problems=(*catalog.problems, *new))

    def apply(self, catalog: Catalog) -> Catalog:
        """``catalog`` as corrected. Only files that carry a correction are read, to know them again.

        Corrections of pictures that are not there any more are kept, without effect.

        Raises:
            EngineError: the memory of file contents in the cache folder cannot be used.
        """
        if not self.samples and not self.classes and not self.added:
            return catalog
        catalog = self.extend(catalog)
        chosen = self._match(catalog.samples)
        rows: list[tuple[Sample, str | None]] = []
        problems = list(catalog.problems)
        for sample in catalog.samples:
            edit = chosen.get(sample.id, UNTOUCHED)
            if sample.id in self.added and sample.id not in chosen:
                problems.append(FileProblem(sample.path, _REPLACED))
                continue
            if edit.excluded:
                continue
            own = None if sample.label < 0 else self.renamed(catalog.classes[sample.label])
            fold = sample.fold if edit.fold is None else edit.fold
            rows.append((replace(sample, fold=fold), own if edit.label is None else edit.label))
        classes = sorted({name for _, name in rows if name is not None})
        index = {name: label for label, name in enumerate(classes)}
        dropped = {self.renamed(name) for name in catalog.classes} - set(classes)
        empty = {self.renamed(name) for name in catalog.empty_classes} - set(classes) - dropped
        return replace(
            catalog,
            classes=tuple(classes),
            samples=tuple(replace(s, label=-1 if n is None else index[n]) for s, n in rows),
            problems=tuple(problems),
            empty_classes=tuple(sorted(empty)),
            dropped_classes=tuple(sorted(dropped)),
        )

    def renamed(self, name: str) -> str:
        """The name that the source's class ``name`` carries now."""
        return self.classes.get(name, name)

    def _match(self, samples: Sequence[Sample]) -> dict[str, SampleEdit]:
        """Sample id to the edit that belongs to it, by id and content, else by content to one sample."""
        by_id = {sample.id: sample for sample in samples}
        there = [by_id[key] for key, edit in self.samples.items() if key in by_id and edit.content]
        found = contents(there)
        chosen: dict[str, SampleEdit] = {}
        lost: dict[str, dict[str, SampleEdit]] = {}
        for sample_id, edit in self.samples.items():
            now = found.get(sample_id, "")
            if sample_id in by_id and (not edit.content or not now or now == edit.content):
                chosen[sample_id] = edit
            elif edit.content and sample_id not in self.added:
                lost.setdefault(edit.content, {})[sample_id] = edit
        if lost:
            others = [s for s in samples if s.id not in chosen and s.id not in self.added]
            holders: dict[str, list[str]] = {}
            for sample_id, content in contents(others).items():
                holders.setdefault(content, []).append(sample_id)
            kept = Counter(found.get(sample_id, "") for sample_id in chosen)
            known = frozenset(chosen)
            for content, edits in lost.items():
                chosen |= _heirs(edits, holders.get(content, ()), known, kept[content])
        return chosen


def _heirs(
    lost: Mapping[str, SampleEdit], holders: Sequence[str], known: Set[str], kept: int
) -> dict[str, SampleEdit]:
    """Which pictures are those of ``lost`` under another name: no more than one for each edit.

    Args:
        lost: edits of one content, by the ids under which it is no longer found.
        holders: ids of the pictures without an edit that have this content now.
        known: ids of all pictures that have an edit.
        kept: how many of them have this content.
    """
    if len(holders) + kept > len(lost):
        # One of them may have stood beside the lost one from the beginning and was to stay as it was.
        lost = {sample_id: edit for sample_id, edit in lost.items() if edit.copies is not None}
    stood = {sample_id for edit in lost.values() for sample_id in edit.copies or ()}
    left = [sample_id for sample_id in holders if sample_id not in stood]
    # Untouched copies that are not found either come first, so that none of them gets an edit by mistake.
    names = [*sorted(stood - set(holders) - known - lost.keys()), *lost]
    became: dict[str, str] = {}
    for alike in (posixpath.basename, posixpath.dirname, lambda _: ""):
        for name in (each for each in names if each not in became):
            heir = next((each for each in left if alike(each) == alike(name)), None)
            if heir is not None:
                became[name] = heir
                left.remove(heir)
    return {became[sample_id]: edit for sample_id, edit in lost.items() if sample_id in became}


def contents(samples: Sequence[Sample]) -> dict[str, str]:
    """BLAKE2b of each picture's file in hex, by sample id; files that cannot be read are left out."""
    if not samples:
        return {}
    keys = fingerprints.content_keys([sample.path for sample in samples])
    return {s.id: key.hex() for s, key in zip(samples, keys, strict=True) if key is not None}


def added_samples(catalog: Catalog, paths: Sequence[Path]) -> list[Sample]:
    """What ``paths`` are, or will be, in ``catalog``: a sample each, those it holds already as they are.

    Raises:
        EngineError: one cannot be read; it is named.
    """
    wanted = {os.path.abspath(path) for path in paths}
    held = {str(s.path): s for s in catalog.samples if str(s.path) in wanted}
    keys = fingerprints.content_keys(paths)
    samples: dict[str, Sample] = {}
    for path, key in zip(paths, keys, strict=True):
        if key is None:
            raise EngineError(f"{path} cannot be read.", "Check that it is there and may be read.")
        name = unicodedata.normalize("NFC", printable(path.name).name)
        fresh = Sample(f"{ADDED}{key.hex()[:16]}/{name}", path, -1)
        sample = held.get(os.path.abspath(path), fresh)
        if sample.id.startswith(ADDED) and not sample.id.startswith(f"{ADDED}{key.hex()[:16]}/"):
            sample = fresh  # another picture has taken the place of the one that was added
        samples[sample.id] = sample
    return list(samples.values())
