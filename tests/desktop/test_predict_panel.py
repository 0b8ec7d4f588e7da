"""Using a network at once: pictures, the clipboard, a watched folder and a camera in; labels out."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from desktop.frames import Webcam, pixels_of
from desktop.item_models.thumbnails import ThumbnailLoader
from desktop.panels.predict import PredictPanel
from engine.config import ModelConfig, RunConfig
from engine.evaluation.decision import Decision, set_for_run
from engine.evaluation.predict import Predictor
from engine.run_folder import RunFolder
from tests.desktop.pictures import write_shapes

CLASSES = ("disc", "square", "star")
WAIT = 60_000


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny network with random weights, as a file that Graft saved."""
    import torch

    from engine.models.build import build_network
    from engine.models.saved import save_model

    network = build_network(ModelConfig(backbone="timm:test_resnet", weights="none"), len(CLASSES), seed=3)
    torch.manual_seed(1)
    for parameter in network.head.parameters():
        torch.nn.init.normal_(parameter, std=2.0)
    path = tmp_path_factory.mktemp("model") / "best.safetensors"
    save_model(path, network, classes=CLASSES, extra={})
    return path


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return write_shapes(tmp_path / "pictures", per_class=3)


class FakeCamera:
    """Gives the frames that a test shows it."""

    def __init__(self) -> None:
        self.image: QImage | None = None
        self.arrived: Callable[[], None] | None = None
        self.failed: Callable[[str, str], None] | None = None
        self.problem = ""

    def start(self, arrived: Callable[[], None], failed: Callable[[str, str], None]) -> None:
        self.arrived, self.failed = arrived, failed
        if self.problem:
            failed(self.problem, "Connect one.")

    def latest(self) -> QImage | None:
        return self.image

    def stop(self) -> None:
        self.arrived = self.failed = None

    def show(self, colour: str) -> QImage:
        self.image = QImage(50, 40, QImage.Format.Format_RGB32)
        self.image.fill(QColor(colour))
        assert self.arrived is not None
        self.arrived()
        return self.image


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera()


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path, camera: FakeCamera) -> Iterator[PredictPanel]:
    loader = ThumbnailLoader(store=tmp_path / "thumbnails.sqlite")
    made = PredictPanel(camera=lambda: camera, loader=loader)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    yield made
    made.watcher.stop()
    made.hide()
    loader.close()


def drop(panel: PredictPanel, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    panel.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none))


def label(panel: PredictPanel, qtbot: QtBot, model: Path, *paths: Path) -> None:
    drop(panel, model)
    qtbot.waitUntil(lambda: panel.labeller.predictor is not None and not panel.labeller.busy, timeout=WAIT)
    with qtbot.waitSignal(panel.idle, timeout=WAIT):
        drop(panel, *paths)


def answers(panel: PredictPanel) -> list[tuple[Path, str]]:
    return [(prediction.path, prediction.answer) for prediction in panel.model.predictions]


def shown(panel: PredictPanel) -> list[str]:
    return [panel.model.index(row).data() for row in range(panel.model.rowCount())]


def test_that_without_a_network_the_panel_teaches_what_it_is_for(panel: PredictPanel, tmp_path: Path) -> None:
    panel.show_run(RunFolder.create(tmp_path, RunConfig()))
    assert panel.pages.no_model.isVisible()
    assert panel.pages.no_model.button.text() == "Open a model…"
    assert not panel.sources.pictures.isEnabled()
    drop(panel, tmp_path)
    assert "no network yet" in panel.message.text()


def test_that_dropped_pictures_get_the_labels_that_the_predictor_gives(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path
) -> None:
    label(panel, qtbot, model, pictures)
    wanted = list(Predictor(model).predict(pictures))
    assert answers(panel) == [(prediction.path, prediction.label) for prediction in wanted]
    assert len({prediction.label for prediction in wanted}) > 1
    assert [p.confidence for p in panel.model.predictions] == [p.confidence for p in wanted]
    first = wanted[0]
    assert shown(panel)[0] == f"{first.path.name}: {first.label}, {100 * first.confidence:.1f} %"
    assert panel.answers.grid.isVisible()
    assert panel.bar.status.whole_text() == "6 pictures"


