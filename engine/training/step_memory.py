"""How many pictures a training step takes at once, by the memory that is free.

A GPU whose memory is full says so, and the step is taken again in parts. A system whose memory is full ends
a process instead, so on a CPU the parts are chosen beforehand. Where the system does not say what is free
(Windows) nothing is; on macOS half of its memory counts as free.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from engine.device import machine_memory
from engine.events import Warned

if TYPE_CHECKING:
    from torch import Tensor, nn

    from engine.training.session import Session
    from engine.training.trainer import Trainer

USABLE = 0.8
"""Share of the free memory that a step may take; other programs need some, and it is an estimate."""
BACKWARD = 1.3
"""Memory of a whole step, of what its forward pass takes: gradients of the layer at work and copies of it."""
FOR_PARAMETERS = 4
"""Gradients, two averages (Adam) and the best epoch's copy in the size of what trains."""


def fit(session: Session, x: Tensor) -> Warned | None:
    """Before a phase's first step on a CPU: have steps taken in parts where they need too much memory.

    Args:
        session: one process of its own, in training mode.
        x: inputs of some batch.

    Returns:
        What to tell of it; None if whole batches fit, or nothing has to be found out.
    """
    trainer = session.trainer
    if trainer.sized or session.group is not None or session.device.type != "cpu":
        return None
    trainer.sized = True
    if not session.trains_backbone():
        return None
    size, before = session.batch_size, trainer.micro_batch
    parts = fitting(trainer, x, size)
    trainer.micro_batch = parts if parts < size else 0
    if trainer.micro_batch in (0, before):
        return None
    message = (
        f"There is too little memory for {size} pictures at a time: each batch runs in parts of {parts}."
    )
    return Warned(message, in_parts(trainer))


def in_parts(trainer: Trainer) -> str:
    """What it means for the result that batches run in parts."""
    return (
        "Batch norms now see that many pictures at a time, so the result may differ a little. "
        if trainer.trains_batch_norms()
        else "The result is the same, somewhat slower. "
    ) + "A smaller batch size avoids it."


def fitting(trainer: Trainer, x: Tensor, size: int) -> int:
    """How many of a batch of ``size`` inputs like ``x`` to take at once; all where the memory is unknown.

    At least one, or two where batch norms train: of one alone there may be no variance.
    """
    total, free = machine_memory()
    if not total or size < 2:
        return size
    parts = _fitting(trainer, x, size, free)
    if parts < size:
        trainer.settle(x[:parts])  # merged layers keep less
        parts = _fitting(trainer, x, size, free)
    return parts


def _fitting(trainer: Trainer, x: Tensor, size: int, free: int) -> int:
    trained = sum(part.numel() * part.element_size() for part in trainer.parameters)
    # Copies: a view would keep the whole batch. Two, because one alone may give no variance; what three do
    # not take more of belongs to no picture, such as weights in another number format.
    two, three = (trainer.forward_bytes(x[:1].repeat(count, *[1] * (x.dim() - 1))) for count in (2, 3))
    each = max(three - two, 1)
    copies = FOR_PARAMETERS + (trainer.average is not None)
    room = USABLE * free - copies * trained - max(two - 2 * each, 0)
    return min(size, max(2 if trainer.trains_batch_norms() else 1, int(room / (BACKWARD * each))))


def parts_of(size: int, number: int) -> Iterator[slice]:
    """A batch of ``size`` in ``number`` parts, as equal as they can be."""
    for index in range(number):
        yield slice(index * size // number, (index + 1) * size // number)


def number_of_parts(size: int, most: int, *, alone: bool) -> int:
    """How many parts of at most ``most`` make a batch of ``size``.

    Fewer, if need be, so that no picture is ``alone`` in a part where it must not be; with ``most`` 1 it is.
    """
    number = math.ceil(size / most)
    return number if alone or most < 2 else min(number, max(1, size // 2))


def forward_bytes(modules: Sequence[nn.Module], forward: Callable[[], object]) -> int:
    """Bytes that ``forward`` keeps for a backward pass, and takes where nothing is kept, in the widest layer.

    ``modules`` are all that it may run; their own parameters and buffers do not count. Batch norms are as in
    training and their statistics are put back; all else is in evaluation mode and draws no random numbers.
    """
    import torch

    from engine.models.inference import only_norms_training

    buffers = {buffer: buffer.clone() for module in modules for buffer in module.buffers()}
    parameters = [parameter for module in modules for parameter in module.parameters()]
    own = {each.untyped_storage().data_ptr() for each in (*parameters, *buffers)}
    kept: dict[int, int] = {}
    alive: list[Tensor] = []
    widest = 0

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage.nbytes()
            alive.append(tensor)  # the place of one that is freed may be taken by the next
        return tensor

    def see(_module: nn.Module, _given: Any, result: Any) -> None:
        nonlocal widest
        if isinstance(result, torch.Tensor):
            widest = max(widest, result.nbytes)

    with ExitStack() as within:
        within.callback(_put_back, buffers)
        for part in {part for module in modules for part in module.modules()}:
            within.callback(part.register_forward_hook(see).remove)
        for module in modules:
            within.enter_context(only_norms_training(module))
        within.enter_context(torch.enable_grad())
        within.enter_context(torch.autograd.graph.saved_tensors_hooks(keep, _same))
        forward()
    # A layer has its input and its output at once.
    return sum(kept.values()) + 2 * widest


def _put_back(values: dict[Tensor, Tensor]) -> None:
    for tensor, value in values.items():
        tensor.copy_(value)


def _same(tensor: Tensor) -> Tensor:
    return tensor
