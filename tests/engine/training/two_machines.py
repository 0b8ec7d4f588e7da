"""``python -m tests.engine.training.two_machines``: the command line, each process on a machine of its own.

So it seems to the process: it is the only one there, and its cache is not that of the others.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from engine.cli import main

if __name__ == "__main__":
    cache = Path(os.environ["GRAFT_CACHE"])
    os.environ["GRAFT_CACHE"] = str(cache / f"machine-{os.environ['RANK']}")
    os.environ["LOCAL_RANK"], os.environ["LOCAL_WORLD_SIZE"] = "0", "1"
    sys.exit(main())
