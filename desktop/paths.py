"""Where the program's own files are, and where the user's go unless told otherwise."""

from __future__ import annotations

import os
from pathlib import Path


def resources() -> Path:
    """The folder of icons, style sheets and translations: beside the package, or inside it when installed."""
    inside = Path(__file__).parent / "resources"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "resources"


def projects_folder() -> Path:
    """Parent of new projects: ``Graft`` in the user's documents; ``GRAFT_PROJECTS`` overrides it."""
    chosen = os.environ.get("GRAFT_PROJECTS")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_documents_dir()) / "Graft"


def log_folder() -> Path:
    """Where log files go; ``GRAFT_LOGS`` overrides it."""
    chosen = os.environ.get("GRAFT_LOGS")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_log_dir("graft", appauthor=False))
