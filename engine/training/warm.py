"""Getting ready for a run that was not asked for yet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from engine.config import RunConfig
from engine.control import RunControl
from engine.data.pixel_store import PixelStore
from engine.device import pick, set_deterministic
from engine.events import Event
from engine.training.features import decode_all
from engine.training.phase import phases
from engine.training.phases import bytes_and_room, possible_cut
from engine.training.precision import resolve
from engine.training.prepare import Stopped, prepare
from engine.training.setup import Setup, make_network, starting_weights


def warm(config: RunConfig, control: RunControl) -> Iterator[Event]:
    """Decode and compute what the first phase of a run with ``config`` reads, so that it starts at once.

    Downloads nothing and writes no run; ends quietly when ``control`` says stop or weights are not here.

    Raises:
        EngineError: data or weights that cannot be used; the run would say the same.
    """
    from engine.models import weights

    if not weights.locate(config.model).here:
        return
    with contextlib.suppress(Stopped):
        prepared = yield from prepare(config, control)
        network = make_network(config, prepared)
        device = pick(config.train.device)
        set_deterministic(device)  # what is kept here is read by runs
        # How the trained part computes is measured by the run: what is kept of the frozen one is the same.
        plan = resolve(config.train.precision, network, device, 0)
        facts = network.preprocessing
        with contextlib.closing(PixelStore(facts.resize, facts.interpolation)) as pixels:
            identity = starting_weights(config, network)
            setup = Setup(config.train, prepared, network, device, plan, identity, pixels)
            yield from _read_first(config, setup, control)


def _read_first(config: RunConfig, setup: Setup, control: RunControl) -> Iterator[Event]:
    """What the first phase reads: the activations before its cut, or decoded pictures.

    Raises:
        Stopped: ``control`` asked to stop; what was computed is kept.
    """
    cut = _first_cut(config, setup)
    if cut is None:
        yield from decode_all(setup.views(), control)
        return
    with contextlib.closing(setup.cache(cut)) as cache:
        yield from setup.extract(cache, control)


def _first_cut(config: RunConfig, setup: Setup) -> int | None:
    """Stages after the cut of the first phase; None where it reads pixels."""
    planned = phases(config, len(setup.network.stages))
    cut = possible_cut(setup.network, planned, planned[0])
    if cut is None:
        return None
    size, room = bytes_and_room(setup, cut)
    return cut if size <= room else None
