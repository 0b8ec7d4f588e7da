"""What the engine says of a public data set's download, in the language of now."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def stage(words: str, done: int, total: int) -> str:
    """A stage of :data:`engine.data.public_sets.SetProgress`, translated, with how far it is."""
    kind = words.partition(" ")[0]
    if kind == "Downloading":
        if total:
            text = QCoreApplication.translate("sets", "Downloading: {done} of {total} MB")
        else:
            text = QCoreApplication.translate("sets", "Downloading: {done} MB")
        return text.format(done=f"{done / 1e6:,.1f}", total=f"{total / 1e6:,.1f}")
    if kind == "Writing":
        text = QCoreApplication.translate("sets", "Unpacking: {done} of {total} pictures")
        return text.format(done=f"{done:,}", total=f"{total:,}")
    return QCoreApplication.translate("sets", "Unpacking")
