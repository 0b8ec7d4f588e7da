"""What would spoil a model: unusable files, copies, leaks, conflicting labels, odd pictures, thin classes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from engine import fingerprints
from engine.data import duplicates, inspection
from engine.data.catalog import Catalog, FileProblem, Sample
from engine.data.findings import KINDS, Finding, HealthReport
from engine.data.inspection import Inspection
from engine.data.progress import Cancelled, Progress
from engine.data.sources import catalog_of

__all__ = ["Finding", "HealthReport", "LabelSuspicion", "check", "content_groups", "feature_outliers"]

_TINY_SIDE = 32
_EXTREME_ASPECT = 4.0
_BLANK_CONTRAST = 2.0
_GRAPHIC_FLATNESS = 0.75
_GRAPHIC_DOMINANCE = 0.9
_FLAT_SET = 0.3
_FEW = 20
_TOO_FEW = 5
_IMBALANCE = 10.0
_OUTLIER_NEIGHBOURS = 5
_OUTLIER_DEVIATIONS = 6.0


class LabelSuspicion(Protocol):
    """A label that a model disagrees with, as :mod:`engine.evaluation.label_issues` finds them."""

    @property
    def id(self) -> str:
        """The sample's id."""

    @property
    def suggested(self) -> int:
        """Index of the class that fits better."""

    @property
    def margin(self) -> float:
        """How clearly, 0 to 1."""


def check(
    catalog: Catalog,
    *,
    features: tuple[Sequence[str], npt.ArrayLike] | None = None,
    suspicions: Sequence[LabelSuspicion] = (),
    progress: Callable[[int, int], None] | None = None,
    cancelled: Cancelled | None = None,
) -> HealthReport:
    """Decode every picture of ``catalog`` once and say what is wrong with the set.

    Args:
        catalog: the data set.
        features: sample ids and a backbone's features of them, shape (n, width), when there are any:
            pictures unlike all others are then found by them too.
        suspicions: labels that a model disagrees with, when there are any.
        progress: told pictures done and pictures in all.
        cancelled: asked between pictures.

    Raises:
        WorkCancelled: ``cancelled`` said so.
    """
    total = len(catalog.samples)
    step: Progress | None = None if progress is None else lambda done: progress(done, total)
    seen = inspection.inspect(catalog.samples, progress=step, cancelled=cancelled)
    usable = catalog_of(
        catalog, seen.samples, sorted((*catalog.problems, *seen.problems), key=lambda p: str(p.path))
    )
    label = {s.id: s for s in usable.samples}
    samples = [label[s.id] for s in seen.samples]
    exact = duplicates.exact(seen.contents)
    near = _not_exact(duplicates.near(seen.likenesses, cancelled=cancelled), seen.contents)
    found = [
        *_unusable(usable.problems),
        *_copies(usable, samples, exact, near=False),
        *_copies(usable, samples, near, near=True),
        *_suspicious(usable, suspicions),
        *_odd(seen),
        *_classes(usable),
    ]
    if features is not None:
        known = {sample_id for finding in found if finding.kind == "outlier" for sample_id in finding.ids}
        found += [f for f in feature_outliers(*features) if not known & set(f.ids)]
    return HealthReport(
        catalog=usable,
        unusable=usable.problems,
        findings=tuple(sorted(found, key=lambda f: (KINDS.index(f.kind), -f.score, f.ids, f.paths))),
        duplicates=tuple(tuple(samples[i].id for i in group) for group in exact),
        near_duplicates=tuple(tuple(samples[i].id for i in group) for group in near),
    )


def content_groups(catalog: Catalog) -> dict[str, int]:
    """Sample id to group number for pictures that are there more than once, byte for byte.

    Unchanged files are not read again.
    """
    keys = fingerprints.content_keys([sample.path for sample in catalog.samples])
    known = [(s, key) for s, key in zip(catalog.samples, keys, strict=True) if key is not None]
    groups = duplicates.exact([key for _, key in known])
    return {known[i][0].id: number for number, group in enumerate(groups) for i in group}


def feature_outliers(ids: Sequence[str], features: npt.ArrayLike) -> Iterator[Finding]:
    """Pictures whose nearest neighbours are much farther away than is usual in the set.

    The measure is the mean cosine distance to the five nearest; unusual is six robust deviations
    (1.4826 times the median absolute deviation) above the median.

    Args:
        ids: sample ids, n of them.
        features: a backbone's output, shape (n, width).
    """
    values = np.asarray(features, dtype=np.float32)
    if len(values) < 4 * _OUTLIER_NEIGHBOURS:
        return
    values = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12)
    distance = np.empty(len(values), np.float32)
    for start in range(0, len(values), 512):
        similar = values[start : start + 512] @ values.T
        nearest = np.partition(similar, -(_OUTLIER_NEIGHBOURS + 1), axis=1)[:, -(_OUTLIER_NEIGHBOURS + 1) :]
        # The nearest of all is the picture itself.
        distance[start : start + 512] = (
            1.0 - (nearest.sum(axis=1) - nearest.max(axis=1)) / _OUTLIER_NEIGHBOURS
        )
    middle = float(np.median(distance))
    spread = 1.4826 * float(np.median(np.abs(distance - middle))) or 1e-9
    for row in np.argsort(-distance):
        deviations = (float(distance[row]) - middle) / spread
        if deviations < _OUTLIER_DEVIATIONS:
            return
        yield Finding(
            "outlier",
            "warning",
            f"{ids[row]} is unlike all other pictures. Look whether it belongs here.",
            (ids[row],),
            score=min(1.0, deviations / 20.0),
        )


