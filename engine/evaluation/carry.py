"""Training a model further with other classes: what it knows of the classes that stay is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn

    from engine.models.network import Network


def carry_head(
    old: Network, old_classes: Sequence[str], new: Network, classes: Sequence[str]
) -> tuple[str, ...]:
    """Copy the head of ``old`` into ``new`` for every class that both know, by name.

    The rows of known classes are copied, those of new classes stay as they were initialised; layers of the
    head before the last (``hidden``) are copied whole. A head with one output for two classes counts as
    the rows (0, w). Nothing is copied where the heads take different inputs.

    Args:
        old: the trained network.
        old_classes: its class names.
        new: the network about to be trained; changed in place.
        classes: its class names.

    Returns:
        The classes whose weights were kept, in the order of ``classes``.
    """
    import torch

    kept = [name for name in classes if name in old_classes]
    before, after = _layers(old.head), _layers(new.head)
    if not kept or len(before) != len(after):
        return ()
    inner = list(zip(before[:-1], after[:-1], strict=True))
    if any(a.weight.shape != b.weight.shape for a, b in inner):
        return ()
    last, target = before[-1], after[-1]
    if last.weight.shape[1:] != target.weight.shape[1:]:
        return ()
    if target.weight.shape[0] != len(classes) and len(kept) != len(classes):
        return ()
    with torch.no_grad():
        for mine, theirs in inner:
            theirs.load_state_dict(mine.state_dict())
        for name in ("weight", "bias"):
            own, goal = getattr(last, name), getattr(target, name)
            if own is not None and goal is not None:
                rows = {c: _row(own, old_classes.index(c), len(old_classes)) for c in kept}
                _put(goal, rows, classes)
    return tuple(kept)


def _layers(head: nn.Module) -> list[nn.Linear | nn.Conv2d]:
    from torch import nn

    found: list[nn.Linear | nn.Conv2d] = []
    for layer in head.layers:  # type: ignore[union-attr]
        found += [m for m in layer.modules() if isinstance(m, nn.Linear | nn.Conv2d)]
    return found


def _row(values: Tensor, index: int, classes: int) -> Tensor:
    """The numbers of one class; of a single output, 0 for the first class and itself for the second."""
    if values.shape[0] == classes:
        return values[index]
    return values[0] * index


def _put(goal: Tensor, rows: dict[str, Tensor], classes: Sequence[str]) -> None:
    if goal.shape[0] == len(classes):
        for index, name in enumerate(classes):
            if name in rows:
                goal[index].copy_(rows[name])
    else:
        goal[0].copy_(rows[classes[1]] - rows[classes[0]])
