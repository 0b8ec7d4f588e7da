"""Movement in the window: as much as usual, or next to none for those whom it disturbs.

The window has no animations of its own, and may have none outside this module's reach. What moves is
Qt's: scroll bars and progress bars of the style, menus that roll down, the blinking text cursor.
"""

from __future__ import annotations

import configparser
import ctypes
import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

WISHES = ("system", "full", "reduced")

_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
_SPI_GETCLIENTAREAANIMATION = 0x1042
"""What Windows calls its switch for animations (SystemParametersInfo)."""

_state = {"wish": "system"}
_usual: dict[str, int] = {}


def is_reduced() -> bool:
    """Whether movement is to be left out, by the user's choice or the system's setting."""
    wish = _state["wish"]
    return system_wants_less() if wish == "system" else wish == "reduced"


def duration() -> int:
    """Milliseconds that an animation may take; 0 for none. For the style sheet."""
    return 0 if is_reduced() else 200


def apply(wish: str) -> None:
    """Follow ``wish`` from now on; the style sheet takes :func:`duration` when it is next set.

    Raises:
        ValueError: it is not one of ``WISHES``.
    """
    if wish not in WISHES:
        raise ValueError(f"{wish!r} is not one of {WISHES}")
    _state["wish"] = wish
    reduced = is_reduced()
    hints = QGuiApplication.styleHints()
    _usual.setdefault("cursor", hints.cursorFlashTime())
    hints.setCursorFlashTime(0 if reduced else _usual["cursor"])
    for effect in _EFFECTS:
        if reduced:
            QApplication.setEffectEnabled(effect, False)


def system_wants_less() -> bool:
    """What the system is set to. Where it cannot be asked, usual movement."""
    # Told by Qt from 6.12 on: QAccessibilityHints::motionPreference, 1 for less.
    accessibility = getattr(QGuiApplication.styleHints(), "accessibility", None)
    told = accessibility().property("motionPreference") if accessibility is not None else None
    if told is not None:
        return int(getattr(told, "value", told)) == 1
    if sys.platform == "win32":
        shown = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(shown), 0)
        return not shown.value
    return sys.platform.startswith("linux") and _linux_desktop_wants_less()


def _linux_desktop_wants_less() -> bool:
    """By the files in which KDE Plasma keeps its setting and every GTK desktop writes it."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    factor = _read(folder / "kdeglobals", "KDE", "AnimationDurationFactor")
    if factor is not None:
        return factor.strip() in ("0", "0.0")
    for version in ("gtk-4.0", "gtk-3.0"):
        animated = _read(folder / version / "settings.ini", "Settings", "gtk-enable-animations")
        if animated is not None:
            return animated.strip().lower() in ("0", "false")
    return False


def _read(path: Path, section: str, key: str) -> str | None:
    """An entry of an INI file; None where there is no such file or entry, or it cannot be understood."""
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read(path, encoding="utf-8")
        return parser.get(section, key, fallback=None)
    except (OSError, UnicodeDecodeError, configparser.Error):
        return None
