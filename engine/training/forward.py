"""The frozen part of the network as a function from pixels to stored activations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.training.features import Forward
from engine.training.inputs import Normalise
from engine.training.precision import Plan

if TYPE_CHECKING:
    import torch

    from engine.models.network import Network

Pixels = npt.NDArray[np.uint8]


def frozen_forward(network: Network, cut: int, plan: Plan, device: torch.device) -> Forward:
    """A function from uint8 pixels (n, size, size, 3) to the activations before the last ``cut`` stages.

    Results are float32 in a float32 plan and float16 otherwise: bf16 has fewer digits than float16, so
    nothing is lost within float16's range, and values beyond it are clamped.
    """
    import torch

    facts = network.preprocessing
    normalise = Normalise(facts.mean, facts.std, device, plan.channels_last)
    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}[plan.inference]
    module = network.module.eval()
    if plan.channels_last:
        module.to(memory_format=torch.channels_last)

    def forward(pixels: Pixels) -> npt.NDArray[np.generic]:
        with (
            torch.inference_mode(),
            torch.autocast(device.type, dtype=dtype, enabled=dtype != torch.float32),
        ):
            x = normalise(pixels)
            out = network.features(x) if cut == 0 else network.boundary(x, cut)
            if dtype != torch.float32:
                limit = torch.finfo(torch.float16).max
                out = out.clamp(-limit, limit).to(torch.float16)
            result: npt.NDArray[np.generic] = out.contiguous().cpu().numpy()
            return result

    return forward
