"""``graft --install-desktop``: menu entry, icon and file type for those who installed by uv or pip.

Only files below the user's data folder are written, and ``--uninstall-desktop`` removes just those.
Windows and macOS have nothing of the kind: there the bundles of ``packaging/`` bring their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from desktop import paths
from engine.errors import EngineError
from engine.files import write_bytes

APP_ID = "org.graft.Graft"
"""Name of the desktop entry, the icon and the metadata; also what the window calls itself."""

# file in resources/linux: its place below the data folder
_PLACES = {
    f"{APP_ID}.desktop": Path("applications"),
    f"{APP_ID}.xml": Path("mime/packages"),
    f"{APP_ID}.svg": Path("icons/hicolor/scalable/apps"),
    f"{APP_ID}.metainfo.xml": Path("metainfo"),
}
# program that brings an index up to date, and the folder below the data folder that it is given
_INDEXES = (("update-desktop-database", "applications"), ("update-mime-database", "mime"))


def data_folder() -> Path:
    """Where the user's menu entries are kept (XDG Base Directory Specification)."""
    chosen = os.environ.get("XDG_DATA_HOME")
    return Path(chosen) if chosen else Path.home() / ".local" / "share"


def install(folder: Path | None = None) -> list[Path]:
    """Write the files below ``folder`` (default: :func:`data_folder`); gives those written.

    Raises:
        EngineError: the system has no such folder, or it cannot be written.
    """
    target = _root(folder)
    written = []
    for name, place in _PLACES.items():
        content = (paths.resources() / "linux" / name).read_bytes()
        if name.endswith(".desktop"):
            content = _with_command(content.decode()).encode()
        path = target / place / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineError(
                f"The folder {path.parent} cannot be made: {error.strerror}.",
                "Check that you may write there, or set XDG_DATA_HOME.",
            ) from error
        write_bytes(path, content)
        written.append(path)
    _refresh(target)
    return written


def uninstall(folder: Path | None = None) -> list[Path]:
    """Remove what :func:`install` wrote; gives the files removed. Raises as :func:`install`."""
    target = _root(folder)
    removed = []
    for name, place in _PLACES.items():
        path = target / place / name
        if path.is_file():
            path.unlink()
            removed.append(path)
    _refresh(target)
    return removed


def command() -> list[str]:
    """What starts this installation from anywhere: the ``graft`` program, or Python with the module."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    own = Path(sys.argv[0])
    if own.stem == "graft" and own.is_file() and os.access(own, os.X_OK):
        return [str(own.resolve())]
    return [sys.executable, "-m", "desktop"]


def main(action: str) -> int:
    """``--install-desktop`` or ``--uninstall-desktop`` on the command line; the exit status."""
    try:
        done = install() if action == "--install-desktop" else uninstall()
    except EngineError as error:
        print(f"graft: {error}", file=sys.stderr)
        return 1
    word = "wrote" if action == "--install-desktop" else "removed"
    for path in done:
        print(f"{word} {path}")
    if not done:
        print("nothing was installed")
    return 0


def _root(folder: Path | None) -> Path:
    if folder is None and not sys.platform.startswith("linux"):
        raise EngineError(
            "Menu entries of this kind are for Linux.",
            "On Windows and macOS build a bundle instead: packaging/README.md tells how.",
        )
    return folder or data_folder()


def _with_command(entry: str) -> str:
    """The desktop entry with this installation's command in place of ``graft``."""
    words = command()
    lines = []
    for line in entry.splitlines():
        if line.startswith("Exec="):
            line = "Exec=" + " ".join(_quoted(word) for word in words) + " %f"
        elif line.startswith("TryExec="):
            line = f"TryExec={words[0]}"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _quoted(word: str) -> str:
    """A word as the Desktop Entry Specification wants it in ``Exec``."""
    if not set(word) & set(" \t\n\"'\\><~|&;$*?#()`%"):
        return word
    escaped = "".join("\\" + letter if letter in '"`$\\' else letter for letter in word)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'


def _refresh(target: Path) -> None:
    """Let the desktop notice; without these programs it does so at the next log-in."""
    for program, place in _INDEXES:
        found = shutil.which(program)
        if found and (target / place).is_dir():
            subprocess.run([found, str(target / place)], check=False, capture_output=True, timeout=60)
