"""The ``graft`` command: the window, or the engine's command line. Decides before importing either."""

from __future__ import annotations

import importlib.util
import os
import sys

COMMANDS = ("demo", "train", "resume", "evaluate", "predict", "export", "check", "backbones", "doctor")


def main() -> int:
    """Entry point; returns the exit status."""
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    if first in ("--install-desktop", "--uninstall-desktop"):
        from desktop import desktop_entry

        return desktop_entry.main(first)
    if first == "--self-test":
        from desktop import self_test

        return self_test.run()
    wants_window = first == "demo" and has_display() and set(arguments[1:]).isdisjoint(_TERMINAL)
    if (first in COMMANDS or first.startswith("-")) and not wants_window:
        from engine.cli import main as command_line

        return command_line(arguments)
    if not has_display():
        print(
            "graft: there is no display to open a window on; try `graft demo` or `graft --help` for the "
            "command line, or set DISPLAY.",
            file=sys.stderr,
        )
        return 1
    if importlib.util.find_spec("PySide6") is None:
        print(
            "graft: the window is not installed here; `pip install graft[desktop]` installs it. "
            "The command line works without: `graft --help`.",
            file=sys.stderr,
        )
        return 1
    from desktop.app import run

    return run([] if wants_window else arguments, demo=wants_window)


_TERMINAL = {"--no-window", "--json", "--help", "-h", "--to"}
"""Options of ``graft demo`` that ask for the terminal."""


def has_display() -> bool:
    """Whether a window can be opened: always on Windows and macOS; elsewhere a display must be named."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


if __name__ == "__main__":
    sys.exit(main())
