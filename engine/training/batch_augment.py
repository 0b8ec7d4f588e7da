"""Random views finished in batches on the device: mirrored, and the operations of RandAugment and its like.

The crops are cut by the decoding threads, each from a picture of another size. What chance decided for each
view (:class:`engine.data.augment.Drawn`) is the same as where a picture is finished alone by Pillow, and so
are the values but for rounding: each operation here says the same as Pillow's, for many pictures at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from engine.data.augment import GREY, MOVING, Drawn, factor, kept_bits, moved, solar_threshold

Operation = Callable[[Tensor, Sequence[float]], Tensor]
ROUNDING = 1e-3
# Rec. 601 luma in 16 bits, as Pillow's conversion to grey rounds it.
_LUMA = (19595, 38470, 7471)


def finish(pixels: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """``pixels`` mirrored and changed as ``drawn`` says.

    Args:
        pixels: crops, uint8, shape (n, 3, height, width), on any device; may be written to.
        drawn: one for each.

    Returns:
        uint8, of the same shape, on the same device.
    """
    flips = [i for i, one in enumerate(drawn) if one.mirrored]
    if flips:
        rows = torch.tensor(flips, device=pixels.device)
        pixels[rows] = pixels[rows].flip(-1)
    for step in range(max((len(one.operations) for one in drawn), default=0)):
        alike: dict[str, list[int]] = {}
        for i, one in enumerate(drawn):
            if step < len(one.operations):
                name = one.operations[step][0]
                alike.setdefault("move" if name in MOVING else name, []).append(i)
        for name, members in alike.items():
            if name == "identity":
                continue
            rows = torch.tensor(members, device=pixels.device)
            chosen = [drawn[i].operations[step] for i in members]
            if name == "move":
                pixels[rows] = _move(pixels[rows], chosen)
            else:
                pixels[rows] = _OPERATIONS[name](pixels[rows], [strength for _, strength in chosen])
    return pixels


def _move(x: Tensor, chosen: Sequence[tuple[str, float]]) -> Tensor:
    """Bilinear, the edge repeated for half a pixel, ``GREY`` where nothing moves in."""
    height, width = x.shape[-2:]
    matrices = [moved(name, strength, width, height) for name, strength in chosen]
    a, b, c, d, e, f = (v.view(-1, 1, 1) for v in torch.tensor(matrices, device=x.device).unbind(1))
    down = torch.arange(height, device=x.device).view(1, -1, 1) + 0.5
    right = torch.arange(width, device=x.device).view(1, 1, -1) + 0.5
    across, along = a * right + b * down + c, d * right + e * down + f
    # grid_sample counts from -1 to 1 between the outer edges of the picture.
    grid = torch.stack([across * (2 / width) - 1, along * (2 / height) - 1], dim=-1)
    found = torch.nn.functional.grid_sample(x.float(), grid, padding_mode="border", align_corners=False)
    inside = (across >= 0) & (across < width) & (along >= 0) & (along < height)
    grey = torch.tensor(GREY, device=x.device, dtype=found.dtype).view(1, 3, 1, 1)
    # Pillow cuts fractions off; what lacks a whole number by rounding alone is that number.
    return torch.where(inside[:, None], found + ROUNDING, grey).clamp(0, 255).to(torch.uint8)


def _blend(x: Tensor, towards: Tensor, strengths: Sequence[float]) -> Tensor:
    """From ``towards`` to ``x`` and beyond by each picture's factor, fractions cut off as Pillow does."""
    factors = torch.tensor([factor(s) for s in strengths], device=x.device).view(-1, 1, 1, 1)
    return (towards + factors * (x.float() - towards)).clamp(0, 255).to(torch.uint8)


def _grey(x: Tensor) -> Tensor:
    """Luma, float32 of whole numbers, shape (n, 1, height, width)."""
    weights = torch.tensor(_LUMA, dtype=torch.int32, device=x.device).view(1, 3, 1, 1)
    return (((x * weights).sum(1, keepdim=True) + 0x8000) >> 16).float()


def _brightness(x: Tensor, strengths: Sequence[float]) -> Tensor:
    return _blend(x, torch.zeros((), device=x.device), strengths)


def _colour(x: Tensor, strengths: Sequence[float]) -> Tensor:
    return _blend(x, _grey(x), strengths)


def _contrast(x: Tensor, strengths: Sequence[float]) -> Tensor:
    return _blend(x, (_grey(x).double().mean((1, 2, 3), keepdim=True) + 0.5).floor().float(), strengths)


def _sharpness(x: Tensor, strengths: Sequence[float]) -> Tensor:
    """The other end is Pillow's SMOOTH, whose outermost pixels stay as they are."""
    kernel = torch.ones(3, 1, 3, 3, device=x.device)
    kernel[:, :, 1, 1] = 5
    smooth = x.float()
    inner = torch.nn.functional.conv2d(smooth, kernel / 13, groups=3)
    smooth[:, :, 1:-1, 1:-1] = (inner + 0.5).floor().clamp(0, 255)
    return _blend(x, smooth, strengths)


def _posterize(x: Tensor, strengths: Sequence[float]) -> Tensor:
    masks = [0xFF & ~(2 ** (8 - kept_bits(s)) - 1) for s in strengths]
    return x & torch.tensor(masks, dtype=torch.uint8, device=x.device).view(-1, 1, 1, 1)


def _solarize(x: Tensor, strengths: Sequence[float]) -> Tensor:
    limits = torch.tensor([solar_threshold(s) for s in strengths], device=x.device).view(-1, 1, 1, 1)
    return torch.where(x < limits, x, 255 - x)


def _looked_up(x: Tensor, tables: Tensor) -> Tensor:
    """Each channel through its own table: ``tables`` of shape (n, 3, 256), values 0 to 255."""
    return tables.gather(2, x.flatten(2).long()).view(x.shape).to(torch.uint8)


def _autocontrast(x: Tensor, _: Sequence[float]) -> Tensor:
    low, high = (v.double().unsqueeze(-1) for v in torch.aminmax(x.flatten(2).int(), dim=2))
    scale = 255.0 / (high - low).clamp(min=1)
    values = torch.arange(256, device=x.device, dtype=torch.float64)
    tables = torch.where(high > low, (values * scale - low * scale).clamp(0, 255).floor(), values)
    return _looked_up(x, tables)


def _equalize(x: Tensor, _: Sequence[float]) -> Tensor:
    n = x.shape[0]
    offsets = 256 * torch.arange(n * 3, device=x.device).view(n, 3, 1)
    counts = torch.bincount((x.flatten(2).long() + offsets).flatten(), minlength=n * 3 * 256)
    counts = counts.view(n, 3, 256)
    last = counts.gather(2, x.flatten(2).long().amax(2, keepdim=True))
    steps = (counts.sum(2, keepdim=True) - last) // 255
    before = counts.cumsum(2) - counts
    values = torch.arange(256, device=x.device).expand_as(counts)
    spread = ((steps // 2 + before) // steps.clamp(min=1)).clamp(max=255)
    return _looked_up(x, torch.where(steps > 0, spread, values))


_OPERATIONS: dict[str, Operation] = {
    "brightness": _brightness,
    "colour": _colour,
    "contrast": _contrast,
    "sharpness": _sharpness,
    "posterize": _posterize,
    "solarize": _solarize,
    "autocontrast": _autocontrast,
    "equalize": _equalize,
}
