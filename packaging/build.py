"""Build a bundle that needs no Python: ``uv run --group packaging python packaging/build.py``.

One folder, ``dist/graft``, with everything in it, then its smoke test. What torch the bundle holds is the
one of the environment it is built from: a CPU build of torch gives a bundle that fits under 900 MB.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import smoke

HERE = Path(__file__).parent
ROOT = HERE.parent
CPU_LIMIT = 900_000_000
"""Bytes that a bundle with a CPU build of torch may take."""

SPECS = {"linux": "linux/graft.spec", "win32": "windows/graft.spec", "darwin": "macos/graft.spec"}


def main() -> int:
    """Build, weigh, test; the exit status."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--out", type=Path, default=ROOT / "dist", help="where it goes (default: dist)")
    words.add_argument("--no-smoke", action="store_true", help="build only")
    chosen = words.parse_args()
    if importlib.util.find_spec("PyInstaller") is None:
        words.error("PyInstaller is not here: uv run --group packaging python packaging/build.py")
    import contents  # it needs PyInstaller

    with tempfile.TemporaryDirectory(prefix="graft-bundle-") as work:
        subprocess.run(
            [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
             "--distpath", chosen.out, "--workpath", work, HERE / SPECS[sys.platform]],
            check=True,
        )  # fmt: skip
    bundle = chosen.out / "graft"
    strip(bundle, contents.STRIPPED)
    size = smoke.size(bundle)
    print(f"{bundle}: {size / 1e6:.0f} MB")
    if not contents.has_cuda() and size > CPU_LIMIT:
        print(f"too large: a CPU bundle has {CPU_LIMIT / 1e6:.0f} MB at most", file=sys.stderr)
        return 1
    return 0 if chosen.no_smoke else smoke.test(bundle)


def strip(bundle: Path, patterns: tuple[str, ...]) -> None:
    """Take the symbols out of libraries, where the system can."""
    program = shutil.which("strip")
    if program is None or not sys.platform.startswith("linux"):
        return
    for pattern in patterns:
        for path in (bundle / "_internal").glob(pattern):
            subprocess.run([program, "--strip-unneeded", path], check=True)


if __name__ == "__main__":
    sys.exit(main())
