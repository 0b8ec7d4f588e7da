"""The digest of a weights file is right whether or not it can be remembered."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from engine.files import DiskFull
from engine.models import weights


def test_that_a_digest_that_cannot_be_remembered_is_told_all_the_same(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.pth"
    path.write_bytes(b"weights")

    def full(path: Path, value: object) -> None:
        raise DiskFull("There is no room left.")

    monkeypatch.setattr(weights, "write_json", full)
    assert weights.file_digest(path) == hashlib.sha256(b"weights").hexdigest()


def test_that_a_cache_folder_that_cannot_be_made_does_not_hide_the_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.pth"
    path.write_bytes(b"weights")
    (tmp_path / "in-the-way").write_text("")
    monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / "in-the-way" / "cache"))
    assert weights.file_digest(path) == hashlib.sha256(b"weights").hexdigest()
