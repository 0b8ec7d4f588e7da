"""Building networks for tests: random weights, small pictures, giants without numbers."""

from __future__ import annotations

import torch

from engine.config import ModelConfig
from engine.models.backbones import all_backbones, backbone
from engine.models.build import build_network
from engine.models.network import Network
from engine.models.skeleton import parameters_on_meta

# Beyond this many parameters a network is built on the meta device: shapes and names are checked, and
# which parameters get gradients, but no numbers are computed.
GIANT = 31_000_000
NAMES = [entry.name for entry in all_backbones()]
REAL = [name for name in NAMES if backbone(name).parameters < GIANT]


def scratch(name: str, classes: int = 3, **settings: object) -> Network:
    """A network with random weights; a giant on the meta device."""
    config = ModelConfig(backbone=name, weights="none", **settings)  # type: ignore[arg-type]
    if name in NAMES and name not in REAL:
        with parameters_on_meta():
            network = build_network(config, classes)
        network.module.to("meta")
        return network
    return build_network(config, classes)


def picture(network: Network, count: int = 2) -> torch.Tensor:
    """Random input of the smallest size that the network takes (32 at least), on its device."""
    entry = network.backbone
    size = 299 if entry.aux else max(entry.min_size, 32)
    device = next(network.module.parameters()).device
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return torch.randn(count, 3, size, size, device=device)
