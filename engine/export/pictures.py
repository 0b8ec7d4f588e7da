"""What a run looks like, as PNG files: a contact sheet of predictions, and its curves."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.data import decode
from engine.errors import EngineError
from engine.events import EpochDone
from engine.files import replacing, saving
from engine.predictions import Predictions
from engine.run_folder import RunFolder

COLUMNS, ROWS = 10, 8
TILE, CAPTION, GAP = 112, 40, 12
INK, PALE, PAPER, RIGHT, WRONG, LINE = (
    "#1c1c1e",
    "#6e6e73",
    "#ffffff",
    "#1b7f4b",
    "#b3261e",
    "#d8d8dc",
)
TRAIN, VALIDATION = "#3b6fd4", "#c2571a"
_WIDE_FONTS = ("NotoSansCJK-Regular.ttc", "AppleSDGothicNeo.ttc", "malgun.ttf", "DejaVuSans.ttf")


def write_contact_sheet(run: RunFolder, path: Path) -> None:
    """Thumbnails with predicted labels and confidences, the least certain and the wrong ones first.

    Raises:
        EngineError: the run has no predictions, or the file cannot be written.
    """
    predictions = run.predictions()
    split = run.split()
    places = {entry["id"]: entry["path"] for fold in ("validation", "test") for entry in split[fold]}
    order = _most_telling(predictions)[: COLUMNS * ROWS]
    rows = -(-len(order) // COLUMNS)
    width = COLUMNS * (TILE + GAP) + GAP
    sheet = Image.new("RGB", (width, 64 + rows * (TILE + CAPTION + GAP) + GAP), PAPER)
    draw = ImageDraw.Draw(sheet)
    right = int((predictions.predicted == predictions.labels).sum())
    draw.text((GAP, 14), f"{right:,} of {len(predictions.labels):,} right", INK, font(22))
    draw.text((GAP, 42), "wrong ones first, then the least certain", PALE, font(13))
    for place, index in enumerate(order):
        left = GAP + place % COLUMNS * (TILE + GAP)
        top = 64 + place // COLUMNS * (TILE + CAPTION + GAP)
        _tile(sheet, draw, (left, top), predictions, int(index), places)
    _save(sheet, path)


def write_curves(run: RunFolder, path: Path) -> None:
    """Loss and accuracy over the epochs, for training and validation.

    Raises:
        EngineError: the run has no finished epoch, or the file cannot be written.
    """
    epochs = [event for event in run.events() if isinstance(event, EpochDone)]
    if not epochs:
        raise EngineError(f"The run {run.name} has no finished epoch to draw.")
    image = Image.new("RGB", (1120, 420), PAPER)
    draw = ImageDraw.Draw(image)
    losses = [[e.train_loss for e in epochs], [e.val_loss for e in epochs if e.val_loss is not None]]
    accuracies = [
        [e.train_accuracy for e in epochs],
        [e.val_accuracy for e in epochs if e.val_accuracy is not None],
    ]
    _plot(draw, (70, 60, 530, 360), "Loss", losses, (0.0, max(max(row) for row in losses if row) or 1.0))
    low = min(min(row) for row in accuracies if row)
    _plot(draw, (630, 60, 1090, 360), "Accuracy", accuracies, (max(low - 0.05, 0.0), 1.0))
    _save(image, path)


@functools.cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font that has Hangul where the system has one, else Pillow's own."""
    for name in _WIDE_FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _most_telling(predictions: Predictions) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Wrong ones first, the most confident of them first; then right ones, the least certain first."""
    confidence = predictions.probabilities.max(axis=1)
    wrong = predictions.predicted != predictions.labels
    return np.lexsort((np.where(wrong, -confidence, confidence), ~wrong))


def _tile(
    sheet: Image.Image,
    draw: ImageDraw.ImageDraw,
    corner: tuple[int, int],
    predictions: Predictions,
    index: int,
    places: dict[str, str],
) -> None:
    left, top = corner
    try:
        pixels = decode.load(Path(places[str(predictions.ids[index])]), shorter=TILE)
    except decode.UnusablePicture:
        picture = Image.new("RGB", (TILE, TILE), LINE)  # it was there while training; its place stays
    else:
        whole = Image.fromarray(pixels)
        x, y = (whole.width - TILE) // 2, (whole.height - TILE) // 2
        picture = whole.crop((x, y, x + TILE, y + TILE))
    sheet.paste(picture, corner)
    predicted, label = int(predictions.predicted[index]), int(predictions.labels[index])
    confidence = float(predictions.probabilities[index, predicted])
    good = predicted == label
    draw.rectangle(
        (left, top, left + TILE - 1, top + TILE - 1), outline=LINE if good else WRONG, width=1 if good else 3
    )
    mark = "✓" if good else "✗"
    name = _fitted(f"{mark} {predictions.classes[predicted]}", TILE - 44, 14)
    draw.text((left, top + TILE + 4), name, RIGHT if good else WRONG, font(14))
    draw.text((left + TILE, top + TILE + 5), f"{confidence:.0%}", PALE, font(12), anchor="ra")
    if not good and label >= 0:
        draw.text(
            (left, top + TILE + 22), _fitted(f"is {predictions.classes[label]}", TILE, 12), PALE, font(12)
        )


def _fitted(text: str, width: int, size: int) -> str:
    """``text`` shortened until it is at most ``width`` pixels wide."""
    if font(size).getlength(text) <= width:
        return text
    while text and font(size).getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


def _plot(
    draw: ImageDraw.ImageDraw,
    box: tuple[int, int, int, int],
    title: str,
    curves: Sequence[Sequence[float]],
    span: tuple[float, float],
) -> None:
    left, top, right, bottom = box
    low, high = span
    draw.text((left, top - 34), title, INK, font(18))
    for part in range(5):
        y = bottom - part / 4 * (bottom - top)
        draw.line((left, y, right, y), LINE)
        draw.text((left - 8, y), f"{low + part / 4 * (high - low):.2f}", PALE, font(12), anchor="rm")
    longest = max(len(curve) for curve in curves)
    names = ("training", "validation")
    for curve, colour, name, offset in zip(curves, (TRAIN, VALIDATION), names, (180, 80), strict=True):
        points = [
            (
                left + (right - left) * (i / max(longest - 1, 1)),
                bottom - (min(max(value, low), high) - low) / (high - low) * (bottom - top),
            )
            for i, value in enumerate(curve)
        ]
        if len(points) > 1:
            draw.line(points, colour, 3, joint="curve")
        for x, y in points if len(points) < 60 else []:
            draw.ellipse((x - 3, y - 3, x + 3, y + 3), colour)
        draw.text((right - offset, top - 30), name, colour, font(14))
    draw.text((right, bottom + 10), f"{longest} epochs", PALE, font(12), anchor="ra")


def _save(image: Image.Image, path: Path) -> None:
    with saving(path), replacing(path) as temporary:
        image.save(temporary, format="PNG")
