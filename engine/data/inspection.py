"""What can be told of each picture by itself: content, size, flatness, and a small grey likeness."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from engine.data import decode, reading
from engine.data.catalog import FileProblem, Sample
from engine.data.progress import Cancelled, Progress, check
from engine.data.scan import printable
from engine.fingerprints import KEY_BYTES

LIKENESS_SIDE = 32
_LOOK_AT = 128
_CHUNK = 16


@dataclass(frozen=True)
class Inspection:
    """Facts about the usable samples, aligned with ``samples``.

    Attributes:
        samples: those that could be decoded, n of them.
        contents: BLAKE2b of each file, 16 bytes, as :func:`engine.fingerprints.content_key`.
        sizes: upright width and height, int64, shape (n, 2).
        likenesses: grey, uint8, shape (n, 32, 32), the whole picture squeezed to a square.
        flatness: share of pixels equal to their left neighbour, 0 to 1, float32, shape (n,).
        dominance: share of pixels in the two commonest of 4,096 colours, 0 to 1, float32, shape (n,).
        problems: the samples that could not be decoded, with the reason.
    """

    samples: tuple[Sample, ...]
    contents: tuple[bytes, ...]
    sizes: npt.NDArray[np.int64]
    likenesses: npt.NDArray[np.uint8]
    flatness: npt.NDArray[np.float32]
    dominance: npt.NDArray[np.float32]
    problems: tuple[FileProblem, ...]


@dataclass(frozen=True, slots=True)
class _Facts:
    content: bytes
    size: tuple[int, int]
    likeness: npt.NDArray[np.uint8]
    flatness: float
    dominance: float


def inspect(
    samples: Sequence[Sample], *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Inspection:
    """Read and decode every sample once, on all cores.

    Args:
        samples: what to look at.
        progress: told how many are done.
        cancelled: asked between pictures.

    Raises:
        WorkCancelled: ``cancelled`` said so.
    """
    facts: list[_Facts | FileProblem] = []

    def look(chunk: Sequence[Sample]) -> list[_Facts | FileProblem]:
        found = list[_Facts | FileProblem]()
        for sample in chunk:
            check(cancelled)
            found.append(_look_at(sample))
        return found

    chunks = [samples[start : start + _CHUNK] for start in range(0, len(samples), _CHUNK)]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2, thread_name_prefix="inspect") as pool:
        for found in pool.map(look, chunks):
            facts += found
            if progress is not None:
                progress(len(facts))
    return _collect(samples, facts)


def _look_at(sample: Sample) -> _Facts | FileProblem:
    try:
        content = reading.read(sample.path)
        pixels, width, height = decode.load_with_size(content, shorter=_LOOK_AT)
    except decode.UnusablePicture as unusable:
        return FileProblem(printable(str(sample.path)), unusable.reason)
    key = hashlib.blake2b(content, digest_size=KEY_BYTES).digest()
    grey = Image.fromarray(pixels).convert("L")
    small = grey.resize((LIKENESS_SIDE, LIKENESS_SIDE), Image.Resampling.BOX)
    return _Facts(key, (width, height), np.asarray(small), *_graphic_measures(pixels))


def _graphic_measures(pixels: npt.NDArray[np.uint8]) -> tuple[float, float]:
    """Flatness and dominance: high for drawings, screenshots and placeholders, low for photographs."""
    equal = (pixels[:, 1:] == pixels[:, :-1]).all(axis=2)
    coarse = (pixels >> 4).reshape(-1, 3).astype(np.uint16)
    counts = np.bincount(coarse[:, 0] << 8 | coarse[:, 1] << 4 | coarse[:, 2], minlength=4096)
    return float(equal.mean()) if equal.size else 1.0, float(np.sort(counts)[-2:].sum() / counts.sum())


def _collect(samples: Sequence[Sample], facts: Sequence[_Facts | FileProblem]) -> Inspection:
    pairs = [(s, f) for s, f in zip(samples, facts, strict=True) if isinstance(f, _Facts)]
    side = LIKENESS_SIDE
    likenesses = np.empty((len(pairs), side, side), np.uint8)
    for row, (_, fact) in enumerate(pairs):
        likenesses[row] = fact.likeness
    return Inspection(
        samples=tuple(s for s, _ in pairs),
        contents=tuple(f.content for _, f in pairs),
        sizes=np.array([f.size for _, f in pairs], np.int64).reshape(len(pairs), 2),
        likenesses=likenesses,
        flatness=np.array([f.flatness for _, f in pairs], np.float32),
        dominance=np.array([f.dominance for _, f in pairs], np.float32),
        problems=tuple(f for f in facts if isinstance(f, FileProblem)),
    )
