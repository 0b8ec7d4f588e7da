"""How a network is run: number format, memory layout, batch, whether layers are merged."""

from __future__ import annotations

from dataclasses import dataclass

PRECISIONS = ("fp32", "bf16", "fp16")


@dataclass(frozen=True)
class ExecutionPlan:
    """A way of running a network on one device.

    Attributes:
        precision: ``fp32``, ``bf16`` or ``fp16``.
        channels_last: whether pictures lie in memory with channels last.
        batch_size: pictures a forward pass; larger batches are run in parts of this size.
        fused: whether convolution, batch norm, activation and residual sum are merged (inference only).
        images_per_second: as measured on this hardware; 0 when it was not.
    """

    precision: str = "fp32"
    channels_last: bool = True
    batch_size: int = 32
    fused: bool = False
    images_per_second: float = 0.0
