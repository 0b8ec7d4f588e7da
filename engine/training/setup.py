"""Which activations a run needs, and computing those that are not there: for a run, or ahead of one."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.config import RunConfig, TrainConfig
from engine.control import RunControl
from engine.data import lanes
from engine.data.catalog import FileProblem
from engine.data.pixel_store import PixelStore
from engine.events import Event, PhaseStarted, Warned
from engine.training.activation_cache import ActivationCache, Both, Keeper, Space
from engine.training.features import ALL, MIRRORED, PLAIN, Forward, Share, Views, extract
from engine.training.forward import Halving, frozen_forward, frozen_forward_both
from engine.training.precision import Plan
from engine.training.prepare import Prepared

if TYPE_CHECKING:
    import torch

    from engine.models.network import Network

FEATURE_BATCH = {"cpu": lanes.BATCH, "cuda": 256}
EVALUATED = ("validation", "test")  # the folds whose pictures a run gives logits of


@dataclass(frozen=True)
class Setup:
    """What the activations of a run depend on.

    Attributes:
        train: for the augmentation and its views.
        prepared: the pictures.
        network, device, plan: what computes them, where, in which format.
        weights: identity of the backbone's weights.
        pixels: where decoded pictures are kept.
    """

    train: TrainConfig
    prepared: Prepared
    network: Network
    device: torch.device
    plan: Plan
    weights: str
    pixels: PixelStore

    @property
    def random_views(self) -> int:
        """Random views of each training picture."""
        return random_views(self.train, self.network)

    def views(self) -> Views:
        """How the pictures are cut."""
        return Views(
            self.network.preprocessing,
            self.train.augment,
            self.pixels,
            self.prepared.samples,
            self.prepared.contents,
        )

    def cache(self, cut: int) -> ActivationCache:
        """The cache of the activations before the last ``cut`` stages."""
        facts = repr(self.network.preprocessing)
        # The network's own output is a stage of its own there: every cut lies elsewhere.
        weights = self.weights + ("-output" if self.network.model.head == "full_output" else "")
        # A GPU's sums are not those of a processor.
        precision = self.plan.inference + ("-cuda" if self.device.type == "cuda" else "")
        return ActivationCache(Space(weights, facts, precision, cut, self.train.augment))

    def wanted(self) -> list[tuple[int, int]]:
        """Every (position, view) that a run asks for."""
        everything = range(len(self.prepared.samples))
        pairs = [(i, PLAIN) for i in everything]
        pairs += [(int(i), v + 1) for v in range(self.random_views) for i in self.prepared.folds["train"]]
        if self.train.tta_flip:
            pairs += [(int(i), MIRRORED) for fold in EVALUATED for i in self.prepared.folds[fold]]
        return pairs

    def missing(self, cache: ActivationCache) -> list[tuple[int, int]]:
        """Every (position, view) that a run asks for and that is not computed yet."""
        contents = self.prepared.contents
        return [(i, view) for i, view in self.wanted() if not cache.has(contents[i], view)]

    def extract_both(
        self, features: ActivationCache, boundary: ActivationCache, control: RunControl
    ) -> Generator[Event, None, list[FileProblem] | None]:
        """Compute what is missing of both caches in one pass; as :meth:`extract`.

        None, with nothing computed, where the network's two parts have to be run one at a time.

        Raises:
            Stopped: ``control`` asked to stop; what was computed is kept.
        """
        forward = frozen_forward_both(self.network, boundary.space.cut, self.plan, self.device)
        if forward is None:
            return None
        missing = list(dict.fromkeys([*self.missing(features), *self.missing(boundary)]))
        return (yield from self._compute(Both(features, boundary), missing, forward, control))

    def extract(
        self, cache: ActivationCache, control: RunControl, share: Share = ALL
    ) -> Generator[Event, None, list[FileProblem]]:
        """Compute this ``share`` of what is missing; returns the files that cannot be used.

        Raises:
            Stopped: ``control`` asked to stop; what was computed is kept.
        """
        missing = self.missing(cache)
        if share.but:
            missing = [(i, v) for i, v in missing if self.prepared.samples[i].path not in share.but]
        if not missing:
            return []
        forward = frozen_forward(self.network, cache.space.cut, self.plan, self.device)
        return (yield from self._compute(cache, missing, forward, control, share))

    def _compute(
        self,
        keeper: Keeper,
        missing: list[tuple[int, int]],
        network_forward: Forward,
        control: RunControl,
        share: Share = ALL,
    ) -> Generator[Event, None, list[FileProblem]]:
        yield PhaseStarted("features", "The frozen part of the network, once a picture", total=len(missing))
        forward = Halving(network_forward)
        views, device = self.views(), self.device.type
        batch = FEATURE_BATCH[device]
        made = extract(keeper, views, missing, forward, control, batch=batch, device=device, share=share)
        unusable = yield from made
        if forward.most:
            yield Warned(
                f"The GPU's memory was full: the frozen part took {forward.most} pictures at a time.",
                "The result is the same, somewhat slower.",
            )
        return unusable


def solves_head(train: TrainConfig, network: Network) -> bool:
    """Whether a run solves the head directly."""
    return train.solver == "lbfgs" and network.head_is_affine


def solver(train: TrainConfig, network: Network) -> str:
    """``lbfgs`` or ``gradient``: how the run finds its head, whatever its settings ask for."""
    return "lbfgs" if solves_head(train, network) else "gradient"


def random_views(train: TrainConfig, network: Network) -> int:
    """Random views cached of each training picture while its backbone is frozen; a solved head takes none."""
    return 0 if train.augment == "none" or solves_head(train, network) else train.views


def starting_weights(config: RunConfig, network: Network) -> str:
    """Identity of the weights that the backbone of ``network``, as it was built, starts from.

    From scratch, the seed makes them; of those that timm brings, its name for them does not tell the numbers.
    """
    from engine.models import weights

    identity = weights.identity(config.model)
    if config.model.weights == "none":
        return f"{identity}-{config.train.seed}"
    return f"{identity}-{network.backbone.digest}" if network.backbone.digest else identity


def is_started_from(told: str, config: RunConfig, network: Network) -> bool:
    """Whether ``told``, which a run wrote down, is the identity of the weights of ``network``.

    Runs of earlier versions wrote down of timm's own weights only what they are called.
    """
    from engine.models import weights

    return told in (starting_weights(config, network), weights.identity(config.model))


def make_network(config: RunConfig, prepared: Prepared) -> Network:
    """The network that the run begins with. Raises EngineError as ``build_network``."""
    from engine.models import build

    return build.build_network(
        config.model,
        len(prepared.classes),
        class_counts=prepared.class_counts(),
        seed=config.train.seed,
        shorter=prepared.shorter_side,
    )
