"""A run's model held ready to explain its answers and to place pictures. For pool threads only.

Nothing here imports torch before the first question is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage

from engine.errors import EngineError
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from engine.evaluation.predict import Predictor

Floats = npt.NDArray[np.float32]

_BATCH = 32
_HEAT_SIDE = 448

_DARKEST = 0.78
"""Opacity of the veil where nothing speaks for the class."""


class Explainer:
    """The best weights of one run, loaded at the first use. Safe to share between threads."""

    def __init__(self, run: RunFolder) -> None:
        self.run = run
        self._lock = threading.Lock()
        self._predictor: Predictor | None = None

    def _opened(self) -> Predictor:
        if self._predictor is None:
            from engine.evaluation.predict import Predictor

            self._predictor = Predictor(self.run)
        return self._predictor

    def heat(self, path: Path, label: int) -> QImage:
        """A dark veil of the picture's proportions, clear where the picture speaks for class ``label``.

        A veil leaves the colours of the picture as they are; a rainbow over it would hide them. What lies
        outside the network's view is veiled whole.

        Raises:
            EngineError: the picture or the run's weights cannot be used, or its layers have no places.
        """
        from engine.data import decode, reading
        from engine.evaluation import explain

        with self._lock:
            predictor = self._opened()
            _, width, height = decode.load_with_size(
                reading.read(path), shorter=predictor.info.preprocessing.resize
            )
            heat = explain.heat_maps(predictor.forward, predictor.pixels(path)[None], [label])[0]
            box = explain.crop_box(width, height, predictor.info.preprocessing)
        return veil(heat, width, height, (box.left, box.top, box.right, box.bottom))

    def features(
        self,
        paths: Sequence[Path],
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> Floats:
        """The head's input for each picture, shape (n, width); zeros where a file cannot be used.

        Raises:
            EngineError: the run's weights cannot be used, or no picture can.
        """
        import torch

        with self._lock:
            predictor = self._opened()
        rows: list[Floats | None] = []
        for start in range(0, len(paths), _BATCH):
            if cancelled():
                break
            pixels = [_pixels(predictor, path) for path in paths[start : start + _BATCH]]
            good = [each for each in pixels if each is not None]
            found = np.zeros((0, 0), dtype=np.float32)
            if good:
                with self._lock, torch.inference_mode():
                    batch = predictor.forward.normalised(np.stack(good))
                    found = predictor.network.features(batch).flatten(1).float().cpu().numpy()
            values = iter(found)
            rows += [None if each is None else next(values) for each in pixels]
            progress(min(start + _BATCH, len(paths)), len(paths))
        width = next((len(row) for row in rows if row is not None), 0)
        if not width:
            raise EngineError(
                "None of these pictures can be read.", "Check that their folder is still there."
            )
        empty = np.zeros(width, dtype=np.float32)
        return np.stack([empty if row is None else row for row in rows])


def _pixels(predictor: Predictor, path: Path) -> npt.NDArray[np.uint8] | None:
    from engine.data.decode import UnusablePicture

    try:
        return predictor.pixels(path)
    except UnusablePicture:
        return None


def veil(heat: Floats, width: int, height: int, box: tuple[float, float, float, float]) -> QImage:
    """Black, clear where ``heat`` (side, side), 0 to 1, is high; ``box`` (shares) is where the heat lies."""
    scale = min(1.0, _HEAT_SIDE / max(width, height))
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = round(box[0] * across), round(box[1] * down)
    right, bottom = max(left + 1, round(box[2] * across)), max(top + 1, round(box[3] * down))
    rows = np.linspace(0, len(heat) - 1, bottom - top).round().astype(int)
    columns = np.linspace(0, len(heat) - 1, right - left).round().astype(int)
    dark = np.full((down, across), _DARKEST, dtype=np.float32)
    dark[top:bottom, left:right] *= 1.0 - heat[rows][:, columns]
    pixels = np.zeros((down, across, 4), dtype=np.uint8)
    pixels[..., 3] = np.rint(dark * 255)
    how = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.tobytes(), across, down, across * 4, how).copy()
