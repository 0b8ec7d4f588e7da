"""Any timm model by name: its stages, its last layer and its preprocessing asked of timm itself."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import math
import sys
import urllib.error
from typing import Any

from torch import nn

from engine.errors import EngineError
from engine.models.backbones import Backbone, Preprocessing, StageSpec, WeightSet
from engine.models.dataflow import belongs


def create_any(entry: Backbone, choice: str, pretrained: bool) -> tuple[nn.Module, Backbone]:
    """timm's module called ``entry.builder`` and ``entry`` with stages, head and preprocessing filled in.

    Args:
        entry: the backbone.
        choice: ``ModelConfig.weights``; only the default set can be had from timm (other sets are other
            names: ``timm:resnet50.a1_in1k``).
        pretrained: load timm's weights, from its cache or the network.

    Raises:
        EngineError: timm does not know the name, has no weights for it, or cannot fetch them.
    """
    import timm

    name = entry.builder
    if not timm.is_model(name.split(".")[0]):
        near = difflib.get_close_matches(name, timm.list_models(), n=3, cutoff=0.5)
        raise EngineError(
            f"The installed timm ({timm.__version__}) has no model called {name}.",
            f"Did you mean {' or '.join(near)}?" if near else "timm.list_models() names them all.",
        )
    if pretrained and choice != "default":
        raise EngineError(
            f"timm's {name} has no weights called {choice}.", f"Give a set as timm:{name.split('.')[0]}.SET."
        )
    module = _created(timm, name, pretrained)
    known = describe(module, entry)
    return module, dataclasses.replace(known, digest=_digest(module, known)) if pretrained else known


def _digest(module: nn.Module, entry: Backbone) -> str:
    """Of every number of ``module`` before its head: the weights of a name change with timm's versions."""
    import torch

    digest = hashlib.blake2b(digest_size=8)
    for name, tensor in module.state_dict().items():
        if not belongs(name, (entry.head, *entry.more_heads)):
            digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
            digest.update(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()


def _created(timm: Any, name: str, pretrained: bool) -> nn.Module:
    from safetensors import SafetensorError

    try:
        module: nn.Module = timm.create_model(name, pretrained=pretrained)
    except _fetching_errors() as error:
        raise EngineError(
            f"The weights of timm's {name} could not be fetched: {_first_line(error)}",
            "Connect to the internet once, or give a file with --weights FILE.",
        ) from None
    except (RuntimeError, ValueError, SafetensorError) as error:
        raise EngineError(f"timm could not make {name}: {_first_line(error)}") from None
    return module


def _fetching_errors() -> tuple[type[Exception], ...]:
    """What timm passes on of the system and of the Hugging Face hub's HTTP library.

    That one's errors (a proxy that refuses, a timeout, a connection cut off) are no OSErrors. Which library
    it is depends on the hub's version; one that raised something is imported.
    """
    loaded = [sys.modules[name] for name in ("httpx2", "httpx") if name in sys.modules]
    transport = [getattr(library, name) for library in loaded for name in ("HTTPError", "InvalidURL")]
    return (OSError, urllib.error.URLError, *transport)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def describe(module: nn.Module, entry: Backbone) -> Backbone:
    """``entry`` with what ``module`` says of itself. Raises EngineError for a network without a head."""
    heads = _heads(module, entry)
    sizes = {name: parameter.numel() for name, parameter in module.named_parameters()}
    stages = tuple(
        StageSpec(label, units, sum(size for name, size in sizes.items() if belongs(name, units)))
        for label, units in _stages(module, heads)
    )
    return dataclasses.replace(
        entry,
        parameters=sum(sizes.values()),
        head=heads[0],
        more_heads=heads[1:],
        head_parameters=sum(size for name, size in sizes.items() if belongs(name, heads)),
        stages=stages,
        weights=(_weight_set(module),),
        fixed_size=bool((getattr(module, "pretrained_cfg", None) or {}).get("fixed_input_size", False)),
    )


def _heads(module: nn.Module, entry: Backbone) -> tuple[str, ...]:
    """Dotted names of the last layers: one, or two in distilled networks."""
    ask: Any = getattr(module, "get_classifier", None)
    found: Any = ask() if ask is not None else None
    wanted = found if isinstance(found, tuple | list | nn.ModuleList) else (found,)
    paths = tuple(
        next((name for name, m in module.named_modules() if m is layer and layer is not None), "")
        for layer in wanted
    )
    if not all(paths) or not paths:
        raise EngineError(f"{entry.title} has no output layer that could be replaced.", "Choose another.")
    return paths


def _stages(module: nn.Module, heads: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Stages by timm's own coarse grouping of parameters, stem first."""
    from timm.models import group_parameters

    ask: Any = getattr(module, "group_matcher", None)
    matcher: Any = ask(coarse=True) if ask is not None else None
    names = [name for name, _ in module.named_parameters() if not belongs(name, heads)]
    if matcher is not None:
        grouped: dict[Any, list[str]] = group_parameters(module, matcher)
        groups = [[n for n in grouped[key] if not belongs(n, heads)] for key in sorted(grouped)]
    else:
        tops = dict.fromkeys(name.partition(".")[0] for name in names)
        groups = [[name for name in names if name.partition(".")[0] == top] for top in tops]
    groups = [group for group in groups if group]
    owner = {name: index for index, group in enumerate(groups) for name in group}
    owner |= {name: -1 for name, _ in module.named_parameters() if name not in owner}
    units = [tuple(dict.fromkeys(_widest(name, owner) for name in group)) for group in groups]
    return [(f"stage{index}" if index else "stem", unit) for index, unit in enumerate(units)]


def _widest(name: str, owner: dict[str, int]) -> str:
    """The shortest dotted prefix of ``name`` under which everything has the same owner."""
    parts = name.split(".")
    for length in range(1, len(parts)):
        prefix = ".".join(parts[:length]) + "."
        if all(owner[other] == owner[name] for other in owner if other.startswith(prefix)):
            return prefix[:-1]
    return name


def _weight_set(module: nn.Module) -> WeightSet:
    """The preprocessing and licence that timm states for the module's default weights."""
    from timm.data import resolve_data_config

    told: Any = getattr(module, "pretrained_cfg", None) or {}
    data = resolve_data_config(model=module)
    crop = int(data["input_size"][-1])
    return WeightSet(
        name="default",
        url="",
        hash_prefix="",
        size=0,
        top1=None,
        gflops=0.0,
        preprocessing=Preprocessing(
            resize=math.floor(crop / data["crop_pct"]),
            crop=crop,
            interpolation="bilinear" if data["interpolation"] == "bilinear" else "bicubic",
            mean=tuple(data["mean"]),
            std=tuple(data["std"]),
        ),
        licence=str(told.get("license") or ""),
    )
