"""Fixtures for every test: an own cache and settings folder, and the shared data where it is present."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before anything loads torch: see engine/__init__.py
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # the other cores have tests of their own

MOST_WORKERS = 4
"""Each worker loads torch and Qt anew: a dozen of them would take more memory than time off."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know pytest-qt's settings where it is not installed: the engine's tests need no window."""
    if importlib.util.find_spec("pytestqt") is None:
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "of pytest-qt")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Share out the files of whole folders among the cores, by pytest-xdist where it is installed.

    Not so for single files, a debugger or uncaptured output, nor where ``-n`` was given: ``-n 0`` is one
    process for everything.
    """
    wishes = config.option
    if not config.pluginmanager.hasplugin("xdist") or "PYTEST_XDIST_WORKER" in os.environ:
        return
    folders = any((config.invocation_params.dir / argument).is_dir() for argument in config.args)
    plain = wishes.usepdb or wishes.capture == "no" or wishes.collectonly
    if wishes.numprocesses is None and wishes.dist == "no" and folders and not plain:
        wishes.numprocesses, wishes.dist = min(_cores(), MOST_WORKERS), "loadfile"


def _cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
