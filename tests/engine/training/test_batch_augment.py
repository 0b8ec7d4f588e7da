"""Views finished in batches on the device show what Pillow shows of a single picture."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.config import RunConfig
from engine.data.augment import OPERATIONS, Drawn, cut, draw, random_view
from engine.events import EpochDone
from engine.training import inputs
from engine.training.batch_augment import finish
from tests.engine.training.conftest import Configure, ended, run_all

SIDE = 64
STRENGTHS = (-1.0, -0.45, 0.3, 0.9)


def _pictures() -> np.ndarray:
    """Smooth, noisy, dull and empty ones: uint8, shape (4, 80, 96, 3)."""
    rng = np.random.default_rng(3)
    down, right = np.mgrid[0:80, 0:96]
    smooth = np.stack([down * 3, right * 2, 255 - down - right], axis=-1)
    noisy = rng.integers(0, 256, (80, 96, 3))
    dull = 90 + noisy // 8
    return np.stack([smooth, noisy, dull, np.full_like(noisy, 17)]).astype(np.uint8)


def _alone(picture: np.ndarray, drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """As ``random_view`` finishes it, whatever chance would have said."""
    with monkeypatch.context() as patch:
        patch.setattr("engine.data.augment.draw", lambda *_: drawn)
        return random_view(picture, SIDE, "light", np.random.default_rng(0), "bilinear")


def _in_a_batch(pictures: np.ndarray, drawn: list[Drawn]) -> np.ndarray:
    crops = [cut(picture, SIDE, one, "bilinear") for picture, one in zip(pictures, drawn, strict=True)]
    x = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2)
    return finish(x, drawn).permute(0, 2, 3, 1).numpy()


@pytest.mark.parametrize("name", OPERATIONS)
def test_that_each_operation_gives_pillows_values(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures, box = _pictures(), (3, 5, 83, 75)
    for strength in STRENGTHS:
        drawn = [Drawn(box, i % 2 == 1, ((name, strength),)) for i in range(len(pictures))]
        given = _in_a_batch(pictures, drawn).astype(int)
        wanted = [_alone(picture, one, monkeypatch) for picture, one in zip(pictures, drawn, strict=True)]
        off = np.abs(given - np.stack(wanted).astype(int))
        assert off.max() <= 1, (name, strength)
        # A shift blends in fifths: whole numbers, which Pillow's own rounding cuts one lower now and then.
        assert (off > 0).mean() < (0.25 if name.startswith("shift") else 0.01), (name, strength)


@pytest.mark.parametrize("kind", ["flip", "light", "classic", "randaugment", "trivialaugment"])
def test_that_whatever_is_drawn_a_batch_shows_the_same_views(kind: str) -> None:
    pictures = np.concatenate([_pictures()] * 16)
    drawn = [draw(80, 96, kind, np.random.default_rng(i)) for i in range(len(pictures))]
    given = _in_a_batch(pictures, drawn).astype(int)
    wanted = [
        random_view(picture, SIDE, kind, np.random.default_rng(i), "bilinear")
        for i, picture in enumerate(pictures)
    ]
    assert len({one.operations for one in drawn}) > (1 if kind.endswith("augment") else 0)
    assert (np.abs(given - np.stack(wanted).astype(int)) > 2).mean() < 0.005


def test_that_a_run_trains_alike_however_its_views_are_finished(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(model__mode="finetune", train__augment="randaugment", train__batch_size=8)
    losses = [_losses(config, tmp_path)]
    made = inputs.PixelInputs.__init__

    def finishing(self: inputs.PixelInputs, *given: object, **named: object) -> None:
        made(self, *given, **named)  # type: ignore[arg-type]
        self._finish_on_device = True

    monkeypatch.setattr(inputs.PixelInputs, "__init__", finishing)
    losses.append(_losses(config, tmp_path))
    assert losses[0] == pytest.approx(losses[1], rel=0.02)
    assert losses[0] != losses[1]  # rounding differs: the other way was indeed taken


def _losses(config: RunConfig, runs: Path) -> list[float]:
    _, events = run_all(config, runs)
    assert ended(events).outcome == "completed"
    return [event.train_loss for event in events if isinstance(event, EpochDone)]
