"""A data set as the window shows it: corrections applied, divided, counted. No Qt in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.config import DataConfig
from engine.data.catalog import Catalog
from engine.data.edits import Edits, SampleEdit
from engine.data.split import make_split

FOLDS = ("train", "validation", "test")


@dataclass(frozen=True)
class DatasetView:
    """Columns over the n samples of ``raw``, excluded ones included.

    Attributes:
        raw: the data set as found, with the pictures that were added.
        catalog: the data set as corrected; class indices below are its.
        labels: int64, shape (n,); -1 where unlabelled.
        folds: int8, shape (n,): 0 training, 1 validation, 2 test, -1 in none.
        excluded: bool, shape (n,).
        edits: the corrections by sample id, untouched pictures left out.
        counts: pictures by class and fold, int64, shape (classes, 3).
        own_folds: folds that the source itself sets.
        added: ids of pictures that the source does not hold.
        renamed: former class name to name of now.
    """

    raw: Catalog
    catalog: Catalog
    labels: npt.NDArray[np.int64]
    folds: npt.NDArray[np.int8]
    excluded: npt.NDArray[np.bool_]
    edits: Mapping[str, SampleEdit]
    counts: npt.NDArray[np.int64]
    own_folds: frozenset[str]
    added: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def fold_totals(self) -> tuple[int, int, int]:
        """Pictures for training, validation and test."""
        train, validation, test = (int(total) for total in self.counts.sum(axis=0))
        return train, validation, test


def derive(
    raw: Catalog,
    data: DataConfig,
    edits_path: Path | None,
    groups: Mapping[str, int] | None = None,
    former: Catalog | None = None,
) -> DatasetView:
    """Correct and divide ``raw`` as a run with ``data`` would.

    Args:
        raw: the data set as found.
        data: fractions, seed and folds.
        edits_path: the overlay, which need not exist.
        groups: pictures kept together, as :func:`engine.data.split.make_split` takes them.
        former: the corrected data set of before; the very same object comes back where nothing changed.

    Raises:
        EngineError: the overlay is damaged.
    """
    edits = Edits.open(edits_path) if edits_path is not None else Edits()
    overlay = edits.overlay()
    raw = overlay.extend(raw)
    catalog = overlay.apply(raw)
    if former is not None and catalog == former:
        catalog = former
    split = make_split(catalog, data, groups=groups)
    row = {sample.id: at for at, sample in enumerate(raw.samples)}
    labels = np.full(len(raw.samples), -1, dtype=np.int64)
    excluded = np.ones(len(raw.samples), dtype=np.bool_)
    folds = np.full(len(raw.samples), -1, dtype=np.int8)
    kept = [row[sample.id] for sample in catalog.samples]
    labels[kept] = [sample.label for sample in catalog.samples]
    excluded[kept] = False
    for number, part in enumerate((split.train, split.validation, split.test)):
        folds[[row[sample.id] for sample in part]] = number
    _label_excluded(raw, catalog, edits, labels, excluded)
    counted = (labels >= 0) & ~excluded & (folds >= 0)
    flat = labels[counted] * 3 + folds[counted]
    width = len(catalog.classes)
    return DatasetView(
        raw=raw,
        catalog=catalog,
        labels=labels,
        folds=folds,
        excluded=excluded,
        edits={key: edit for key, edit in edits.touched().items() if key in row},
        counts=np.bincount(flat, minlength=width * 3).reshape(width, 3).astype(np.int64),
        own_folds=frozenset(sample.fold for sample in raw.samples if sample.fold),
        added=frozenset(overlay.added),
        renamed=edits.class_names(),
    )


def _label_excluded(
    raw: Catalog,
    catalog: Catalog,
    edits: Edits,
    labels: npt.NDArray[np.int64],
    excluded: npt.NDArray[np.bool_],
) -> None:
    """Give pictures left out the class they would have, so that they are still found under it."""
    index = {name: label for label, name in enumerate(catalog.classes)}
    renamed = edits.class_names()
    for at in np.flatnonzero(excluded):
        sample = raw.samples[at]
        own = raw.classes[sample.label] if sample.label >= 0 else ""
        name = edits.of(sample.id).label or renamed.get(own, own)
        labels[at] = index.get(name, -1)
