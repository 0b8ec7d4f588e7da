"""How many pictures a training step takes at once, by the memory that is free.

A GPU whose memory is full says so, and the step is taken again in parts. A system whose memory is full ends
a process instead, so on a CPU the parts are chosen beforehand. Where the system does not say what is free
(Windows) nothing is; on macOS half of its memory counts as free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
FOR_PARAMETERS = 3
"""Gradients and two averages (Adam) in the size of what trains."""


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
    size = session.batch_size
    parts = fitting(trainer, x, size)
    if parts >= (trainer.micro_batch or size):
        return None
    trainer.micro_batch = parts
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
    # Copies: a view would keep the whole batch. What two do not take more of than one belongs to no picture:
    # weights in another number format.
    one, two = (trainer.forward_bytes(x[:1].repeat(count, *[1] * (x.dim() - 1))) for count in (1, 2))
    each = max(two - one, 1)
    room = USABLE * free - FOR_PARAMETERS * trained - max(one - each, 0)
    return min(size, max(2 if trainer.trains_batch_norms() else 1, int(room / (BACKWARD * each))))


def parts_of(size: int, most: int, *, alone: bool) -> Iterator[slice]:
    """A batch of ``size`` in parts of at most ``most``.

    A last part of one joins the part before unless it may be ``alone``.
    """
    starts = list(range(0, size, most))
    if not alone and len(starts) > 1 and size - starts[-1] == 1:
        starts.pop()
    for first, after in zip(starts, [*starts[1:], size], strict=True):
        yield slice(first, after)


def forward_bytes(module: nn.Module, forward: Callable[[], object]) -> int:
    """Bytes that ``forward`` keeps for a backward pass, and takes where nothing is kept, in the widest layer.

    ``module``'s own parameters and buffers do not count. It is in evaluation mode for it: no statistics move
    and no random numbers are drawn.
    """
    import torch

    from engine.models.inference import evaluating

    own = {each.untyped_storage().data_ptr() for each in (*module.parameters(), *module.buffers())}
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
        for part in module.modules():
            within.callback(part.register_forward_hook(see).remove)
        within.enter_context(evaluating(module))
        within.enter_context(torch.enable_grad())
        within.enter_context(torch.autograd.graph.saved_tensors_hooks(keep, _same))
        forward()
    # A layer has its input and its output at once.
    return sum(kept.values()) + 2 * widest


def _same(tensor: Tensor) -> Tensor:
    return tensor
