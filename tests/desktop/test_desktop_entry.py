"""``graft --install-desktop``: a menu entry, an icon and a file type, and all of it gone again."""

from __future__ import annotations

import configparser
import datetime as dt
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from desktop import desktop_entry, paths
from desktop.__main__ import main

LINUX = paths.resources() / "linux"
ID = desktop_entry.APP_ID

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="menu entries of Linux")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, option: str) -> int:
    monkeypatch.setattr(sys, "argv", [sys.argv[0], option])
    return main()


def test_that_install_and_uninstall_leave_no_trace(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = data / "applications" / "other.desktop"
    other.parent.mkdir()
    other.write_text("[Desktop Entry]\n")
    assert run(monkeypatch, "--install-desktop") == 0
    written = [Path(line.removeprefix("wrote ")) for line in capsys.readouterr().out.splitlines()]
    assert {path.name for path in written} == {
        f"{ID}{e}" for e in (".desktop", ".xml", ".svg", ".metainfo.xml")
    }
    assert all(path.is_file() and data in path.parents for path in written)
    assert run(monkeypatch, "--uninstall-desktop") == 0
    assert not any(path.exists() for path in written)
    assert other.is_file()


def test_that_the_entry_starts_this_installation(data: Path) -> None:
    desktop_entry.install()
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(data / "applications" / f"{ID}.desktop", encoding="utf-8")
    section = entry["Desktop Entry"]
    assert section["Exec"].endswith(" %f")
    assert Path(section["TryExec"]).is_file()
    assert section["Icon"] == ID
    assert section["MimeType"] == "application/x-graft-project;"


def test_that_a_command_with_a_blank_in_it_is_quoted() -> None:
    assert desktop_entry._quoted("/home/a b/graft") == '"/home/a b/graft"'
    assert desktop_entry._quoted("/usr/bin/graft") == "/usr/bin/graft"


def test_that_a_folder_that_cannot_be_written_is_told_in_words(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / "applications").write_text("in the way")
    assert run(monkeypatch, "--install-desktop") == 1
    assert "cannot be made" in capsys.readouterr().err


def test_that_no_release_is_dated_in_the_future() -> None:
    releases = ET.parse(LINUX / f"{ID}.metainfo.xml").getroot().findall("releases/release")
    dates = [dt.date.fromisoformat(release.get("date", "")) for release in releases]
    assert dates
    assert max(dates) <= dt.datetime.now(dt.UTC).date()


def test_that_the_file_type_is_that_of_projects() -> None:
    root = ET.parse(LINUX / f"{ID}.xml").getroot()
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    kinds = root.findall("m:mime-type", space)
    assert [kind.get("type") for kind in kinds] == ["application/x-graft-project"]
    assert [glob.get("pattern") for glob in kinds[0].findall("m:glob", space)] == ["*.graft"]


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        ("desktop-file-validate", [LINUX / f"{ID}.desktop"]),
        ("appstreamcli", ["validate", "--no-net", LINUX / f"{ID}.metainfo.xml"]),
    ],
)
def test_that_the_systems_own_checkers_find_nothing(program: str, arguments: list[object]) -> None:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(
        [found, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
