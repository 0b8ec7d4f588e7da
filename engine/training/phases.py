"""The beginning of a phase: where the frozen part ends, what of it is cached, what trains."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.data.catalog import FileProblem
from engine.device import told_in_words
from engine.errors import EngineError
from engine.events import Event, PhaseStarted, Warned
from engine.files import read_json, write_json
from engine.training.features import ALL, Share, decode_all, memory_budget
from engine.training.inputs import ActivationGone, CachedInputs, Inputs, PixelInputs
from engine.training.phase import Phase
from engine.training.prepare import hold, warn_left_out, write_split
from engine.training.session import Session
from engine.training.setup import Setup, solves_head

if TYPE_CHECKING:
    from engine.models.network import Network

Work = Generator[Event, None, list[FileProblem]]

# Share of the cache's bound on disk that the activations of one cut may take: two of them and a shard that
# is being filled stay within it, so that none is evicted while it is in use.
CACHE_SHARE = 0.35
# No backbone's features of a picture are larger; fewer bytes than that in all need not be looked into.
MOST_FEATURE_BYTES = 2**20


def begin_phase(session: Session, phase: Phase) -> Iterator[Event]:
    """Make the inputs of ``phase``, thaw what it trains, and put a pending checkpoint back.

    Raises:
        EngineError: no picture is left of a class, or there is no room for what a direct solver needs.
        Stopped: the user asked to stop; what was computed so far is kept.
    """
    cut, reason = _choose_cut(session, phase)
    if reason:
        yield Warned(reason)
    if session.group is not None:
        session.group.tell("begin", payload=(phase, cut))
    yield from enter_phase(session, phase, cut)
    yield PhaseStarted(
        session.phase_name(),
        _describe(phase, len(session.network.stages)),
        total=-(-len(session.prepared.folds["train"]) // session.batch_size),
        epoch=phase.first,
        stages=phase.stages if phase.stages < len(session.network.stages) else -1,
        lr=phase.lr,
    )


def enter_phase(session: Session, phase: Phase, cut: int | None) -> Iterator[Event]:
    """What each process does at the beginning of a phase with its frozen part cut at ``cut``."""
    leads = session.group is None or session.group.leads
    problems = yield from (_decode(session) if cut is None else _extract(session, cut))
    if problems:
        _leave_out(session, problems)
        if leads:
            write_split(session.run, session.prepared)
        yield from warn_left_out(problems)
    session.close_inputs()
    if cut == 0 and not leads:
        return  # a head over cached features is trained by rank 0 alone
    session.inputs = yield from _ready_inputs(session, cut)
    session.trainer.begin(dataclasses.replace(phase, cut=cut), session.prepared.class_counts())
    session.begun()
    if session.divided is not None:
        sample = next(session.inputs.plain(session.prepared.folds["train"][:1], 1))
        session.trainer.join(sample, len(session.divided.share(session.batch_size)))


def _leave_out(session: Session, problems: list[FileProblem]) -> None:
    """Go on without these files: what the best epoch said of them goes as well.

    Raises:
        EngineError: a class lost its last training picture.
    """
    said = [session.prepared.samples[i].id for i in session.prepared.folds["validation"]]
    session.prepared = prepared = session.prepared.without(problems)
    left = {prepared.samples[i].id for i in prepared.folds["validation"]}
    if len(session.best.logits) == len(said) != len(left):
        kept = np.array([name in left for name in said], dtype=bool)
        session.best.keep_rows(kept, prepared.labels[prepared.folds["validation"]])


def _choose_cut(session: Session, phase: Phase) -> tuple[int | None, str]:
    """Stages after the cut, None for pixels; and why a cache was not possible, where it was not.

    Raises:
        EngineError: the head is to be solved directly, and its features are more than the cache may keep.
    """
    stages = possible_cut(session.network, session.phases, phase)
    if stages is None:
        return None, ""
    if phase.first in session.cuts:
        return session.cuts[phase.first], session.untold.pop(phase.first, "")
    size, limit = bytes_and_room(_setup(session), stages)
    if size == 0:
        return 0, ""
    _keep_cut(session, phase.first, stages if size <= limit else None)
    if size <= limit:
        return stages, ""
    taken, room = size / 2**30, limit / 2**30
    if solves_head(session.config.train, session.network):
        raise EngineError(
            f"The backbone's features would take {taken:.1f} GB on disk, more than the {room:.1f} GB "
            "kept for them: the head cannot be solved directly.",
            "Choose another solver, or set GRAFT_CACHE to a folder on a larger disk.",
        )
    if stages == 0:
        return None, (
            f"The backbone's features would take {taken:.1f} GB on disk, more than the {room:.1f} GB "
            "kept for them: they are computed anew in every epoch."
        )
    return None, (
        f"The activations before the last {stages} stages would take {taken:.1f} GB on disk, "
        f"more than the {room:.1f} GB kept for them: they are computed anew in every epoch."
    )


def possible_cut(network: Network, planned: Sequence[Phase], phase: Phase) -> int | None:
    """Stages after the cut of ``phase``, one of ``planned``, if there is room; None: it reads pixels.

    What an earlier phase trained is no longer what the cache's key says, so it stays behind the cut.
    """
    count = len(network.stages)
    earlier = [p.stages for p in planned if p.first <= phase.first]
    stages = max(count if s < 0 else s for s in earlier)
    return None if stages and (stages >= count or not network.can_cut(stages)) else stages


def bytes_and_room(setup: Setup, stages: int) -> tuple[int, float]:
    """Bytes that the activations before the last ``stages`` stages take, and how many they may take.

    0 are taken by features that need not be looked into: however large, there is room for so few.
    """
    views, limit = len(setup.wanted()), setup.pixels.limit * CACHE_SHARE
    if stages == 0 and views * MOST_FEATURE_BYTES <= limit:
        return 0, limit
    return _activation_bytes(setup, stages) * views, limit


def _keep_cut(session: Session, first: int, cut: int | None) -> None:
    """Note where the phase from epoch ``first`` is cut, so that resuming does not ask the disk again.

    A note that cannot be written ends no run: resuming then chooses anew, as for runs without one.
    """
    session.cuts[first] = cut
    path = session.run.environment_path
    with contextlib.suppress(EngineError):
        cuts = {str(number): stages for number, stages in session.cuts.items()}
        write_json(path, {**read_json(path), "cuts": cuts})


def _activation_bytes(setup: Setup, stages: int) -> int:
    """Bytes of one picture's activations before the last ``stages`` stages."""
    import torch

    crop = setup.network.preprocessing.crop
    setup.network.module.to(setup.device).eval()
    with told_in_words(), torch.inference_mode():
        probe = setup.network.boundary(torch.zeros(1, 3, crop, crop, device=setup.device), stages)
    return probe.numel() * (4 if setup.plan.inference == "fp32" else 2)


