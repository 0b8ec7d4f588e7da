"""What a health check says: findings, each naming the pictures that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.data.catalog import Catalog, FileProblem

KINDS = (
    "unusable",
    "leak",
    "near_leak",
    "conflict",
    "near_conflict",
    "suspicious_label",
    "duplicate",
    "near_duplicate",
    "outlier",
    "blank",
    "tiny",
    "extreme_aspect",
    "few_pictures",
    "imbalance",
    "empty_class",
)
"""Every kind of finding, the gravest first."""

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Finding:
    """One thing worth looking at.

    Attributes:
        kind: one of ``KINDS``.
        severity: ``error`` (spoils training or its figures), ``warning`` (look at it), ``note``.
        message: in words, naming the thing and what to do.
        ids: the samples that it is about, so that they can be opened and acted on.
        paths: for ``unusable``: the files, which are no samples.
        suggested: for ``suspicious_label``: the class name that fits better; else empty.
        score: how sure or how strong, 0 to 1, for sorting within a kind.
    """

    kind: str
    severity: str
    message: str
    ids: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    suggested: str = ""
    score: float = 1.0

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": self.kind,
            "severity": self.severity,
            "message": self.message,
            "ids": list(self.ids),
            "paths": list(self.paths),
            "suggested": self.suggested,
            "score": round(self.score, 4),
        }


@dataclass(frozen=True)
class HealthReport:
    """What a data set holds and what is wrong with it.

    Attributes:
        catalog: the data set, without the samples that turned out to be unusable.
        unusable: every file that cannot be used.
        findings: the gravest first.
        duplicates, near_duplicates: sample ids of equal, or nearly equal, pictures, in groups; the groups
            of ``near_duplicates`` hold at least one picture that is no exact copy.
    """

    catalog: Catalog
    unusable: tuple[FileProblem, ...]
    findings: tuple[Finding, ...]
    duplicates: tuple[tuple[str, ...], ...] = ()
    near_duplicates: tuple[tuple[str, ...], ...] = ()

    def of_kind(self, *kinds: str) -> tuple[Finding, ...]:
        """The findings of ``kinds``, in order."""
        return tuple(finding for finding in self.findings if finding.kind in kinds)

    def counts(self) -> dict[str, int]:
        """Findings by kind, the gravest kind first; kinds without any are left out."""
        return {kind: n for kind in KINDS if (n := len(self.of_kind(kind)))}

    def groups(self) -> dict[str, int]:
        """Sample id to group number, for a split that keeps copies together as that of a run does.

        Copies byte for byte alone: a run knows no others, so that near copies may come into two folds.
        """
        return {sample_id: number for number, ids in enumerate(self.duplicates) for sample_id in ids}

    def to_json(self) -> dict[str, Any]:
        """What ``graft check --json`` ends with.

        ``images`` counts usable pictures, ``classes`` maps a class name to its pictures, ``folds`` a class
        name to its pictures by fold (``""`` where undecided); groups of pictures are lists of sample ids
        (``paths``) with their class names and folds.
        """
        counts = self.catalog.counts()
        by_id = {sample.id: sample for sample in self.catalog.samples}

        def group(ids: tuple[str, ...]) -> dict[str, Any]:
            chosen = [by_id[sample_id] for sample_id in ids]
            names = {self.catalog.classes[s.label] for s in chosen if s.label >= 0}
            return {"paths": list(ids), "classes": sorted(names), "folds": sorted({s.fold for s in chosen})}

        def groups(kind: str) -> list[dict[str, Any]]:
            return [
                {**group(finding.ids), "near": near}
                for near in (False, True)
                for finding in self.of_kind(f"near_{kind}" if near else kind)
            ]

        return {
            "event": "check",
            "source": self.catalog.source,
            "images": len(self.catalog.samples),
            "classes": {name: sum(folds.values()) for name, folds in counts.items()},
            "folds": counts,
            "empty_classes": list(self.catalog.empty_classes),
            "unlabelled": sum(sample.label < 0 for sample in self.catalog.samples),
            "unusable": [{"path": str(p.path), "reason": p.reason} for p in self.unusable],
            "duplicates": [group(ids) for ids in self.duplicates],
            "near_duplicates": [group(ids) for ids in self.near_duplicates],
            "leaks": groups("leak"),
            "conflicts": groups("conflict"),
            "findings": [finding.to_json() for finding in self.findings],
        }
