"""One visual language: colours by role, a spacing scale, a type scale; light and dark.

Widgets that paint themselves ask :func:`color` and :func:`font` while painting; a switch of scheme
reaches them as an ordinary palette change. Widgets that keep colours listen to
``notifier().changed``. The style sheet in ``resources/styles/`` names the same roles as ``@role``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette

from desktop import motion, paths

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SCHEMES = ("system", "light", "dark")


@dataclass(frozen=True)
class Spacing:
    """The only distances there are, in device-independent pixels."""

    tiny: int = 4
    small: int = 8
    medium: int = 12
    large: int = 16
    huge: int = 24


spacing = Spacing()

RADIUS = 8
"""Corner radius of cards; controls use 6."""

# role: (light, dark). Right and wrong are told apart by blue-green against vermilion (after Okabe
# and Ito's palette for colour-blind readers), and always by a mark or a word as well.
COLORS: dict[str, tuple[str, str]] = {
    "window": ("#F4F5F6", "#16181B"),
    "surface": ("#FFFFFF", "#1E2124"),
    "raised": ("#FFFFFF", "#2A2E32"),
    "sunken": ("#ECEEF0", "#121416"),
    "hover": ("#EEF1F2", "#292D31"),
    "pressed": ("#E1E5E8", "#33383D"),
    "border": ("#DFE2E5", "#32373C"),
    "border_strong": ("#858B93", "#7A828B"),
    "text": ("#1A1D21", "#ECEEF0"),
    "muted": ("#5A626B", "#A3ABB4"),
    "faint": ("#8C939B", "#6C747D"),
    "accent": ("#0B6E63", "#4CC9B4"),
    "accent_hover": ("#095D54", "#66D6C3"),
    "accent_pressed": ("#074C45", "#3BB5A1"),
    "accent_soft": ("#DDF1EE", "#17342F"),
    "on_accent": ("#FFFFFF", "#06231F"),
    "focus": ("#12897B", "#4CC9B4"),
    "selection": ("#CBE9E4", "#1E4A43"),
    "right": ("#00735A", "#3CC8A0"),
    "right_soft": ("#DCF3EC", "#16352C"),
    "wrong": ("#B8440B", "#FF8F5A"),
    "wrong_soft": ("#FCE7DC", "#42261A"),
    "unsure": ("#6A5A00", "#E2C541"),
    "unsure_soft": ("#F8F0CC", "#37301A"),
    "danger": ("#B3261E", "#FF8A80"),
    "danger_soft": ("#FBE4E2", "#43201E"),
    "warning": ("#7A5200", "#F2BE5C"),
    "warning_soft": ("#FCEFD3", "#3A2E17"),
    "info": ("#0B5CAD", "#7FBBFF"),
    "info_soft": ("#E1EEFB", "#182E45"),
    "train": ("#0B6BB8", "#6DB8F2"),
    "validation": ("#C2500A", "#FF9C5B"),
    "series3": ("#0B7A5C", "#43CFA5"),
    "series4": ("#9B4A84", "#DD94C6"),
    "series5": ("#6B5E00", "#D9C24A"),
    "series6": ("#4A55B5", "#A0A9FF"),
    "scroll": ("#C3C8CD", "#4A5157"),
    "grid": ("#E6E9EB", "#2C3135"),
    "shade": ("#F0F4F6", "#24282C"),
}

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *(("text", ground) for ground in ("window", "surface", "raised", "sunken", "hover", "selection")),
    *(("muted", ground) for ground in ("window", "surface", "raised", "sunken", "hover", "shade")),
    *(("accent", ground) for ground in ("window", "surface", "accent_soft")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    *(
        (r, g)
        for r in ("right", "wrong", "unsure", "danger", "warning", "info")
        for g in ("surface", r + "_soft")
    ),
    *((role, "surface") for role in ("train", "validation", "series3", "series4", "series5", "series6")),
)
"""Text and the ground it stands on; each pair reaches WCAG AA (4.5 to 1) in both schemes."""

# role: (size in pixels, weight)
TYPE: dict[str, tuple[int, QFont.Weight]] = {
    "caption": (11, QFont.Weight.Normal),
    "caption_strong": (11, QFont.Weight.DemiBold),
    "body": (13, QFont.Weight.Normal),
    "strong": (13, QFont.Weight.DemiBold),
    "title": (15, QFont.Weight.DemiBold),
    "headline": (20, QFont.Weight.DemiBold),
    "display": (32, QFont.Weight.DemiBold),
}

# Taken before the system's own choice only where that is a fallback font.
_FALLBACKS = {"DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "Sans", "Helvetica", "Arial", ""}
_FAMILIES = ("Inter", "Cantarell", "Ubuntu", "Noto Sans", "Open Sans", "Noto Sans CJK KR", "DejaVu Sans")
_KOREAN = ("Pretendard", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR")


class Notifier(QObject):
    """Tells that colours or fonts changed."""

    changed = Signal()


class _State(QObject):
    """The scheme asked for, and the one shown. Lives as long as the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.app = app
        self.wish = "system"
        app.styleHints().colorSchemeChanged.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        dark = _wants_dark(self.wish)
        _scheme["dark"] = dark
        color.cache_clear()
        self.app.setPalette(_palette())
        self.app.setFont(font("body"))
        self.app.setStyleSheet(_style_sheet())
        notifier().changed.emit()


