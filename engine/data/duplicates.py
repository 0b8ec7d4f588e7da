"""The same picture twice: byte for byte, or nearly (another size, compression or brightness)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from engine.data.progress import Cancelled, check

# Perceptual hash by the signs of low frequencies (Zauner 2010, pHash): recompressed and resized copies
# differ in 0 to 3 of the 64 bits.
_HASH_BITS = 64
_BANDS = 4
_MAX_DISTANCE = 6
# Correlation of the two 32x32 likenesses, from which two pictures count as one. Copies of a photograph
# in other sizes and qualities stay above 0.99; different photographs of one scene seldom reach 0.98.
MIN_CORRELATION = 0.985
# A picture without contrast is like every other one.
_MIN_CONTRAST = 4.0
# Within a crowded band, each picture is compared with this many next to it only.
_WINDOW = 64
_CHUNK = 4096

Groups = list[tuple[int, ...]]


def exact(contents: Sequence[bytes]) -> Groups:
    """Positions of equal contents, in groups of two or more, each in order."""
    together: dict[bytes, list[int]] = defaultdict(list)
    for position, content in enumerate(contents):
        together[content].append(position)
    return [tuple(group) for group in together.values() if len(group) > 1]


def near(likenesses: npt.NDArray[np.uint8], *, cancelled: Cancelled | None = None) -> Groups:
    """Positions of pictures that look the same, exact copies included, in groups of two or more.

    Candidates share a quarter of their perceptual hash, so the work grows with n, not with its square;
    they are then compared pixel by pixel. Joined pairs chain: a and c may be grouped by way of b.

    Args:
        likenesses: uint8, shape (n, 32, 32).
        cancelled: asked between bands.

    Raises:
        WorkCancelled: ``cancelled`` said so.
    """
    if not len(likenesses):
        return []
    hashes = perceptual_hashes(likenesses)
    lively = np.flatnonzero(likenesses.reshape(len(likenesses), -1).std(axis=1) >= _MIN_CONTRAST)
    joined = _Union(len(likenesses))
    for band in range(_BANDS):
        check(cancelled)
        shift = np.uint64(band * _HASH_BITS // _BANDS)
        keys = (hashes[lively] >> shift) & np.uint64(0xFFFF)
        order = lively[np.lexsort((hashes[lively], keys))]
        sorted_keys = (hashes[order] >> shift) & np.uint64(0xFFFF)
        for step in range(1, _WINDOW + 1):
            left = np.flatnonzero(sorted_keys[step:] == sorted_keys[:-step])
            if not len(left):
                break
            first, second = order[left], order[left + step]
            close = np.bitwise_count(hashes[first] ^ hashes[second]) <= _MAX_DISTANCE
            for a, b in _alike(likenesses, first[close], second[close]):
                joined.join(a, b)
    return joined.groups()


def perceptual_hashes(likenesses: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """64 bits a picture: which of the 8x8 lowest frequencies (without the mean) lie above their median.

    Args:
        likenesses: uint8, shape (n, 32, 32).
    """
    side = likenesses.shape[1]
    angles = np.pi * np.outer(np.arange(1, 9), np.arange(side) + 0.5) / side
    basis = np.cos(angles).astype(np.float32)
    result = np.empty(len(likenesses), np.uint64)
    weights = np.uint64(1) << np.arange(_HASH_BITS, dtype=np.uint64)
    for start in range(0, len(likenesses), _CHUNK):
        block = likenesses[start : start + _CHUNK].astype(np.float32)
        spectrum = np.matmul(np.matmul(basis, block), basis.T).reshape(len(block), _HASH_BITS)
        bits = spectrum > np.median(spectrum, axis=1, keepdims=True)
        result[start : start + len(block)] = (bits * weights).sum(axis=1, dtype=np.uint64)
    return result


def _alike(
    likenesses: npt.NDArray[np.uint8], first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]
) -> Iterable[tuple[int, int]]:
    for start in range(0, len(first), _CHUNK):
        a, b = first[start : start + _CHUNK], second[start : start + _CHUNK]
        score = (_standardised(likenesses[a]) * _standardised(likenesses[b])).mean(axis=1)
        for row in np.flatnonzero(score >= MIN_CORRELATION):
            yield int(a[row]), int(b[row])


def _standardised(block: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    flat = block.reshape(len(block), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    result: npt.NDArray[np.float32] = flat / np.maximum(flat.std(axis=1, keepdims=True), 1e-6)
    return result


class _Union:
    """Which positions belong together (union-find, path halving)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def _top(self, position: int) -> int:
        above = self._above
        while above[position] != position:
            above[position] = above[above[position]]
            position = above[position]
        return position

    def join(self, a: int, b: int) -> None:
        """Put the groups of ``a`` and ``b`` together; the earlier position leads."""
        low, high = sorted((self._top(a), self._top(b)))
        self._above[high] = low

    def groups(self) -> Groups:
        """Groups of two or more, each in order."""
        together: dict[int, list[int]] = defaultdict(list)
        for position in range(len(self._above)):
            together[self._top(position)].append(position)
        return [tuple(group) for group in together.values() if len(group) > 1]
