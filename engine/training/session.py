"""A run while it goes: network, inputs, position and best epoch."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.config import RunConfig
from engine.control import RunControl
from engine.data.pixel_store import PixelStore
from engine.device import set_deterministic
from engine.run_folder import RunFolder
from engine.training import best as best_module
from engine.training import checkpoint
from engine.training.activation_cache import ActivationCache
from engine.training.best import SAMPLE_GAP, Best, SaveClock
from engine.training.evaluating import Evaluating, logits_of
from engine.training.features import Views
from engine.training.inputs import Inputs, PixelInputs
from engine.training.pace import Pace
from engine.training.phase import Phase
from engine.training.precision import Plan
from engine.training.prepare import Prepared, Throttle
from engine.training.setup import random_views
from engine.training.trainer import Trainer

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from engine.models.network import Network
    from engine.training.distributed import Group

EVALUATION_BATCH = {"cpu": 64, "cuda": 256}
BATCH = {"cpu": 16, "cuda": 64}
HEAD_BATCH = 64


@dataclasses.dataclass
class Session:
    """Everything that a run's generator works on.

    Attributes:
        config, run, control: as given to ``train``.
        prepared: the pictures in folds.
        network: the library's module with our head.
        device, plan: where, and in which format.
        weights: identity of the backbone's weights.
        phases: the plan of the run.
        group: the processes that share the work; None where this one is alone.
        epoch: epochs finished.
        batch: batches finished of the running epoch.
        totals: summed loss, right answers and pictures of the running epoch.
        sums: the same on the device while an epoch runs.
        best: the best epoch so far.
        pending: a checkpoint to put back once the phase it was taken in has begun.
        solved: whether the head was solved directly, so that there is no position to keep.
        last_figures: loss and accuracy of the last epoch's own weights, on validation where there is one.
        latest: what the last epoch said of the validation fold, logits, float32, shape (n, classes).
        test_accuracy: of the best epoch's weights, once known.
        evaluation_batch: pictures evaluated at once; less than usual once a GPU's memory was full.
        cuts: where phases are cut whose caches the disk had room for, or not (None), by first epoch.
        untold: why a phase, by first epoch, has no cache, where that was found before it began.
        pace: how long the running phase's epochs take.
    """

    config: RunConfig
    run: RunFolder
    control: RunControl
    prepared: Prepared
    network: Network
    device: torch.device
    plan: Plan
    weights: str
    phases: list[Phase]
    group: Group | None = None
    epoch: int = 0
    batch: int = 0
    totals: list[float] = dataclasses.field(default_factory=lambda: [0.0, 0.0, 0.0])
    sums: Tensor | None = None
    best: Best = dataclasses.field(default_factory=Best)
    pending: dict[str, Any] | None = None
    solved: bool = False
    last_figures: tuple[float, float] = (float("nan"), 0.0)
    latest: npt.NDArray[np.float32] = dataclasses.field(default_factory=lambda: np.zeros((0, 0), np.float32))
    test_accuracy: float | None = None
    evaluation_batch: int = 0
    cuts: dict[int, int | None] = dataclasses.field(default_factory=dict)
    untold: dict[int, str] = dataclasses.field(default_factory=dict)
    inputs: Inputs | None = None
    caches: list[ActivationCache] = dataclasses.field(default_factory=list)
    throttle: Throttle = dataclasses.field(default_factory=Throttle)
    last_clock: SaveClock = dataclasses.field(default_factory=SaveClock)
    best_clock: SaveClock = dataclasses.field(default_factory=SaveClock)
    sample_clock: SaveClock = dataclasses.field(default_factory=lambda: SaveClock(gap=SAMPLE_GAP))
    _touched: set[str] = dataclasses.field(default_factory=set)
    pace: Pace = dataclasses.field(default_factory=Pace)

    def __post_init__(self) -> None:
        set_deterministic(self.device)
        facts = self.network.preprocessing
        self.evaluation_batch = EVALUATION_BATCH[self.device.type]
        self.pixels = PixelStore(facts.resize, facts.interpolation)
        self.trainer: Trainer
        if self.group is None:
            self.trainer = Trainer(self.network, self.config, self.device, self.plan)
        else:
            from engine.training.sharded import ShardedTrainer

            self.trainer = ShardedTrainer(self.network, self.config, self.device, self.plan, self.group)

    @property
    def batch_size(self) -> int:
        """Pictures a step: as configured, else 64 for a head, 64 on a GPU, 16 on a CPU."""
        if self.config.train.batch_size:
            return self.config.train.batch_size
        if self.trainer.phase is not None and self.trainer.phase.cut == 0:
            return HEAD_BATCH
        return BATCH[self.device.type]

    @property
    def random_views(self) -> int:
        """Random views cached of each training picture while its backbone is frozen."""
        return random_views(self.config.train, self.network)

    def views(self) -> Views:
        """How this run cuts its pictures."""
        return Views(
            self.network.preprocessing,
            self.config.train.augment,
            self.pixels,
            self.prepared.samples,
            self.prepared.contents,
        )

    def phase_name(self) -> str:
        """``head`` or ``train``."""
        return "train" if self.trains_backbone() else "head"

    def trains_backbone(self) -> bool:
        """Whether the running phase trains more than the head."""
        return self.trainer.phase is not None and self.trainer.phase.stages != 0

    def trains_norms(self) -> bool:
        """Whether batch norms may train in the running phase: the backbone's, or a head's own."""
        from torch.nn.modules.batchnorm import _BatchNorm

        head = (self.network.module.get_submodule(name) for name in self.network.head_names)
        return self.trains_backbone() or any(
            isinstance(part, _BatchNorm) for whole in head for part in whole.modules()
        )

    @property
    def divided(self) -> Group | None:
        """The processes that share the running phase's steps; None where there is one."""
        alone = self.trainer.phase is None or self.trainer.phase.cut == 0
        return None if alone else self.group

    def begun(self) -> None:
        """A phase has begun: put a pending checkpoint back, and note what trains from now on."""
        self.pace.begin(whole=self.batch == 0)
        self.last_clock.begin()
        self.best_clock.begin()
        trained = set(best_module.trained_names(self.network.module, buffers=self.trains_norms()))
        if self.best.epoch:
            # What begins to train now was untouched at the best epoch: it belongs to that epoch as it is.
            fresh = trained - self._touched - set(self.best.state)
            self.best.state.update(best_module.copy_state(self.network.module, sorted(fresh)))
        self._touched |= trained
        state, self.pending = self.pending, None
        if state is None:
            return
        best_module.load_state(self.network.module, state["model"])
        self._touched |= set(state["model"])
        self.trainer.load(state["trainer"])
        checkpoint.set_random_state(state["random"], self.device)

    def read_totals(self) -> list[float]:
        """The running epoch's totals, read from the device."""
        if self.sums is not None:
            self.totals = [float(value) for value in self.sums.tolist()]
        return self.totals

    def join_totals(self) -> None:
        """Bring the running epoch's totals of all processes together on rank 0; the others keep none."""
        group = self.divided
        if group is not None:
            if group.leads:
                group.tell("totals")
            whole = group.sum(self.read_totals())
            # A checkpoint adds up what each process has.
            self.totals, self.sums = whole if group.leads else [0.0, 0.0, 0.0], None

    def evaluate(self, fold: str, group: Group | None = None) -> Evaluating:
        """Logits of a fold by the weights as they are, float32, shape (n, classes).

        With ``group`` each of its processes computes a share, and rank 0 gets them all.

        Raises:
            Stopped: the user asked to stop. Processes that share the work finish it.
        """
        positions = self.prepared.folds[fold]
        if group is None:
            return (yield from logits_of(self, positions, self.control))
        own = yield from logits_of(self, positions[group.rank :: group.world], RunControl())
        return group.collect_rows(own, len(positions))

    def validate(self) -> Evaluating:
        """Logits of the validation fold by the weights that are kept: their average, where there is one.

        Those stay in place; :meth:`average` brings the trained ones back. Raises as :meth:`evaluate`.
        """
        self.average()
        group = self.divided
        if group is not None and group.leads:
            group.tell("evaluate")
        return (yield from self.evaluate("validation", group))

    def kept_state(self) -> dict[str, Tensor]:
        """Copies of everything that training has changed, on the CPU."""
        return best_module.copy_state(self.network.module, sorted(self._touched))

    def next_epoch(self) -> None:
        """Move on to the beginning of the next epoch."""
        self.epoch, self.batch, self.totals, self.sums = self.epoch + 1, 0, [0.0, 0.0, 0.0], None

    def exhausted(self, after: int = 0) -> bool:
        """Whether ``patience`` epochs of the last phase went by without a better one.

        Earlier phases take all their epochs: that the head alone gets no better is no reason not to thaw.

        Args:
            after: epochs from now, of which none is better.
        """
        patience = self.config.train.patience
        return patience > 0 and self.epoch + after - max(self.best.trained, self.phases[-1].first) >= patience

    def is_due(self, phase: Phase) -> bool:
        """Whether something of ``phase`` is still to be trained.

        With ``patience``, thawing goes no deeper where it has not paid: a third phase or a later one is left
        out when no epoch of the phase before it got more of the validation fold right than all before.
        """
        if phase.last <= self.epoch or self.exhausted():
            return False
        number = self.phases.index(phase)
        if not self.config.train.patience or number < 2 or not len(self.prepared.folds["validation"]):
            return True
        return self.best.reached > self.phases[number - 1].first

    def state(self) -> dict[str, Any]:
        """For ``last.ckpt``. With several processes, ``ranks`` has the random state of each."""
        state = {
            "epoch": self.epoch,
            "batch": self.batch,
            "totals": self.read_totals(),
            "model": best_module.copy_state(self.network.module, sorted(self._touched)),
            "trainer": self.trainer.state(),
            "best": self.best.to_state(),
            "random": checkpoint.random_state(self.device),
            "weights": self.weights,
        }
        if self.group is not None:
            self.group.tell("states")
            parts = self.gather_states()
            state["ranks"] = [random for random, _ in parts]
            state["totals"] = [sum(values) for values in zip(*(totals for _, totals in parts), strict=True)]
        return state

    def gather_states(self) -> list[tuple[dict[str, Any], list[float]]]:
        """Each process's random state and its part of the running epoch's totals, on rank 0."""
        assert self.group is not None
        return self.group.gather((checkpoint.random_state(self.device), self.read_totals()))

    def close_inputs(self) -> None:
        """End the threads of the inputs in use."""
        if isinstance(self.inputs, PixelInputs):
            self.inputs.close()
        self.inputs = None

    def close(self) -> None:
        """Close files and threads."""
        self.close_inputs()
        self.trainer.end()
        for cache in self.caches:
            cache.close()
        self.pixels.close()

    def average(self) -> None:
        """Exchange the trained weights with their average, where one is kept."""
        if self.trainer.average is not None:
            self.trainer.average.swap(self.trainer.trained_parameters())
