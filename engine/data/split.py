"""Seeded, stratified division into training, validation and test folds; copies of a picture stay together."""

from __future__ import annotations

import dataclasses
import hashlib
import operator
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from engine.config import DataConfig
from engine.data.catalog import Catalog, Sample, Split

_Unit = tuple[Sample, ...]


def make_split(catalog: Catalog, data: DataConfig, *, groups: Mapping[str, int] | None = None) -> Split:
    """Give every labelled sample of ``catalog`` a fold.

    A fold that the source or the user has set is kept. The undecided samples are divided class by class so
    that, pinned ones included, each class comes as near as whole pictures can to ``val_fraction`` and
    ``test_fraction``. A source with a training fold but no validation (or test) fold has it taken from the
    training fold, together with what is undecided, in each class that is mostly in the training fold. With
    ``folds`` set, everything but the test fold is dealt into that many parts, and part
    ``fold`` is the validation fold.

    Args:
        catalog: the data set; unlabelled samples are left out.
        data: fractions, seed and folds.
        groups: sample id to group; samples of one group go to one fold, together.

    Returns:
        The division: the same for the same samples, seed and groups, in whatever order they come.
    """
    chosen = sorted((s for s in catalog.samples if s.label >= 0), key=operator.attrgetter("id"))
    units = _units(chosen, groups or {})
    placed: dict[str, str] = {}
    if data.folds:
        units = [_unpinned(unit) for unit in units]
    free = list[_Unit]()
    for unit in units:
        fold = next((s.fold for s in unit if s.fold), "")
        placed.update((s.id, s.fold or fold) for s in unit)
        if not fold:
            free.append(unit)
    pinned = [unit for unit in units if any(s.fold for s in unit)]
    totals = Counter(s.label for s in chosen)
    _hold_out(free, pinned, placed, totals, "test", data.test_fraction, data.split_seed)
    if data.folds:
        _deal(free, placed, data)
    else:
        _hold_out(free, pinned, placed, totals, "validation", data.val_fraction, data.split_seed)
    result = [Sample(s.id, s.path, s.label, placed[s.id] or "train") for s in chosen]
    return Split(
        train=tuple(s for s in result if s.fold == "train"),
        validation=tuple(s for s in result if s.fold == "validation"),
        test=tuple(s for s in result if s.fold == "test"),
    )


def _units(samples: Sequence[Sample], groups: Mapping[str, int]) -> list[_Unit]:
    if not groups:
        return [(sample,) for sample in samples]
    together: dict[tuple[str, object], list[Sample]] = {}
    for sample in samples:
        group = groups.get(sample.id)
        key = ("sample", sample.id) if group is None else ("group", group)
        together.setdefault(key, []).append(sample)
    return [tuple(unit) for unit in together.values()]


def _unpinned(unit: _Unit) -> _Unit:
    """For cross-validation only the test fold stays as it is."""
    return tuple(s if s.fold == "test" else dataclasses.replace(s, fold="") for s in unit)


def _hold_out(
    free: list[_Unit],
    pinned: Sequence[_Unit],
    placed: dict[str, str],
    totals: Mapping[int, int],
    fold: str,
    fraction: float,
    seed: int,
) -> None:
    """Move ``fraction`` of each class into ``fold``, out of ``free`` and, where it has no pinned sample, of
    training."""
    if fraction <= 0:
        return
    held = any(value == fold for value in placed.values())
    training = [] if held else [unit for unit in pinned if all(placed[s.id] == "train" for s in unit)]
    undecided, trained = _by_class(free), _by_class(training)
    for label in sorted(undecided.keys() | trained.keys()):
        units, fixed = undecided.get(label, []), trained.get(label, [])
        total = totals[label]
        # A few undecided pictures in a class that the source put into training (added ones, say) cannot
        # stand for it. A few that a person put there, in a class that is undecided, stay where they are.
        if _size(fixed) > _size(units):
            units = [*units, *fixed]
            total = _size(units)
        have = sum(s.label == label and placed[s.id] == fold for u in pinned for s in u)
        chosen = _draw(units, round(total * fraction) - have, have == 0, f"{seed}:{fold}")
        for unit in chosen:
            placed.update((s.id, fold) for s in unit)
    free[:] = [unit for unit in free if not placed[unit[0].id]]


def _size(units: Iterable[_Unit]) -> int:
    """Samples in ``units``."""
    return sum(map(len, units))


def _draw(units: Sequence[_Unit], wanted: int, at_least_one: bool, seed: str) -> list[_Unit]:
    """Units of one class adding up to about ``wanted`` samples; one unit at least stays behind."""
    order = _shuffled(units, seed)
    if at_least_one:
        wanted = max(wanted, 1)
    chosen: list[_Unit] = []
    count = 0
    for unit in order[:-1]:
        if count >= wanted:
            break
        # A unit that overshoots by more than it leaves missing is passed over for a smaller one.
        if count and count + len(unit) - wanted > wanted - count:
            continue
        chosen.append(unit)
        count += len(unit)
    return chosen


def _deal(free: list[_Unit], placed: dict[str, str], data: DataConfig) -> None:
    """Deal each class's units into ``folds`` parts of nearly equal size."""
    sizes = [0] * data.folds
    for label, units in _by_class(free).items():
        of_class = [0] * data.folds
        for unit in _shuffled(units, f"{data.split_seed}:deal:{label}"):
            part = min(range(data.folds), key=lambda k: (of_class[k], sizes[k], k))
            of_class[part] += len(unit)
            sizes[part] += len(unit)
            placed.update((s.id, "validation" if part == data.fold else "train") for s in unit)


def _by_class(units: Iterable[_Unit]) -> dict[int, list[_Unit]]:
    """Units by the label of their first sample, labels in order."""
    result: dict[int, list[_Unit]] = {}
    for unit in units:
        result.setdefault(unit[0].label, []).append(unit)
    return dict(sorted(result.items()))


def _shuffled(units: Sequence[_Unit], seed: str) -> list[_Unit]:
    """The units by a seeded hash of their first id.

    Unlike a shuffle of the whole, the place of one does not depend on the others: after some corrections
    nearly every picture is in the fold it was in, so that two runs can be compared on the same pictures.
    """
    prefix = f"{seed}\0"

    def place(unit: _Unit) -> tuple[bytes, str]:
        name = unit[0].id
        return hashlib.blake2b((prefix + name).encode("utf-8", "surrogatepass"), digest_size=8).digest(), name

    return sorted(units, key=place)
