"""What is compared of several runs: their curves; of two, figure by figure on the same pictures."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.run_summary import RunSummary
from engine import events as ev
from engine.config import RunConfig
from engine.errors import EngineError
from engine.evaluation.compare import Comparison, compare

HELD_OUT = ("validation", "test")
_OF_NO_INTEREST = {"format", "name", "repeat", "data.edits"}


@dataclass(frozen=True)
class Difference:
    """A setting that two runs have otherwise: its dotted name, and its values as text."""

    setting: str
    before: str
    after: str


@dataclass(frozen=True)
class Sides:
    """Two runs.

    Attributes:
        before, after: the older and the newer one.
        differences: settings that they have otherwise.
        comparisons: by fold, on the pictures that both have held out; a fold without any is missing.
        test_counts: test pictures of each; 0 where unknown.
        optimistic: whether each chose its best epoch on its validation pictures.
    """

    before: RunSummary
    after: RunSummary
    differences: tuple[Difference, ...]
    comparisons: dict[str, Comparison]
    test_counts: tuple[int, int] = (0, 0)
    optimistic: tuple[bool, bool] = (True, True)


@dataclass(frozen=True)
class Compared:
    """Runs with their events, and how they stand to each other where there are two."""

    runs: tuple[tuple[RunSummary, tuple[ev.Event, ...]], ...]
    sides: Sides | None


def compare_runs(chosen: Sequence[RunSummary]) -> Compared:
    """Read what is compared. For a pool thread. Raises EngineError when events cannot be read."""
    runs = tuple((summary, tuple(summary.run.events())) for summary in chosen)
    if len(runs) != 2:
        return Compared(runs, None)
    (before, first), (after, second) = sorted(runs, key=lambda pair: pair[0].number)
    counts = (_test_count(first), _test_count(second))
    differences = differing(before.config, after.config)
    optimistic = (not before.run.is_solved(), not after.run.is_solved())
    sides = Sides(before, after, differences, _comparisons(before, after), counts, optimistic)
    return Compared(runs, sides)


def differing(before: RunConfig, after: RunConfig) -> tuple[Difference, ...]:
    """The settings in which two runs differ, in the order of the settings."""
    first, second = _flat(before), _flat(after)
    return tuple(Difference(name, first[name], second[name]) for name in first if first[name] != second[name])


def _flat(config: RunConfig) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in dataclasses.asdict(config).items():
        inside = value if isinstance(value, dict) else {"": value}
        for key, entry in inside.items():
            dotted = f"{name}.{key}" if key else name
            if dotted not in _OF_NO_INTEREST:
                found[dotted] = _phases(entry) if dotted == "model.schedule" else str(entry)
    return found


def _phases(schedule: Sequence[dict[str, float]]) -> str:
    """A staged thaw as ``0: 0, 10: 1 ×0.1``: from epoch, stages (-1 = all), factor on the rate."""
    parts = []
    for phase in schedule:
        factor = "" if phase["lr_factor"] == 1 else f" ×{phase['lr_factor']:g}"
        parts.append(f"{phase['from_epoch']}: {phase['stages']}{factor}")
    return ", ".join(parts)


def _test_count(events: Sequence[ev.Event]) -> int:
    return next((event.test_count for event in reversed(events) if isinstance(event, ev.RunEnded)), 0)


def _comparisons(before: RunSummary, after: RunSummary) -> dict[str, Comparison]:
    found: dict[str, Comparison] = {}
    for fold in HELD_OUT:
        try:
            found[fold] = compare(before.run.predictions(), after.run.predictions(), fold)
        except EngineError:
            continue  # the pane says that these two cannot be compared on it
    return found
