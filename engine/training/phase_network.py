"""What a phase makes of the network: where it lies, what of it trains, and which layers are merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.config import ModelConfig
from engine.device import cpu_name, preferred_precision
from engine.training.phase import Phase
from engine.training.precision import Plan

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from engine.models.folded import Folded
    from engine.models.merged import Merged
    from engine.models.network import Network

# Weights of a head up to which one thread trains it as fast as two: measured on two cores.
SMALL_HEAD = 100_000


def set_up(network: Network, phase: Phase, device: torch.device, plan: Plan) -> None:
    """Bring the network to ``device`` in the phase's layout, freeze and thaw; in evaluation mode."""
    import torch

    from engine.models import freezing

    # Whatever it lay in before: a resumed run begins with the phase it was stopped in.
    last = phase.cut is None and plan.channels_last
    layout = torch.channels_last if last else torch.contiguous_format
    network.module.to(device).to(memory_format=layout)
    network.module.eval()
    freezing.apply(network, phase.stages)


def is_small(network: Network, phase: Phase, device: torch.device) -> bool:
    """Whether a step is so little work that waking a second thread costs more than it saves."""
    weights = sum(parameter.numel() for _, parameter in network.head_parameters())
    return phase.cut == 0 and device.type == "cpu" and weights <= SMALL_HEAD


class StepBody:
    """The backbone in a phase's steps, where its layers may be merged; else nothing.

    Attributes:
        folded: the backbone where it trains from the pixels on a CPU: there its convolutions can be faster.
            Over cached activations the last stages alone took as long either way (measured with MobileNetV2
            and EfficientNet-Lite0). On a GPU it was not measured.
    """

    def __init__(
        self, network: Network, model: ModelConfig, phase: Phase, device: torch.device, plan: Plan
    ) -> None:
        self.folded: Folded | None = None
        self._known: bool | None = None
        if device.type != "cpu" or network.aux is not None or phase.cut is not None or phase.stages == 0:
            return
        # What is faster for batch norms that train is so in float32; oneDNN's merged convolution wants
        # instructions for a reduced format, which a processor may not have where one was asked for.
        formats = {"fp32", preferred_precision(device)} if model.keeps_batch_norm else {"fp32"}
        if plan.training in formats:
            from engine.models.folded import Folded

            self.folded = Folded(network.front(0))

    @property
    def modules(self) -> Sequence[nn.Module]:
        """What a step runs beside the network's own module."""
        return () if self.folded is None else (self.folded.module,)

    def settle(self, x: Tensor) -> None:
        """Merge layers where that pays, found out on the inputs ``x``; once a phase, in training mode."""
        if self.folded is not None:
            self.folded.settle(x, self._known)

    def state(self) -> tuple[str, bool | None] | None:
        """For a checkpoint: whether layers are merged, and on what hardware that was found out."""
        return None if self.folded is None else (_hardware(), self.folded.merged)

    def load(self, state: tuple[str, bool | None] | None) -> None:
        """The inverse of :meth:`state`: found out anew, beside other programs, it might be otherwise."""
        where, merged = state or ("", None)
        self._known = merged if where == _hardware() else None


def evaluated_body(
    network: Network, phase: Phase, device: torch.device, plan: Plan, count: int
) -> Merged | None:
    """The network up to its features as it is now, with its layers merged, to evaluate ``count`` inputs.

    None where that is not done, or does not pay: for fewer inputs, or for the last stages alone, which
    take no longer than merging them does.
    """
    from engine.models.merged import FROM, Merged

    if device.type != "cpu" or plan.inference != "fp32":
        return None
    return Merged(network.front(0)) if phase.cut is None and count >= FROM else None


def _hardware() -> str:
    """What decides how a processor's numbers are rounded."""
    import torch

    return f"{cpu_name()}, torch {torch.__version__}"
