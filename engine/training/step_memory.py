"""How many pictures a training step takes at once, by the memory that is free.

A GPU whose memory is full says so, and the step is taken again in parts. A system whose memory is full ends
a process instead, so on a CPU the parts are chosen beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.device import machine_memory

if TYPE_CHECKING:
    from torch import Tensor, nn

    from engine.training.trainer import Trainer

USABLE = 0.8
"""Share of the free memory that a step may take; other programs need some, and it is an estimate."""
BACKWARD = 1.3
"""Memory of a whole step, of what its forward pass keeps: gradients of the layer at work and copies of it."""
FOR_PARAMETERS = 3
"""Gradients and two averages (Adam) in the size of what trains."""


def kept_bytes(module: nn.Module, forward: Callable[[], object]) -> int:
    """Bytes that ``forward`` keeps for the backward pass, without ``module``'s parameters and buffers.

    The module is in evaluation mode for it: no statistics move and no random numbers are drawn.
    """
    import torch

    from engine.models.inference import evaluating

    own = {each.untyped_storage().data_ptr() for each in (*module.parameters(), *module.buffers())}
    sizes: dict[int, int] = {}
    alive: list[Tensor] = []

    def note(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            sizes[storage.data_ptr()] = storage.nbytes()
            alive.append(tensor)  # the place of one that is freed may be taken by the next
        return tensor

    with evaluating(module), torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(note, _same):
        forward()
    return sum(sizes.values())


def _same(tensor: Tensor) -> Tensor:
    return tensor


def fitting(trainer: Trainer, x: Tensor) -> int:
    """How many of a batch's inputs ``x`` to take at once on a CPU; all of them where the memory is unknown.

    At least one, or two where batch norms train, which one alone may give no variance.
    """
    free = machine_memory()[1]
    if not free or len(x) < 2:
        return len(x)
    trained = sum(part.numel() * part.element_size() for part in trainer.parameters)
    each = BACKWARD * trainer.kept_bytes(x[:1])
    room = USABLE * free - FOR_PARAMETERS * trained
    least = 2 if trainer.trains_batch_norms() else 1
    return min(len(x), max(least, int(room / max(each, 1.0))))
