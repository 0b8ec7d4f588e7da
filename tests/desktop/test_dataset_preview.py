"""What training sees of a picture, in the data set panel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop.widgets.views_preview import VIEWS
from engine import fingerprints
from engine.config import ModelConfig, RunConfig, TrainConfig
from engine.data import augment, decode
from tests.desktop.dataset_fixtures import Open


def pixels_of(image: QImage) -> np.ndarray:
    whole = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(whole.constBits(), np.uint8).reshape(whole.height(), whole.bytesPerLine())
    return rows[:, : whole.width() * 3].reshape(whole.height(), whole.width(), 3)


def test_that_p_shows_the_views_that_training_makes_of_the_chosen_picture(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    panel.set_training(RunConfig(model=ModelConfig(backbone="resnet18"), train=TrainConfig(augment="light")))
    panel.pictures.grid.select_row(2)
    preview = panel.pictures.preview
    with qtbot.waitSignal(preview.shown):
        qtbot.keyClick(panel.pictures.grid, Qt.Key.Key_P)
    assert len(preview.strip.images) == 1 + VIEWS
    path = Path(panel.pictures.model.path(2))
    stored = decode.load(path, shorter=256)
    seed = np.random.default_rng([1, *fingerprints.content_key(path)])
    first = augment.random_view(stored, 224, "light", seed, "bilinear")
    assert np.array_equal(pixels_of(preview.strip.images[1]), first)
    assert preview.kind.currentData() == "light"


def test_that_another_picture_and_another_augmentation_show_other_views(
    opened: Open, animals: Path, qtbot: QtBot
) -> None:
    panel = opened(animals)
    panel.pictures.grid.select_row(0)
    preview = panel.pictures.preview
    with qtbot.waitSignal(preview.shown):
        panel.pictures.preview_button.click()
    assert len(preview.strip.images) == 1
    before = pixels_of(preview.strip.images[0]).copy()
    with qtbot.waitSignal(preview.shown):
        panel.pictures.grid.select_row(1)
    assert not np.array_equal(pixels_of(preview.strip.images[0]), before)
    with qtbot.waitSignal(preview.shown):
        preview.kind.setCurrentIndex(preview.kind.findData("trivialaugment"))
    assert len(preview.strip.images) == 1 + VIEWS
    assert "Training uses “none”" in preview._note.text()
    with qtbot.waitSignal(preview.shown):
        panel.set_training(RunConfig(train=TrainConfig(augment="flip")))
    assert preview.kind.currentData() == "flip"


def test_that_a_picture_that_cannot_be_decoded_says_why(opened: Open, animals: Path, qtbot: QtBot) -> None:
    panel = opened(animals)
    (animals / "ant" / "000.jpg").write_bytes(b"torn")
    panel.pictures.grid.select_row(0)
    with qtbot.waitSignal(panel.pictures.preview.shown):
        panel.pictures.preview_button.click()
    assert not panel.pictures.preview.strip.images
    assert "text file" in panel.pictures.preview._note.text()
