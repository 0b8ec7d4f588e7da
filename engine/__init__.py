"""Graft's training engine: folder of pictures in, trained classifier out. Knows nothing of any window."""

import os

from engine.heap import keep_freed_memory

# GNU OpenMP's threads spin while they wait for each other. On a machine that is doing anything else (a
# window being drawn, another program) the spinning threads take the core that the awaited one needs, and
# training was measured to run ten times slower. Read when torch is first loaded, so set before.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

keep_freed_memory()
