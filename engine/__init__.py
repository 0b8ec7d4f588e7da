"""Graft's training engine: folder of pictures in, trained classifier out. Knows nothing of any window."""

import os
import sys

from engine.heap import keep_freed_memory

# GNU OpenMP's threads spin for milliseconds while they wait for each other. On a machine that is doing
# anything else (a window being drawn, another program) the spinning threads take the core that the awaited
# one needs, and training was measured to run several times slower. Without any spinning they sleep at every
# layer, which costs a tenth of a quiet machine's rate. 3,000 turns (about 30 microseconds) are enough for
# most waits and too short to be in anybody's way. Read when torch is first loaded, so set before.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")
    if sys.platform != "linux":
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # for other OpenMPs

keep_freed_memory()
