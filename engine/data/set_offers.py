"""The public data sets as an offer: what each holds, its size, on what terms, how much of it is here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.data import public_sets
from engine.files import cache_folder

_NONE_STATED = ""
# Classes, and the licence as the publisher states it; of pictures gathered from the web mostly none is.
_FACTS = {
    "CIFAR10": (10, _NONE_STATED),
    "CIFAR100": (100, _NONE_STATED),
    "Flowers102": (102, _NONE_STATED),
    "OxfordIIITPet": (37, "CC BY-SA 4.0"),
    "Food101": (101, _NONE_STATED),
    "EuroSAT": (10, "MIT"),
    "FashionMNIST": (10, "MIT"),
    "MNIST": (10, "CC BY-SA 3.0"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A set that can be had by name.

    Attributes:
        source: what goes into ``DataConfig.source``.
        title: for people.
        classes, pictures: how many it holds.
        megabytes: size of its download.
        licence: of its pictures; empty where the publisher states none (research is then the usual use).
    """

    source: str
    title: str
    classes: int
    pictures: int
    megabytes: int
    licence: str


OFFERS: tuple[Offer, ...] = (
    Offer(public_sets.ANTS_AND_BEES, "Ants and bees", 2, 397, 47, _NONE_STATED),
    *(
        Offer(each.source, each.title, _FACTS[each.name][0], each.pictures, each.megabytes, licence)
        for each in public_sets.SETS
        for licence in (_FACTS[each.name][1],)
    ),
)


def bytes_here(source: str) -> int:
    """How much of an unfinished download of ``source`` is kept, in bytes; the next one goes on from there."""
    return sum(path.stat().st_size for path in _downloads(source))


def _downloads(source: str) -> Iterator[Path]:
    folder = cache_folder() / "downloads"
    if source == public_sets.ANTS_AND_BEES:
        found = folder.glob("*hymenoptera_data.zip*")
    else:
        found = (folder / source.removeprefix(public_sets.PREFIX)).rglob("*")
    for path in found:
        if path.is_file() and not path.name.endswith(".lock"):
            yield path
