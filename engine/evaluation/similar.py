"""The known pictures that a picture looks most like to the model: why did it think so?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Neighbour:
    """A row of the index and how alike it is: cosine similarity, -1 to 1."""

    row: int
    similarity: float


class SimilarityIndex:
    """Exact cosine search over the features of some pictures (100,000 of 1,280 take 0.5 GB)."""

    def __init__(self, features: npt.ArrayLike) -> None:
        """``features``: shape (n, width), any float type; kept as normalised float32."""
        self._unit = _unit(np.asarray(features, dtype=np.float32))

    def nearest(self, features: npt.ArrayLike, count: int = 6, *, leave_out: int = -1) -> list[Neighbour]:
        """The ``count`` most similar rows, most similar first; of equal ones the lower row leads.

        Args:
            features: of one picture, shape (width,).
            count: how many, fewer when the index is smaller.
            leave_out: a row not to give back (the picture itself); -1 for none.
        """
        similarity = self._unit @ _unit(np.asarray(features, dtype=np.float32).reshape(1, -1))[0]
        if 0 <= leave_out < len(similarity):
            similarity[leave_out] = -np.inf
        wanted = min(count + (leave_out >= 0), len(similarity))
        if wanted <= 0:
            return []
        candidates = np.sort(np.argpartition(-similarity, wanted - 1)[:wanted])
        order = candidates[np.argsort(-similarity[candidates], kind="stable")]
        return [Neighbour(int(row), float(similarity[row])) for row in order if np.isfinite(similarity[row])][
            :count
        ]


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    flat = rows.reshape(len(rows), -1)
    lengths = np.linalg.norm(flat, axis=1, keepdims=True)
    return (flat / np.where(lengths > 0, lengths, 1)).astype(np.float32, copy=False)
