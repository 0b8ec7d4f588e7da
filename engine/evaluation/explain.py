"""Which part of the picture speaks for the answer: class activation maps.

Our own few lines instead of a library: grad-cam and captum bring matplotlib (and OpenCV), some 100 MB,
for what two hooks do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.errors import EngineError

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from engine.evaluation.forward import Forward
    from engine.models.backbones import Preprocessing

METHODS = ("layercam", "gradcam")
# Spatial outputs looked at, counted from the head: enough to reach the input of a transformer's last block.
_DEPTH = 24

Heat = npt.NDArray[np.float32]


@dataclass(frozen=True)
class CropBox:
    """The part of a picture that the network sees, as shares of its width and height, 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float


def crop_box(width: int, height: int, preprocessing: Preprocessing) -> CropBox:
    """Where the centre crop lies in a picture of ``width`` x ``height`` pixels."""
    side = min(width, height) * min(1.0, preprocessing.crop / preprocessing.resize)
    x, y = side / width / 2, side / height / 2
    return CropBox(0.5 - x, 0.5 - y, 0.5 + x, 0.5 + y)


def heat_maps(
    forward: Forward,
    pixels: npt.NDArray[np.uint8],
    classes: Sequence[int] | None = None,
    *,
    method: str = "layercam",
) -> Heat:
    """How much each place of each picture speaks for a class.

    LayerCAM (Jiang et al. 2021) weighs every activation by its own positive gradient; Grad-CAM
    (Selvaraju et al. 2017) weighs channels by their mean gradient. Both look at the last layer that still
    has places: the last feature map of a CNN, the tokens entering a transformer's last block.

    Args:
        forward: the network on its device.
        pixels: uint8, shape (n, crop, crop, 3).
        classes: class index a picture; None for the predicted ones.
        method: one of ``METHODS``.

    Returns:
        float32, shape (n, crop, crop), each map from 0 to 1 (all 0 where nothing speaks for the class).

    Raises:
        EngineError: an unknown method, or a network whose layers have no places.
    """
    import torch
    from torch.nn import functional

    if method not in METHODS:
        raise EngineError(f"There is no heat-map called {method}.", f"Choose one of {', '.join(METHODS)}.")
    network = forward.network
    with torch.enable_grad(), _recorded(network.module) as found:
        x = forward.normalised(pixels).requires_grad_(True)
        logits = network.raw_to_logits(network.module(x))
        wanted = logits.argmax(dim=1) if classes is None else torch.tensor(list(classes), device=x.device)
        score = logits.gather(1, wanted[:, None]).sum()
        recorded = found[-_DEPTH:]
        gradients = torch.autograd.grad(score, recorded, allow_unused=True) if recorded else ()
    for activation, gradient in reversed(list(zip(recorded, gradients, strict=True))):
        places, slopes = _as_places(activation), None if gradient is None else _as_places(gradient)
        if places is not None and slopes is not None and bool(slopes.abs().amax() > 0):
            heat = _weighed(places.detach(), slopes, method)
            size = pixels.shape[1:3]
            grown = functional.interpolate(heat[:, None], size=size, mode="bilinear", align_corners=False)
            return _scaled(grown[:, 0])
    raise EngineError(
        f"{network.backbone.title} has no layer that could be shown as a heat-map.",
        "Choose another backbone.",
    )


@contextmanager
def _recorded(module: nn.Module) -> Iterator[list[Tensor]]:
    """Outputs of the module's parts, in the order they are computed, while the block runs."""
    import torch

    found: list[Tensor] = []

    def record(_module: nn.Module, _inputs: object, output: object) -> object:
        if not isinstance(output, torch.Tensor) or _as_places(output) is None or not output.requires_grad:
            return output
        found.append(output)
        # What follows may work in place: it gets a copy, so that the recorded one stays as it was.
        return output.clone()

    handles = [part.register_forward_hook(record) for part in module.modules() if part is not module]
    try:
        yield found
    finally:
        for handle in handles:
            handle.remove()


def _as_places(values: Tensor) -> Tensor | None:
    """Shape (n, channels, height, width) of a feature map or of tokens; None of anything else.

    Tokens (n, places, channels) form the largest square; what is in front of it (class token, registers)
    is left out. Maps with channels last (Swin) are told by their equal second and third sizes.
    """
    if values.ndim == 4:
        if values.shape[2] == values.shape[3]:
            return values if values.shape[2] > 1 else None
        return values.permute(0, 3, 1, 2) if values.shape[1] == values.shape[2] > 1 else None
    if values.ndim != 3:
        return None
    side = math.isqrt(values.shape[1])
    if side < 2:
        return None
    square = values[:, values.shape[1] - side * side :]
    return square.transpose(1, 2).reshape(len(values), -1, side, side)


def _weighed(activations: Tensor, gradients: Tensor, method: str) -> Tensor:
    weights = gradients.clamp(min=0) if method == "layercam" else gradients.mean(dim=(2, 3), keepdim=True)
    result: Tensor = (weights * activations).sum(dim=1).clamp(min=0).float()
    return result


def _scaled(heat: torch.Tensor) -> Heat:
    top = heat.amax(dim=(1, 2), keepdim=True)
    low = heat.amin(dim=(1, 2), keepdim=True)
    scaled: Heat = ((heat - low) / (top - low).clamp(min=1e-12)).cpu().numpy().astype(np.float32)
    return scaled


def overlay(pixels: npt.NDArray[np.uint8], heat: Heat, strength: float = 0.55) -> npt.NDArray[np.uint8]:
    """The picture with its heat-map laid over it, uint8, shape (height, width, 3).

    Warm where the heat is, the picture itself where it is not; lightness rises with the heat, so that it
    can be read without colour too.

    Args:
        pixels: uint8, shape (height, width, 3).
        heat: 0 to 1, shape (height, width).
        strength: opacity at full heat, 0 to 1.
    """
    stops = np.array([[40, 0, 80], [190, 40, 90], [250, 140, 40], [255, 245, 160]], dtype=np.float32)
    place = np.clip(heat, 0, 1)[..., None] * (len(stops) - 1)
    low = np.minimum(place.astype(np.int64), len(stops) - 2)[..., 0]
    colour = stops[low] + (stops[low + 1] - stops[low]) * (place - low[..., None])
    opacity = strength * np.clip(heat, 0, 1)[..., None]
    mixed = pixels * (1 - opacity) + colour * opacity
    result: npt.NDArray[np.uint8] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)
    return result