def _setup(session: Session) -> Setup:
    return Setup(
        session.config.train,
        session.prepared,
        session.network,
        session.device,
        session.plan,
        session.weights,
        session.pixels,
    )


def _extract(session: Session, cut: int) -> Work:
    setup = _setup(session)
    cache = setup.cache(cut)
    session.caches.append(cache)
    following = _next_cut(session) if cut == 0 else None
    if following and setup.missing(cache):
        with contextlib.closing(setup.cache(following)) as boundary:
            problems = yield from setup.extract_both(cache, boundary, session.control)
        if problems is not None:
            return problems
    return (yield from _together(session, lambda share: setup.extract(cache, session.control, share)))


def _next_cut(session: Session) -> int | None:
    """Where the phase after this first one is cut, if one pass can serve both: alone, on a processor."""
    later = session.phases[1:]
    if not later or session.group is not None or session.device.type != "cpu":
        return None
    cut, session.untold[later[0].first] = _choose_cut(session, later[0])
    return cut


def _decode(session: Session) -> Work:
    return (yield from _together(session, lambda share: decode_all(session.views(), session.control, share)))


def _together(session: Session, work: Callable[[Share], Work]) -> Work:
    """``work`` done by all processes, where there are several."""
    if session.group is None:
        return (yield from work(ALL))
    from engine.training.rounds import in_rounds

    return (yield from in_rounds(session, session.group, work))


def _ready_inputs(session: Session, cut: int | None) -> Generator[Event, None, Inputs]:
    """:func:`_sound_inputs`; where processes train together from here on, once all of them have theirs.

    Until then a process may be held or stopped for as long as it likes: nobody waits for its gradients.
    """
    work = _sound_inputs(session, cut)
    if session.group is None or cut == 0:
        return (yield from work)
    from engine.training.rounds import all_or_none

    return (yield from all_or_none(session.group, work))


def _sound_inputs(session: Session, cut: int | None) -> Generator[Event, None, Inputs]:
    """The inputs of a phase; cached activations that are damaged are computed once more.

    Raises:
        ActivationGone: they are damaged again.
        Stopped: the user asked to stop.
    """
    try:
        return _inputs(session, cut)
    except ActivationGone:
        pass
    # By this process alone, whatever the others have. What cannot be read any more keeps its gap, which the
    # second try tells of.
    yield from _setup(session).extract(session.caches[-1], session.control)
    return _inputs(session, cut)


def _inputs(session: Session, cut: int | None) -> Inputs:
    if cut is None:
        return PixelInputs(
            session.views(), session.config.train, session.device, channels_last=session.plan.channels_last
        )
    return CachedInputs(
        session.caches[-1],
        session.prepared.contents,
        session.config.train,
        session.device,
        random_views=session.random_views,
        budget=memory_budget(),
        between=lambda: hold(session.control),
    )


def _describe(phase: Phase, stage_count: int) -> str:
    if phase.stages == 0:
        return "The head trains"
    if phase.stages < 0 or phase.stages >= stage_count:
        return "Everything trains"
    return f"The head and the last {phase.stages} of {stage_count} stages train"
