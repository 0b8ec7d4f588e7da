"""The frozen part of a network, prepared once and run fast: pixels in, activations out.

What makes it fast on a CPU with bf16 instructions (measured on two cores; see tests/bench): weights in
bf16 instead of autocast, channels last, convolution + batch norm + activation + residual sum merged
into one oneDNN call with its weights packed beforehand, and batches small enough that activations stay
in the processor's cache. Merging has open wrong-result reports in torch, so every prepared network is
compared with the plain one in float32 before it is used, and given up for it where they differ.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from engine.models.backbones import Preprocessing
from engine.models.execution import ExecutionPlan
from engine.models.fusion import NotFusible, converted, fuse
from engine.models.network import Network

Pixels = npt.NDArray[np.uint8]

# Smallest cosine between prepared and plain activations of a picture. Rounding alone: 0.999 in bf16.
AGREEMENT = {"fp32": 0.99999, "bf16": 0.99, "fp16": 0.999}
NEGLIGIBLE = 1e-6
CPU_BATCH = 8
CUDA_BATCH = 256
_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True)
class Prepared:
    """A function from pixels to activations, with the weights as they were when it was prepared.

    Several threads may call it at once.

    Attributes:
        plan: how it runs; ``fused`` says whether merging passed the comparison.
        agreement: smallest cosine to the plain float32 network over the pictures compared; 1 for plain.
    """

    plan: ExecutionPlan
    agreement: float
    _network: nn.Module
    _pixels: PixelsToInput

    def __call__(self, pixels: Pixels | Tensor) -> Tensor:
        """Activations of uint8 pictures, shape (n, height, width, 3) or (n, 3, height, width).

        In the plan's number format, on the plan's device; any n, run in parts of ``plan.batch_size``.
        """
        with torch.inference_mode():
            x = torch.from_numpy(pixels) if isinstance(pixels, np.ndarray) else pixels
            parts = [self._network(self._pixels(part)) for part in torch.split(x, self.plan.batch_size)]
            return parts[0] if len(parts) == 1 else torch.cat(parts)


class PixelsToInput:
    """uint8 pictures to the network's input: scaled, normalised, channels last, on the device."""

    def __init__(self, facts: Preprocessing, dtype: torch.dtype, device: torch.device) -> None:
        self._dtype = dtype
        self._device = device
        scale = torch.tensor([1 / (255 * s) for s in facts.std], dtype=torch.float64)
        shift = torch.tensor(
            [-m / s for m, s in zip(facts.mean, facts.std, strict=True)], dtype=torch.float64
        )
        self._scale = scale.float().to(device)
        self._shift = shift.float().to(device)
        self._rows: tuple[Tensor, Tensor] | None = None

    def __call__(self, pixels: Tensor) -> Tensor:
        """Shape (n, 3, height, width), channels last."""
        x = pixels.to(self._device, non_blocking=True)
        if x.shape[-1] != 3:
            x = x.permute(0, 2, 3, 1)
        n, height, width, _ = x.shape
        scale, shift = self._row(width)
        # A whole row of pixels and channels at a time: the innermost loop is long and vectorised.
        flat = x.reshape(n, height, width * 3).to(torch.float32)
        flat = torch.addcmul(shift, flat, scale).to(self._dtype)
        return flat.view(n, height, width, 3).permute(0, 3, 1, 2)

    def _row(self, width: int) -> tuple[Tensor, Tensor]:
        rows = self._rows  # several threads may ask at once, for different widths
        if rows is None or rows[0].shape[0] != width * 3:
            rows = self._rows = self._scale.repeat(width), self._shift.repeat(width)
        return rows


def prepare(
    network: Network,
    stages: int,
    plan: ExecutionPlan,
    device: torch.device | str = "cpu",
    *,
    sample: Pixels | None = None,
) -> Prepared:
    """The part of ``network`` before its last ``stages`` stages, ready to run (0 = up to the head).

    Args:
        network: in eval; its weights are copied, later changes do not show.
        stages: as in :meth:`Network.boundary`.
        plan: number format and whether to merge layers; what does not pass the comparison is not merged.
        device: where it runs.
        sample: pictures to compare on, uint8 (n, height, width, 3); two made-up ones by default.

    Raises:
        EngineError: the network cannot be cut there.
    """
    where = torch.device(device)
    dtype = _DTYPES[plan.precision]
    plain = network.front(stages)
    to_input = PixelsToInput(network.preprocessing, dtype, where)
    if plan.fused:
        try:
            candidate = fuse(plain, dtype, where).to(where)
            result = Prepared(plan, 1.0, candidate, to_input)
            found = _agreement(result, plain, network, where, sample)
        except (NotFusible, RuntimeError, NotImplementedError):
            found = 0.0
        if found >= AGREEMENT[plan.precision]:
            return replace(result, agreement=found)
    own = converted(plain, dtype).to(where)
    return Prepared(replace(plan, fused=False), 1.0, own, to_input)