def test_that_a_run_is_used_with_the_threshold_set_for_it(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path, tmp_path: Path
) -> None:
    run = RunFolder.create(tmp_path / "runs", RunConfig())
    run.best_path.write_bytes(model.read_bytes())
    set_for_run(run, Decision(threshold=1.0))
    panel.show_run(run)
    with qtbot.waitSignal(panel.idle, timeout=WAIT):
        drop(panel, pictures)
    assert [said for _, said in answers(panel)] == ["not sure"] * 6
    assert panel.answers.slider.value() == 100


def best_of(folder: Path, model: Path) -> RunFolder:
    """A run whose network is ``model``."""
    run = RunFolder.create(folder, RunConfig())
    run.best_path.write_bytes(model.read_bytes())
    return run


def test_that_answers_outlive_a_run_that_begins_and_ends_and_its_network_is_offered(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path, tmp_path: Path
) -> None:
    panel.show_run(best_of(tmp_path / "runs", model))
    with qtbot.waitSignal(panel.idle, timeout=WAIT):
        drop(panel, pictures)
    given, used = answers(panel), panel.line.name.whole_text()
    other = RunFolder.create(tmp_path / "runs", RunConfig(name="next"))
    panel.show_run(other)  # it begins
    assert answers(panel) == given
    assert panel.line.use_run.isHidden()
    other.best_path.write_bytes(model.read_bytes())
    panel.show_run(other)  # it is over
    assert answers(panel) == given
    assert panel.line.name.whole_text() == used
    qtbot.mouseClick(panel.line.use_run, Qt.MouseButton.LeftButton)
    assert panel.line.name.whole_text() == "next"
    assert answers(panel) == []
    assert panel.line.use_run.isHidden()


def test_that_a_folder_is_watched_on_while_a_run_begins_and_ends(
    panel: PredictPanel, model: Path, pictures: Path, tmp_path: Path
) -> None:
    run = best_of(tmp_path / "runs", model)
    panel.show_run(run)
    panel.watch(pictures / "disc")
    panel.show_run(best_of(tmp_path / "runs", model))
    assert panel.watcher.folder == pictures / "disc"
    assert panel.sources.watch.isChecked()
    assert "Watching" in panel.message.text()
    panel.show_run(run)
    assert panel.line.use_run.isHidden()  # it is in use


def test_that_unreadable_files_are_named_and_the_rest_is_labelled(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path
) -> None:
    (pictures / "broken.png").write_bytes(b"no picture at all")
    label(panel, qtbot, model, pictures / "broken.png", pictures / "disc")
    assert "broken.png" in panel.message.text()
    assert panel.model.counts() == {"all": 4, "unsure": 0, "unreadable": 1}
    qtbot.mouseClick(panel.answers.kinds.button("unreadable"), Qt.MouseButton.LeftButton)
    assert [text.split(":")[0] for text in shown(panel)] == ["broken.png"]


def test_that_a_damaged_model_is_told_in_words(panel: PredictPanel, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "hurt.safetensors").write_bytes(b"\x80\x04 pickled")
    drop(panel, tmp_path / "hurt.safetensors")
    qtbot.waitUntil(lambda: "hurt.safetensors" in panel.message.text(), timeout=WAIT)
    assert "Nothing was run" in panel.message.text()


def test_that_the_slider_decides_what_is_not_sure(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path
) -> None:
    label(panel, qtbot, model, pictures)
    sorted_by_trust = sorted(panel.model.predictions, key=lambda p: p.confidence)
    middle = round(50 * (sorted_by_trust[2].confidence + sorted_by_trust[3].confidence))
    panel.answers.slider.setValue(middle)
    unsure = [p.path for p in panel.model.predictions if p.confidence < middle / 100]
    assert 0 < len(unsure) < 6
    assert [path for path, said in answers(panel) if said == "not sure"] == unsure
    qtbot.mouseClick(panel.answers.kinds.button("unsure"), Qt.MouseButton.LeftButton)
    assert panel.model.rowCount() == len(unsure)
    panel.answers.slider.setValue(0)
    assert panel.model.rowCount() == 0


