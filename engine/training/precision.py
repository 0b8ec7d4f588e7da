"""Which number format and memory layout a run computes in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from engine.config_checks import PRECISIONS
from engine.device import preferred_precision

if TYPE_CHECKING:
    import torch

    from engine.models.network import Network


@dataclass(frozen=True)
class Plan:
    """Resolved once a run and written to its ``environment.json``, so that resuming repeats it.

    Attributes:
        inference: format of the frozen part and of evaluation: ``fp32``, ``bf16`` or ``fp16``.
        training: format of the trained part's forward and backward pass.
        channels_last: whether pictures lie in memory with channels last.
    """

    inference: str
    training: str
    channels_last: bool = True

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready dict."""
        return asdict(self)

    @staticmethod
    def from_json(value: Any) -> Plan | None:
        """The plan of which ``value`` is the :meth:`to_json`; None where it is that of no plan."""
        try:
            plan = Plan(**value)
        except TypeError:
            return None
        formats = [name for name in PRECISIONS if name != "auto"]
        known = plan.inference in formats and plan.training in formats and type(plan.channels_last) is bool
        return plan if known else None


def resolve(wanted: str, network: Network, device: torch.device, stages: int) -> Plan:
    """The plan for ``wanted`` precision; ``auto`` measures where the hardware leaves a choice.

    Args:
        wanted: ``auto``, ``fp32``, ``bf16`` or ``fp16``.
        network: what will run.
        device: where.
        stages: most stages that will ever train (0 = head only, -1 = all).
    """
    if wanted != "auto":
        return Plan(wanted, wanted)
    best = preferred_precision(device)
    if device.type == "cuda" or best == "fp32":
        return Plan(best, best)
    from engine.models import probe

    inference = probe.best_inference(network, device)
    if stages == 0:
        return Plan(inference.precision, "fp32")
    training = probe.best_training(network, stages, device)
    return Plan(inference.precision, training.precision, training.channels_last)
