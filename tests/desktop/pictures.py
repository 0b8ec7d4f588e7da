"""Small folders of pictures for the window's tests."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw


def write_shapes(folder: Path, per_class: int = 12) -> Path:
    """Class folders ``disc`` and ``square`` of 64 x 64 pictures that a pretrained network tells apart."""
    for name in ("disc", "square"):
        (folder / name).mkdir(parents=True)
        for number in range(per_class):
            picture = Image.new("RGB", (64, 64), (20 + 9 * number, 60, 120))
            draw = ImageDraw.Draw(picture)
            box = (12 + number % 5, 10 + number % 7, 44 + number % 9, 42 + number % 11)
            if name == "disc":
                draw.ellipse(box, fill=(250, 230, 60 + number))
            else:
                draw.rectangle(box, fill=(250, 80, 60 + number))
            picture.save(folder / name / f"{number:02}.png")
    return folder
