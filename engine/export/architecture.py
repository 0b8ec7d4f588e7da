"""How to rebuild the trained network from the plain library, as data."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from torch import nn

from engine.models import heads

if TYPE_CHECKING:
    from engine.models.network import Network

_KINDS = (nn.Linear, nn.Conv2d, nn.ReLU, nn.Identity, nn.Dropout)


def describe(network: Network) -> dict[str, Any]:
    """Library, builder, its arguments, and every layer that is not the builder's own.

    Returns:
        ``library``, ``builder``, ``options`` and ``replaced``: dotted name -> list of
        [``torch.nn`` class name, its arguments]; more than one make a Sequential.

    Raises:
        TypeError: the head has a layer that is not ``torch.nn``'s own.
    """
    entry = network.backbone
    options = entry.builder_options(network.model.weights)
    # timm's networks end in layers of many kinds, all of which timm itself makes for so many outputs.
    by_builder = entry.library == "timm" and network.model.head in ("linear", "binary")
    if by_builder:
        options["num_classes"] = heads.outputs(network.model, network.classes)
    names = [] if by_builder else _replaced(network)
    return {
        "library": entry.library,
        "builder": entry.builder,
        "options": options,
        "replaced": {name: _layers(network.module.get_submodule(name)) for name in names},
    }


def _replaced(network: Network) -> list[str]:
    """Dotted names of the modules that take the place of the builder's own, or come on top."""
    entry = network.backbone
    names = [entry.head, *entry.more_heads, *(f"{name}.fc" for name in entry.aux[:1])]
    parent = entry.head.rpartition(".")[0]
    siblings = network.module.get_submodule(parent) if parent else None
    if isinstance(siblings, nn.Sequential):
        # SqueezeNet: a layer appended behind its own, or its last ReLU made the identity.
        known = {f"{parent}.{name}": child for name, child in siblings.named_children()}
        layers = [name for name in network.head_names if name in known]
        identities = [name for name, child in known.items() if isinstance(child, nn.Identity)]
        names += [name for name in (*layers, *identities) if name not in names]
    return names


def _layers(module: nn.Module) -> list[list[Any]]:
    """``module``, or what the Sequential holds, as [class name, arguments]."""
    parts = list(module.children()) if isinstance(module, nn.Sequential) else [module]
    return [[type(part).__name__, _arguments(part)] for part in parts]


def _arguments(layer: nn.Module) -> dict[str, Any]:
    if not isinstance(layer, _KINDS):
        raise TypeError(f"A head has a layer of an unknown kind: {type(layer).__name__}.")
    wanted = set(inspect.signature(type(layer).__init__).parameters) & {
        "in_features", "out_features", "in_channels", "out_channels", "kernel_size", "p",
    }  # fmt: skip
    found = {name: getattr(layer, name) for name in sorted(wanted)}
    if isinstance(layer, nn.Linear | nn.Conv2d):
        found["bias"] = layer.bias is not None
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
