"""How much memory there is, also in a container."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine import device
from engine.device import machine_memory

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="control groups are Linux's")


def contained(folder: Path, limit: str, used: int, files: int) -> None:
    (folder / "memory.max").write_text(f"{limit}\n", encoding="ascii")
    (folder / "memory.current").write_text(f"{used}\n", encoding="ascii")
    stat = f"anon 5\ninactive_file {files}\nactive_file 7\n"
    (folder / "memory.stat").write_text(stat, encoding="ascii")


def test_that_a_containers_limit_counts_and_files_that_were_read_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "CONTROL_GROUP", tmp_path)
    total, free = machine_memory()
    assert total > free > 1000
    contained(tmp_path, "1000", 800, 100)
    assert machine_memory() == (1000, 307)
    contained(tmp_path, "1000", 1200, 0)
    assert machine_memory() == (1000, 0)
    contained(tmp_path, "max", 800, 100)
    assert machine_memory()[0] == total


def test_that_the_older_kind_of_control_groups_counts_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "CONTROL_GROUP", tmp_path)
    (tmp_path / "memory").mkdir()
    for name, told in (
        ("limit_in_bytes", "1000"),
        ("usage_in_bytes", "900"),
        ("stat", "active_file 1\ntotal_inactive_file 40\ntotal_active_file 2"),
    ):
        (tmp_path / "memory" / f"memory.{name}").write_text(told, encoding="ascii")
    assert machine_memory() == (1000, 142)
