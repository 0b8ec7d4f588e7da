"""Matching the tensors of a file to a network, key by key, and saying in words why they don't fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.errors import EngineError
from engine.models.backbones import Backbone, all_backbones
from engine.models.dataflow import belongs

COUNTER = "num_batches_tracked"
HEAD_TENSORS = 2
BUFFER_ENDINGS = ("running_mean", "running_var", COUNTER, "relative_position_index", "attn_mask")
# Auxiliary classifiers that torchvision's files carry and its builders drop.
UNUSED = ("aux1", "aux2", "AuxLogits")


@dataclass(frozen=True)
class Fitted:
    """Tensors under the network's own names.

    Attributes:
        state: everything the network needs apart from the new head.
        notes: what was left out or renamed, in words, for people.
    """

    state: dict[str, Tensor]
    notes: tuple[str, ...]


def fit(
    state: Mapping[str, Tensor],
    wanted: Mapping[str, Tensor],
    *,
    entry: Backbone,
    fresh: Sequence[str],
    source: str,
) -> Fitted:
    """The tensors of ``state`` for a network whose own are ``wanted`` (numbers unused, shapes matter).

    Args:
        state: as read from the file.
        wanted: the network's state_dict, new head included.
        entry: the backbone, for the report.
        fresh: dotted names of the new layers: what the file has there is left out, its own head included.
        source: the file's name, for the report.

    Raises:
        EngineError: names or shapes differ; says which come first, and what the file looks like.
    """
    body = {name: tensor for name, tensor in wanted.items() if not belongs(name, fresh)}
    notes: list[str] = []
    renamed = _by_order(state, body) if not set(state) & set(body) else None
    if renamed is not None:
        state = renamed
        notes.append(f"{source} names its tensors otherwise; they were matched by their order and shape.")
    dropped = [name for name in state if name not in body and belongs(name, [*fresh, *UNUSED, entry.head])]
    own_head = [name for name in dropped if belongs(name, [*fresh, entry.head]) and name.endswith("weight")]
    if own_head:
        count = state[own_head[-1]].shape[0]
        notes.append(
            f"The output layer in {source} ({count} classes) was left out; a new one takes its place."
        )
    found = {name: tensor for name, tensor in state.items() if name in body}
    missing = [name for name in body if name not in state and not name.endswith(COUNTER)]
    unexpected = [name for name in state if name not in body and name not in dropped]
    unexpected = [name for name in unexpected if not name.endswith(BUFFER_ENDINGS)]
    mismatched = [name for name in found if found[name].shape != body[name].shape]
    if missing or unexpected or mismatched:
        raise EngineError(*_report(source, entry, state, body, missing, unexpected, mismatched))
    for name in body.keys() - found.keys():
        found[name] = torch.zeros((), dtype=torch.long)
    return Fitted(found, tuple(notes))


def looks_like(state: Mapping[str, Tensor]) -> Backbone | None:
    """The backbone of the table that ``state`` was made by, told by the count of its numbers; or None."""
    total = sum(tensor.numel() for name, tensor in state.items() if not name.endswith(BUFFER_ENDINGS))
    for entry in all_backbones():
        head = sum(
            tensor.numel() for name, tensor in state.items() if belongs(name, [entry.head, *entry.aux[:1]])
        )
        if total - head == entry.parameters - entry.head_parameters or total == entry.parameters:
            return entry
    return None


def _by_order(state: Mapping[str, Tensor], body: Mapping[str, Tensor]) -> dict[str, Tensor] | None:
    """``state`` under the names of ``body``, if kind and shape agree tensor by tensor, in order.

    The last part of each name (weight, bias, running_mean, ...) has to agree as well, so that tensors
    of one shape cannot be swapped unseen. What the file has after the body is its own head, weight and
    bias at most, and is left out. None where anything differs.
    """
    if not 0 <= len(state) - len(body) <= HEAD_TENSORS:
        return None
    pairs = list(zip(state.items(), body.items(), strict=False))
    for (theirs, tensor), (ours, own) in pairs:
        if theirs.rpartition(".")[2] != ours.rpartition(".")[2] or tensor.shape != own.shape:
            return None
    return {ours: tensor for (_theirs, tensor), (ours, _own) in pairs}


def _report(
    source: str,
    entry: Backbone,
    state: Mapping[str, Tensor],
    body: Mapping[str, Tensor],
    missing: list[str],
    unexpected: list[str],
    mismatched: list[str],
) -> tuple[str, str]:
    """Message and hint for weights that do not fit."""
    likely = looks_like(state)
    other = likely is not None and likely.name != entry.name
    lines = [f"{source} does not fit {entry.title}."]
    if other and likely is not None:
        lines.append(f"It looks like {likely.title}.")
    if missing:
        lines.append(f"Missing: {_some(missing)}.")
    if unexpected:
        lines.append(f"Not expected: {_some(unexpected)}.")
    if mismatched:
        first = mismatched[0]
        shapes = f"{tuple(state[first].shape)} in the file, {tuple(body[first].shape)} in the network"
        lines.append(f"Of another shape: {_some(mismatched)} ({shapes}).")
    hint = (
        f"Choose the backbone {likely.name}, or another file."
        if other and likely is not None
        else f"Give a file made for {entry.library}'s {entry.builder}."
    )
    return " ".join(lines), hint


def _some(names: list[str]) -> str:
    rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + rest
