"""Fixtures for every test: an own cache and settings folder, and the shared data where it is present."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before anything loads torch: see engine/__init__.py


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know pytest-qt's settings where it is not installed: the engine's tests need no window."""
    if importlib.util.find_spec("pytestqt") is None:
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "of pytest-qt")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the user's own cache, settings or downloads."""
    base = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAFT_CACHE", str(base / "cache"))
        patch.setenv("TORCH_HOME", str(base / "torch"))
        patch.setenv("XDG_CONFIG_HOME", str(base / "config"))
        patch.setenv("XDG_DATA_HOME", str(base / "data"))
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with real data sets and weights; tests that need it skip where it is absent."""
    chosen = os.environ.get("GRAFT_SHARED", str(Path(__file__).parents[2] / "shared"))
    if not Path(chosen).is_dir():
        pytest.skip("needs the shared data sets (set GRAFT_SHARED)")
    return Path(chosen)


@pytest.fixture(scope="session")
def ants_and_bees(shared: Path) -> Path:
    """The tutorial's hymenoptera set: train and val folders of ants and bees, 398 pictures."""
    return shared / "data" / "ants-and-bees"


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, empty at the start."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("GRAFT_CACHE", str(folder))
    return folder
