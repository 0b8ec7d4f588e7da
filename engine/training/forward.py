"""The frozen part of the network as a function from pixels to stored activations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine.errors import EngineError
from engine.training.features import Forward
from engine.training.precision import Plan

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from engine.models.execution import ExecutionPlan
    from engine.models.network import Network

Array = npt.NDArray[np.generic]
Pixels = npt.NDArray[np.uint8]


class Halving:
    """``forward``, in half the pictures at once from then on whenever the GPU's memory is full.

    Attributes:
        most: pictures at once; 0 while any number fits.
    """

    def __init__(self, forward: Forward) -> None:
        self._forward = forward
        self.most = 0

    def __call__(self, pixels: Pixels) -> Array | list[Any]:
        """As ``forward``. Raises EngineError when the memory does not hold one picture."""
        import torch

        while True:
            size = self.most or len(pixels)
            try:
                parts = [self._forward(pixels[i : i + size]) for i in range(0, len(pixels), size)]
                return parts[0] if len(parts) == 1 else [value for part in parts for value in part]
            except torch.OutOfMemoryError:
                if size == 1:
                    raise EngineError(
                        "The GPU's memory does not hold even one picture.",
                        "Choose a smaller backbone, or train on the CPU.",
                    ) from None
            # Outside the handler, whose frames would keep the memory.
            torch.cuda.empty_cache()
            self.most = min(size, len(pixels)) // 2 or 1


def frozen_forward(network: Network, cut: int, plan: Plan, device: torch.device) -> Forward:
    """A function from uint8 pixels (n, size, size, 3) to the activations before the last ``cut`` stages.

    Results are float32 in a float32 plan and float16 otherwise: bf16 has fewer digits than float16, so
    nothing is lost within float16's range, and values beyond it are clamped.
    """
    from engine.models import inference

    network.module.to(device).eval()
    run = inference.prepare(network, cut, _execution(network, plan, device), device)
    return lambda pixels: _stored(run(pixels))


def frozen_forward_both(network: Network, cut: int, plan: Plan, device: torch.device) -> Forward | None:
    """As :func:`frozen_forward` for the head's input and for ``cut`` in one pass, a pair for each picture.

    None where this network's one pass is not, bit by bit, what two give.
    """
    from engine.models import inference

    network.module.to(device).eval()
    run = inference.prepare_pair(network, cut, _execution(network, plan, device), device)
    if run is None:
        return None

    def forward(pixels: Pixels) -> list[tuple[Array, Array]]:
        features, boundary = run(pixels)
        return list(zip(_stored(features), _stored(boundary), strict=True))

    return forward


def _execution(network: Network, plan: Plan, device: torch.device) -> ExecutionPlan:
    """How the frozen part runs in the precision of ``plan``."""
    from engine.models import probe
    from engine.models.execution import ExecutionPlan

    best = probe.best_inference(network, device)
    if plan.inference == best.precision:
        return best
    # Asked for by the user: computed plainly, so that float32 is what the library's own module gives.
    return ExecutionPlan(plan.inference, True, best.batch_size)


def _stored(out: Tensor) -> Array:
    """Activations as they are kept."""
    import torch

    if out.dtype != torch.float32:
        limit = torch.finfo(torch.float16).max
        # Clamped afterwards: the bound itself is no bf16 number and would be rounded to one beyond it.
        out = out.to(torch.float16).clamp(-limit, limit)
    result: Array = out.contiguous().cpu().numpy()
    return result
