"""What the window remembers: look, language, sizes, what was open last."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSettings

RECENT = 8
"""Projects kept in the list of recent ones."""


def _store() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "graft", "graft")


def text(key: str, default: str = "") -> str:
    """A remembered text."""
    value = _store().value(key, default)
    return value if isinstance(value, str) else default


def set_text(key: str, value: str) -> None:
    """Remember a text."""
    _store().setValue(key, value)


def state(key: str) -> QByteArray | None:
    """A remembered geometry or splitter state; None when there is none."""
    value = _store().value(key)
    return value if isinstance(value, QByteArray) and not value.isEmpty() else None


def set_state(key: str, value: QByteArray) -> None:
    """Remember a geometry or splitter state."""
    _store().setValue(key, value)


def texts(key: str) -> list[str]:
    """A remembered list of texts; a single one that an earlier version kept is a list of one."""
    value = _store().value(key, [])
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def set_texts(key: str, values: list[str]) -> None:
    """Remember a list of texts."""
    _store().setValue(key, values)


def recent_projects() -> list[str]:
    """Folders of projects opened lately, the latest first."""
    return texts("recent")


def add_recent_project(folder: str) -> None:
    """Put ``folder`` at the head of the recent projects."""
    others = [item for item in recent_projects() if item != folder]
    set_texts("recent", [folder, *others][:RECENT])
