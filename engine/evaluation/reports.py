"""Predictions as files for people: a CSV for a spreadsheet, a page with thumbnails for a browser."""

from __future__ import annotations

import base64
import csv
import html
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from engine.data import decode
from engine.evaluation.prediction import NOT_SURE, Prediction
from engine.files import NAME_ERRORS, replacing, saving

THUMBNAIL = 128

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
:root {{ color-scheme: light dark }}
body {{ font: 15px/1.45 system-ui, sans-serif; margin: 24px }}
h2 {{ margin: 32px 0 8px }}
.grid {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(136px, 1fr)); gap: 12px }}
figure {{ margin: 0 }}
img {{ width: 100%; aspect-ratio: 1; object-fit: cover; border-radius: 4px }}
figcaption {{ font-size: 13px; overflow-wrap: anywhere }}
</style></head><body><h1>{title}</h1>
"""


def write_csv(path: Path, predictions: Iterable[Prediction]) -> int:
    """A row a picture: path, label, the first two guesses with their confidences, error.

    ``label`` is the answer under the threshold, and may be "not sure"; ``first`` is the most probable class
    whatever its confidence. The table is UTF-8; a file name that is no Unicode keeps its own bytes
    (``errors=engine.files.NAME_ERRORS`` reads them).

    Returns:
        Rows written, the heading not counted.

    Raises:
        EngineError: ``path`` cannot be written.
    """
    rows = 0
    with (
        saving(path),
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8", errors=NAME_ERRORS, newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(["path", "label", "first", "confidence", "second", "second_confidence", "error"])
        for prediction in predictions:
            second = prediction.top[1] if len(prediction.top) > 1 else ("", None)
            table.writerow(
                [
                    prediction.path,
                    prediction.answer,
                    prediction.label,
                    "" if prediction.error else f"{prediction.confidence:.6f}",
                    second[0],
                    "" if second[1] is None else f"{second[1]:.6f}",
                    prediction.error,
                ]
            )
            rows += 1
    return rows


def write_html(path: Path, predictions: Iterable[Prediction], *, title: str = "Predictions") -> int:
    """One self-contained page: a section a label, the surest first, "not sure" and unreadable ones last.

    Returns:
        Pictures on it.

    Raises:
        EngineError: ``path`` cannot be written.
    """
    by_answer: dict[str, list[Prediction]] = {}
    for prediction in predictions:
        by_answer.setdefault(prediction.answer, []).append(prediction)
    names = sorted(by_answer, key=lambda name: (name == "", name == NOT_SURE, name))
    with (
        saving(path),
        replacing(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="backslashreplace") as file,
    ):
        file.write(_PAGE.format(title=html.escape(title)))
        for name in names:
            _section(file, name, sorted(by_answer[name], key=lambda p: -p.confidence))
        file.write("</body></html>\n")
    return sum(len(group) for group in by_answer.values())


def _section(file: TextIO, name: str, group: list[Prediction]) -> None:
    heading = html.escape(name or "Could not be read")
    file.write(f'<h2>{heading} ({len(group)})</h2><div class="grid">\n')
    for prediction in group:
        caption = (
            html.escape(prediction.error)
            if prediction.error
            else f"{html.escape(prediction.label)} {prediction.confidence:.1%}"
        )
        picture = thumbnail(prediction.path)
        image = f'<img alt="" src="{picture}">' if picture else ""
        file.write(
            f"<figure>{image}<figcaption>{caption}<br>{html.escape(prediction.path.name)}"
            "</figcaption></figure>\n"
        )
    file.write("</div>\n")


def thumbnail(path: Path, size: int = THUMBNAIL) -> str:
    """The picture as a ``data:`` address, a JPEG of shorter side ``size``; empty when it cannot be read."""
    from PIL import Image

    try:
        pixels = decode.load(path, shorter=size)
    except decode.UnusablePicture:
        return ""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=80)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
