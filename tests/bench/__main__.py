"""``uv run python -m tests.bench --data FOLDER --weights FOLDER``: the table of measured figures."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import data_rows, training_rows, window_rows
from tests.bench.rows import Bench, Measure, Row, failed

ROWS: dict[str, Measure] = {**training_rows.ROWS, **data_rows.ROWS, **window_rows.ROWS}


def main() -> int:
    """Measure and print; the exit status says whether every measured row met its least."""
    words = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    words.add_argument(
        "--data", type=Path, required=True, help="folder with train/ and val/ of class folders"
    )
    words.add_argument("--weights", type=Path, required=True, help="folder of torchvision weights files")
    words.add_argument(
        "--baseline", type=Path, help="the textbook loop (default: ../baseline beside the data)"
    )
    words.add_argument("--repeat", type=int, default=3, help="measurements of each side (default 3)")
    words.add_argument("--only", nargs="*", choices=sorted(ROWS), help="these measurements alone")
    words.add_argument("--json", action="store_true", help="a JSON line a row")
    given = words.parse_args()
    data = given.data.resolve()
    baseline = given.baseline or data.parents[1] / "baseline" / "tutorial_loop.py"
    if not baseline.is_file():
        words.error(f"the textbook loop is not at {baseline}: give it with --baseline")
    missed = False
    with tempfile.TemporaryDirectory(prefix="graft-bench-") as scratch:
        bench = Bench(data, given.weights.resolve(), baseline.resolve(), given.repeat, Path(scratch))
        for name in given.only or ROWS:
            for row in measured(name, bench):
                missed |= row.met is False
                line = json.dumps(dataclasses.asdict(row)) if given.json else row.text()
                print(line, flush=True)
    return int(missed)


def measured(name: str, bench: Bench) -> Iterator[Row]:
    """The rows of the measurement ``name`` as they come; one that breaks off ends in a failed row."""
    try:
        yield from ROWS[name](bench)
    except RuntimeError as error:
        yield failed(name, str(error).strip().splitlines()[-1])


if __name__ == "__main__":
    sys.exit(main())
