"""What a run leaves on disk while it goes and when it ends."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.events import CheckpointSaved, Event, PredictionsReady, Warned
from engine.files import DiskFull
from engine.predictions import Predictions
from engine.training import best as best_module
from engine.training import checkpoint
from engine.training.prepare import hold
from engine.training.session import Session

SAMPLE = 64
"""Validation pictures whose predictions are written while a run goes."""
_SAMPLE_SEED = 0x5A4D
_LOOK_AGAIN_SECONDS = 2.0


def save_last(session: Session) -> Iterator[Event]:
    """Write ``last.ckpt``: the position now, mid-epoch included."""
    if session.trainer.phase is None or session.solved:
        return
    began = time.monotonic()
    state = session.state()
    yield from _with_room(session, lambda: checkpoint.save(session.run.last_path, state))
    session.last_clock.saved(began)
    yield CheckpointSaved("last", str(session.run.last_path), session.epoch)


def save_best(session: Session, network_is_best: bool = False) -> Iterator[Event]:
    """Write ``best.safetensors`` from the best epoch's tensors, unless it holds them already."""
    from engine.models.saved import save_model

    best = session.best
    if best.epoch == 0 or best.on_disk:
        return
    began = time.monotonic()
    module = session.network.module
    now = {} if network_is_best else best_module.copy_state(module, list(best.state))
    extra = _description(session)
    path = session.run.best_path
    try:
        best_module.load_state(module, best.state)
        yield from _with_room(
            session,
            lambda: save_model(path, session.network, classes=session.prepared.classes, extra=extra),
        )
    finally:
        # However it ends: last.ckpt is written of what is in the network then.
        best_module.load_state(module, now)
    best.on_disk = True
    session.best_clock.saved(began)
    yield CheckpointSaved("best", str(path), best.epoch)


def save_epoch(session: Session) -> Iterator[Event]:
    """Write this epoch's own file into ``checkpoints/``: model, optimizer, loss, accuracy.

    The model is the one that the figures are of: with the average of its weights, where one is kept.
    """
    folder = session.run.checkpoints_path
    loss, accuracy = session.last_figures
    path = folder / f"epoch-{session.epoch:04d}-loss-{loss:.4f}-accuracy-{accuracy:.4f}.ckpt"

    def write() -> None:
        state: dict[str, Any] = {
            "epoch": session.epoch,
            "loss": loss,
            "accuracy": accuracy,
            "model": session.network.module.state_dict(),
            "optimizer": session.trainer.optimizer.state_dict(),
        }
        folder.mkdir(exist_ok=True)
        checkpoint.save(path, state)

    session.average()
    try:
        yield from _with_room(session, write)
    finally:
        session.average()
    yield CheckpointSaved("epoch", str(path), session.epoch)


def write_final(session: Session, *, test: bool = True) -> Iterator[Event]:
    """Load the best epoch's weights, write them and what they predict. The run's last work.

    Args:
        session: the run.
        test: evaluate the test fold; a run that stops leaves it to the sitting that resumes it.

    Raises:
        Stopped: the user asked to stop.
    """
    best = session.best
    if best.epoch == 0:
        return
    best_module.load_state(session.network.module, best.state)
    folds = session.prepared.folds
    yield from save_best(session, network_is_best=True)
    logits = {"validation": best.logits}
    if len(best.logits) != len(folds["validation"]):
        # Killed after a picture was left out and before the next checkpoint.
        can = test and session.inputs is not None
        logits["validation"] = (yield from session.evaluate("validation")) if can else best.logits[:0]
    if test and len(folds["test"]) and session.inputs is not None:
        logits["test"] = yield from session.evaluate("test")
        labels = session.prepared.labels[folds["test"]]
        session.test_accuracy = float((logits["test"].argmax(1) == labels).mean())
    yield from write_predictions(session, logits, final=True)


def write_predictions(session: Session, logits: dict[str, Any], *, final: bool) -> Iterator[Event]:
    """Write ``predictions.npz`` for the folds in ``logits``."""
    prepared = session.prepared
    parts = [(fold, prepared.folds[fold], rows) for fold, rows in logits.items() if len(rows)]
    if not parts:
        return
    positions = np.concatenate([positions for _, positions, _ in parts])
    predictions = Predictions(
        np.array([prepared.samples[i].id for i in positions], dtype=np.str_),
        np.concatenate([np.full(len(rows), fold) for fold, _, rows in parts]),
        prepared.labels[positions],
        np.concatenate([rows for *_, rows in parts]).astype(np.float32),
        prepared.classes,
        session.best.epoch,
    )
    yield from _with_room(session, lambda: session.run.write_predictions(predictions))
    session.run.sample_path.unlink(missing_ok=True)
    path = str(session.run.predictions_path)
    yield PredictionsReady(path, session.best.epoch, len(positions), final)


def write_sample(session: Session) -> Iterator[Event]:
    """Write what the epoch just finished says of some validation pictures, the same ones every time.

    The fold was evaluated anyway, so this costs one small file; like every save it may take 2 % of the
    time. On a full disk it is left out: it is for looking at, and the saves that matter say so.
    """
    prepared, clock = session.prepared, session.sample_clock
    fold = prepared.folds["validation"]
    if not len(fold) or len(session.latest) != len(fold) or not clock.due():
        return
    began = time.monotonic()
    chosen = np.sort(np.random.default_rng(_SAMPLE_SEED).permutation(len(fold))[:SAMPLE])
    positions = fold[chosen]
    sample = Predictions(
        np.array([prepared.samples[i].id for i in positions], dtype=np.str_),
        np.full(len(positions), "validation"),
        prepared.labels[positions],
        session.latest[chosen],
        prepared.classes,
        session.epoch,
    )
    try:
        session.run.write_sample(sample)
    except EngineError:
        return  # a full disk, or somebody who reads it on Windows: the next one will do
    finally:
        clock.saved(began)
    yield PredictionsReady(str(session.run.sample_path), session.epoch, len(positions), final=False)


def _description(session: Session) -> dict[str, Any]:
    best, folds = session.best, session.prepared.folds
    return {
        "run": session.run.name,
        "epoch": best.epoch,
        "val_accuracy": best.accuracy if len(folds["validation"]) else None,
        "val_count": len(folds["validation"]),
        "train_count": len(folds["train"]),
        "config": dataclasses.asdict(session.config.train),
        "tta_flip": session.config.train.tta_flip,
    }


def _with_room(session: Session, write: Callable[[], None]) -> Iterator[Event]:
    """``write``; on a full disk say so once, wait for room, and go on when there is some.

    Raises:
        Stopped: the user asked to stop while waiting.
        EngineError: another reason than a full disk.
    """
    told = False
    while True:
        try:
            write()
        except DiskFull as error:
            if not told:
                hint = "Free some space: it goes on by itself."
                yield Warned(f"{error.message} The run waits.", hint, until="progress")
                told = True
        else:
            return
        with session.control.waiting():
            _wait_for_room(session, session.run.path)


def _wait_for_room(session: Session, folder: Path) -> None:
    import shutil

    free = shutil.disk_usage(folder).free
    deadline = time.monotonic() + _LOOK_AGAIN_SECONDS
    while time.monotonic() < deadline or shutil.disk_usage(folder).free <= free:
        hold(session.control)
        time.sleep(0.2)
        if shutil.disk_usage(folder).free > free:
            return
        if time.monotonic() > deadline + 28:
            return  # another process may have freed and used it again: try all the same


__all__ = [
    "EngineError",
    "save_best",
    "save_epoch",
    "save_last",
    "write_final",
    "write_predictions",
    "write_sample",
]
