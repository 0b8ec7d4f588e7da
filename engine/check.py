"""``graft check``: open a data set and say what it holds and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable

from engine.config import DataConfig
from engine.data import health, sources
from engine.data.findings import SEVERITIES, HealthReport
from engine.data.progress import Cancelled

_SHOWN = 20


def check(
    data: DataConfig,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Cancelled | None = None,
) -> HealthReport:
    """The health report of the data set that ``data`` names, its edits applied.

    Args:
        data: the source.
        progress: told pictures done and pictures in all.
        cancelled: asked between files.

    Raises:
        EngineError: the source cannot be opened.
        WorkCancelled: ``cancelled`` said so.
    """
    catalog = sources.open_source(data, cancelled=cancelled)
    return health.check(catalog, progress=progress, cancelled=cancelled)


def to_text(report: HealthReport) -> str:
    """The report for people, on several lines."""
    catalog = report.catalog
    lines = [f"{catalog.source}: {_number(len(catalog.samples), 'picture')} in {_classes(report)}"]
    for name, folds in catalog.counts().items():
        parts = ", ".join(f"{fold or 'not divided'} {count:,}" for fold, count in sorted(folds.items()))
        lines.append(f"  {name}: {sum(folds.values()):,} ({parts})")
    if not report.findings:
        lines.append("Nothing wrong was found.")
    for severity, title in zip(SEVERITIES, ("Must be seen to", "Worth a look", "Good to know"), strict=True):
        chosen = [finding for finding in report.findings if finding.severity == severity]
        if chosen:
            lines.append(f"{title} ({len(chosen):,}):")
            lines += [f"  {finding.message}" for finding in chosen[:_SHOWN]]
            if len(chosen) > _SHOWN:
                lines.append(f"  and {len(chosen) - _SHOWN:,} more (--json lists all)")
    return "\n".join(lines)


def _classes(report: HealthReport) -> str:
    count = len(report.catalog.classes)
    return "1 class" if count == 1 else f"{count:,} classes"


def _number(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"
