"""How long the rest of a run takes, as far as its epochs so far tell."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.training.phase import Phase
    from engine.training.session import Session

_LOOKED_AT = 5  # epochs: the latest, since the machine may have become busier


@dataclass
class Pace:
    """Seconds of the running phase's epochs.

    Attributes:
        whole: whether the running epoch is from its beginning on trained in this sitting.
        seconds: of each epoch of the phase that was.
    """

    whole: bool = True
    seconds: list[float] = field(default_factory=list)

    def begin(self, *, whole: bool) -> None:
        """A phase begins: epochs of others say nothing of it."""
        self.whole = whole
        self.seconds.clear()

    def finish(self, seconds: float) -> None:
        """An epoch is over. One that was begun in an earlier sitting is not counted."""
        if self.whole:
            self.seconds.append(seconds)
        self.whole = True

    def left(self, epochs: float, stages: int, ahead: Iterable[int]) -> float:
        """Estimate for the next ``epochs`` epochs, in seconds; -1 = unknown.

        It is unknown until an epoch of the running phase is over, and while a phase that trains more of the
        network lies ahead: how long its epochs take cannot be told from those of a cached head.

        Args:
            epochs: to come, the rest of the running one included.
            stages: of the backbone that the running phase trains.
            ahead: the same of each phase to come.
        """
        if not self.seconds or max(ahead, default=0) > stages:
            return -1.0
        return round(max(epochs, 0.0) * statistics.median(self.seconds[-_LOOKED_AT:]), 2)


def seconds_left(session: Session, share: float = 0.0) -> float:
    """Estimate for the rest of the run, ``share`` of the running epoch done; see :meth:`Pace.left`."""
    running = session.trainer.phase
    if running is None:
        return -1.0

    def trained(phase: Phase) -> int:
        return len(session.network.stages) if phase.stages < 0 else phase.stages

    ahead = [trained(phase) for phase in session.phases if phase.first > running.first]
    epochs = session.config.train.epochs - session.epoch - share
    return session.pace.left(epochs, trained(running), ahead)
