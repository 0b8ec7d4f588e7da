"""What the processes beside rank 0 do: what it asks for, until it lets them go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import RunConfig
from engine.control import RunControl
from engine.errors import EngineError
from engine.run_folder import RunFolder
from engine.training import checkpoint, opening
from engine.training.distributed import FlaggedControl, Group
from engine.training.epoch import Epoch, Meter, plan_epoch, set_up_step
from engine.training.phase import Phase
from engine.training.phases import enter_phase
from engine.training.precision import Plan
from engine.training.prepare import Prepared, Stopped
from engine.training.session import Session
from engine.training.setup import make_network
from engine.training.vanished import PictureGone, wait_for

if TYPE_CHECKING:
    from torch import Tensor

_APART = 1_000_003  # between the seeds of two processes: any number that is no difference of likely seeds


@dataclass(frozen=True)
class Invitation:
    """All that a process needs to join a run; sent by rank 0, so that only that one reads the run folder.

    Attributes:
        config, run, prepared, plan, weights: those of rank 0's session.
        epoch: epochs finished.
        trainer: the checkpoint's optimizer and schedule, None for a fresh run.
        ranks: the checkpoint's random state of each process.
    """

    config: RunConfig
    run: Path
    prepared: Prepared
    plan: Plan
    weights: str
    epoch: int
    trainer: dict[str, Any] | None
    ranks: list[dict[str, Any]]

    @classmethod
    def to(cls, session: Session, state: dict[str, Any] | None) -> Invitation:
        """To the run of rank 0's ``session``, which goes on from the checkpoint ``state``."""
        return cls(
            session.config,
            session.run.path,
            session.prepared,
            session.plan,
            session.weights,
            session.epoch,
            None if state is None else state["trainer"],
            [] if state is None else state.get("ranks", []),
        )


def follow(group: Group) -> None:
    """Do what rank 0 asks for, until it says that the run is over.

    Raises:
        LostProcess: another process is gone.
        EngineError: this process cannot go on.
    """
    follower = Follower(group)
    try:
        while follower.obey(*group.listen()):
            pass
    finally:
        follower.close()


class Follower:
    """One process's side of a run: a session without a run folder of its own."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._session: Session | None = None
        self._epoch: Epoch | None = None
        self._meter: Meter | None = None
        self._batches: Iterator[Tensor] = iter(())

    def obey(self, command: str, first: float, second: float, payload: Any) -> bool:
        """Do one of ``distributed.COMMANDS``; false when it was the last."""
        if command == "end":
            return False
        if command == "open":
            self._open(payload)
            return True
        session = self._session
        assert session is not None
        if command == "begin":
            self._begin(session, *payload)
        elif command == "epoch":
            session.epoch, session.batch = int(first), int(second)
            self._begin_epoch(session)
        elif command == "step":
            session.trainer.plateau.factor = second
            self._step(session, int(first))
        elif command == "totals":
            session.join_totals()
        elif command == "evaluate":
            for _ in session.validate():
                pass  # rank 0 tells what happens
            session.average()
        else:
            assert command == "states"
            session.gather_states()
        return True

    def close(self) -> None:
        """Close files and threads."""
        if self._session is not None:
            self._session.close()

    def _open(self, invitation: Invitation) -> None:
        self._group.agree(_trouble_with(lambda: _look(invitation, self._group)))

        def join() -> None:
            self._session = _joined(invitation, self._group)

        self._group.agree(_trouble_with(join))
        assert self._session is not None
        self._group.connect(self._session.device)

    def _begin(self, session: Session, phase: Phase, cut: int | None) -> None:
        try:
            for _ in enter_phase(session, phase, cut):
                pass  # rank 0 tells how far the work is
        except Stopped:
            pass  # rank 0 says what comes next

    def _begin_epoch(self, session: Session) -> None:
        session.totals, session.sums = [0.0, 0.0, 0.0], None
        self._epoch = plan_epoch(session)
        self._meter = Meter(session, self._epoch)
        session.trainer.train_mode()
        self._draw(session)

    def _draw(self, session: Session) -> None:
        """Inputs from the batch that is next."""
        assert session.inputs is not None
        assert self._epoch is not None
        positions, size = self._epoch.positions, self._epoch.size
        self._batches = session.inputs.training(positions, session.epoch, size, session.batch)

    def _step(self, session: Session, index: int) -> None:
        assert self._epoch is not None
        assert self._meter is not None
        session.batch = index
        x = self._next(session)
        y = set_up_step(session, self._epoch, index, x)
        loss, correct = session.trainer.step(x, y)
        self._meter.add(loss, correct, self._epoch.counted(index, len(y)))
        self._meter.put_back()
        session.batch = index + 1

    def _next(self, session: Session) -> Tensor:
        while True:
            try:
                return next(self._batches)
            except PictureGone as error:
                lost = error
            wait_for(session.control, lost)
            self._draw(session)


def _trouble_with(work: Callable[[], None]) -> EngineError | None:
    try:
        work()
    except EngineError as error:
        return error
    return None


def _look(invitation: Invitation, group: Group) -> None:
    """See that pictures and weights are here; the first process of a machine fetches the weights for all.

    Raises:
        EngineError: they are not, or cannot be fetched.
    """
    from engine.models import weights

    samples = invitation.prepared.samples
    for sample in (samples[0], samples[-1]):
        if not sample.path.exists():
            raise EngineError(
                f"{sample.path} is not on this machine.",
                "Put the pictures in the same place on every machine, a shared disk for example.",
            )
    if group.launch.local_rank == 0 and not weights.locate(invitation.config.model).here:
        for _ in opening.fetch(invitation.config, RunControl()):
            pass


def _joined(invitation: Invitation, group: Group) -> Session:
    """A session like rank 0's, on this process's own device.

    Raises:
        EngineError: no device for this process, or other weights than rank 0's.
    """
    config, prepared = invitation.config, invitation.prepared
    device = opening.own_device(config, group.launch)
    network = make_network(config, prepared)
    opening.keep_known_classes(config, network, prepared.classes)
    checkpoint.seed_everything(config.train.seed + group.rank * _APART)
    run, control = RunFolder(invitation.run), FlaggedControl(group)
    session = opening.open_session(config, run, control, prepared, network, device, invitation.plan, group)
    if session.weights != invitation.weights:
        raise EngineError(
            "The backbone's weights on this machine are not those of the first one.",
            "Use the same weights file on every machine.",
        )
    session.epoch = invitation.epoch
    if invitation.trainer is not None:
        known = group.rank < len(invitation.ranks)
        session.pending = {
            "model": {},
            "trainer": invitation.trainer,
            "random": invitation.ranks[group.rank] if known else checkpoint.random_state(device),
        }
    return session
