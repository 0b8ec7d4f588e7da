"""What the user is told of a defect."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def in_words(error: BaseException) -> tuple[str, str]:
    """Message and hint for an exception that nobody foresaw. Any thread."""
    message = QCoreApplication.translate("app", "Something unexpected went wrong: {0}")
    hint = QCoreApplication.translate("app", "Details are in the log (menu, Open the log folder).")
    return message.format(f"{type(error).__name__}: {error}"), hint
