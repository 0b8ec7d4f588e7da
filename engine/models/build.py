"""A backbone with a new head: the library's own module, cut into stages."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import torch
from torch import nn

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.models import framing, heads, libraries, weights
from engine.models.backbones import Backbone, Preprocessing, backbone
from engine.models.draws import drawn_from
from engine.models.network import Network, Stage
from engine.models.skeleton import on_meta, parameters_on_meta


def build_network(
    model: ModelConfig,
    classes: int,
    *,
    class_counts: Sequence[int] | None = None,
    seed: int = 0,
    load_weights: bool = True,
    shorter: int = 0,
) -> Network:
    """The network that ``model`` describes, in eval, every parameter requiring a gradient.

    Args:
        model: backbone, weights and head.
        classes: number of classes, 2 or more.
        class_counts: training pictures of each class, for ``model.prior_bias``.
        seed: of the head's initialisation (and of the whole network's when it starts from scratch);
            the global random state is neither used nor changed.
        load_weights: False to leave out the weights file, when a checkpoint is loaded right after.
        shorter: typical shorter side of the pictures in pixels, for ``model.edge_to_edge``; 0: not known.

    Raises:
        EngineError: unknown backbone, weights that are not here or do not fit, a head that does not
            suit the backbone or the number of classes.
    """
    entry = backbone(model.backbone)
    pretrained = load_weights and model.weights != "none"
    if not pretrained or libraries.brings_own_weights(entry, model.weights):
        with drawn_from(seed):
            module, entry = libraries.create(entry, model.weights, pretrained=pretrained)
            parts = _replace_head(module, entry, model, classes, class_counts)
        facts = _framed(_preprocessing(entry, model.weights), entry, model, shorter)
        return _network(module, entry, model, classes, parts, facts)
    state = weights.load_state(model)
    source, preprocessing, published = _source(model)
    with drawn_from(seed):
        with parameters_on_meta():
            module, entry = libraries.create(entry, model.weights)
        parts = _replace_head(module, entry, model, classes, class_counts)
    notes = _load_body(module, state, entry, parts.fresh, source)
    facts = _framed(preprocessing or _preprocessing(entry, model.weights), entry, model, shorter)
    return _network(module, entry, model, classes, parts, facts, () if published else notes)


def rebuild_network(
    model: ModelConfig,
    classes: int,
    state: dict[str, torch.Tensor],
    preprocessing: Preprocessing,
    source: str,
) -> Network:
    """The network that ``model`` describes with every tensor, the head's too, from ``state``.

    Args:
        model: backbone and head; its weights are not looked at.
        classes: number of classes, 2 or more.
        state: a complete state_dict of such a network's module.
        preprocessing: what it was trained with.
        source: the name of the file it is from, for messages.

    Raises:
        EngineError: unknown backbone, or names or shapes that do not agree.
    """
    entry = backbone(model.backbone)
    with drawn_from(0), parameters_on_meta():
        module, entry = libraries.create(entry, model.weights)
        parts = _replace_head(module, entry, model, classes, None)
    try:
        module.load_state_dict(state, strict=True, assign=True)
    except RuntimeError as error:
        first = str(error).strip().splitlines()[-1].strip()
        raise EngineError(
            f"{source} does not hold the network that it describes: {first}", "The file may be damaged."
        ) from None
    return _network(module, entry, model, classes, parts, preprocessing)


def _network(
    module: nn.Module,
    entry: Backbone,
    model: ModelConfig,
    classes: int,
    parts: _Parts,
    preprocessing: Preprocessing,
    notes: tuple[str, ...] = (),
) -> Network:
    return Network(
        module.eval(),
        entry,
        model,
        preprocessing,
        classes,
        stages=parts.stages,
        head=parts.head,
        layers=parts.layers,
        notes=notes,
    )


@dataclasses.dataclass
class _Parts:
    """What replacing the head gives: see :class:`engine.models.network.Network`."""

    stages: tuple[Stage, ...]
    head: tuple[str, ...]
    layers: tuple[str, ...]
    fresh: tuple[str, ...]


def _source(model: ModelConfig) -> tuple[str, Preprocessing | None, bool]:
    """The weights file's name, the preprocessing it states (an earlier run of ours), whether published."""
    found = weights.locate(model)
    if found.path is None or found.published is not None:
        return found.path.name if found.path else model.weights, None, True
    from engine.models.saved import stated_preprocessing

    return found.path.name, stated_preprocessing(found.path), False


def _preprocessing(entry: Backbone, choice: str) -> Preprocessing:
    like = entry.weights_like(choice)
    return like.preprocessing if like else entry.preprocessing


def _framed(facts: Preprocessing, entry: Backbone, model: ModelConfig, shorter: int) -> Preprocessing:
    if not model.edge_to_edge:
        return facts
    return framing.edge_to_edge(facts, fixed_size=entry.fixed_size, shorter=shorter)


def _load_body(
    module: nn.Module, state: dict[str, torch.Tensor], entry: Backbone, fresh: Sequence[str], source: str
) -> tuple[str, ...]:
    """Fill the body of ``module``; the new layers are real already."""
    from engine.models.fitting import fit

    fitted = fit(state, module.state_dict(), entry=entry, fresh=fresh, source=source)
    module.load_state_dict(fitted.state, strict=False, assign=True)
    empty = on_meta(module)
    if empty:
        raise EngineError(f"{source} leaves parts of {entry.title} without numbers: {', '.join(empty[:3])}.")
    return fitted.notes


