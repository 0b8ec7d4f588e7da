"""Proof that an export gives what the run gives: loaded back by the plain library, picture by picture."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.data import decode, network_pixels, pixel_store
from engine.evaluation.probabilities import log_softmax
from engine.export import predict_template

if TYPE_CHECKING:
    from engine.evaluation.opening import Opened
    from engine.models.backbones import Preprocessing

MOST_PICTURES = 64
FEWEST_PICTURES = 16
# Work for one check: billions of multiply-adds, so that a large network is checked on fewer pictures.
GFLOPS = 150.0
LEAST_AGREEMENT = 0.995
# Logits this close are equal to rounding: which of the two classes leads then says nothing.
TIE = 1e-3

_APART = """
import runpy, sys
import numpy as np
script = runpy.run_path(sys.argv[1])
model, pixels = script["Model"](), np.load(sys.argv[2])
starts = range(0, len(pixels), script["BATCH"])
parts = [model.answers(pixels[i : i + script["BATCH"]]) for i in starts]
np.savez(sys.argv[3], outputs=np.concatenate(parts), gives=model.facts["outputs"])
"""

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Reference:
    """What the run itself says of some pictures.

    Attributes:
        pixels: uint8, shape (n, crop, crop, 3).
        logits: float32, shape (n, classes), computed in float32 on the CPU; averaged with those of the
            mirrored pictures where the run does so.
        real: whether the pictures are the run's own; else generated, its pictures not being here.
    """

    pixels: Pixels
    logits: npt.NDArray[np.float32]
    real: bool


@dataclass(frozen=True)
class Parity:
    """How an export compares with the run.

    Attributes:
        difference: largest absolute difference of the logits (of the log-probabilities where the export
            gives probabilities).
        agreement: share of pictures with the same most probable class, 0 to 1; classes that the run
            itself holds equal to ``TIE`` are the same.
        count: pictures compared.
        real: as in :class:`Reference`.
    """

    difference: float
    agreement: float
    count: int
    real: bool


def how_many(gflops: float, available: int) -> int:
    """Pictures worth comparing for a network of that cost."""
    wanted = int(GFLOPS / gflops) if gflops > 0 else MOST_PICTURES
    return min(available, max(FEWEST_PICTURES, min(MOST_PICTURES, wanted)))


def reference(opened: Opened, paths: Sequence[Path]) -> Reference:
    """Decode pictures spread over ``paths`` and ask the run's own network.

    Files that cannot be read are passed over; with none left, generated pictures take their place.
    """
    from engine.evaluation.forward import Forward

    facts = opened.info.preprocessing
    wanted = how_many(opened.network.backbone.gflops, len(paths))
    chosen = [paths[i] for i in np.linspace(0, len(paths) - 1, wanted).astype(int)] if paths else []
    with pixel_store.decoders() as pool:
        read = [
            pixels for pixels in pool.map(lambda path: _pixels(path, facts), chosen) if pixels is not None
        ]
    pixels = np.stack(read) if read else _generated(facts.crop)
    forward = Forward(opened.network, device="cpu", precision="fp32", mirrored=opened.mirrored)
    return Reference(pixels, forward.logits(pixels), bool(read))


def _pixels(path: Path, facts: Preprocessing) -> Pixels | None:
    try:
        return network_pixels.centre(path, facts)
    except decode.UnusablePicture:
        return None


def _generated(crop: int) -> Pixels:
    """Smooth random pictures; plain noise would look the same to every network."""
    from PIL import Image

    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (FEWEST_PICTURES, 8, 8, 3), dtype=np.uint8)
    return np.stack([np.asarray(Image.fromarray(c).resize((crop, crop))) for c in coarse])


def outputs(folder: Path, pixels: Pixels) -> tuple[npt.NDArray[np.float32], str]:
    """What the export in ``folder`` gives, shape (n, classes), and which: logits or probabilities."""
    model = predict_template.Model(folder)
    starts = range(0, len(pixels), predict_template.BATCH)
    parts = [model.answers(pixels[i : i + predict_template.BATCH]) for i in starts]
    return np.concatenate(parts), model.facts["outputs"]


def outputs_apart(folder: Path, pixels: Pixels) -> tuple[npt.NDArray[np.float32], str]:
    """:func:`outputs` by the export's own ``predict.py`` in a process of its own.

    onnxruntime 1.31 takes its process down with it on some float16 transformers. In a bundle, where there
    is no Python to start, the export is loaded in this process.

    Raises:
        RuntimeError: the library refused the export, or crashed.
    """
    if getattr(sys, "frozen", False):
        return outputs(folder, pixels)
    with tempfile.TemporaryDirectory() as scratch:
        given, answer = Path(scratch, "pixels.npy"), Path(scratch, "outputs.npz")
        np.save(given, pixels)
        command = [sys.executable, "-c", _APART, str(folder / "predict.py"), str(given), str(answer)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        if done.returncode < 0:
            raise RuntimeError(f"the library that loads it crashed (signal {-done.returncode})")
        if done.returncode:
            last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
            raise RuntimeError(last)
        with np.load(answer) as stored:
            return stored["outputs"], str(stored["gives"])


def compare(folder: Path, opened: Opened, known: Reference, kind: str) -> Parity:
    """Load the export in ``folder`` as its ``predict.py`` does, and run it on the same pixels.

    Raises:
        Whatever the library raises that loads it; see :func:`engine.export.exporters.export`.
    """
    answer = outputs_apart if kind == "onnx" else outputs
    given, gives = answer(folder, known.pixels)
    found, wanted = given.astype(np.float64), known.logits.astype(np.float64)
    if gives == "probabilities":
        wanted = log_softmax(wanted / opened.decision.temperature)
        found = np.log(np.maximum(found, np.exp(wanted.min() - 1)))
    if found.shape != wanted.shape or not np.isfinite(found).all():
        return Parity(float("inf"), 0.0, len(wanted), known.real)
    return Parity(
        float(np.abs(found - wanted).max()),
        _agreement(found, wanted),
        len(wanted),
        known.real,
    )


def _agreement(found: npt.NDArray[np.float64], wanted: npt.NDArray[np.float64]) -> float:
    chosen = wanted[np.arange(len(wanted)), found.argmax(axis=1)]
    return float((wanted.max(axis=1) - chosen <= TIE).mean())
