"""Building networks for tests: random weights, small pictures, or no numbers at all."""

from __future__ import annotations

import torch

from engine.config import ModelConfig
from engine.models.backbones import all_backbones, backbone
from engine.models.build import build_network
from engine.models.network import Network
from engine.models.skeleton import parameters_on_meta

# These compute with real numbers in the tests of cuts; the others would take minutes on two cores.
SMALL_ENOUGH = 26_000_000
NAMES = [entry.name for entry in all_backbones()]
REAL = [n for n in NAMES if backbone(n).parameters < SMALL_ENOUGH or n in ("convnext_tiny", "swin_t")]


def scratch(name: str, classes: int = 3, *, weights: str = "none", **settings: object) -> Network:
    """A network with random weights."""
    return build_network(ModelConfig(backbone=name, weights=weights, **settings), classes)  # type: ignore[arg-type]


def without_numbers(name: str, classes: int = 3) -> Network:
    """A network on torch's meta device: names, shapes and gradient flags, but no numbers."""
    with parameters_on_meta():
        network = scratch(name, classes)
    network.module.to("meta")
    return network


def picture(network: Network, count: int = 2) -> torch.Tensor:
    """Random input of the smallest size that the network takes (32 at least), on its device."""
    entry = network.backbone
    size = 299 if entry.aux else max(entry.min_size, 32)
    device = next(network.module.parameters()).device
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return torch.randn(count, 3, size, size, device=device)
