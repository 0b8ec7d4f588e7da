"""Heads solved directly, as rivals of the epochs that train a head: what is better is kept.

Over a frozen backbone the epochs pass by heads of less and less regularisation, and the best of them is
kept. The solutions at several strengths are heads of that kind as well, each the exact answer to its own
question, and all together cost as little as a few epochs.
"""

from __future__ import annotations

from collections.abc import Generator

from engine.events import Event
from engine.training import best as best_module
from engine.training.best import Rival
from engine.training.evaluating import figures
from engine.training.head import problem, set_head
from engine.training.inputs import CachedInputs
from engine.training.prepare import hold
from engine.training.session import Session
from engine.training.setup import solves_head
from engine.training.solve import regularisation_path


def are_due(session: Session) -> bool:
    """Whether the epoch that has just trained is the last one of a linear head over cached features.

    Of its phase, or the one with which the patience ends, unless it is better than all before.
    """
    train, phase = session.config.train, session.trainer.phase
    return (
        train.solved_heads
        and not solves_head(train, session.network)
        and session.network.head_is_affine
        and phase is not None
        and phase.cut == 0
        and (session.epoch + 1 == phase.last or session.exhausted(after=1))
        and isinstance(session.inputs, CachedInputs)
        and len(session.prepared.folds["validation"]) > 0
    )


def best_rival(session: Session) -> Generator[Event, None, Rival]:
    """The best of the solved heads; the network's own head is in place again afterwards.

    Raises:
        Stopped: the user asked to stop.
    """
    assert isinstance(session.inputs, CachedInputs)
    names = best_module.trained_names(session.network.module, buffers=False)
    own = best_module.copy_state(session.network.module, names)
    labels = session.prepared.labels[session.prepared.folds["validation"]]
    found: Rival | None = None
    x, y, weights = problem(session, session.inputs)
    try:
        for solution in regularisation_path(
            x, y, len(session.prepared.classes), weights, between=lambda: hold(session.control)
        ):
            set_head(session, solution)
            logits = yield from session.evaluate("validation")
            loss, accuracy = figures(logits, labels)
            rival = Rival(accuracy, loss, logits, session.kept_state())
            if found is None or rival.beats(found.accuracy, found.loss):
                found = rival
    finally:
        best_module.load_state(session.network.module, own)
    assert found is not None
    return found
