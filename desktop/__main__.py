"""The ``graft`` command: the window, or the engine's command line. Decides before importing either."""

from __future__ import annotations

import importlib.util
import sys

from engine.display import has_display

COMMANDS = ("demo", "train", "resume", "evaluate", "predict", "export", "check", "backbones", "doctor")


def main() -> int:
    """Entry point; returns the exit status."""
    arguments = sys.argv[1:]
    first = arguments[0] if arguments else ""
    if first in ("--install-desktop", "--uninstall-desktop"):
        from desktop import desktop_entry

        return desktop_entry.main(first)
    if first == "--self-test":
        if _lacks_window():
            return 1
        from desktop import self_test

        return self_test.run()
    wants_window = arguments == ["demo"] and has_display()  # its options are those of the terminal
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
    if _lacks_window():
        return 1
    from desktop.app import run

    return run([] if wants_window else arguments, demo=wants_window)


def _lacks_window() -> bool:
    """Whether the window's toolkit is not installed, which is then told."""
    if importlib.util.find_spec("PySide6") is not None:
        return False
    print(
        "graft: the window is not installed here; `pip install graft[desktop]` installs it. "
        "The command line works without: `graft --help`.",
        file=sys.stderr,
    )
    return True


if __name__ == "__main__":
    sys.exit(main())
