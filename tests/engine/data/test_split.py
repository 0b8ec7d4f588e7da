import dataclasses
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.config import DataConfig
from engine.data.catalog import Catalog, Sample, Split
from engine.data.split import make_split


def catalog_of(counts: dict[str, int], fold: str = "") -> Catalog:
    names = sorted(counts)
    samples = [
        Sample(f"{name}/{n:04d}.jpg", Path(name) / f"{n}.jpg", label, fold)
        for label, name in enumerate(names)
        for n in range(counts[name])
    ]
    return Catalog("x", Path(), tuple(names), tuple(samples))


def ids(samples: tuple[Sample, ...]) -> set[str]:
    return {s.id for s in samples}


def per_class(samples: tuple[Sample, ...]) -> Counter[int]:
    return Counter(s.label for s in samples)


def everything(split: Split) -> list[str]:
    return [s.id for s in (*split.train, *split.validation, *split.test)]


def test_that_the_same_seed_gives_the_same_division_in_any_order() -> None:
    catalog = catalog_of({"a": 50, "b": 30})
    shuffled = list(catalog.samples)
    random.Random(1).shuffle(shuffled)
    one = make_split(catalog, DataConfig(split_seed=3))
    two = make_split(dataclasses.replace(catalog, samples=tuple(shuffled)), DataConfig(split_seed=3))
    other = make_split(catalog, DataConfig(split_seed=4))
    assert one == two
    assert ids(one.validation) != ids(other.validation)


def test_that_corrections_leave_nearly_every_picture_in_its_fold() -> None:
    catalog = catalog_of({"a": 300, "b": 200})
    relabelled = {"a/0007.jpg", "a/0123.jpg", "b/0050.jpg"}
    corrected = tuple(
        dataclasses.replace(s, label=1 - s.label) if s.id in relabelled else s
        for s in catalog.samples
        if s.id not in {"a/0200.jpg", "b/0011.jpg"}
    )
    data = DataConfig(test_fraction=0.1)
    before = make_split(catalog, data)
    after = make_split(dataclasses.replace(catalog, samples=corrected), data)
    for fold in ("validation", "test"):
        assert len(ids(getattr(before, fold)) ^ ids(getattr(after, fold))) <= 6


def test_that_every_class_gives_its_share() -> None:
    split = make_split(catalog_of({"a": 100, "b": 40, "c": 10}), DataConfig(test_fraction=0.1))
    assert per_class(split.validation) == {0: 20, 1: 8, 2: 2}
    assert per_class(split.test) == {0: 10, 1: 4, 2: 1}
    assert per_class(split.train) == {0: 70, 1: 28, 2: 7}


def test_that_a_class_of_two_trains_on_one_and_a_class_of_one_trains() -> None:
    split = make_split(catalog_of({"one": 1, "two": 2}), DataConfig())
    assert per_class(split.train) == {0: 1, 1: 1}
    assert per_class(split.validation) == {1: 1}


def test_that_every_sample_has_its_fold_written_on_it() -> None:
    split = make_split(catalog_of({"a": 20, "b": 20}), DataConfig(test_fraction=0.2))
    for name in ("train", "validation", "test"):
        assert {s.fold for s in getattr(split, name)} == {name}


def test_that_the_folds_of_the_source_are_kept() -> None:
    train, val = catalog_of({"a": 9, "b": 9}, "train"), catalog_of({"a": 4, "b": 4}, "validation")
    moved = tuple(dataclasses.replace(s, id="v/" + s.id) for s in val.samples)
    both = dataclasses.replace(train, samples=(*train.samples, *moved))
    split = make_split(both, DataConfig(val_fraction=0.5))
    assert ids(split.train) == ids(train.samples)
    assert ids(split.validation) == {s.id for s in moved}


def test_that_a_missing_fold_is_taken_from_training() -> None:
    split = make_split(catalog_of({"a": 10, "b": 10}, "train"), DataConfig(val_fraction=0.3))
    assert per_class(split.validation) == {0: 3, 1: 3}
    assert per_class(split.train) == {0: 7, 1: 7}


def joined(*parts: Catalog) -> Catalog:
    """All samples of ``parts``, which are of the same classes, each part under an id of its own."""
    samples = tuple(
        dataclasses.replace(s, id=f"{number}/{s.id}")
        for number, part in enumerate(parts)
        for s in part.samples
    )
    return dataclasses.replace(parts[0], samples=samples)


