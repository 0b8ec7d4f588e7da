"""The engine and its command line where no window toolkit is installed, as on a server."""

from __future__ import annotations

import subprocess
import sys

import pytest

BLOCKED = """
import importlib, importlib.abc, pkgutil, sys

TOOLKITS = ("PySide6", "shiboken6", "pyqtgraph")

class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in TOOLKITS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
"""

EVERYTHING = """
import engine
names = [m.name for m in pkgutil.walk_packages(engine.__path__, "engine.") if not m.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
from engine.cli import COMMANDS
assert {f"engine.commands.{command}" for command in COMMANDS} <= set(names)
assert all(hasattr(sys.modules[f"engine.commands.{command}"], "run") for command in COMMANDS)
assert not [name for name in sys.modules if name.partition(".")[0] in TOOLKITS]
"""

WINDOW = """
import importlib.util
from desktop.__main__ import main
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in TOOLKITS else find_spec(name, *rest)
sys.argv = ["graft", "folder"]
raise SystemExit(main())
"""

SELF_TEST = WINDOW.replace('"folder"', '"--self-test"')


def run(code: str) -> subprocess.CompletedProcess[str]:
    """``code`` in a Python that has no toolkit."""
    return subprocess.run(
        [sys.executable, "-c", BLOCKED + code], capture_output=True, text=True, timeout=120, check=False
    )


def test_that_the_engine_and_all_its_commands_need_no_window_toolkit() -> None:
    done = run(EVERYTHING)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", [WINDOW, SELF_TEST], ids=["window", "self-test"])
def test_that_a_window_that_is_not_installed_is_told_of_in_words(code: str) -> None:
    done = run(code)
    assert done.returncode == 1
    assert "graft[desktop]" in done.stderr
    assert "Traceback" not in done.stderr
