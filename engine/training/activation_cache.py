"""Activations on disk: keyed by the picture, the view, and everything else that shapes them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from engine.data import pixel_store
from engine.data.record_store import RecordStore
from engine.errors import EngineError
from engine.files import cache_folder

Array = npt.NDArray[np.generic]


@dataclass(frozen=True)
class Space:
    """Where activations are comparable: everything but the picture and the view that shapes them.

    Attributes:
        weights: identity of the backbone's weights.
        preprocessing: size and normalisation, as text.
        precision: ``fp32``, ``bf16`` or ``fp16`` with how it was computed, as text.
        cut: stages after the cut (0 = the head's input).
        augment: kind of the random views.
    """

    weights: str
    preprocessing: str
    precision: str
    cut: int
    augment: str

    @property
    def digest(self) -> str:
        """A short name for a folder."""
        decoded = f"decoded {pixel_store.DECODE_VERSION.decode()}"
        parts = (self.weights, self.preprocessing, self.precision, str(self.cut), self.augment, decoded)
        text = "|".join(parts)
        return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


@dataclass
class ActivationCache:
    """Activations of one space, on disk and, while they fit, in memory."""

    space: Space
    store: RecordStore = field(init=False)
    full: bool = False
    _memory: dict[bytes, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        budget = cache_folder() / "activations"
        self.store = RecordStore(
            budget / self.space.digest, limit_bytes=pixel_store.limit_bytes(), budget=budget
        )

    def key(self, content: bytes, view: int) -> bytes:
        """The record's key for a picture's content key and a view."""
        return hashlib.blake2b(content, key=str(view).encode(), digest_size=16).digest()

    def has(self, content: bytes, view: int) -> bool:
        """Whether it is computed already."""
        key = self.key(content, view)
        return key in self.store or key in self._memory

    def put(self, content: bytes, view: int, value: Array) -> None:
        """Keep one picture's activation; in memory alone once the disk is full, or too small for one."""
        key = self.key(content, view)
        try:
            kept = not self.full and self.store.put(key, value)
        except EngineError:
            kept = False
        if not kept:
            self.full = True
            self._memory[key] = value

    def get(self, content: bytes, view: int) -> Array | None:
        """One picture's activation, or None when it is not there or its record is damaged.

        :meth:`has` is false after None, and what is put then is kept.
        """
        key = self.key(content, view)
        kept = self._memory.get(key)
        return kept if kept is not None else self.store.get(key)

    def shape(self, content: bytes, view: int) -> tuple[int, ...] | None:
        """Its shape without reading it."""
        key = self.key(content, view)
        return self._memory[key].shape if key in self._memory else self.store.shape(key)

    def close(self) -> None:
        """Close the files."""
        self.store.close()
        self._memory.clear()


class Keeper(Protocol):
    """Where :func:`extract` puts what it computed."""

    def put(self, content: bytes, view: int, value: Any) -> None:
        """Keep what the network gave for a picture and a view."""

    @property
    def full(self) -> bool:
        """Whether the disk is full, so that memory has to do."""


@dataclass(frozen=True)
class Both:
    """Features and the activations before a cut, kept as they come from one pass."""

    features: ActivationCache
    boundary: ActivationCache

    def put(self, content: bytes, view: int, value: tuple[Array, Array]) -> None:
        """Keep a picture's features and its activations."""
        for cache, part in zip((self.features, self.boundary), value, strict=True):
            cache.put(content, view, part)

    @property
    def full(self) -> bool:
        """Whether one of them cannot be written any more."""
        return self.features.full or self.boundary.full
