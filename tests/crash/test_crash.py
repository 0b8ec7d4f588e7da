"""The short version of the crash harness (the long one: ``python -m tests.crash --kills 1000``)."""

from __future__ import annotations

import json
import subprocess
import sys


def test_that_a_run_killed_at_any_moment_is_readable_and_ends_with_the_same_weights() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", "--kills", "15"], capture_output=True, text=True, check=False
    )
    assert done.stdout, done.stderr
    tally = json.loads(done.stdout.splitlines()[-1])
    assert tally["troubles"] == []
    assert tally["kills"] >= 15
    assert (tally["unusable"], tally["different"]) == (0, 0)
    assert tally["runs"] >= 1
    assert tally["lost_seconds"] <= 10
