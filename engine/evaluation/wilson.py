"""The interval of a share: how far the truth may be from what was counted."""

from __future__ import annotations

import math

# Two-sided 95 % quantile of the normal distribution.
Z_95 = 1.959963984540054


def wilson_interval(right: int, count: int, z: float = Z_95) -> tuple[float, float]:
    """Score interval of a proportion (Wilson 1927), without continuity correction.

    Args:
        right: successes, 0 to ``count``.
        count: trials; with 0 nothing is known and the interval is (0, 1).
        z: normal quantile; the default gives 95 %.
    """
    if count == 0:
        return 0.0, 1.0
    share = right / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    # At 0 and at all right the bound is exact; rounding must not put it a hair beyond the share.
    low = 0.0 if right == 0 else max(0.0, centre - half)
    high = 1.0 if right == count else min(1.0, centre + half)
    return low, high
