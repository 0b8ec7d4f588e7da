"""The whole road through the real window with the real engine: pictures, training, gallery, export."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt, Slot
from pytestqt.qtbot import QtBot

from desktop.item_models.predictions_model import Role
from desktop.main_window import MainWindow
from desktop.panels.training import TrainingPanel
from engine import events as ev
from engine.export.exporters import ExportResult
from engine.models.backbones import backbone
from engine.run_folder import RunFolder
from tests.desktop.pictures import write_shapes
from tests.desktop.windows import OpenWindow, click


class PointCounter(QObject):
    """After each epoch, how many points the validation curves have."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._panel: TrainingPanel = window.bench.training
        self.counts: list[tuple[int, int]] = []
        window.bench.controller.happened.connect(self.on_event)

    @Slot(object)
    def on_event(self, event: ev.Event) -> None:
        if isinstance(event, ev.EpochDone) and self._panel.curves is not None:
            loss, accuracy = self._panel.curves.loss, self._panel.curves.accuracy
            self.counts.append((loss.series["validation"].count, accuracy.series["validation"].count))


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window(MainWindow(), size=(1440, 900))


def test_that_pictures_become_an_exported_network_that_the_plain_library_loads(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = window.bench
    with qtbot.waitSignal(bench.dataset.catalog_ready, timeout=20_000):
        window.open_path(str(write_shapes(tmp_path / "shapes")))
    choose_backbone(bench.model, qtbot, "efficientnet-lite0")

    counter = PointCounter(window)
    with qtbot.waitSignal(bench.controller.ended, timeout=240_000) as ended:
        click(qtbot, bench.model.train)
    assert ended.args is not None
    end = ended.args[0]
    assert end.outcome == "completed", end
    assert counter.counts == [(n, n) for n in range(1, end.epochs + 1)]
    assert bench.training.result.number.text() == f"{100 * end.val_accuracy:.1f} %"

    run = bench.run
    assert run is not None
    qtbot.waitUntil(lambda: bench.gallery.model.rowCount() == end.val_count, timeout=20_000)
    assert_every_picture_is_shown(bench.gallery.model, run)

    click(qtbot, window.road.steps["export"])
    with qtbot.waitSignal(bench.export.exported, timeout=120_000) as exported:
        click(qtbot, bench.export.export)
    assert exported.args is not None
    result: ExportResult = exported.args[0]
    assert result.agreement == 1.0
    assert "Same answer on 4 of 4 pictures" in bench.export.rows["state_dict"].outcome.text()
    assert_the_plain_library_agrees(result.path, run)


def choose_backbone(panel: object, qtbot: QtBot, text: str) -> None:
    picker = panel.backbone  # type: ignore[attr-defined]
    click(qtbot, picker)
    qtbot.keyClicks(picker.popup().search, text)
    qtbot.keyClick(picker.popup().search, Qt.Key.Key_Return)
    assert picker.value() == "efficientnet_lite0"


def assert_every_picture_is_shown(model: object, run: RunFolder) -> None:
    """Each validation picture once, with the label that the run predicts for it."""
    predictions = run.predictions()
    wanted = dict(zip(predictions.ids.tolist(), predictions.predicted.tolist(), strict=True))
    held_out = {entry["id"] for entry in run.split()["validation"]}
    shown = {}
    for row in range(model.rowCount()):  # type: ignore[attr-defined]
        index = model.index(row)  # type: ignore[attr-defined]
        shown[index.data(Role.ID)] = index.data(Role.PREDICTED)
        assert predictions.classes[wanted[index.data(Role.ID)]] in index.data(Qt.ItemDataRole.DisplayRole)
    assert set(shown) == held_out == set(wanted)


def assert_the_plain_library_agrees(path: Path, run: RunFolder) -> None:
    """timm's own network takes the weights as they are and predicts the same."""
    import timm
    import torch

    network = timm.create_model("tf_efficientnet_lite0", num_classes=2)
    network.load_state_dict(torch.load(path, weights_only=True), strict=True)
    network.eval()
    facts = backbone("efficientnet_lite0").preprocessing
    predictions = run.predictions()
    where = {entry["id"]: Path(entry["path"]) for entry in run.split()["validation"]}
    pixels = np.stack([prepared(where[name], facts.resize, facts.crop) for name in predictions.ids.tolist()])
    normalised = (pixels / 255 - np.array(facts.mean)) / np.array(facts.std)
    with torch.inference_mode():
        logits = network(torch.from_numpy(normalised.transpose(0, 3, 1, 2)).float()).numpy()
    assert logits.argmax(axis=1).tolist() == predictions.predicted.tolist()


def prepared(path: Path, resize: int, crop: int) -> np.ndarray:
    """The picture as Pillow alone resizes and crops it, shape (crop, crop, 3)."""
    picture = Image.open(path).convert("RGB").resize((resize, resize), Image.Resampling.BICUBIC)
    edge = (resize - crop) // 2
    return np.asarray(picture)[edge : edge + crop, edge : edge + crop].astype(np.float64)
