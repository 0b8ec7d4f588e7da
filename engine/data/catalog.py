"""What a data set holds: samples with labels, and every file that could not be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture.

    Attributes:
        id: path relative to the catalog's root, with ``/``; unique, stable when the folder moves.
        path: where the file is now.
        label: index into ``Catalog.classes``; -1 when unlabelled.
        fold: ``train``, ``validation`` or ``test`` where the source or the user says so, else empty.
    """

    id: str
    path: Path
    label: int
    fold: str = ""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that cannot be used. ``reason`` in words, complete without the path."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Catalog:
    """A data set as found, edits applied.

    Attributes:
        source: what the user gave.
        root: folder that sample ids are relative to.
        classes: class names, sorted; labels index into it.
        samples: every usable picture, in a stable order (by id).
        problems: every file that looks like a picture, or stands among them, and cannot be used.
        empty_classes: class folders without any usable picture.
        dropped_classes: classes whose pictures edits left out or gave to others; they are not trained.
    """

    source: str
    root: Path
    classes: tuple[str, ...]
    samples: tuple[Sample, ...]
    problems: tuple[FileProblem, ...] = ()
    empty_classes: tuple[str, ...] = field(default=())
    dropped_classes: tuple[str, ...] = ()

    def counts(self) -> dict[str, dict[str, int]]:
        """Pictures by class name, then by fold (``""`` where undecided)."""
        result: dict[str, dict[str, int]] = {name: {} for name in self.classes}
        for sample in self.samples:
            if sample.label >= 0:
                folds = result[self.classes[sample.label]]
                folds[sample.fold] = folds.get(sample.fold, 0) + 1
        return result


@dataclass(frozen=True)
class Split:
    """The catalog's samples divided; every sample's ``fold`` is set."""

    train: tuple[Sample, ...]
    validation: tuple[Sample, ...]
    test: tuple[Sample, ...]
