"""How the window looks, moves and speaks: set at once, and remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from desktop import i18n, preferences, theme


class Looks(QObject):
    """Slots for the menu's choices."""

    @Slot(str)
    def set_scheme(self, scheme: str) -> None:
        """One of ``theme.SCHEMES``."""
        preferences.set_text("scheme", scheme)
        theme.set_scheme(scheme)

    @Slot(str)
    def set_motion(self, wish: str) -> None:
        """One of ``motion.WISHES``."""
        preferences.set_text("motion", wish)
        theme.set_motion(wish)

    @Slot(str)
    def set_language(self, language: str) -> None:
        """One of ``i18n.LANGUAGES``."""
        preferences.set_text("language", language)
        i18n.use(language)
