"""The window comes first; torch comes after it."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.__main__ import main
from engine.commands import demo

HEAVY = ("torch", "torchvision", "timm", "pyqtgraph")

OPEN_AND_TELL = """
import json, sys
from PySide6.QtWidgets import QApplication
from desktop import main_window
heavy = {heavy!r}
told = {{}}
class Window(main_window.MainWindow):
    def __init__(self):
        super().__init__()
        self.first_shown.connect(self.look)
        self.furnished.connect(self.ready)
    def look(self):
        told["visible"] = self.isVisible()
        told["at_first_show"] = [name for name in heavy if name in sys.modules]
        told["way_in"] = self.start.isVisible()
        told["windows"] = sum(widget.isVisible() for widget in QApplication.topLevelWidgets())
    def ready(self):
        told["when_furnished"] = [name for name in heavy if name in sys.modules]
        self.close()
        print(json.dumps(told))
        QApplication.exit(0)
main_window.MainWindow = Window
sys.argv = ["graft"]
from desktop.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of a user with a display and nothing remembered."""
    own = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    own.update(
        QT_QPA_PLATFORM="offscreen",
        XDG_CONFIG_HOME=str(tmp_path),
        GRAFT_LOGS=str(tmp_path),
        GRAFT_PROJECTS=str(tmp_path),
        QT_LOGGING_RULES="*=false",
    )
    return own


def test_that_no_heavy_library_is_imported_when_the_window_is_first_shown(
    environment: dict[str, str],
) -> None:
    program = OPEN_AND_TELL.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told == {
        "visible": True,
        "way_in": True,
        "windows": 1,
        "at_first_show": [],
        "when_furnished": [],
    }


def test_that_without_a_display_the_command_says_so_in_one_line(environment: dict[str, str]) -> None:
    del environment["QT_QPA_PLATFORM"]
    done = subprocess.run(
        [sys.executable, "-m", "desktop"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if sys.platform.startswith("linux"):
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert "no display" in done.stderr
        assert "graft demo" in done.stderr


def test_that_the_engines_commands_go_to_the_command_line_without_qt(environment: dict[str, str]) -> None:
    program = (
        "import sys; sys.argv = ['graft', 'backbones', '--json']\n"
        "from desktop.__main__ import main\n"
        "status = main()\n"
        "assert 'PySide6' not in sys.modules and 'torch' not in sys.modules\n"
        "sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "efficientnet_lite0" in done.stdout


PLATFORM = """
from desktop import app, self_test
honest = app.make_application
def made():
    print(honest().platformName())
    raise SystemExit(7)
app.make_application = made
self_test.run()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_that_the_self_test_needs_no_display(environment: dict[str, str]) -> None:
    del environment["QT_QPA_PLATFORM"]
    done = subprocess.run(
        [sys.executable, "-c", PLATFORM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (7, "offscreen\n"), done.stderr


@pytest.mark.parametrize("option", ["--no-windw", "--to", "--too=elsewhere", "elsewhere"])
def test_that_a_wrong_word_after_demo_is_told_of_and_opens_no_window(
    option: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["graft", "demo", option])
    monkeypatch.setattr("desktop.app.run", lambda *_given, **_more: 0)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert option.partition("=")[0] in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--to=there"], ["--to", "there"], ["--json"], ["--no-window"]])
def test_that_the_demo_with_any_of_its_options_is_that_of_the_terminal(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[argparse.Namespace] = []
    monkeypatch.setattr(demo, "run", lambda words, _telling: given.append(words) or 0)
    monkeypatch.setattr("desktop.app.run", lambda *_given, **_more: 7)
    for command in (["graft", "demo", *words], ["graft", "demo"]):
        monkeypatch.setattr(sys, "argv", command)
        assert main() == (7 if command == ["graft", "demo"] else 0)
    (parsed,) = given
    assert parsed.to == Path("there" if "there" in words[-1] else "graft-demo")
