"""A trained model put to use: files in, labels out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.data import decode, layout, pixel_store
from engine.errors import EngineError
from engine.evaluation.decision import Decision
from engine.evaluation.opening import open_model
from engine.evaluation.prediction import Prediction, from_logits
from engine.run_folder import RunFolder

if TYPE_CHECKING:
    from engine.evaluation.forward import Forward

Progress = Callable[[int, int], None]
# Fewer pictures are labelled before the network would be prepared.
WORTH_PREPARING = 100


def pictures_in(paths: Path | Sequence[Path]) -> list[Path]:
    """The files given, and the pictures in the folders given, sorted within each folder.

    In a folder, a file counts by its ending or by its content; hidden files do not.

    Raises:
        EngineError: something given does not exist, or no picture is found.
    """
    given = [paths] if isinstance(paths, Path) else list(paths)
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found.extend(_inside(path))
        elif path.exists():
            found.append(path)
        else:
            raise EngineError(f"{path} does not exist.", "Check the path.")
    if not found:
        raise EngineError(
            f"There is no picture in {', '.join(map(str, given))}.",
            "Choose another folder, or picture files.",
        )
    return found


def _inside(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not layout.is_system_name(name))
        for name in sorted(files):
            path = Path(here, name)
            if not layout.is_system_name(name) and (
                layout.has_picture_ending(name) or decode.sniff(path) is None
            ):
                yield path


class Predictor:
    """A model ready to label pictures, with the preprocessing it was trained with.

    Args:
        source: a run, its folder, or a model file that Graft saved or exported.
        decision: threshold and temperature; None for what the run or the file carries.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        precision: see :class:`engine.evaluation.forward.Forward`.

    Attributes:
        classes: class names in the order of the logits.
        decision: threshold and temperature in use; may be replaced.
        network, info: the network and what its file says.

    Raises:
        EngineError: no such run or file, or one that cannot be opened safely.
    """

    def __init__(
        self,
        source: RunFolder | Path,
        *,
        decision: Decision | None = None,
        device: str = "auto",
        precision: str = "fp32",
    ) -> None:
        opened = open_model(source)
        self.network, self.info = opened.network, opened.info
        self.classes = self.info.classes
        self.decision = decision or opened.decision
        self._options = (device, precision, opened.mirrored)
        self._forward: Forward | None = None

    @property
    def forward(self) -> Forward:
        """The forward pass; the network moves to its device at the first use."""
        if self._forward is None:
            from engine.evaluation.forward import Forward

            device, precision, mirrored = self._options
            self._forward = Forward(self.network, device=device, precision=precision, mirrored=mirrored)
        return self._forward

    def pixels(self, path: Path) -> npt.NDArray[np.uint8]:
        """The picture as the network sees it before normalisation, uint8, shape (crop, crop, 3).

        Raises:
            UnusablePicture: with the reason in words.
        """
        facts = self.info.preprocessing
        whole = decode.load(path, shorter=facts.resize, interpolation=facts.interpolation)
        return pixel_store.centre_crop(whole, facts.crop)

    def answer(self, path: Path, logits: npt.NDArray[np.float32]) -> Prediction:
        """What ``logits``, shape (classes,), say under the decision in use."""
        return from_logits(
            path,
            logits,
            self.classes,
            threshold=self.decision.threshold,
            temperature=self.decision.temperature,
        )

    def predict_pixels(self, pixels: npt.NDArray[np.uint8], name: str = "") -> Prediction:
        """One picture that is already decoded: uint8, shape (height, width, 3), any size (a webcam's)."""
        from PIL import Image

        facts = self.info.preprocessing
        small = decode.resize(Image.fromarray(pixels), facts.resize, facts.interpolation)
        cut = pixel_store.centre_crop(np.asarray(small), facts.crop)
        return self.answer(Path(name), self.forward.logits(cut[None])[0])

    def predict(
        self,
        paths: Path | Sequence[Path],
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Prediction]:
        """An answer a picture, in order; an unreadable one has its ``error`` and stops nothing.

        Threads decode ahead while the network works.

        Args:
            paths: files and folders (see :func:`pictures_in`).
            progress: called with (pictures done, pictures in all).
            cancelled: asked at every batch; true ends the iteration.

        Raises:
            EngineError: nothing to predict, or the device fails.
        """
        found = pictures_in(paths)
        if len(found) >= WORTH_PREPARING:
            self.forward.speed_up()
        batch = min(self.forward.batch, max(8, -(-len(found) // 4)))
        done = 0
        with ThreadPoolExecutor(pixel_store.threads(), thread_name_prefix="decode") as pool:
            stream = pixel_store.batches(
                lambda i: self.pixels(found[i]),
                lambda i: found[i],
                range(len(found)),
                batch=batch,
                size=self.info.preprocessing.crop,
                pool=pool,
            )
            for start, part in zip(range(0, len(found), batch), stream, strict=True):
                if cancelled is not None and cancelled():
                    return
                yield from self._answers(found[start : start + batch], start, part)
                done += len(part.positions) + len(part.problems)
                if progress is not None:
                    progress(done, len(found))

    def _answers(
        self, paths: Sequence[Path], start: int, part: pixel_store.PixelBatch
    ) -> Iterator[Prediction]:
        logits = self.forward.logits(part.pixels)
        good = {int(position) - start: row for row, position in enumerate(part.positions)}
        reasons = iter(part.problems)
        for number, path in enumerate(paths):
            if number in good:
                yield self.answer(path, logits[good[number]])
            else:
                yield Prediction(path, error=next(reasons).reason)
