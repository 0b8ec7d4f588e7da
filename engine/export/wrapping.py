"""The network as one module for formats that store a program rather than weights."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from engine.models.backbones import Preprocessing
    from engine.models.network import Network


class Program(nn.Module):
    """Logits of normalised pixels or, end to end, probabilities of uint8 pixels.

    Args:
        network: in eval, on the CPU; its module is used as it is unless ``half``.
        preprocessing: given, uint8 pixels of shape (n, crop, crop, 3) go in and probabilities come out;
            else float32 normalised pixels of shape (n, 3, crop, crop) and logits.
        temperature: for the probabilities.
        half: compute in float16 with a copy of the weights; input and output stay as they are.
    """

    scale: Tensor
    shift: Tensor

    def __init__(
        self,
        network: Network,
        preprocessing: Preprocessing | None = None,
        temperature: float = 1.0,
        half: bool = False,
    ) -> None:
        super().__init__()
        self.module = copy.deepcopy(network.module).half() if half else network.module
        self.classes = network.classes
        self.end_to_end = preprocessing is not None
        self.temperature = temperature
        self.dtype = torch.float16 if half else torch.float32
        mean = torch.tensor(preprocessing.mean if preprocessing else (0.0, 0.0, 0.0))
        std = torch.tensor(preprocessing.std if preprocessing else (1.0, 1.0, 1.0))
        self.register_buffer("scale", (1 / (255 * std)).view(1, 3, 1, 1))
        self.register_buffer("shift", (-mean / std).view(1, 3, 1, 1))
        self.eval()

    def forward(self, pixels: Tensor) -> Tensor:
        """Shape (n, classes), float32."""
        x = pixels
        if self.end_to_end:
            x = x.permute(0, 3, 1, 2).to(torch.float32) * self.scale + self.shift
        outputs: Tensor = self.module(x.to(self.dtype)).to(torch.float32)
        if outputs.shape[1] != self.classes:
            outputs = torch.cat([torch.zeros_like(outputs), outputs], dim=1)
        if self.end_to_end:
            outputs = torch.softmax(outputs / self.temperature, dim=1)
        return outputs

    def example(self, crop: int, count: int = 2) -> Tensor:
        """An input of the right shape and type."""
        if self.end_to_end:
            return torch.zeros((count, crop, crop, 3), dtype=torch.uint8)
        return torch.zeros((count, 3, crop, crop))
