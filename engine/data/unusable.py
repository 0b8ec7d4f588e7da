"""The one error for a file that is no usable picture."""

from __future__ import annotations

from engine.errors import EngineError


class UnusablePicture(EngineError):
    """A file that cannot be used as a picture.

    Attributes:
        reason: why, in words; complete without the path.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "Replace the file, or leave it out.")
        self.reason = reason
