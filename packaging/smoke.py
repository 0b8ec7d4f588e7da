"""Whether a bundle works: ``python packaging/smoke.py dist/graft``. Ends with 0 when it does.

Runs it without a display and away from this checkout: the command line, then the window, which opens the
built-in sample, trains an epoch, shows the gallery, exports and closes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 900
"""Seconds that one command of the bundle may take."""


def main() -> int:
    """Test the bundle named on the command line; the exit status."""
    if len(sys.argv) != 2:
        print("which bundle? python packaging/smoke.py dist/graft", file=sys.stderr)
        return 2
    bundle = Path(sys.argv[1]).resolve()
    print(f"{bundle}: {size(bundle) / 1e6:.0f} MB")
    return test(bundle)


def test(bundle: Path) -> int:
    """Run the program of ``bundle`` through its paces; 0 when everything went well, else 1."""
    program = bundle / ("graft.exe" if sys.platform == "win32" else "graft")
    with tempfile.TemporaryDirectory(prefix="graft-smoke-") as elsewhere:
        for arguments in (["backbones", "--json"], ["doctor", "--json"], ["--self-test"]):
            began = time.monotonic()
            # A bundle must not lean on the Python that happens to be here.
            environment = {
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("PYTHON", "VIRTUAL"))
            }
            environment |= {
                "QT_QPA_PLATFORM": "offscreen",
                "QT_LOGGING_RULES": "*.warning=false",
                "GRAFT_CACHE": str(Path(elsewhere) / "cache"),
                "HOME": elsewhere,
            }
            done = subprocess.run(
                [program, *arguments],
                cwd=elsewhere, env=environment, timeout=LIMIT, check=False, capture_output=True, text=True,
            )  # fmt: skip
            print(f"graft {' '.join(arguments)}: {done.returncode}, {time.monotonic() - began:.1f} s")
            if arguments == ["--self-test"] or done.returncode:
                print(done.stdout, end="")
            if done.returncode:
                print(done.stderr, file=sys.stderr)
                return 1
    return 0


def size(folder: Path) -> int:
    """Bytes of the files below ``folder``; what is linked counts once."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


if __name__ == "__main__":
    sys.exit(main())
