"""The beginning of a sitting: a fresh run set up, or an interrupted one put back as it was."""

from __future__ import annotations

import datetime as dt
import platform
import time
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.config import FORMAT, RunConfig
from engine.control import RunControl
from engine.device import describe, pick
from engine.errors import EngineError
from engine.events import BatchDone, Event, PhaseStarted, RunStarted, Warned
from engine.files import read_json, write_json
from engine.launched import Launch
from engine.run_folder import RunFolder
from engine.training import checkpoint
from engine.training.best import Best
from engine.training.phase import phases
from engine.training.precision import Plan, resolve
from engine.training.prepare import Prepared, hold, prepare, read_split, write_split
from engine.training.session import Session
from engine.training.setup import is_started_from, make_network, solver, starting_weights

if TYPE_CHECKING:
    import torch

    from engine.models.network import Network
    from engine.training.distributed import Group


def start(
    config: RunConfig, run: RunFolder, control: RunControl, group: Group | None = None
) -> Generator[Event, None, Session]:
    """Set a fresh run up: pictures, weights, network, device, files. ``group``: who shares the work.

    Raises:
        EngineError: settings, data or weights that cannot be used.
        Stopped: the user asked to stop.
    """
    problems = config.problems()
    if problems:
        raise EngineError(
            f"{problems[0].field}: {problems[0].message}", "Change the setting and start again."
        )
    prepared = yield from prepare(config, control)
    write_split(run, prepared)
    hold(control)
    checkpoint.seed_everything(config.train.seed)
    network, device = yield from _network(config, prepared, control, group)
    plan = resolve(config.train.precision, network, device, _most_stages(config, network))
    hold(control)  # one that was told to end must not seed what follows it
    session = open_session(config, run, control, prepared, network, device, plan, group)
    _invite(session, None)
    _write_environment(run, session)
    checkpoint.seed_everything(config.train.seed)
    yield _started(session)
    return session


def reopen(
    run: RunFolder, control: RunControl, group: Group | None = None
) -> Generator[Event, None, Session]:
    """Put an interrupted run back as its last checkpoint has it; begin anew where there is none.

    Raises:
        EngineError: the run's pictures or weights changed, or a file is damaged.
        Stopped: the user asked to stop.
    """
    config = run.config()
    if not run.last_path.exists() or run.is_solved():
        return (yield from start(config, run, control, group))
    yield PhaseStarted("read", "Checking that the pictures are as they were")
    prepared = yield from read_split(run, control)
    state = checkpoint.load(run.last_path)
    network, device = yield from _network(config, prepared, control, group)
    kept, cuts = _kept(run)
    plan = kept or resolve(config.train.precision, network, device, _most_stages(config, network))
    session = open_session(config, run, control, prepared, network, device, plan, group)
    if not is_started_from(state["weights"], config, network):
        raise EngineError(
            "The backbone's weights are not those that the run began with.",
            "Bring the same weights file back, or start a new run.",
        )
    if kept is None:
        _write_environment(run, session)
        yield Warned(
            f"{run.environment_path} does not say in which precision the run computed: it is chosen anew.",
            "The run goes on from where it was, but perhaps no longer to the very same weights.",
        )
    session.cuts = cuts
    session.epoch, session.batch = state["epoch"], state["batch"]
    # Between two epochs there are none, whatever several processes of an earlier version wrote down.
    session.totals = state["totals"] if session.batch else [0.0, 0.0, 0.0]
    session.best = Best.from_state(state["best"])
    # After this checkpoint, and before the run was killed, a later epoch may have become the best.
    session.best.on_disk = session.best.on_disk and _saved_epoch(run) == session.best.epoch
    session.pending = state
    _invite(session, state)
    began_with, now = len(state.get("ranks", [None])), 1 if group is None else group.world
    if began_with != now:
        yield Warned(
            f"The run was trained by {began_with} processes at once and goes on with {now}.",
            "It goes on from where it was, but no longer to the very same weights.",
        )
    yield _started(session)
    return session


def _kept(run: RunFolder) -> tuple[Plan | None, dict[int, int | None]]:
    """The precision that the run began with, None where ``environment.json`` no longer says, and its cuts."""
    try:
        value = read_json(run.environment_path)
    except EngineError:
        return None, {}
    if not isinstance(value, dict):
        return None, {}
    cuts = value.get("cuts")
    known = {int(k): v for k, v in cuts.items() if k.isdigit()} if isinstance(cuts, dict) else {}
    sound = {first: cut for first, cut in known.items() if cut is None or isinstance(cut, int)}
    return Plan.from_json(value.get("plan")), sound


def _saved_epoch(run: RunFolder) -> int:
    """The epoch that ``best.safetensors`` is of; 0 where it does not say."""
    from engine.models.saved import read_info

    try:
        return int(read_info(run.best_path).extra.get("epoch", 0))
    except EngineError:
        return 0


