"""The C heap set up for large tensors that come and go: what is freed is kept for the next step.

glibc hands a large freed block back to the system at once, and every page of the next one is zeroed anew:
a fine-tuning step on the CPU spent a fifth of its time in that (see ``tests/bench``). With one arena and
high thresholds the same pages are used again. What is then free above the threshold still goes back.
"""

from __future__ import annotations

import ctypes
import sys

# glibc's malloc.h: parameters of mallopt.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_KEPT = 1 << 30
"""Bytes: blocks up to this size come from the heap, and this much at its end is kept."""


def keep_freed_memory() -> bool:
    """Set this process's heap up; true where the C library took it (glibc), false elsewhere.

    One arena for all threads, since only the first one can grow by more than 64 MB; to be called before
    other threads allocate. The environment variable ``MALLOC_ARENA_MAX`` and its likes are overruled.
    """
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    settings = ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _KEPT), (_TRIM_THRESHOLD, _KEPT))
    taken = [mallopt(name, value) == 1 for name, value in settings]
    return all(taken)
