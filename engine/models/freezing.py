"""Which stages train: gradients, batch-norm statistics and learning rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.config import ModelConfig
from engine.errors import EngineError

if TYPE_CHECKING:
    from torch import nn

    from engine.models.network import Network, Stage


@dataclass(frozen=True)
class ResolvedPhase:
    """What holds in an epoch.

    Attributes:
        stages: how many of the last stages train, 0 to all.
        lr_factor: factor on the run's learning rate.
        from_epoch: the epoch (counted from 0) in which this began.
    """

    stages: int
    lr_factor: float
    from_epoch: int


def phase_at(model: ModelConfig, epoch: int, stage_count: int) -> ResolvedPhase:
    """What trains in ``epoch`` (counted from 0) of a network of ``stage_count`` stages.

    More stages than the network has mean all of them.
    """
    if model.mode == "frozen":
        return ResolvedPhase(0, 1.0, 0)
    if model.mode == "finetune":
        return ResolvedPhase(_clamped(model.thaw_stages, stage_count), 1.0, 0)
    phase = [p for p in model.schedule if p.from_epoch <= epoch]
    if not phase:
        raise EngineError(
            "The thawing schedule has no phase for the first epoch.", "Let it begin at epoch 0."
        )
    return ResolvedPhase(_clamped(phase[-1].stages, stage_count), phase[-1].lr_factor, phase[-1].from_epoch)


def _clamped(stages: int, stage_count: int) -> int:
    return stage_count if stages == -1 else min(stages, stage_count)


def thawed(network: Network, stages: int) -> tuple[Stage, ...]:
    """The last ``stages`` stages, in the network's order; -1 = all of them."""
    count = _clamped(stages, len(network.stages))
    return network.stages[len(network.stages) - count :]


def apply(network: Network, stages: int) -> None:
    """Let gradients reach the head and the last ``stages`` stages (0 = head only, -1 = all), no more."""
    network.module.requires_grad_(False)
    for _name, parameter in network.head_parameters():
        parameter.requires_grad_(True)
    for stage in thawed(network, stages):
        for _name, parameter in network.stage_parameters(stage):
            parameter.requires_grad_(True)


def train_mode(network: Network, stages: int, *, frozen_batch_norm: bool = False) -> None:
    """Training mode for the head and the last ``stages`` stages; eval for the rest.

    In eval, batch norm uses and keeps its statistics, and dropout is off. With ``frozen_batch_norm`` every
    batch norm is in eval, those of the thawed stages too.
    """
    network.module.eval()
    for name in network.head_names:
        network.module.get_submodule(name).train()
    for stage in thawed(network, stages):
        for module in stage.modules:
            module.train()
    if frozen_batch_norm:
        from torch.nn.modules.batchnorm import _BatchNorm

        for part in network.module.modules():
            if isinstance(part, _BatchNorm):
                part.eval()


def parameter_groups(
    network: Network, stages: int, lr: float, stage_lr_decay: float, weight_decay: float
) -> list[dict[str, Any]]:
    """Optimizer groups, head first, then the thawed stages from the last to the first.

    Every group has ``params``, ``lr``, ``weight_decay``, ``name`` (``head``, a stage's name, with
    ``/no_decay`` for norms and biases) and ``lr_factor`` (its share of ``lr``): 1 for the head, times
    ``stage_lr_decay`` for each stage further back (discriminative rates, Howard & Ruder 2018).
    Only matrices and kernels are decayed.
    """
    parts = [("head", network.head_parameters())]
    parts += [(stage.name, network.stage_parameters(stage)) for stage in reversed(thawed(network, stages))]
    groups: list[dict[str, Any]] = []
    for distance, (name, parameters) in enumerate(parts):
        factor = stage_lr_decay**distance
        decayed = [p for n, p in parameters if _decays(n, p)]
        plain = [p for n, p in parameters if not _decays(n, p)]
        for suffix, chosen, decay in (("", decayed, weight_decay), ("/no_decay", plain, 0.0)):
            if chosen:
                groups.append(
                    {
                        "params": chosen,
                        "lr": lr * factor,
                        "weight_decay": decay,
                        "name": name + suffix,
                        "lr_factor": factor,
                    }
                )
    return groups


def _decays(name: str, parameter: nn.Parameter) -> bool:
    """Matrices and kernels decay: both libraries name them ``weight``, or ``in_proj_weight`` in attention.

    Norms and biases do not, nor what has several dimensions and another name: tokens, tables of positions
    and of position biases (Swin, MaxViT), scales of layers (ConvNeXt) and of logits (Swin v2).
    """
    return parameter.ndim > 1 and name.endswith("weight")