@dataclass(frozen=True)
class PreparedPair:
    """A function from pixels to the features and, computed on the way, the activations before a cut."""

    _front: Prepared
    _back: nn.Module

    def __call__(self, pixels: Pixels | Tensor) -> tuple[Tensor, Tensor]:
        """Features and activations of uint8 pictures, as :class:`Prepared` takes them."""
        with torch.inference_mode():
            x = torch.from_numpy(pixels) if isinstance(pixels, np.ndarray) else pixels
            fronts = [self._front(part) for part in torch.split(x, self._front.plan.batch_size)]
            backs = [self._back(part) for part in fronts]
            return torch.cat(backs), torch.cat(fronts)


def prepare_pair(
    network: Network, stages: int, plan: ExecutionPlan, device: torch.device | str = "cpu"
) -> PreparedPair | None:
    """Both what ``prepare(network, 0)`` and what ``prepare(network, stages)`` give, in one pass.

    None where a trial gives other features than ``prepare(network, 0)``, be it by a single bit: whoever
    computes them must not show in what is trained on them.

    Raises:
        EngineError: the network cannot be cut there.
    """
    where = torch.device(device)
    whole = prepare(network, 0, plan, where)
    front = prepare(network, stages, whole.plan, where)
    back = network.back(stages)
    try:
        if front.plan != whole.plan:
            return None
        dtype = _DTYPES[plan.precision]
        rest = fuse(back, dtype, where) if whole.plan.fused else converted(back, dtype)
        pair = PreparedPair(front, rest.to(where))
        pictures = _made_up(network.preprocessing.crop)
        return pair if torch.equal(pair(pictures)[0], whole(pictures)) else None
    except (NotFusible, RuntimeError, NotImplementedError):
        return None


def prepare_classifier(
    network: Network, plan: ExecutionPlan, device: torch.device | str = "cpu"
) -> Callable[[Pixels | Tensor], Tensor]:
    """A function from uint8 pictures (as :class:`Prepared` takes) to float32 logits (n, classes).

    The backbone runs as ``plan`` says, the head in float32 with the network's own weights.
    """
    features = prepare(network, 0, plan, device)

    def logits(pixels: Pixels | Tensor) -> Tensor:
        with torch.inference_mode():
            return network.logits_from_features(features(pixels).float())

    return logits


def _agreement(
    candidate: Prepared, plain: nn.Module, network: Network, device: torch.device, sample: Pixels | None
) -> float:
    """Smallest cosine between ``candidate`` and the plain float32 network, over pictures."""
    pictures = _made_up(network.preprocessing.crop) if sample is None else sample
    to_input = PixelsToInput(network.preprocessing, torch.float32, device)
    with torch.inference_mode(), evaluating(plain):
        wanted = plain(to_input(torch.from_numpy(pictures))).flatten(1).double()
    given = candidate(pictures).flatten(1).double()
    if given.shape != wanted.shape or not bool(torch.isfinite(given).all()):
        return 0.0
    # An untrained network may give next to nothing, and nothing has no direction.
    if float((given - wanted).abs().max()) < NEGLIGIBLE:
        return 1.0
    return float(nn.functional.cosine_similarity(given, wanted).min())


@contextlib.contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """``module`` in eval for the block, every part's own training flag put back afterwards."""
    flags = {part: part.training for part in module.modules()}
    module.eval()
    try:
        yield
    finally:
        for part, flag in flags.items():
            part.training = flag


@contextlib.contextmanager
def only_norms_training(module: nn.Module) -> Iterator[None]:
    """As :func:`evaluating`, but batch norms that train go on doing so. Nothing in it is random."""
    norms = [part for part in module.modules() if isinstance(part, nn.BatchNorm2d) and part.training]
    with evaluating(module):
        for norm in norms:
            norm.training = True
        yield


def _made_up(size: int) -> Pixels:
    """Two pictures with both smooth and rough parts, always the same, uint8 (2, size, size, 3)."""
    rng = np.random.default_rng(0)
    ramp = np.linspace(0, 255, size)
    smooth = np.stack([np.add.outer(ramp, ramp[::-1]) / 2, np.add.outer(ramp, ramp) / 2], axis=0)
    coarse = (
        rng.integers(0, 256, (2, size // 16 + 1, size // 16 + 1, 3)).repeat(16, axis=1).repeat(16, axis=2)
    )
    mixed = (smooth[..., None] + coarse[:, :size, :size] + rng.integers(0, 64, (2, size, size, 3))) / 2.25
    return mixed.astype(np.uint8)
