"""A measured row, its table, and how two sides are timed in turn."""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: what is measured.
        ours: our figure.
        other: the other side's, None where there is none.
        ratio: the figure that the goal is about.
        unit: of ``ours`` and ``other``.
        goal: least (or most) acceptable and aim, as text.
        met: whether the least is met; None where nothing was measured or there is no goal, False where
            measuring failed.
        note: why it was skipped or failed, or what else to know.
    """

    name: str
    ours: float | None
    other: float | None
    ratio: float | None
    unit: str
    goal: str
    met: bool | None
    note: str = ""

    def text(self) -> str:
        """The row for people."""
        if self.ratio is None:
            return f"{self.name:58} {'skipped' if self.met is None else 'FAILED'}: {self.note}"
        sides = f"{_number(self.ours)} / {_number(self.other)} {self.unit}"
        mark = {True: "met", False: "MISSED", None: ""}[self.met]
        return f"{self.name:58} {sides:>30}  {_number(self.ratio):>9}  {self.goal:26} {mark} {self.note}"


@dataclasses.dataclass(frozen=True)
class Bench:
    """Where things are and how often to measure.

    Attributes:
        data: the ants-and-bees folder.
        weights: folder of weights files.
        baseline: the textbook loop's script.
        repeat: measurements of each side.
        scratch: a folder for caches and runs.
    """

    data: Path
    weights: Path
    baseline: Path
    repeat: int
    scratch: Path

    def ours(self, what: str, *, cache: Path | None = None, **options: Any) -> dict[str, Any]:
        """Run a function of :mod:`tests.bench.sides` in a fresh process; its JSON result."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as fresh:
            environment = {
                **os.environ,
                "GRAFT_CACHE": str(cache or Path(fresh) / "cache"),
                "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
            }
            options = {"scratch": fresh, "data": str(self.data), **options}
            command = [sys.executable, "-m", "tests.bench.sides", what, json.dumps(options)]
            return _json_of(command, environment)

    def textbook(self, arch: str, mode: str, epochs: int = 1) -> dict[str, Any]:
        """The textbook loop in a fresh process."""
        command = [sys.executable, str(self.baseline), "--data", str(self.data), "--arch", arch]
        command += ["--mode", mode, "--epochs", str(epochs)]
        file = self.weights_of(arch)
        return _json_of([*command, "--weights", str(file)] if file else command, dict(os.environ))

    def weights_of(self, arch: str) -> Path | None:
        """A weights file for ``arch`` among those given."""
        found = sorted(self.weights.glob(f"{arch}-*.pth"))
        return found[0] if found else None


def in_turn(
    bench: Bench, ours: Callable[[], float], other: Callable[[], float]
) -> tuple[float, float, float]:
    """Median of ours, of the other side, and of the pairwise ratio other / ours."""
    return compared(*turns(bench, ours, other))


def turns(bench: Bench, *sides: Callable[[], float]) -> list[list[float]]:
    """What each of ``sides`` gave, measured in turn: a row of figures a side."""
    found = [[side() for side in sides] for _ in range(bench.repeat)]
    return [list(row) for row in zip(*found, strict=True)]


def compared(mine: Sequence[float], theirs: Sequence[float]) -> tuple[float, float, float]:
    """As :func:`in_turn`, of what was measured already."""
    pairs = zip(mine, theirs, strict=True)
    return (
        statistics.median(mine),
        statistics.median(theirs),
        statistics.median(b / a for a, b in pairs),
    )


def at_least(name: str, sides: tuple[float, float, float], unit: str, least: float, aim: float) -> Row:
    """A row whose ratio should be large."""
    goal = f">= {least:g} (aim {aim:g})"
    return Row(name, sides[0], sides[1], sides[2], unit, goal, sides[2] >= least)


def at_most(
    name: str, ours: float, other: float | None, value: float, unit: str, most: float, aim: float
) -> Row:
    """A row whose figure should be small."""
    return Row(name, ours, other, value, unit, f"<= {most:g} (aim {aim:g})", value <= most)


def skipped(name: str, why: str) -> Row:
    """A row that could not be measured here."""
    return Row(name, None, None, None, "", "", None, why)


def failed(name: str, why: str) -> Row:
    """A row whose measurement broke off, which is as bad as a missed goal."""
    return Row(name, None, None, None, "", "", False, why)


def _json_of(command: Sequence[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-3000:]}")
    value: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return value


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


Measure = Callable[[Bench], Iterator[Row]]
