"""New heads in place of a network's own, named as the library names them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import nn
from torch.nn import functional

from engine.config import ModelConfig
from engine.errors import EngineError

Layer = nn.Linear | nn.Conv2d


class Head(nn.Module):
    """What follows the features: dropout, the new layers, and whatever the library does after them.

    A view: it shares its modules with the network and adds no parameter and no state_dict key.
    Dropout follows the training flag of the new layers.

    Attributes:
        dropout: probability of the dropout on the features, 0 to 0.95.
    """

    def __init__(self, tail: nn.Module, layers: Sequence[nn.Module], dropout: float) -> None:
        super().__init__()
        self.tail = tail
        self.layers = nn.ModuleList(layers)
        self.dropout = dropout

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Raw outputs, shape (n, outputs)."""
        if self.dropout and self.layers[0].training:
            features = functional.dropout(features, self.dropout)
        result: torch.Tensor = self.tail(features)
        return result


def outputs(model: ModelConfig, classes: int) -> int:
    """How many numbers the head gives a picture: one a class, one in all for the binary head.

    Raises:
        EngineError: fewer than two classes, or a binary head with other than two.
    """
    if classes < 2:
        raise EngineError("A classifier needs at least two classes.", "Add a second class of pictures.")
    if model.head != "binary":
        return classes
    if classes != 2:
        raise EngineError(
            f"The binary head tells two classes apart, and there are {classes}.", "Choose the linear head."
        )
    return 1


def new_layer(like: Layer, inputs: int, count: int, bias: bool = True) -> Layer:
    """A freshly initialised layer of the kind of ``like``: linear, or a 1x1 convolution over a map."""
    if isinstance(like, nn.Conv2d):
        return nn.Conv2d(inputs, count, kernel_size=1, bias=bias)
    return nn.Linear(inputs, count, bias=bias)


def inputs_of(layer: Layer) -> int:
    """Channels or features that ``layer`` takes."""
    return layer.in_channels if isinstance(layer, nn.Conv2d) else layer.in_features


def outputs_of(layer: Layer) -> int:
    """Channels or features that ``layer`` gives."""
    return layer.out_channels if isinstance(layer, nn.Conv2d) else layer.out_features


def prior(counts: Sequence[int], model: ModelConfig, rectified: bool) -> torch.Tensor:
    """The bias at which an untrained head gives the class frequencies.

    The log of the frequencies (each count plus one half, so that an empty class stays finite); for the
    binary head the log odds of the second class. ``rectified``: a ReLU follows (SqueezeNet), so the
    logs are shifted to start at 1, which changes no probability and lets no class begin dead.
    """
    logs = [math.log(count + 0.5) for count in counts]
    if model.head == "binary":
        return torch.tensor([logs[1] - logs[0]])
    base = math.log(sum(counts) + 0.5 * len(counts)) if not rectified else min(logs) - 1.0
    return torch.tensor([value - base for value in logs])


def set_prior(layer: Layer, counts: Sequence[int], model: ModelConfig, rectified: bool) -> None:
    """Start the bias of ``layer`` at :func:`prior`; a layer without bias (MaxViT's) stays as it is."""
    if layer.bias is not None:
        with torch.no_grad():
            layer.bias.copy_(prior(counts, model, rectified))


def raw_to_logits(raw: torch.Tensor, classes: int) -> torch.Tensor:
    """Logits of every class, shape (n, classes): the binary head's one number z becomes (0, z)."""
    if raw.shape[1] == classes:
        return raw
    return torch.cat([torch.zeros_like(raw), raw], dim=1)
