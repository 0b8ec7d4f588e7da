"""Random views of a stored picture, each drawn from its own seed.

A view depends only on the seed given for it, never on the order or the thread it is made in, so a
run that was killed and resumed sees the same views.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance, ImageOps

from engine.data.network_pixels import centre_crop

Pixels = npt.NDArray[np.uint8]
Operation = Callable[[Image.Image, float], Image.Image]

_FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
GREY = (124, 116, 104)  # ImageNet's mean colour, so that what moves in from outside says nothing
RANDAUGMENT_OPERATIONS = 2  # N and M of Cubuk et al. 2020, table 4, as torchvision's defaults
RANDAUGMENT_STRENGTH = 0.3


@dataclass(frozen=True)
class Drawn:
    """What chance decided for one view.

    Attributes:
        box: left, top, right, bottom of the crop in pixels; None for the centre crop.
        mirrored: whether left and right change places.
        operations: names in ``OPERATIONS``, each with its strength, -1 to 1, in the order they are applied.
    """

    box: tuple[int, int, int, int] | None
    mirrored: bool
    operations: tuple[tuple[str, float], ...] = ()


def random_view(pixels: Pixels, size: int, kind: str, rng: np.random.Generator, interpolation: str) -> Pixels:
    """One random view, uint8, shape (size, size, 3).

    Args:
        pixels: the stored picture, uint8, shape (height, width, 3).
        size: side of the view in pixels.
        kind: one of ``engine.config_checks.AUGMENTATIONS`` other than ``none``.
        rng: this view's own generator.
        interpolation: ``bilinear`` or ``bicubic``.
    """
    drawn = draw(pixels.shape[0], pixels.shape[1], kind, rng)
    view = cut(pixels, size, drawn, interpolation)
    if drawn.mirrored:
        view = np.ascontiguousarray(view[:, ::-1])
    if not drawn.operations:
        return view
    image = Image.fromarray(view)
    for name, strength in drawn.operations:
        image = _OPERATIONS[name](image, strength)
    return np.asarray(image)


def draw(height: int, width: int, kind: str, rng: np.random.Generator) -> Drawn:
    """What becomes of a stored picture of this size; arguments as for :func:`random_view`."""
    if kind == "flip":
        return Drawn(None, bool(rng.random() < 0.5))
    box = crop_box(height, width, 0.08 if kind == "classic" else 0.35, rng)
    mirrored = bool(rng.random() < 0.5)
    if kind == "randaugment":
        strengths = [RANDAUGMENT_STRENGTH] * RANDAUGMENT_OPERATIONS
        return Drawn(box, mirrored, tuple(_any_operation(strength, rng) for strength in strengths))
    if kind == "trivialaugment":
        return Drawn(box, mirrored, (_any_operation(float(rng.random()), rng),))
    return Drawn(box, mirrored)


def cut(pixels: Pixels, size: int, drawn: Drawn, interpolation: str) -> Pixels:
    """The crop of ``drawn`` alone, neither mirrored nor otherwise changed, uint8, shape (size, size, 3)."""
    if drawn.box is None:
        return centre_crop(pixels, size)
    image = Image.fromarray(pixels).resize((size, size), _FILTERS[interpolation], box=drawn.box)
    return np.asarray(image)


def crop_box(height: int, width: int, smallest: float, rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a random crop, in pixels.

    Inception's rule (Szegedy et al. 2015) as torchvision's RandomResizedCrop has it: an area of
    ``smallest`` to 1 of the picture, an aspect of 3/4 to 4/3, ten tries, else the middle.
    """
    for _ in range(10):
        area = height * width * rng.uniform(smallest, 1.0)
        aspect = math.exp(rng.uniform(math.log(3 / 4), math.log(4 / 3)))
        w, h = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
        if 0 < w <= width and 0 < h <= height:
            top, left = int(rng.integers(0, height - h + 1)), int(rng.integers(0, width - w + 1))
            return left, top, left + w, top + h
    w, h = min(width, round(height * 4 / 3)), min(height, round(width * 4 / 3))
    left, top = (width - w) // 2, (height - h) // 2
    return left, top, left + w, top + h


def _any_operation(strength: float, rng: np.random.Generator) -> tuple[str, float]:
    """One operation drawn evenly (TrivialAugment, Müller & Hutter 2021), its sign drawn as well."""
    name = OPERATIONS[int(rng.integers(len(OPERATIONS)))]
    return name, strength if rng.random() < 0.5 else -strength


def moved(
    name: str, strength: float, width: int, height: int
) -> tuple[float, float, float, float, float, float]:
    """Where an operation of ``MOVING`` takes each pixel from: (a, b, c, d, e, f) as Pillow's AFFINE has it.

    Output (x, y) shows input (a x + b y + c, d x + e y + f), all in pixels, a pixel's middle at its half.
    """
    if name == "rotate":
        turn = -math.radians(30 * strength)
        cos, sin, x, y = math.cos(turn), math.sin(turn), width / 2, height / 2
        return cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y
    return {
        "shear_x": (1, 0.3 * strength, -0.15 * strength * height, 0, 1, 0),
        "shear_y": (1, 0, 0, 0.3 * strength, 1, -0.15 * strength * width),
        "shift_x": (1, 0, 0.45 * strength * width, 0, 1, 0),
        "shift_y": (1, 0, 0, 0, 1, 0.45 * strength * height),
    }[name]


def kept_bits(strength: float) -> int:
    """Bits of each value that *posterize* leaves, 4 to 8."""
    return 8 - round(4 * abs(strength))


def solar_threshold(strength: float) -> int:
    """The value from which on *solarize* inverts, 0 to 255."""
    return round(255 * (1 - abs(strength)))


def factor(strength: float) -> float:
    """How far *brightness*, *colour*, *contrast* and *sharpness* go: 1 leaves the picture as it is."""
    return 1 + 0.9 * strength


def _move(name: str) -> Operation:
    def operation(image: Image.Image, strength: float) -> Image.Image:
        matrix = moved(name, strength, *image.size)
        return image.transform(
            image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=GREY
        )

    return operation


MOVING = ("shear_x", "shear_y", "shift_x", "shift_y", "rotate")
_OPERATIONS: dict[str, Operation] = {
    "identity": lambda image, _: image,
    **{name: _move(name) for name in MOVING},
    "brightness": lambda image, strength: ImageEnhance.Brightness(image).enhance(factor(strength)),
    "colour": lambda image, strength: ImageEnhance.Color(image).enhance(factor(strength)),
    "contrast": lambda image, strength: ImageEnhance.Contrast(image).enhance(factor(strength)),
    "sharpness": lambda image, strength: ImageEnhance.Sharpness(image).enhance(factor(strength)),
    "posterize": lambda image, strength: ImageOps.posterize(image, kept_bits(strength)),
    "solarize": lambda image, strength: ImageOps.solarize(image, solar_threshold(strength)),
    "autocontrast": lambda image, _: ImageOps.autocontrast(image),
    "equalize": lambda image, _: ImageOps.equalize(image),
}
OPERATIONS = tuple(_OPERATIONS)
