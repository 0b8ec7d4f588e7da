"""When a model answers "not sure": the threshold the user set, and the temperature it is measured at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.errors import EngineError
from engine.files import read_json, write_json
from engine.run_folder import RunFolder

FILE = "decision.json"


@dataclass(frozen=True)
class Decision:
    """How confidences become answers. Exports carry it.

    Attributes:
        threshold: least confidence that counts as an answer, 0 to 1; 0 = always answer.
        temperature: what the logits are divided by before the softmax, above 0; 1 = as trained.
    """

    threshold: float = 0.0
    temperature: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise EngineError(f"The threshold is {self.threshold:g}.", "Give a confidence from 0 to 1.")
        if not 0.01 <= self.temperature <= 100:
            raise EngineError(f"The temperature is {self.temperature:g}.", "Give one from 0.01 to 100.")

    def to_json(self) -> dict[str, float]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Decision:
        """The inverse of :meth:`to_json`; what is missing has its default. Raises EngineError."""
        try:
            return cls(float(raw.get("threshold", 0.0)), float(raw.get("temperature", 1.0)))
        except (TypeError, ValueError, OverflowError, AttributeError) as error:
            raise EngineError(f"The threshold or the temperature cannot be read: {error}.") from None


def of_run(run: RunFolder) -> Decision:
    """What was set for the run; the defaults when nothing was. Raises EngineError on a damaged file."""
    path = run.path / FILE
    return Decision.from_json(read_json(path)) if path.exists() else Decision()


def set_for_run(run: RunFolder, decision: Decision) -> None:
    """Keep ``decision`` with the run. Raises EngineError when it cannot be written."""
    write_json(run.path / FILE, {"format": 1, **decision.to_json()})