def test_that_a_few_undecided_pictures_are_not_the_whole_validation_fold() -> None:
    catalog = joined(
        catalog_of({"a": 100, "b": 100}, "train"),
        catalog_of({"a": 20, "b": 20}, "test"),
        catalog_of({"a": 10, "b": 0}),
    )
    split = make_split(catalog, DataConfig(val_fraction=0.2))
    assert per_class(split.validation) == {0: 22, 1: 20}
    assert per_class(split.test) == {0: 20, 1: 20}
    assert {s.id.split("/")[0] for s in split.train} == {"0", "2"}
    own = [s for s in split.validation if s.id.startswith("2/")]
    assert len(own) < 6


def test_that_undecided_pictures_change_nothing_where_a_validation_fold_exists() -> None:
    catalog = joined(
        catalog_of({"a": 40, "b": 40}, "train"),
        catalog_of({"a": 10, "b": 10}, "validation"),
        catalog_of({"a": 10, "b": 0}),
    )
    split = make_split(catalog, DataConfig(val_fraction=0.2))
    assert not any(s.id.startswith("0/") for s in (*split.validation, *split.test))


def test_that_a_few_pictures_put_into_training_by_hand_stay_there() -> None:
    catalog = joined(catalog_of({"a": 20, "b": 20}), catalog_of({"a": 3, "b": 0}, "train"))
    split = make_split(catalog, DataConfig(val_fraction=0.5))
    assert {s.id for s in split.train} >= {f"1/a/{n:04d}.jpg" for n in range(3)}
    assert per_class(split.validation) == {0: 12, 1: 10}


def test_that_pictures_pinned_by_the_user_stay_and_count() -> None:
    catalog = catalog_of({"a": 10, "b": 10})
    pinned = tuple(
        dataclasses.replace(s, fold="validation") if s.id in ("a/0000.jpg", "a/0001.jpg") else s
        for s in catalog.samples
    )
    split = make_split(dataclasses.replace(catalog, samples=pinned), DataConfig(val_fraction=0.2))
    assert {i for i in ids(split.validation) if i.startswith("a")} == {"a/0000.jpg", "a/0001.jpg"}
    assert per_class(split.validation) == {0: 2, 1: 2}


def test_that_unlabelled_pictures_are_left_out() -> None:
    catalog = catalog_of({"a": 5, "b": 5})
    loose = Sample("loose.jpg", Path("loose.jpg"), -1)
    split = make_split(dataclasses.replace(catalog, samples=(*catalog.samples, loose)), DataConfig())
    assert "loose.jpg" not in everything(split)


def test_that_cross_validation_uses_every_picture_once() -> None:
    catalog = catalog_of({"a": 23, "b": 11, "c": 6})
    splits = [make_split(catalog, DataConfig(folds=5, fold=k, test_fraction=0.1)) for k in range(5)]
    assert len({frozenset(ids(s.test)) for s in splits}) == 1
    held = [i for s in splits for i in ids(s.validation)]
    assert sorted(held) == sorted(ids(catalog.samples) - ids(splits[0].test))
    sizes = [len(s.validation) for s in splits]
    assert max(sizes) - min(sizes) <= 1
    for label in range(3):
        counts = [per_class(s.validation)[label] for s in splits]
        assert max(counts) - min(counts) <= 1


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 40), min_size=2, max_size=5),
    group_size=st.integers(1, 6),
    seed=st.integers(0, 1000),
    folds=st.sampled_from([0, 3]),
)
def test_that_no_group_is_ever_divided(sizes: list[int], group_size: int, seed: int, folds: int) -> None:
    catalog = catalog_of({f"c{i}": n for i, n in enumerate(sizes)})
    order = list(catalog.samples)
    random.Random(seed).shuffle(order)
    groups = {s.id: n // group_size for n, s in enumerate(order)}
    data = DataConfig(split_seed=seed, val_fraction=0.3, test_fraction=0.2, folds=folds)
    split = make_split(catalog, data, groups=groups)
    assert sorted(everything(split)) == sorted(ids(catalog.samples))
    where: dict[int, set[str]] = {}
    for sample in (*split.train, *split.validation, *split.test):
        where.setdefault(groups[sample.id], set()).add(sample.fold)
    assert all(len(found) == 1 for found in where.values())


@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.5, 0.9])
def test_that_training_never_runs_empty(fraction: float) -> None:
    split = make_split(catalog_of({"a": 3, "b": 7}), DataConfig(val_fraction=fraction))
    assert set(per_class(split.train)) == {0, 1}
    assert bool(split.validation) == (fraction > 0)
