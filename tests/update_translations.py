"""Bring ``resources/translations/*.ts`` up to date: ``python -m tests.update_translations``.

New strings come in marked unfinished: write their translation and take the mark away. A test fails
until that is done.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import PySide6

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Update every language; returns the exit status."""
    program = Path(PySide6.__file__).parent / ("lupdate.exe" if sys.platform == "win32" else "lupdate")
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "desktop").rglob("*.py"))
    options = ["-no-obsolete", "-locations", "none", "-source-language", "en"]
    for target in sorted((ROOT / "resources" / "translations").glob("graft_*.ts")):
        language = target.stem.removeprefix("graft_")
        where = ["-target-language", language, "-ts", str(target)]
        subprocess.run([program, *sources, *options, *where], check=True, cwd=ROOT)
        unfinished = target.read_text(encoding="utf-8").count('type="unfinished"')
        print(f"{target.name}: {unfinished} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
