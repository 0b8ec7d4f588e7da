"""A trained model put to use: files in, labels out."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.data import lanes, layout, network_pixels, reading
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


def pictures_in(paths: Path | Sequence[Path], *, keep_missing: bool = False) -> list[Path]:
    """The files given, and the pictures in the folders given, sorted within each folder.

    In a folder, a file counts by its ending or by its content; hidden files do not.

    Args:
        paths: files and folders.
        keep_missing: list what does not exist among the files; reading it then says so.

    Raises:
        EngineError: something given does not exist, unless ``keep_missing``, or no picture is found.
    """
    given = [paths] if isinstance(paths, Path) else list(paths)
    found: list[Path] = []
    for path in given:
        if path.is_dir():
            found.extend(_inside(path))
        elif keep_missing or path.exists():
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
                layout.has_picture_ending(name) or reading.sniff(path) is None
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
        return network_pixels.centre(path, self.info.preprocessing)

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
        facts = self.info.preprocessing
        small = network_pixels.resize(pixels, facts.resize, facts.interpolation)
        cut = network_pixels.centre_crop(small, facts.crop)
        return self.answer(Path(name), self.forward.logits(cut[None])[0])

    def predict(
        self,
        paths: Path | Sequence[Path],
        *,
        keep_missing: bool = False,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Iterator[Prediction]:
        """An answer a picture, in order; an unreadable one has its ``error`` and stops nothing.

        Threads decode ahead while the network works; on a processor they do both.

        Args:
            paths: files and folders (see :func:`pictures_in`).
            keep_missing: answer what does not exist with an ``error``, as what cannot be read.
            progress: called with (pictures done, pictures in all).
            cancelled: asked at every batch; true ends the iteration.

        Raises:
            EngineError: nothing to predict, or the device fails.
        """
        found = pictures_in(paths, keep_missing=keep_missing)
        if len(found) >= WORTH_PREPARING:
            self.forward.speed_up()
        done = 0
        stream = self._computed(found)
        with contextlib.closing(stream):
            for part in stream:
                if cancelled is not None and cancelled():
                    return
                stop = done + len(part.positions) + len(part.problems)
                yield from self._answers(found, range(done, stop), part)
                done = stop
                if progress is not None:
                    progress(done, len(found))

    def _computed(self, paths: Sequence[Path]) -> Generator[lanes.Computed[np.float32], None, None]:
        """The logits of every picture, batch by batch; small batches where there are few pictures."""
        size = self.info.preprocessing.crop
        pictures = lanes.Pictures(len(paths), size, lambda i: self.pixels(paths[i]), lambda i: paths[i])
        side_by_side = lanes.count(self.forward.device.type, len(paths))
        batch = min(self.forward.batch, max(8, -(-len(paths) // 4)))
        if side_by_side:
            batch = min(lanes.BATCH, -(-len(paths) // side_by_side))
        return lanes.computed(pictures, self.forward.logits, batch=batch, lanes=side_by_side)

    def _answers(
        self, paths: Sequence[Path], numbers: range, part: lanes.Computed[np.float32]
    ) -> Iterator[Prediction]:
        rows = dict(zip(part.positions.tolist(), part.values, strict=True))
        reasons = iter(part.problems)
        for number in numbers:
            if number in rows:
                yield self.answer(paths[number], rows[number])
            else:
                yield Prediction(paths[number], error=next(reasons).reason)
