"""The training loop: a plain generator of events, the same for the window and the command line."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from engine.config import RunConfig
from engine.control import RunControl
from engine.errors import Diverged, EngineError
from engine.events import Event, PhaseStarted, RunEnded, Warned
from engine.run_folder import RunFolder
from engine.training.epoch import train_epoch
from engine.training.epoch_end import finish_epoch
from engine.training.head import solve_head
from engine.training.keep import save_best, save_epoch, save_last, write_final, write_sample
from engine.training.opening import reopen, start
from engine.training.phases import begin_phase
from engine.training.prepare import Stopped
from engine.training.rivals import are_due, best_rival
from engine.training.session import Session
from engine.training.setup import solves_head
from engine.training.tensorboard import TensorBoard

if TYPE_CHECKING:
    from engine.training.distributed import Group

_UNWRITTEN = Warned(
    "The run's events cannot be written just now: they are kept in memory.",
    "Free some space on the run's disk; they are written as soon as there is room.",
    until="saved",
)


def train(
    config: RunConfig, run: RunFolder, control: RunControl, group: Group | None = None
) -> Iterator[Event]:
    """Train as ``config`` says, writing everything to ``run``; with ``group``, together with its others.

    Yields events as the run goes; every one is in ``run``'s ``events.jsonl`` before it is yielded. The
    last one is :class:`RunEnded`, always and once: ``completed``, ``stopped`` (``control.stop()``) or
    ``failed`` with the reason in words.

    Raises:
        EngineError: another process is writing ``run``; nothing is written then.
        Exception: an error that nobody foresaw; ``events.jsonl`` then says that the run failed.
    """
    return _carry(run, start(config, run, control, group))


def resume(run: RunFolder, control: RunControl, group: Group | None = None) -> Iterator[Event]:
    """Go on exactly where ``run`` stopped or was killed. Events and errors as :func:`train`.

    Raises:
        EngineError: as :func:`train`; or ``run`` is complete, and stays as it is.
    """
    if run.outcome() == "completed":
        raise EngineError(
            f"The run {run.name} is complete.", "Start a new run, with more epochs if you like."
        )
    yield from _carry(run, reopen(run, control, group))


def _carry(run: RunFolder, opening: Generator[Event, None, Session]) -> Iterator[Event]:
    """Pass on and write down every event; end with exactly one RunEnded whatever happens."""
    run.claim()
    began = time.monotonic()
    outcome, message, hint = "stopped", "", ""
    sessions: list[Session] = []
    told = over = False
    try:
        try:
            run.sign()
            for event in _all(opening, sessions):
                if not run.append_event(event) and not told:
                    told = True
                    yield _UNWRITTEN
                yield event
            outcome = "completed"
        except Stopped:
            pass
        except EngineError as error:
            outcome, message, hint = "failed", error.message, error.hint
        except RuntimeError as error:
            # What torch raises for everything from a full GPU to a broken kernel.
            outcome, message = "failed", f"PyTorch could not go on: {_first_line(error)}"
            hint = "Resume the run; if it fails again, try another precision or the CPU."
        except (OSError, MemoryError, ValueError) as error:
            outcome, (message, hint) = "failed", _in_words(error)
        ended = _ended(run, sessions, outcome, message, hint, time.monotonic() - began)
        run.append_event(ended)
        over = True
        yield ended
    finally:
        if not over:
            _write_early_end(run, sessions, time.monotonic() - began)
        for session in sessions:
            session.close()
        run.release()


def _write_early_end(run: RunFolder, sessions: list[Session], seconds: float) -> None:
    """Write how a run ended that something unforeseen takes out of :func:`_carry`, and lets it pass on.

    Nobody is left to be told where the run was let go of; a second Ctrl-C leaves it without an end, as a
    process that is killed does.
    """
    error = sys.exception()
    if isinstance(error, GeneratorExit):
        run.append_event(_ended(run, sessions, "stopped", "", "", seconds))
    elif isinstance(error, Exception):
        message, hint = _in_words(error)
        run.append_event(_ended(run, sessions, "failed", message, hint, seconds))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _in_words(error: Exception) -> tuple[str, str]:
    """What an error of the system's or of a library's says, and what to do about it."""
    if isinstance(error, MemoryError):
        hint = "Close other programs or choose a smaller backbone, then resume the run."
        return "The computer's memory is full.", hint
    said = _first_line(error)
    if isinstance(error, OSError):
        return (
            f"A file or a folder could not be used: {said}",
            "Check that its disk is connected and has room, then resume the run.",
        )
    if not isinstance(error, ValueError):
        said = f"{type(error).__name__}: {said}"  # such as KeyError, whose words alone are a mere name
    return f"The run could not go on: {said}", "Resume the run; if it fails again, start a new one."


def _all(opening: Generator[Event, None, Session], sessions: list[Session]) -> Iterator[Event]:
    session = yield from opening
    sessions.append(session)
    board = TensorBoard(session.run.path) if session.config.train.tensorboard else None
    try:
        for event in _run(session):
            if board is not None:
                board.take(event)
            yield event
    except Stopped:
        yield from save_last(session)
        yield from write_final(session, test=False)
        raise
    except Diverged:
        yield from write_final(session)
        raise
    finally:
        if board is not None:
            board.close()


def _run(session: Session) -> Iterator[Event]:
    """Every phase, every epoch, then the final evaluation."""
    for phase in session.phases:
        if not session.is_due(phase):
            continue
        yield from begin_phase(session, phase)
        if solves_head(session.config.train, session.network):
            yield from solve_head(session)
            continue
        while session.epoch < phase.last and not session.exhausted():
            yield from _one_epoch(session)
    if session.inputs is None and session.best.epoch and len(session.prepared.folds["test"]):
        # Ended before it looked at the test fold.
        yield from begin_phase(session, [p for p in session.phases if p.first < session.epoch][-1])
    yield from save_last(session)
    yield PhaseStarted("evaluate", "The best epoch's weights on validation and test")
    yield from write_final(session)


def _one_epoch(session: Session) -> Iterator[Event]:
    began = session.control.clock()
    yield from train_epoch(session)
    rival = (yield from best_rival(session)) if are_due(session) else None
    yield from finish_epoch(session, began, rival=rival)
    yield from write_sample(session)
    if session.config.train.save_every_epoch:
        yield from save_epoch(session)
    if session.best.epoch == session.epoch and session.best_clock.due():
        yield from save_best(session)
    if session.last_clock.due():
        yield from save_last(session)


def _ended(
    run: RunFolder, sessions: list[Session], outcome: str, message: str, hint: str, seconds: float
) -> RunEnded:
    if not sessions:
        return RunEnded(outcome, str(run.path), 0, round(seconds, 3), 0, None, 0, message=message, hint=hint)
    session = sessions[0]
    folds = session.prepared.folds
    validated = session.best.epoch > 0 and len(folds["validation"]) > 0
    return RunEnded(
        outcome,
        str(run.path),
        session.epoch,
        round(seconds, 3),
        session.best.epoch,
        session.best.accuracy if validated else None,
        len(folds["validation"]),
        session.test_accuracy,
        len(folds["test"]),
        message,
        hint,
    )