def test_that_the_csv_holds_what_is_shown(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path, tmp_path: Path
) -> None:
    label(panel, qtbot, model, pictures)
    panel.answers.slider.setValue(100)
    with qtbot.waitSignal(panel.saved, timeout=WAIT):
        panel.out.save_csv(tmp_path / "labels.csv")
    with (tmp_path / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(Path(row["path"]), row["label"]) for row in rows] == answers(panel)
    assert {row["label"] for row in rows} == {"not sure"}


def test_that_a_csv_that_cannot_be_written_is_told(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path, tmp_path: Path
) -> None:
    label(panel, qtbot, model, pictures)
    panel.out.save_csv(tmp_path / "nowhere" / "labels.csv")
    qtbot.waitUntil(lambda: "labels.csv" in panel.message.text() or "nowhere" in panel.message.text())


@pytest.mark.parametrize("action", ["copy", "move"])
def test_that_sorting_is_looked_at_first_done_and_undone(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path, tmp_path: Path, action: str
) -> None:
    label(panel, qtbot, model, pictures)
    before = sorted(pictures.rglob("*"))
    wanted = answers(panel)
    panel.bar.sort.click()
    panel.sorter.set_folder(tmp_path / "sorted")
    qtbot.mouseClick(panel.sorter.action.button(action), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.sorter.plan is not None and panel.sorter.plan.action == action)
    named = {
        panel.sorter.preview.topLevelItem(row).text(0): int(panel.sorter.preview.topLevelItem(row).text(1))
        for row in range(panel.sorter.preview.topLevelItemCount())
    }
    assert named == {name: sum(said == name for _, said in wanted) for name in {said for _, said in wanted}}
    assert not (tmp_path / "sorted").exists()

    with qtbot.waitSignal(panel.sorting.told, timeout=WAIT):
        qtbot.mouseClick(panel.sorter.go, Qt.MouseButton.LeftButton)
    done = list((tmp_path / "sorted").rglob("*.png"))
    assert len(done) == 6
    assert sorted(path.parent.name for path in done) == sorted(said for _, said in wanted)
    assert "6 pictures" in panel.message.text()
    if action == "move":
        assert not list(pictures.rglob("*.png"))
        assert all(path.is_file() for path, _ in answers(panel))

    qtbot.waitUntil(panel.bar.undo.isEnabled)
    with qtbot.waitSignal(panel.sorting.told, timeout=WAIT):
        qtbot.mouseClick(panel.bar.undo, Qt.MouseButton.LeftButton)
    assert sorted(pictures.rglob("*")) == before
    assert not (tmp_path / "sorted").exists()
    assert answers(panel) == wanted
    qtbot.waitUntil(panel.bar.undo.isHidden)


def test_that_escape_leaves_the_preview_with_nothing_done(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path
) -> None:
    label(panel, qtbot, model, pictures)
    panel.bar.sort.click()
    qtbot.waitUntil(panel.sorter.go.isEnabled)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.answers.isVisible()
    assert not (pictures / "disc" / "sorted").exists()


