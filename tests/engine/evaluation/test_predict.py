"""Files in, labels out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import DataConfig, ModelConfig, RunConfig
from engine.data import network_pixels
from engine.errors import EngineError
from engine.evaluation import decision
from engine.evaluation.decision import Decision
from engine.evaluation.evaluate_run import evaluate_on, evaluate_stored, match_classes
from engine.evaluation.opening import open_model
from engine.evaluation.predict import Predictor, pictures_in
from engine.evaluation.prediction import NOT_SURE
from engine.run_folder import RunFolder
from tests.engine.export.runs import make_run


@pytest.fixture(scope="module")
def predictor(small_run: RunFolder) -> Predictor:
    return Predictor(small_run, device="cpu")


def data_of(run: RunFolder) -> Path:
    return Path(run.config().data.source)


def test_that_the_answers_are_the_network_s_own_in_the_order_of_the_files(
    small_run: RunFolder, predictor: Predictor
) -> None:
    opened = open_model(small_run)
    facts = opened.info.preprocessing
    found = list(predictor.predict(data_of(small_run)))
    assert [p.path.name for p in found] == sorted(p.name for p in data_of(small_run).iterdir())
    for prediction in found:
        pixels = network_pixels.centre(prediction.path, facts)
        x = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None] / 255
        x = (x - torch.tensor(facts.mean).view(1, 3, 1, 1)) / torch.tensor(facts.std).view(1, 3, 1, 1)
        with torch.inference_mode():
            logits = opened.network.module(x)[0]
        np.testing.assert_allclose(prediction.logits, logits.numpy(), atol=1e-3)
        chances = logits.softmax(0)
        assert prediction.label == opened.info.classes[int(logits.argmax())]
        assert prediction.confidence == pytest.approx(float(chances.max()), abs=1e-4)
        assert [name for name, _ in prediction.top] == [
            opened.info.classes[i] for i in chances.argsort(descending=True)
        ]


def test_that_unreadable_files_are_told_in_their_place_and_stop_nothing(
    tmp_path: Path, small_run: RunFolder, predictor: Predictor
) -> None:
    folder = tmp_path / "mixed"
    shutil.copytree(data_of(small_run), folder)
    (folder / "000b.jpg").write_bytes(b"no picture at all")
    (folder / "005b.png").write_bytes((folder / "005.png").read_bytes()[:200])
    (folder / "notes.txt").write_text("not a picture, and not named like one")
    shutil.copy(folder / "001.png", folder / "no ending")
    found = list(predictor.predict(folder))
    assert [p.path.name for p in found if p.error] == ["000b.jpg", "005b.png"]
    assert len(found) == 13
    by_name = {p.path.name: p for p in found}
    assert by_name["no ending"].label == by_name["001.png"].label
    assert all(p.error or p.label for p in found)
    for prediction in found:
        keys = set(json.loads(json.dumps(prediction.to_json(), allow_nan=False)))
        assert keys == ({"path", "error"} if prediction.error else {"path", "label", "confidence", "top"})


def test_that_a_confidence_below_the_threshold_is_not_sure(
    small_run: RunFolder, predictor: Predictor
) -> None:
    found = list(predictor.predict(data_of(small_run)))
    middle = float(np.median([p.confidence for p in found]))
    decision.set_for_run(small_run, Decision(threshold=middle))
    try:
        again = list(Predictor(small_run, device="cpu").predict(data_of(small_run)))
    finally:
        (small_run.path / decision.FILE).unlink()
    assert [p.answer for p in again] == [p.label if p.confidence >= middle else NOT_SURE for p in found]
    assert {p.answer for p in again} > {NOT_SURE}
    assert {p.to_json()["label"] for p in again} == {p.answer for p in again}


def test_that_the_temperature_moves_confidences_and_no_label(
    small_run: RunFolder, predictor: Predictor
) -> None:
    soft = Predictor(small_run, device="cpu", decision=Decision(temperature=5.0))
    before, after = (list(p.predict(data_of(small_run))) for p in (predictor, soft))
    assert [p.label for p in before] == [p.label for p in after]
    assert all(a.confidence < b.confidence for a, b in zip(after, before, strict=True))


def test_that_progress_reaches_the_end_and_cancelling_ends_early(
    small_run: RunFolder, predictor: Predictor
) -> None:
    seen: list[tuple[int, int]] = []
    list(predictor.predict(data_of(small_run), progress=lambda done, total: seen.append((done, total))))
    assert seen[-1] == (10, 10)
    stop = iter([False, True])
    some = list(predictor.predict(data_of(small_run), cancelled=lambda: next(stop)))
    assert 0 < len(some) < 10


def test_that_decoded_pixels_of_any_size_can_be_asked_about(
    small_run: RunFolder, predictor: Predictor
) -> None:
    path = data_of(small_run) / "001.png"
    (stored,) = predictor.predict(path)
    direct = predictor.predict_pixels(np.asarray(Image.open(path)))
    np.testing.assert_allclose(direct.logits, stored.logits, atol=1e-4)


def test_that_the_same_picture_has_the_same_answer_in_any_batch(
    small_run: RunFolder, predictor: Predictor
) -> None:
    together = {p.path: p.confidence for p in predictor.predict(data_of(small_run))}
    for path, confidence in list(together.items())[:3]:
        (alone,) = predictor.predict(path)
        assert alone.confidence == pytest.approx(confidence, abs=1e-4)


def test_that_nothing_to_predict_is_told_in_words(tmp_path: Path, predictor: Predictor) -> None:
    with pytest.raises(EngineError, match="no picture"):
        list(predictor.predict(tmp_path))
    with pytest.raises(EngineError, match="does not exist"):
        pictures_in(tmp_path / "nowhere")


def test_that_a_file_that_is_gone_is_told_in_its_place_where_that_is_asked_for(
    small_run: RunFolder, predictor: Predictor
) -> None:
    here, gone = data_of(small_run) / "001.png", data_of(small_run) / "gone.png"
    found = list(predictor.predict([gone, here], keep_missing=True))
    assert [(p.path, p.error) for p in found] == [(gone, "The file does not exist."), (here, "")]
    assert found[1].label


def test_that_a_run_without_a_model_is_told_in_words(tmp_path: Path) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    (run.path / "split.json").write_text("{}")
    with pytest.raises(EngineError, match="no trained model yet"):
        Predictor(run.path)


def test_that_reduced_precision_gives_nearly_the_same_answers(
    small_run: RunFolder, predictor: Predictor
) -> None:
    exact = list(predictor.predict(data_of(small_run)))
    quick = list(Predictor(small_run, device="cpu", precision="bf16").predict(data_of(small_run)))
    assert max(abs(a.confidence - b.confidence) for a, b in zip(exact, quick, strict=True)) < 0.05


def test_that_weights_that_are_not_numbers_are_told_in_words(tmp_path: Path) -> None:
    from engine.models.saved import save_model

    run = make_run(tmp_path, ModelConfig(backbone="squeezenet1_1", weights="none"))
    opened = open_model(run)
    with torch.no_grad():
        opened.network.head_parameters()[0][1].fill_(float("nan"))
    save_model(run.best_path, opened.network, classes=opened.info.classes, extra={})
    with pytest.raises(EngineError, match="not finite"):
        list(Predictor(run, device="cpu").predict(data_of(run)))


def test_that_a_run_is_evaluated_from_its_stored_predictions(small_run: RunFolder) -> None:
    found = evaluate_stored(small_run)
    assert (found.fold, found.optimistic) == ("validation", True)
    assert found.evaluation.accuracy == 1.0
    assert found.to_json()["count"] == 10
    with pytest.raises(EngineError, match="no test fold"):
        evaluate_stored(small_run, "test")


def test_that_a_new_folder_is_evaluated_with_classes_matched_by_name(
    tmp_path: Path, small_run: RunFolder, predictor: Predictor
) -> None:
    said = {p.path.name: p.label for p in predictor.predict(data_of(small_run))}
    # One folder differs from the class in case, one is of a class that the model does not know.
    for name, label in said.items():
        folder = tmp_path / ("wasp" if name == "003.png" else {"ant": "ant", "bee": "Bee"}[label])
        folder.mkdir(exist_ok=True)
        shutil.copy(data_of(small_run) / name, folder / name)
    (tmp_path / "Bee" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut")
    found = evaluate_on(predictor, DataConfig(source=str(tmp_path)))
    assert found.fold == "new"
    assert not found.optimistic
    assert found.evaluation.classes == ("ant", "bee")
    assert found.evaluation.accuracy == 1.0
    assert found.evaluation.count == 9
    assert found.unknown == {"wasp": 1}
    assert any(p.path.name == "broken.jpg" for p in found.problems)
    assert found.to_json()["unknown_classes"] == {"wasp": 1}


def test_that_a_folder_of_strange_classes_is_told_in_words(tmp_path: Path, predictor: Predictor) -> None:
    for name in ("x", "y"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (20, 20)).save(tmp_path / name / "a.png")
    with pytest.raises(EngineError, match="knows none of the classes"):
        evaluate_on(predictor, DataConfig(source=str(tmp_path)))


def test_that_a_folder_of_which_nothing_can_be_read_is_told_with_a_reason(
    tmp_path: Path, predictor: Predictor
) -> None:
    for name in ("ant", "bee"):
        (tmp_path / name).mkdir()
        Image.effect_noise((200, 200), 50).save(tmp_path / name / "a.jpg")
        whole = (tmp_path / name / "a.jpg").read_bytes()
        (tmp_path / name / "a.jpg").write_bytes(whole[: len(whole) // 3])
    with pytest.raises(EngineError, match="None of these pictures can be read") as told:
        evaluate_on(predictor, DataConfig(source=str(tmp_path)))
    assert told.value.hint.startswith("a.jpg: ")


def test_that_names_differing_in_case_alone_are_not_confused() -> None:
    assert match_classes(["Ant", "bee", "cat"], ["ant", "bee"]) == [0, 1, -1]
    assert match_classes(["ANT", "ant", "Ant"], ["Ant", "ant"]) == [-1, 1, 0]
