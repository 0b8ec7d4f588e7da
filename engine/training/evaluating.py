"""What the network says of plain pictures, batch by batch: stoppable, and patient with what is missing."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.control import RunControl
from engine.errors import EngineError
from engine.events import Event, Warned
from engine.training.prepare import hold
from engine.training.vanished import PictureGone, await_picture

if TYPE_CHECKING:
    from engine.models.merged import Merged
    from engine.training.session import Session

Logits = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64]
Evaluating = Generator[Event, None, Logits]


def figures(logits: Logits, labels: Labels) -> tuple[float, float]:
    """Mean cross-entropy and accuracy of ``logits``, shape (n, classes), for ``labels``, shape (n,)."""
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    chosen = shifted[np.arange(len(labels)), labels]
    losses = np.log(np.exp(shifted).sum(axis=1)) - chosen
    return float(losses.mean()), float((logits.argmax(axis=1) == labels).mean())


def logits_of(session: Session, positions: npt.NDArray[np.int64], control: RunControl) -> Evaluating:
    """Logits of the pictures at ``positions`` by the weights as they are, float32, shape (n, classes).

    With ``tta_flip``, the mean of the pictures' and of their mirror images'. A picture that is gone is
    waited for; a GPU whose memory is full gets half as many at once from then on.

    Raises:
        Stopped: ``control`` asked to stop.
        EngineError: the GPU's memory does not hold one picture.
    """
    logits = yield from _patiently(session, positions, control, False)
    if session.config.train.tta_flip:
        mirrored = yield from _patiently(session, positions, control, True)
        logits = (logits + mirrored) / np.float32(2)
    return logits


def _patiently(
    session: Session, positions: npt.NDArray[np.int64], control: RunControl, mirrored: bool
) -> Evaluating:
    rows: list[Logits] = []
    body = session.trainer.merged(len(positions))
    while True:
        lost: PictureGone | None = None
        full = False
        try:
            _add_rows(session, body, positions, control, mirrored, rows)
        except PictureGone as error:
            lost = error
        except _out_of_memory():
            full = True  # recovered from outside: the frames of the error keep the memory alive
        if lost is not None:
            yield from await_picture(control, lost)
        elif full:
            yield _halved(session)
        else:
            return np.concatenate([np.zeros((0, session.network.classes), np.float32), *rows])


def _add_rows(
    session: Session,
    body: Merged | None,
    positions: npt.NDArray[np.int64],
    control: RunControl,
    mirrored: bool,
    rows: list[Logits],
) -> None:
    """The rows that are still missing; each batch that is done stays, whatever comes after it."""
    assert session.inputs is not None
    left = positions[sum(map(len, rows)) :]
    for x in session.inputs.plain(left, session.evaluation_batch, mirrored=mirrored):
        hold(control)
        rows.append(session.trainer.evaluate(x, body))


def _out_of_memory() -> type[Exception]:
    import torch

    return torch.OutOfMemoryError


def _halved(session: Session) -> Warned:
    import torch

    if session.evaluation_batch == 1:
        raise EngineError(
            "The GPU's memory does not hold even one picture's evaluation.",
            "Choose a smaller backbone, or train on the CPU.",
        )
    session.evaluation_batch //= 2
    if session.device.type == "cuda":
        torch.cuda.empty_cache()
    return Warned(
        f"The GPU's memory was full: pictures are now evaluated {session.evaluation_batch} at a time.",
        "The result is the same, somewhat slower.",
    )
