"""Large blocks that come and go cost no new pages."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

LOOP = """
import engine, resource, threading

def work():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(40):
        len(b'x' * 80_000_000)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)

thread = threading.Thread(target=work)
thread.start()
thread.join()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the heap is set up with glibc's mallopt")
def test_that_a_freed_block_of_80_mb_is_used_again_by_a_thread() -> None:
    done = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, text=True, check=True)
    pages_of_one_block = 80_000_000 // 4096
    assert int(done.stdout) < 3 * pages_of_one_block
