"""The quick recipe's training: the head solved directly, an event for each iteration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.events import Event
from engine.training.epoch_end import finish_epoch
from engine.training.inputs import CachedInputs
from engine.training.keep import write_sample
from engine.training.prepare import hold
from engine.training.session import Session
from engine.training.solve import Solution, choose_strength, iterate

if TYPE_CHECKING:
    from torch import Tensor


def solve_head(session: Session) -> Iterator[Event]:
    """Solve the head over the cached features; each iteration counts as an epoch.

    What is kept is the solution, or when stopped the last iterate: the earlier ones only draw the curve.

    Raises:
        Stopped: the user asked to stop.
    """
    assert isinstance(session.inputs, CachedInputs)
    train, prepared = session.config.train, session.prepared
    x, y, weights = problem(session, session.inputs)
    hold(session.control)
    strength = choose_strength(
        x, y, len(prepared.classes), weights, train.seed, between=lambda: hold(session.control)
    )
    began = session.control.clock()
    for solution in iterate(x, y, len(prepared.classes), strength, weights, most=train.epochs):
        hold(session.control)
        set_head(session, solution)
        right = (x @ solution.weight.T + solution.bias).argmax(1) == y
        session.totals = [solution.loss * len(y), float(right.sum()), float(len(y))]
        yield from finish_epoch(session, began, iterate=True)
        yield from write_sample(session)
        began = session.control.clock()
    session.solved = True


def problem(session: Session, inputs: CachedInputs) -> tuple[Tensor, Tensor, Tensor | None]:
    """Features and labels of the training fold, and the weight of each class where there is one.

    As :func:`engine.training.solve.iterate` takes them.
    """
    import torch

    prepared = session.prepared
    fold = prepared.folds["train"]
    x = torch.cat(list(inputs.plain(fold, 4096)))
    y = torch.from_numpy(prepared.labels[fold]).to(session.device)
    weights = _class_weights(y, len(prepared.classes)) if session.config.train.class_weights else None
    return x, y, weights


def set_head(session: Session, solution: Solution) -> None:
    """Put ``solution`` into the network's head, a linear layer with bias."""
    import torch

    layer = session.network.head.layers[0]
    assert isinstance(layer, torch.nn.Linear)
    weight, bias = solution.weight, solution.bias
    if layer.out_features == 1:
        weight, bias = weight[1:] - weight[:1], bias[1:] - bias[:1]
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)


def _class_weights(y: Tensor, classes: int) -> Tensor:
    import torch

    counts = torch.bincount(y, minlength=classes).clamp(min=1).float()
    return counts.sum() / (classes * counts)
