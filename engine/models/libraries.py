"""Creating the libraries' own modules. torchvision and timm are imported only when one is asked for."""

from __future__ import annotations

import warnings

from torch import nn

from engine.errors import EngineError
from engine.models.backbones import Backbone
from engine.models.weights import is_file_choice


def brings_own_weights(entry: Backbone, choice: str) -> bool:
    """Whether the library itself downloads and caches the weights: timm models beyond the table."""
    return entry.library == "timm" and not entry.weights and not is_file_choice(choice)


def create(entry: Backbone, choice: str, *, pretrained: bool = False) -> tuple[nn.Module, Backbone]:
    """The library's module with its own head, and the backbone's facts completed.

    Args:
        entry: the backbone.
        choice: ``ModelConfig.weights``; some sets need builder arguments of their own.
        pretrained: let timm load its own weights.

    Raises:
        EngineError: the installed library does not know the model, or its weights cannot be had.
    """
    options = entry.builder_options(choice)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if entry.library == "torchvision":
            return _torchvision(entry, options), entry
        if entry.stages:
            return _timm(entry, options), entry
    from engine.models.timm_models import create_any

    return create_any(entry, choice, pretrained)


def _torchvision(entry: Backbone, options: dict[str, object]) -> nn.Module:
    from torchvision import models

    try:
        module: nn.Module = models.get_model(entry.builder, weights=None, **options)
    except ValueError:
        raise EngineError(
            f"The installed torchvision does not have {entry.title}.",
            "Update torchvision, or choose another.",
        ) from None
    return module


def _timm(entry: Backbone, options: dict[str, object]) -> nn.Module:
    import timm

    module: nn.Module = timm.create_model(entry.builder, pretrained=False, **options)
    return module