def _replace_head(
    module: nn.Module,
    entry: Backbone,
    model: ModelConfig,
    classes: int,
    class_counts: Sequence[int] | None,
) -> _Parts:
    """Put the new layers in and say which part of the module is what."""
    count = heads.outputs(model, classes)
    stages = Stage.all_of(module, [(spec.name, spec.units) for spec in entry.stages])
    own = module.get_submodule(entry.head)
    if isinstance(own, nn.Linear | nn.Conv2d) and not entry.more_heads:
        new = _own_layer_replaced(module, entry, own, model, count)
    else:
        new = _reset_by_library(module, entry, model, count)
    if new.kept:
        stages.append(Stage.of(module, "output", (new.kept,)))
    if class_counts is not None and model.prior_bias:
        for layer in new.last:
            heads.set_prior(layer, class_counts, model, new.rectified)
    aux = _replace_aux(module, entry, count)
    if hasattr(module, "num_classes"):
        setattr(module, "num_classes", count)  # noqa: B010 (mypy takes it for a submodule)
    fresh = (*new.names, *(f"{name}.fc" for name in aux))
    return _Parts(tuple(stages), (*new.names, *aux), new.names, fresh)


@dataclasses.dataclass
class _New:
    """New layers: their dotted names, the ones that give the outputs, what they build on."""

    names: tuple[str, ...]
    last: tuple[heads.Layer, ...]
    kept: str = ""
    rectified: bool = False


def _own_layer_replaced(
    module: nn.Module, entry: Backbone, own: heads.Layer, model: ModelConfig, count: int
) -> _New:
    """The network ends in one linear layer or 1x1 convolution: new layers take its name."""
    head, bias = entry.head, own.bias is not None
    parent = module.get_submodule(head.rpartition(".")[0])
    rectified = isinstance(own, nn.Conv2d) and any(isinstance(m, nn.ReLU) for m in parent.children())
    _own_dropout(parent, head, model)
    if model.head == "hidden":
        first = heads.new_layer(own, heads.inputs_of(own), model.hidden_units)
        last = heads.new_layer(own, model.hidden_units, count, bias)
        module.set_submodule(head, nn.Sequential(first, nn.ReLU(), nn.Dropout(model.dropout), last))
        return _New((head,), (last,), rectified=rectified)
    if model.head == "full_output":
        last = heads.new_layer(own, heads.outputs_of(own), count)
        if rectified:
            position = str(sum(1 for _ in parent.children()))
            parent.add_module(position, last)
            return _New((f"{head.rpartition('.')[0]}.{position}",), (last,), kept=head)
        module.set_submodule(head, nn.Sequential(own, last))
        return _New((f"{head}.1",), (last,), kept=f"{head}.0")
    last = heads.new_layer(own, heads.inputs_of(own), count, bias)
    module.set_submodule(head, last)
    if rectified and model.head == "binary":
        _drop_relu(parent)
        rectified = False
    return _New((head,), (last,), rectified=rectified)


def _reset_by_library(module: nn.Module, entry: Backbone, model: ModelConfig, count: int) -> _New:
    """Two heads (distilled transformers), a head with a norm of its own, or none: timm makes the new one."""
    if model.head not in ("linear", "binary"):
        raise EngineError(
            f"{entry.title} ends in layers of its own kind, which only the linear head can replace.",
            "Choose the linear head.",
        )
    reset: Callable[[int], None] | None = getattr(module, "reset_classifier", None)
    if reset is None:
        raise EngineError(f"The last layer of {entry.title} is of a kind that is not supported.")
    reset(count)
    names = (entry.head, *entry.more_heads)
    parts = [part for name in names for part in module.get_submodule(name).modules()]
    last = tuple(p for p in parts if isinstance(p, nn.Linear | nn.Conv2d) and heads.outputs_of(p) == count)
    return _New(names, last)


def _replace_aux(module: nn.Module, entry: Backbone, count: int) -> tuple[str, ...]:
    """Give Inception's auxiliary head the same outputs; returns its dotted name, or nothing."""
    if not entry.aux:
        return ()
    aux = module.get_submodule(entry.aux[0])
    own = aux.get_submodule("fc")
    if not isinstance(own, nn.Linear):
        raise EngineError(f"The auxiliary head of {entry.title} is of a kind that is not supported.")
    aux.set_submodule("fc", nn.Linear(own.in_features, count))
    return (entry.aux[0],)


def _drop_relu(parent: nn.Module) -> None:
    """A single logit has to be free to go below zero: the ReLU after it becomes the identity."""
    for name, child in list(parent.named_children()):
        if isinstance(child, nn.ReLU):
            parent.add_module(name, nn.Identity())


def _own_dropout(parent: nn.Module, head: str, model: ModelConfig) -> None:
    """Set the library's own dropout right before the head to the rate that was asked for."""
    previous: nn.Module | None = None
    for name, child in parent.named_children():
        if name == head.rpartition(".")[2]:
            break
        previous = child
    if isinstance(previous, nn.Dropout):
        previous.p = model.dropout