def test_that_a_pasted_picture_is_labelled(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path
) -> None:
    drop(panel, model)
    QGuiApplication.clipboard().setImage(QImage(str(pictures / "disc" / "00.png")))
    with qtbot.waitSignal(panel.labelled, timeout=WAIT):
        qtbot.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    (name, said), wanted = answers(panel)[0], next(Predictor(model).predict(pictures / "disc" / "00.png"))
    assert (name.name, said) == ("pasted 1.png", wanted.label)
    QGuiApplication.clipboard().setText("no picture")
    qtbot.keyClick(panel, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no picture on the clipboard" in panel.message.text()


def test_that_a_picture_that_arrives_in_a_watched_folder_is_labelled(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path
) -> None:
    inbox = pictures / "disc"
    drop(panel, model)
    panel.watch(inbox)
    qtbot.waitUntil(lambda: panel.watcher._known is not None)
    with qtbot.waitSignal(panel.labelled, timeout=WAIT):
        Image.open(pictures / "square" / "01.png").save(inbox / "new.png")
    wanted = next(Predictor(model).predict(inbox / "new.png"))
    assert answers(panel) == [(inbox / "new.png", wanted.label)]
    assert "Watching" in panel.message.text()
    qtbot.mouseClick(panel.sources.watch, Qt.MouseButton.LeftButton)
    assert panel.watcher.folder is None


def test_that_one_file_that_vanished_does_not_take_its_batch_along(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path
) -> None:
    drop(panel, model)
    here, gone = pictures / "disc" / "00.png", pictures / "disc" / "gone.png"
    with qtbot.waitSignal(panel.idle, timeout=WAIT):
        panel.watcher.arrived.emit([gone, here])
    assert [path for path, _ in answers(panel)] == [gone, here]
    assert panel.model.counts() == {"all": 2, "unsure": 0, "unreadable": 1}
    assert shown(panel)[0] == "gone.png: unreadable, The file does not exist."


@pytest.mark.parametrize("cleared", [False, True])
def test_that_a_new_answer_stands_under_the_new_picture(
    panel: PredictPanel, qtbot: QtBot, model: Path, tmp_path: Path, cleared: bool
) -> None:
    scan, broken = tmp_path / "scan.png", tmp_path / "broken.png"
    Image.new("RGB", (60, 60), (250, 0, 0)).save(scan)
    broken.write_bytes(b"no picture")
    label(panel, qtbot, model, scan, broken)
    loader = panel._loader
    qtbot.waitUntil(lambda: loader.image(str(scan)) is not None and loader.error(str(broken)) != "")
    for path in (scan, broken):
        path.unlink()
        Image.new("RGB", (64, 64), (0, 0, 250)).save(path)
    if cleared:
        panel.bar.clear.click()
    with qtbot.waitSignal(panel.idle, timeout=WAIT):
        drop(panel, scan, broken)

    def is_blue(path: Path) -> bool:
        image = loader.image(str(path))
        return image is not None and image.pixelColor(40, 40).blue() > 200

    qtbot.waitUntil(lambda: is_blue(scan) and is_blue(broken))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_that_files_whose_names_are_no_unicode_are_told_apart_and_saved(
    panel: PredictPanel, qtbot: QtBot, model: Path, pictures: Path, tmp_path: Path
) -> None:
    content = (pictures / "disc" / "00.png").read_bytes()
    for name in (b"\xb0\xa1.png", b"\xb3\xaa.png"):
        with open(os.fsencode(pictures) + b"/" + name, "wb") as stream:
            stream.write(content)
    label(panel, qtbot, model, pictures)
    names = [text.split(":")[0] for text in shown(panel)]
    assert {r"\xb0\xa1.png", r"\xb3\xaa.png"} < set(names)
    with qtbot.waitSignal(panel.saved, timeout=WAIT):
        panel.out.save_csv(tmp_path / "labels.csv")
    assert len((tmp_path / "labels.csv").read_bytes().splitlines()) == 9


def test_that_a_watched_folder_that_goes_away_is_told(
    panel: PredictPanel, qtbot: QtBot, model: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    drop(panel, model)
    panel.watch(inbox)
    qtbot.waitUntil(lambda: panel.watcher._known is not None)
    inbox.rmdir()
    qtbot.waitUntil(lambda: "gone" in panel.message.text(), timeout=WAIT)
    assert not panel.sources.watch.isChecked()


def test_that_the_camera_is_labelled_live_with_frames_a_second(
    panel: PredictPanel, qtbot: QtBot, model: Path, camera: FakeCamera
) -> None:
    drop(panel, model)
    qtbot.waitUntil(lambda: panel.labeller.predictor is not None and not panel.labeller.busy, timeout=WAIT)
    qtbot.mouseClick(panel.sources.live, Qt.MouseButton.LeftButton)
    predictor = Predictor(model)
    for colour in ("#F0F0F0", "#C02000", "#0020C0"):
        frame = camera.show(colour)
        wanted = predictor.predict_pixels(pixels_of(frame))
        text = f"{100 * wanted.confidence:.1f} %"
        qtbot.waitUntil(lambda text=text: panel.live.figures.text().startswith(text), timeout=WAIT)
        assert panel.live.answer.text() == wanted.label
    assert "frames a second" in panel.live.figures.text()
    assert panel.live.frames_per_second > 0
    assert not panel.model.predictions
    qtbot.mouseClick(panel.sources.live, Qt.MouseButton.LeftButton)
    assert camera.arrived is None
    assert panel.pages.hint.isVisible()


def test_that_a_frame_below_the_threshold_is_not_sure(
    panel: PredictPanel, qtbot: QtBot, model: Path, camera: FakeCamera
) -> None:
    drop(panel, model)
    qtbot.waitUntil(lambda: panel.labeller.predictor is not None and not panel.labeller.busy, timeout=WAIT)
    panel.answers.slider.setValue(100)
    panel.sources.live.click()
    camera.show("#808080")
    qtbot.waitUntil(lambda: panel.live.answer.text() == "not sure", timeout=WAIT)


def test_that_the_camera_goes_off_when_nobody_looks(
    panel: PredictPanel, qtbot: QtBot, model: Path, camera: FakeCamera
) -> None:
    drop(panel, model)
    panel.sources.live.click()
    assert camera.arrived is not None
    panel.hide()
    assert camera.arrived is None


def test_that_an_absent_camera_is_told_in_its_place(
    panel: PredictPanel, qtbot: QtBot, model: Path, camera: FakeCamera
) -> None:
    drop(panel, model)
    camera.problem = "There is no camera."
    panel.sources.live.click()
    assert "There is no camera." in panel.message.text()
    assert not panel.sources.live.isChecked()
    qtbot.waitUntil(lambda: not panel.live.running)
    assert panel.pages.hint.isVisible()


def test_that_cancelling_keeps_the_answers_given_and_asks_for_no_more(
    panel: PredictPanel, qtbot: QtBot, model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        Image.fromarray(np.full((40, 40, 3), number % 256, np.uint8)).save(folder / f"{number:03}.bmp")
    drop(panel, model)
    drop(panel, folder)
    qtbot.waitUntil(lambda: len(panel.model.predictions) > 0, timeout=WAIT)
    assert panel.bar.cancel.isVisible()
    with qtbot.waitSignal(panel.idle, timeout=WAIT):
        panel.bar.cancel.click()
    kept = len(panel.model.predictions)
    assert 0 < kept < 300
    with qtbot.waitSignal(panel.idle, timeout=WAIT):
        drop(panel, folder / "299.bmp")
    assert len(panel.model.predictions) == kept + 1


def test_that_every_button_can_be_reached_by_keyboard_and_has_a_name(panel: PredictPanel) -> None:
    from PySide6.QtWidgets import QAbstractButton, QSlider

    for kind in (QAbstractButton, QSlider):
        for widget in panel.findChildren(kind):
            if widget.objectName().startswith(("use_", "answers_", "sort_", "segment_")):
                assert widget.text() if isinstance(widget, QAbstractButton) else widget.accessibleName()
                assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_that_a_webcam_without_qts_part_for_it_is_told_in_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    monkeypatch.delattr("PySide6.QtMultimedia", raising=False)
    told: list[tuple[str, str]] = []
    webcam = Webcam()
    webcam.start(lambda: None, lambda message, hint: told.append((message, hint)))
    ((message, hint),) = told
    assert message.startswith("The webcam cannot be used here")
    assert "Pictures and folders work without" in hint
    assert webcam.latest() is None
    webcam.stop()
