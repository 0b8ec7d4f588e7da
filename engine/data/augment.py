"""Random views of a stored picture, each drawn from its own seed.

A view depends only on the seed given for it, never on the order or the thread it is made in, so a
run that was killed and resumed sees the same views.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance, ImageOps

from engine.data.network_pixels import centre_crop

Pixels = npt.NDArray[np.uint8]
Operation = Callable[[Image.Image, float], Image.Image]

_FILTERS = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
_GREY = (124, 116, 104)  # ImageNet's mean colour, so that what moves in from outside says nothing
RANDAUGMENT_OPERATIONS = 2  # N and M of Cubuk et al. 2020, table 4, as torchvision's defaults
RANDAUGMENT_STRENGTH = 0.3


def random_view(pixels: Pixels, size: int, kind: str, rng: np.random.Generator, interpolation: str) -> Pixels:
    """One random view, uint8, shape (size, size, 3).

    Args:
        pixels: the stored picture, uint8, shape (height, width, 3).
        size: side of the view in pixels.
        kind: one of ``engine.config_checks.AUGMENTATIONS`` other than ``none``.
        rng: this view's own generator.
        interpolation: ``bilinear`` or ``bicubic``.
    """
    if kind == "flip":
        view = centre_crop(pixels, size)
        return np.ascontiguousarray(view[:, ::-1]) if rng.random() < 0.5 else view
    smallest = 0.08 if kind == "classic" else 0.35
    box = crop_box(pixels.shape[0], pixels.shape[1], smallest, rng)
    image = Image.fromarray(pixels).resize((size, size), _FILTERS[interpolation], box=box)
    if rng.random() < 0.5:
        image = ImageOps.mirror(image)
    if kind == "randaugment":
        for _ in range(RANDAUGMENT_OPERATIONS):
            image = _any_operation(image, RANDAUGMENT_STRENGTH, rng)
    elif kind == "trivialaugment":
        image = _any_operation(image, float(rng.random()), rng)
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


def _any_operation(image: Image.Image, strength: float, rng: np.random.Generator) -> Image.Image:
    """One operation drawn evenly (TrivialAugment, Müller & Hutter 2021), its sign drawn as well."""
    operation = _OPERATIONS[int(rng.integers(len(_OPERATIONS)))]
    return operation(image, strength if rng.random() < 0.5 else -strength)


def _shear_x(image: Image.Image, strength: float) -> Image.Image:
    return _affine(image, (1, 0.3 * strength, -0.15 * strength * image.height, 0, 1, 0))


def _shear_y(image: Image.Image, strength: float) -> Image.Image:
    return _affine(image, (1, 0, 0, 0.3 * strength, 1, -0.15 * strength * image.width))


def _shift_x(image: Image.Image, strength: float) -> Image.Image:
    return _affine(image, (1, 0, 0.45 * strength * image.width, 0, 1, 0))


def _shift_y(image: Image.Image, strength: float) -> Image.Image:
    return _affine(image, (1, 0, 0, 0, 1, 0.45 * strength * image.height))


def _affine(image: Image.Image, matrix: tuple[float, float, float, float, float, float]) -> Image.Image:
    return image.transform(
        image.size, Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=_GREY
    )


def _rotate(image: Image.Image, strength: float) -> Image.Image:
    return image.rotate(30 * strength, Image.Resampling.BILINEAR, fillcolor=_GREY)


def _posterize(image: Image.Image, strength: float) -> Image.Image:
    return ImageOps.posterize(image, 8 - round(4 * abs(strength)))


def _solarize(image: Image.Image, strength: float) -> Image.Image:
    return ImageOps.solarize(image, round(255 * (1 - abs(strength))))


_OPERATIONS: tuple[Operation, ...] = (
    lambda image, _: image,
    _shear_x,
    _shear_y,
    _shift_x,
    _shift_y,
    _rotate,
    lambda image, strength: ImageEnhance.Brightness(image).enhance(1 + 0.9 * strength),
    lambda image, strength: ImageEnhance.Color(image).enhance(1 + 0.9 * strength),
    lambda image, strength: ImageEnhance.Contrast(image).enhance(1 + 0.9 * strength),
    lambda image, strength: ImageEnhance.Sharpness(image).enhance(1 + 0.9 * strength),
    _posterize,
    _solarize,
    lambda image, _: ImageOps.autocontrast(image),
    lambda image, _: ImageOps.equalize(image),
)