def _unusable(problems: Sequence[FileProblem]) -> Iterator[Finding]:
    for problem in problems:
        yield Finding(
            "unusable", "error", f"{problem.path.name}: {problem.reason}", paths=(str(problem.path),)
        )


def _not_exact(groups: duplicates.Groups, contents: Sequence[bytes]) -> duplicates.Groups:
    return [group for group in groups if len({contents[i] for i in group}) > 1]


def _copies(
    catalog: Catalog, samples: Sequence[Sample], groups: duplicates.Groups, *, near: bool
) -> Iterator[Finding]:
    prefix, words = ("near_", "nearly the same") if near else ("", "the same")
    for group in groups:
        chosen = [samples[i] for i in group]
        ids = tuple(s.id for s in chosen)
        folds = sorted({s.fold for s in chosen if s.fold})
        names = sorted({catalog.classes[s.label] for s in chosen if s.label >= 0})
        what = f"{len(ids)} pictures are {words}: {_some(ids)}."
        grave = "warning" if near else "error"
        if len(names) > 1:
            labels = _some(names)
            yield Finding(
                f"{prefix}conflict", grave, f"{what} They carry different labels ({labels}). Choose one.", ids
            )
        if len(folds) > 1:
            where = f"They stand in different folds ({_some(folds)}), so figures come out too good."
            yield Finding(f"{prefix}leak", grave, f"{what} {where} Exclude all but one.", ids)
        if len(names) <= 1 and len(folds) <= 1:
            severity = "note" if near else "warning"
            yield Finding(f"{prefix}duplicate", severity, f"{what} One is enough.", ids)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown


def _suspicious(catalog: Catalog, suspicions: Sequence[LabelSuspicion]) -> Iterator[Finding]:
    by_id = {sample.id: sample for sample in catalog.samples}
    for suspicion in suspicions:
        sample = by_id.get(suspicion.id)
        if sample is not None and sample.label >= 0:
            better = catalog.classes[suspicion.suggested]
            now = catalog.classes[sample.label]
            yield Finding(
                "suspicious_label",
                "warning",
                f"{sample.id} is labelled “{now}” and looks like “{better}”.",
                (sample.id,),
                suggested=better,
                score=float(suspicion.margin),
            )


def _odd(seen: Inspection) -> Iterator[Finding]:
    """Pictures that are strange by themselves: blank, tiny, a strip, a drawing among photographs."""
    if not seen.samples:
        return
    contrast = seen.likenesses.reshape(len(seen.samples), -1).astype(np.float32).std(axis=1)
    shorter, longer = seen.sizes.min(axis=1), seen.sizes.max(axis=1)
    aspect = longer / np.maximum(shorter, 1)
    blank = contrast < _BLANK_CONTRAST
    for row in np.flatnonzero(blank):
        name = seen.samples[row].id
        yield Finding(
            "blank", "warning", f"{name} shows one even colour. Exclude it if it is empty.", (name,)
        )
    # In a set of small pictures, being small says nothing.
    for row in np.flatnonzero((shorter < _TINY_SIDE) & (shorter < np.median(shorter) / 2)):
        width, height = seen.sizes[row]
        name = seen.samples[row].id
        yield Finding("tiny", "warning", f"{name} is only {width} x {height} pixels.", (name,))
    for row in np.flatnonzero((aspect > _EXTREME_ASPECT) & (aspect > 2 * np.median(aspect))):
        width, height = seen.sizes[row]
        name = seen.samples[row].id
        message = f"{name} is a strip of {width} x {height} pixels; only its middle will be seen."
        yield Finding("extreme_aspect", "note", message, (name,))
    if float(np.median(seen.flatness)) < _FLAT_SET:
        graphic = (seen.flatness >= _GRAPHIC_FLATNESS) & (seen.dominance >= _GRAPHIC_DOMINANCE) & ~blank
        for row in np.flatnonzero(graphic):
            name = seen.samples[row].id
            message = (
                f"{name} looks like a drawing, a screenshot or a web site's placeholder among photographs. "
                "Exclude it if it does not show what its label says."
            )
            yield Finding("outlier", "warning", message, (name,), score=float(seen.flatness[row]))


def _classes(catalog: Catalog) -> Iterator[Finding]:
    for name in catalog.empty_classes:
        yield Finding("empty_class", "error", f"The class folder “{name}” holds no usable picture.")
    counts = {name: sum(folds.values()) for name, folds in catalog.counts().items()}
    by_class: Mapping[str, list[str]] = {name: [] for name in counts}
    for sample in catalog.samples:
        if sample.label >= 0:
            by_class[catalog.classes[sample.label]].append(sample.id)
    for name, count in counts.items():
        if count < _FEW:
            severity = "error" if count < _TOO_FEW else "warning"
            pictures = "1 picture" if count == 1 else f"{count} pictures"
            message = f"The class “{name}” has {pictures}; {_FEW} or more make a result that can be trusted."
            yield Finding("few_pictures", severity, message, tuple(by_class[name]))
    if len(counts) > 1:
        largest, smallest = max(counts, key=counts.__getitem__), min(counts, key=counts.__getitem__)
        ratio = counts[largest] / max(1, counts[smallest])
        if ratio >= _IMBALANCE:
            message = (
                f"“{largest}” has {ratio:.0f} times as many pictures as “{smallest}”. "
                "Add pictures to the smaller, or train with class weights."
            )
            yield Finding("imbalance", "warning", message, tuple(by_class[smallest]))
