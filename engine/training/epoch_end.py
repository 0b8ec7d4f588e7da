"""The end of an epoch: what it says of the validation fold, and whether it is the best so far."""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.errors import Diverged
from engine.events import EpochDone, Event
from engine.training.best import Rival
from engine.training.evaluating import Logits, figures
from engine.training.pace import seconds_left
from engine.training.session import Session


def finish_epoch(
    session: Session, began: float, *, iterate: bool = False, rival: Rival | None = None
) -> Iterator[Event]:
    """Evaluate, keep the best, and move on to the next epoch.

    Args:
        session: whose running epoch has trained.
        began: when the epoch began, by the control's clock.
        iterate: this epoch is a step towards a solution, and nearer to it than every one before: it is
            the best, whatever the validation fold says of it. An early iterate may happen to get a
            picture more right with hardly any confidence.
        rival: takes the place of the epoch where it is better; training goes on from the epoch's weights.

    Raises:
        Stopped: the user asked to stop; the epoch is not finished, and everything of it is kept.
        Diverged: the loss on validation is no number.
    """
    loss_sum, right, count = session.read_totals()
    train_loss, train_accuracy = loss_sum / max(count, 1), right / max(count, 1)
    trained = session.control.clock()
    rate = session.trainer.set_rate(session.epoch + 1 - 1e-9)
    best = session.best
    try:
        logits = yield from session.validate()
        loss, accuracy = _validated(session, logits)
        session.last_figures = (train_loss, train_accuracy) if loss is None else (loss, accuracy or 0.0)
        trained_better = iterate or best.improves(session.last_figures[1], session.last_figures[0])
        if rival is not None and loss is not None and not rival.beats(accuracy or 0.0, loss):
            rival = None
        if rival is not None:
            logits, loss, accuracy = rival.logits, rival.loss, rival.accuracy
        session.latest = logits
        judged_loss, judged = (train_loss, train_accuracy) if loss is None else (loss, accuracy or 0.0)
        better = iterate or best.improves(judged, judged_loss)
        if better:
            state = session.kept_state() if rival is None else rival.state
            best.take(session.epoch + 1, judged, judged_loss, logits, state, trained_better=trained_better)
    finally:
        session.average()
    session.trainer.plateau.update(judged_loss)
    session.next_epoch()
    now = session.control.clock()
    session.pace.finish(now - began)
    yield EpochDone(
        session.epoch,
        session.config.train.epochs,
        train_loss,
        train_accuracy,
        loss,
        accuracy,
        rate,
        round(now - began, 4),
        round(count / max(trained - began, 1e-9), 1),
        better,
        seconds_left(session),
        len(logits),
    )


def _validated(session: Session, logits: Logits) -> tuple[float | None, float | None]:
    """Loss and accuracy on the validation fold, None where that is empty.

    Raises:
        Diverged: they, or else the weights, are no numbers.
    """
    if not len(logits):
        if not session.trainer.is_finite():
            raise Diverged(f"After epoch {session.epoch + 1} the weights are no numbers any more.")
        return None, None
    loss, accuracy = figures(logits, session.prepared.labels[session.prepared.folds["validation"]])
    if not math.isfinite(loss):
        raise Diverged(f"After epoch {session.epoch + 1} the loss on validation is no number any more.")
    return loss, accuracy
