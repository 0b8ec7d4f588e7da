"""The one exception for everything a user can put right."""


class EngineError(Exception):
    """A failure that a person can act on.

    Shown as it is, in the window and on the command line, so both parts are written for people:
    no class names, no stack traces.

    Attributes:
        message: what happened, naming the thing (file, folder, setting) it happened to.
        hint: the next step that puts it right; empty when there is truly none.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Diverged(EngineError):
    """Training led to losses that are no numbers; the best epoch so far is kept."""

    def __init__(self, message: str) -> None:
        super().__init__(
            message,
            "Try a tenth of the learning rate, gradient clipping, or precision fp32. "
            "The best epoch so far is kept.",
        )