def _invite(session: Session, state: dict[str, Any] | None) -> None:
    """Let the other processes set up what this one has, ``state`` being the checkpoint to go on from."""
    if session.group is not None:
        from engine.training.follower import Invitation

        session.group.tell("open", payload=Invitation.to(session, state))
        session.group.agree(None)  # that the pictures and the weights are on every machine
        session.group.agree(None)  # that every process has its session
        session.group.connect(session.device)


def _network(
    config: RunConfig, prepared: Prepared, control: RunControl, group: Group | None
) -> Generator[Event, None, tuple[Network, torch.device]]:
    from engine.models import weights

    device = own_device(config, None if group is None else group.launch)
    if not weights.locate(config.model).here:
        yield from fetch(config, control)
    hold(control)
    network = make_network(config, prepared)
    for note in network.notes:
        yield Warned(note)
    kept = keep_known_classes(config, network, prepared.classes)
    if kept:
        yield PhaseStarted("weights", f"Known classes keep what was learned: {', '.join(kept)}")
    return network, device


def own_device(config: RunConfig, launch: Launch | None) -> torch.device:
    """The device of this process: of several on a machine, each has a GPU of its own.

    Raises:
        EngineError: there are fewer GPUs than processes, or one is asked for by its number.
    """
    wanted = config.train.device
    if launch is None or launch.local_world == 1:
        return pick(wanted)
    device = pick("cuda" if wanted.startswith("cuda") else wanted)
    if device.type == "cpu":
        return device
    if ":" in wanted:
        raise EngineError(
            f"train.device is {wanted}, and {launch.local_world} processes cannot share one GPU.",
            "Leave train.device at auto: each process then takes a GPU of its own.",
        )
    return pick(f"cuda:{launch.local_rank}")


def keep_known_classes(config: RunConfig, network: Network, classes: tuple[str, ...]) -> tuple[str, ...]:
    """Start the head from an earlier model of ours where it knows a class; returns those classes."""
    from engine.evaluation.carry import carry_head
    from engine.evaluation.opening import ATTRIBUTE, open_model
    from engine.models import torch_archive, weights

    if not weights.is_file_choice(config.model.weights):
        return ()
    path = Path(config.model.weights).expanduser()
    if path.is_file() and torch_archive.is_zipped(path) and not torch_archive.mentions(path, ATTRIBUTE):
        return ()  # without its description all of it would be read a second time for nothing
    try:
        earlier = open_model(path)
    except EngineError:
        return ()  # weights from elsewhere: the backbone has taken them, and they know none of our classes
    if earlier.network.backbone.name != network.backbone.name:
        return ()
    return carry_head(earlier.network, earlier.info.classes, network, classes)


def fetch(config: RunConfig, control: RunControl) -> Iterator[Event]:
    """Download the weights in a thread, telling how far it is.

    Raises:
        EngineError: offline, or a checksum that is not the published one.
    """
    from engine.models import weights

    yield PhaseStarted("weights", f"Downloading the weights of {config.model.backbone}")
    told = [0, 0]

    def progress(done: int, total: int) -> None:
        told[:] = done, total

    with ThreadPoolExecutor(1, thread_name_prefix="download") as pool:
        task = pool.submit(weights.fetch, config.model, progress=progress, cancelled=lambda: control.stopping)
        while not wait([task], timeout=0.2).done:
            yield BatchDone("weights", told[0], told[1])
    hold(control)
    task.result()


def open_session(
    config: RunConfig,
    run: RunFolder,
    control: RunControl,
    prepared: Prepared,
    network: Network,
    device: torch.device,
    plan: Plan,
    group: Group | None = None,
) -> Session:
    """A session at its beginning."""
    planned = phases(config, len(network.stages))
    identity = starting_weights(config, network)
    return Session(config, run, control, prepared, network, device, plan, identity, planned, group)


def _most_stages(config: RunConfig, network: Network) -> int:
    return max(phase.stages for phase in phases(config, len(network.stages)))


def _started(session: Session) -> RunStarted:
    folds = session.prepared.folds
    report = describe(str(session.device))
    trains = any(phase.stages for phase in session.phases)
    return RunStarted(
        str(session.run.path),
        session.prepared.classes,
        len(folds["train"]),
        len(folds["validation"]),
        len(folds["test"]),
        session.config.train.epochs,
        report.name if session.group is None else f"{session.group.world} × {report.name}",
        session.plan.training if trains else session.plan.inference,
        session.network.backbone.title,
        session.epoch,
        round(time.time(), 3),
        solver(session.config.train, session.network),
    )


def _write_environment(run: RunFolder, session: Session) -> None:
    import numpy as np
    import PIL
    import timm
    import torch
    import torchvision

    value: dict[str, Any] = {
        "format": FORMAT,
        "started": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "device": describe(str(session.device)).to_json(),
        "plan": session.plan.to_json(),
        "solver": solver(session.config.train, session.network),
        "processes": 1 if session.group is None else session.group.world,
        "weights": session.weights,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "versions": {
            "torch": torch.__version__,
            "torchvision": torchvision.__version__,
            "timm": timm.__version__,
            "numpy": np.__version__,
            "pillow": PIL.__version__,
        },
    }
    write_json(run.environment_path, value)