_scheme = {"dark": False}
_state: list[_State] = []


@cache
def notifier() -> Notifier:
    """The one :class:`Notifier`."""
    return Notifier()


def is_dark() -> bool:
    """Whether the dark scheme is shown."""
    return _scheme["dark"]


@cache
def color(role: str) -> QColor:
    """The colour of ``role`` in the scheme shown.

    Raises:
        KeyError: no such role.
    """
    return QColor(COLORS[role][is_dark()])


@cache
def families() -> list[str]:
    """Font families in order of preference: the system's own, then ones that can write Korean."""
    own = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    here = set(QFontDatabase.families())
    chosen = [own] if own not in _FALLBACKS else []
    chosen += [name for name in (*_FAMILIES, *_KOREAN) if name in here]
    return list(dict.fromkeys(chosen)) or [own]


@cache
def font(role: str) -> QFont:
    """The font of ``role`` in the type scale. Raises KeyError for an unknown role."""
    size, weight = TYPE[role]
    result = QFont(families())
    result.setPixelSize(size)
    result.setWeight(weight)
    return result


def apply(app: QApplication, scheme: str = "system") -> None:
    """Dress ``app``: base style, palette, fonts, style sheet. Follows the system from then on.

    Args:
        app: the application.
        scheme: one of ``SCHEMES``.
    """
    if not _state or _state[0].app is not app:
        _state[:] = [_State(app)]
        app.setStyle("Fusion")
    set_scheme(scheme)


def set_scheme(scheme: str) -> None:
    """Show ``scheme`` (one of ``SCHEMES``) at once. Raises ValueError for another word."""
    if scheme not in SCHEMES:
        raise ValueError(f"{scheme!r} is not one of {SCHEMES}")
    if _state:
        _state[0].wish = scheme
        _state[0].refresh()


def set_motion(wish: str) -> None:
    """Follow ``wish`` (one of ``motion.WISHES``) at once. Raises ValueError for another word."""
    motion.apply(wish)
    if _state:
        _state[0].refresh()


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(value: QColor) -> float:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (value.redF(), value.greenF(), value.blueF())
    )
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _wants_dark(wish: str) -> bool:
    if wish != "system":
        return wish == "dark"
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, "window"),
        (role.WindowText, "text"),
        (role.Base, "surface"),
        (role.AlternateBase, "window"),
        (role.Text, "text"),
        (role.Button, "raised"),
        (role.ButtonText, "text"),
        (role.ToolTipBase, "raised"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "selection"),
        (role.HighlightedText, "text"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Mid, "border"),
        (role.Light, "raised"),
        (role.Dark, "border_strong"),
        (role.Accent, "accent"),
    ):
        palette.setColor(target, color(name))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, color("faint"))
    return palette


def _style_sheet() -> str:
    template = (paths.resources() / "styles" / "graft.qss").read_text(encoding="utf-8")
    icons = (paths.resources() / "icons").as_posix()
    values = {role: pair[is_dark()] for role, pair in COLORS.items()}
    values |= {f"size_{role}": f"{size}px" for role, (size, _) in TYPE.items()}
    values |= {"motion": str(motion.duration())}
    values |= {"icons": icons, "scheme": "dark" if is_dark() else "light"}
    return re.sub(r"@(\w+)", lambda match: values[match[1]], template)
