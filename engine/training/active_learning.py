"""Which picture to label next, so that few labels say much.

While there are hardly any labels, typical pictures of different groups teach most (Hacohen et al. 2022);
later those between two classes that are unlike each other (Zhdanov 2019).
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

TYPICAL = 12
"""Typical pictures that are asked for before the uncertain ones."""
AXES = 64
"""Principal axes that likeness is judged by: the rest is mostly noise."""
POOL = 8
"""The next pictures are chosen among so many times as many of the least certain ones."""
MOST_CLUSTERED = 20_000
"""Pictures that groups are made from; of more, a seeded sample."""


def likeness(points: Floats) -> Floats:
    """Points of unit length along the first axes: the nearer two are, the more alike the pictures.

    Args:
        points: pictures along their principal axes, widest first, shape (n, axes).
    """
    part = points[:, :AXES]
    lengths = np.linalg.norm(part, axis=1, keepdims=True)
    result: Floats = (part / np.maximum(lengths, 1e-12)).astype(np.float32)
    return result


def typical(alike: Floats, groups: int, seed: int = 0) -> Labels:
    """One typical picture of each of ``groups`` groups (k-means), the largest group's first.

    Args:
        alike: from :func:`likeness`, shape (n, axes).
        groups: how many; at most n come back.
        seed: of the grouping.
    """
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    rng = np.random.default_rng(seed)
    rows = np.arange(len(alike))
    if len(rows) > MOST_CLUSTERED:
        rows = np.sort(rng.choice(rows, MOST_CLUSTERED, replace=False))
    part = alike[rows]
    with warnings.catch_warnings():
        # Fewer different pictures than groups: as many groups as there are come back.
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(min(groups, len(rows)), n_init=3, random_state=seed).fit(part)
    sizes = np.bincount(found.labels_, minlength=len(found.cluster_centers_))
    chosen: list[int] = []
    for group in np.argsort(-sizes, kind="stable"):
        members = np.flatnonzero(found.labels_ == group)
        if len(members):
            away = np.square(part[members] - found.cluster_centers_[group]).sum(axis=1)
            chosen.append(int(rows[members[away.argmin()]]))
    return np.array(chosen, dtype=np.int64)


def uncertainty(probabilities: Floats) -> Floats:
    """One minus the difference of the two best classes, float32, shape (n,), 0 (sure) to 1."""
    if probabilities.shape[1] < 2:
        return np.ones(len(probabilities), dtype=np.float32)
    second, best = np.partition(probabilities, (-2, -1), axis=1)[:, -2:].T
    result: Floats = (1.0 - (best - second)).astype(np.float32)
    return result


def most_informative(
    probabilities: Floats, alike: Floats, candidates: Mask, labelled: Mask, count: int
) -> Labels:
    """The pictures to label next, the most informative first.

    Among the least certain candidates, each time the one is taken whose uncertainty times its distance
    to the nearest picture labelled or taken before is largest.

    Args:
        probabilities: shape (n, classes).
        alike: from :func:`likeness`, shape (n, axes).
        candidates: pictures to choose from, bool, shape (n,).
        labelled: pictures that have a label, bool, shape (n,).
        count: how many; fewer where there are not as many candidates.
    """
    rows = np.flatnonzero(candidates)
    doubt = uncertainty(probabilities)
    order = np.argsort(-doubt[rows], kind="stable")[: max(POOL * count, count)]
    rows = rows[order]
    points = alike[rows]
    near = np.full(len(rows), 4.0, dtype=np.float32)
    known = alike[labelled]
    for start in range(0, len(known), 1024):
        away = 2.0 - 2.0 * (points @ known[start : start + 1024].T)
        np.minimum(near, away.min(axis=1), out=near)
    chosen: list[int] = []
    for _ in range(min(count, len(rows))):
        worth = doubt[rows] * np.sqrt(np.maximum(near, 0.0)) + 1e-6 * doubt[rows]
        worth[[*chosen]] = -1.0
        best = int(worth.argmax())
        chosen.append(best)
        np.minimum(near, 2.0 - 2.0 * (points @ points[best]), out=near)
    return rows[chosen]


class Proposer:
    """What to label next among n pictures, from the first label on.

    Args:
        points: pictures along their principal axes, widest first, float32, shape (n, axes).
        seed: of the groups that the first pictures are typical of.
    """

    def __init__(self, points: Floats, seed: int = 0) -> None:
        self._alike = likeness(points)
        self._seed = seed
        self._typical: Labels | None = None

    def next(self, probabilities: Floats, candidates: Mask, labelled: Mask, count: int) -> Labels:
        """The pictures to label next, the most informative first; at most ``count``.

        Args:
            probabilities: the head's, shape (n, classes); all alike where there is no head yet.
            candidates: pictures to choose from, bool, shape (n,).
            labelled: pictures that have a label, bool, shape (n,).
        """
        if self._typical is None:
            self._typical = typical(self._alike, TYPICAL, self._seed)
        first = self._typical[candidates[self._typical]] if labelled.sum() < TYPICAL else self._typical[:0]
        rest = candidates.copy()
        rest[first] = False
        known = labelled.copy()
        known[first] = True
        others = most_informative(probabilities, self._alike, rest, known, max(0, count - len(first)))
        return np.concatenate([first, others])[:count]
