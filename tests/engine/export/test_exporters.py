"""Every format, loaded back by the plain library in a fresh process without our code."""

from __future__ import annotations

import contextlib
import dataclasses
import importlib.util
import json
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.config import ModelConfig
from engine.errors import EngineError
from engine.evaluation import decision
from engine.evaluation.decision import Decision
from engine.evaluation.metrics import evaluate
from engine.evaluation.opening import Opened, open_model
from engine.evaluation.predict import Predictor
from engine.export import architecture, card, exporters, formats, parity, placing
from engine.export.exporters import FORMATS, Exporter, ExportResult, export
from engine.export.formats import ExportOptions
from engine.files import write_json
from engine.models.build import build_network
from engine.models.saved import ModelInfo
from engine.models.skeleton import parameters_on_meta
from engine.run_folder import RunFolder
from tests.engine.export.runs import make_run

ONNX = ("onnx", "onnxscript", "onnxruntime")
HAS_ONNX = all(importlib.util.find_spec(name) for name in ONNX)
needs_onnx = pytest.mark.skipif(not HAS_ONNX, reason="needs the optional onnx packages")
HERE = [name for name in FORMATS if name != "onnx" or HAS_ONNX]
PARAMETERS = [pytest.param(name, marks=needs_onnx) if name == "onnx" else name for name in FORMATS]

# predict.py of each folder as a user runs it, one after the other in a process that cannot import ours.
OUTSIDE = """
import json, runpy, sys
sys.modules["engine"] = None
for line in sys.stdin:
    folder, pictures = json.loads(line)
    sys.argv = [folder + "/predict.py", "--json", pictures]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        print(json.dumps({"status": end.code}), flush=True)
"""
RunScripts = Callable[[list[Path], list[Path]], list[list[dict]]]


@pytest.fixture(scope="module")
def run_scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunScripts]:
    """What the predict.py of each folder says of its pictures."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    said = elsewhere / "stderr"

    def run(folders: list[Path], pictures: list[Path]) -> list[list[dict]]:
        answers: list[list[dict]] = []
        for folder, data in zip(folders, pictures, strict=True):
            outside.stdin.write(json.dumps((str(folder), str(data))) + "\n")
            outside.stdin.flush()
            rows = []
            while "status" not in (row := json.loads(outside.stdout.readline() or '{"status": "died"}')):
                rows.append(row)
            assert row["status"] == 0, said.read_text()
            answers.append(rows)
        return answers

    with (
        said.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", OUTSIDE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=elsewhere,
        ) as outside,
    ):
        yield run


def assert_same_answers(run: RunFolder, rows: list[dict], within: float = 1e-3) -> None:
    ours = list(Predictor(run, device="cpu").predict(Path(run.config().data.source)))
    assert [row["path"] for row in rows] == [str(p.path) for p in ours]
    assert [row["label"] for row in rows] == [p.answer for p in ours]
    for row, prediction in zip(rows, ours, strict=True):
        assert row["confidence"] == pytest.approx(prediction.confidence, abs=within)


@pytest.fixture(scope="module")
def squeeze(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_run(tmp_path_factory.mktemp("sq"), ModelConfig(backbone="squeezenet1_1", weights="none"))


@pytest.fixture(scope="module")
def resnet(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_run(tmp_path_factory.mktemp("resnet"), ModelConfig(backbone="resnet18", weights="none"))


@pytest.fixture(scope="module")
def exported(
    resnet: RunFolder, run_scripts: RunScripts, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[ExportResult, list[dict]]]:
    """Each format's export, moved elsewhere, and what its script says."""
    folder, moved = tmp_path_factory.mktemp("to"), tmp_path_factory.mktemp("moved")
    exporter, results = Exporter(resnet), {}
    for name in HERE:
        results[name] = exporter.export(name, folder)
        shutil.move(results[name].folder, moved / name)
    data = Path(resnet.config().data.source)
    answers = run_scripts([moved / name for name in HERE], [data] * len(HERE))
    return {
        name: (dataclasses.replace(results[name], folder=moved / name), rows)
        for name, rows in zip(HERE, answers, strict=True)
    }


@pytest.mark.parametrize("name", PARAMETERS)
def test_that_every_format_gives_our_answers_in_a_fresh_process(
    exported: dict, resnet: RunFolder, name: str
) -> None:
    result, rows = exported[name]
    assert result.agreement == 1.0
    assert result.parity < 1e-3
    beside = {"labels.txt", "preprocessing.json", "README.md", "predict.py"}
    assert beside < {path.name for path in result.folder.iterdir()}
    assert (result.folder / "labels.txt").read_text().split() == ["ant", "bee"]
    assert_same_answers(resnet, rows)


def test_that_preprocessing_and_softmax_inside_give_the_same_answers(
    squeeze: RunFolder, run_scripts: RunScripts, tmp_path: Path
) -> None:
    options = ExportOptions(preprocessing_inside=True)
    wished = [name for name in ("torch_export", "torchscript", "onnx") if name in HERE]
    folders = [export(squeeze, name, tmp_path, options=options).folder for name in wished]
    data = Path(squeeze.config().data.source)
    for folder, rows in zip(folders, run_scripts(folders, [data] * len(folders)), strict=True):
        facts = json.loads((folder / "preprocessing.json").read_text())
        assert facts["outputs"] == "probabilities"
        assert_same_answers(squeeze, rows)


def test_that_the_mirrored_picture_is_averaged_in_as_the_program_does(
    tmp_path: Path, run_scripts: RunScripts
) -> None:
    run = make_run(tmp_path, ModelConfig(backbone="squeezenet1_1", weights="none"))
    plain = [p.confidence for p in Predictor(run, device="cpu").predict(tmp_path / "data")]
    config = run.config()
    mirrored = dataclasses.replace(config, train=dataclasses.replace(config.train, tta_flip=True))
    write_json(run.config_path, mirrored.to_json())
    both = [p.confidence for p in Predictor(run, device="cpu").predict(tmp_path / "data")]
    assert max(abs(a - b) for a, b in zip(plain, both, strict=True)) > 0.05
    inside = ExportOptions(preprocessing_inside=True)
    exporter = Exporter(run)
    made = [exporter.export("safetensors"), exporter.export("torchscript", options=inside)]
    assert all(result.parity < 1e-3 for result in made)
    for rows in run_scripts([result.folder for result in made], [tmp_path / "data"] * 2):
        assert_same_answers(run, rows)


@needs_onnx
def test_that_a_float16_onnx_is_half_as_large_and_keeps_the_labels(
    squeeze: RunFolder, run_scripts: RunScripts, tmp_path: Path
) -> None:
    half = export(squeeze, "onnx", tmp_path / "b", options=ExportOptions(half=True))
    assert half.path.stat().st_size < 0.6 * squeeze.best_path.stat().st_size
    assert half.agreement == 1.0
    (rows,) = run_scripts([half.folder], [Path(squeeze.config().data.source)])
    assert_same_answers(squeeze, rows, within=1e-2)


HEADS = (
    ("squeezenet1_1", "binary"),
    ("squeezenet1_1", "full_output"),
    ("squeezenet1_1", "hidden"),
    ("mobilenet_v2", "binary"),
    ("resnet18", "full_output"),
    ("inception_v3", "linear"),
    ("efficientnet_lite0", "linear"),
    ("timm:levit_conv_128s", "linear"),
    ("timm:levit_conv_128s", "binary"),
    ("timm:test_resnet", "hidden"),
)


@pytest.fixture(scope="module")
def rebuilt(
    run_scripts: RunScripts, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], tuple[RunFolder, list[dict]]]:
    """For every kind of head: its run, and what the script of its safetensors export says."""
    runs = [
        make_run(
            tmp_path_factory.mktemp("head"),
            ModelConfig(backbone=backbone, weights="none", head=head),
            crop={"inception_v3": 80, "timm:levit_conv_128s": 0}.get(backbone, 64),
            count=6,
        )
        for backbone, head in HEADS
    ]
    folders = [export(run, "safetensors").folder for run in runs]
    answers = run_scripts(folders, [Path(run.config().data.source) for run in runs])
    return dict(zip(HEADS, zip(runs, answers, strict=True), strict=True))


@pytest.mark.parametrize("kind", HEADS)
def test_that_every_kind_of_head_is_rebuilt_by_the_plain_library(
    rebuilt: dict, kind: tuple[str, str]
) -> None:
    assert_same_answers(*rebuilt[kind])


def test_that_a_state_dict_loads_strictly_into_the_plain_library_model(
    exported: dict, lite0_run: RunFolder
) -> None:
    import timm
    import torchvision

    for folder, typed in (
        (exported["state_dict"][0].folder, 'torchvision.models.get_model("resnet18", num_classes=2)'),
        (export(lite0_run, "state_dict").folder, 'timm.create_model("tf_efficientnet_lite0", num_classes=2)'),
    ):
        # What the card tells to type is what loads.
        assert typed in (folder / "README.md").read_text()
        model = eval(typed, {"torchvision": torchvision, "timm": timm})
        assert not any(model.load_state_dict(torch.load(folder / "model.pt", weights_only=True)))


@pytest.mark.parametrize("weights", ["IMAGENET1K_SWAG_E2E_V1", "elsewhere/vit_b_16_swag-9ac1b537.pth"])
def test_that_a_larger_input_is_told_to_the_librarys_builder(weights: str) -> None:
    model = ModelConfig(backbone="vit_b_16", weights=weights)
    with parameters_on_meta():
        network = build_network(model, 2, load_weights=False)
    options = architecture.describe(network)["options"]
    assert options["image_size"] == network.preprocessing.crop == 384
    opened = Opened(
        network, ModelInfo(model, ("a", "b"), network.preprocessing, {}), Decision(), False, Path()
    )
    assert card._plain(opened) == 'torchvision.models.get_model("vit_b_16", num_classes=2, image_size=384)'


def test_that_a_torchvision_network_becomes_timm_s_twin_in_a_hugging_face_folder(tmp_path: Path) -> None:
    run = make_run(tmp_path, ModelConfig(backbone="mobilenet_v2", weights="none"), count=6)
    result = export(run, "huggingface")
    config = json.loads((result.path / "config.json").read_text())
    assert config["architecture"] == "mobilenetv2_100"
    assert config["label_names"] == ["ant", "bee"]
    assert result.agreement == 1.0
    # The folder opens here too, as timm's network.
    assert open_model(result.path).network.backbone.library == "timm"


def test_that_a_network_unknown_to_timm_is_refused_with_the_reason(squeeze: RunFolder) -> None:
    with pytest.raises(EngineError, match="timm has no network like"):
        export(squeeze, "huggingface")
    assert not (squeeze.exports_path / "huggingface").exists()


def test_that_an_export_that_disagrees_is_refused_and_leaves_nothing(
    squeeze: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(opened, folder, options):
        weight = opened.network.head_parameters()[0][1]
        kept = weight.detach().clone()
        with torch.no_grad():
            weight.neg_()
        written = formats.write_state_dict(opened, folder, options)
        with torch.no_grad():
            weight.copy_(kept)
        return written

    monkeypatch.setattr(formats, "write_safetensors", damaged)
    with pytest.raises(EngineError, match=r"does not agree with the run: equal labels on \d"):
        export(squeeze, "safetensors", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_that_an_earlier_export_is_replaced_and_anything_else_is_left_alone(
    squeeze: RunFolder, tmp_path: Path
) -> None:
    first = export(squeeze, "safetensors", tmp_path)
    (first.folder / "old file").write_text("of the earlier export")
    again = export(squeeze, "safetensors", tmp_path)
    assert again.path.exists()
    assert not (again.folder / "old file").exists()
    (tmp_path / "state_dict").mkdir()
    (tmp_path / "state_dict" / "mine.txt").write_text("precious")
    with pytest.raises(EngineError, match="is not an export"):
        export(squeeze, "state_dict", tmp_path)
    assert (tmp_path / "state_dict" / "mine.txt").read_text() == "precious"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["safetensors", "state_dict"]


@pytest.mark.parametrize("fault", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
@pytest.mark.parametrize("back", [True, False])
def test_that_an_earlier_export_survives_a_new_one_that_cannot_take_its_place(
    squeeze: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, back: bool
) -> None:
    first = export(squeeze, "safetensors", tmp_path)
    before, real = first.path.read_bytes(), os.replace

    def refused(source: Path, target: Path) -> None:
        if Path(target) == first.folder and (Path(source).name != "old" or not back):
            raise fault
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refused)
        with pytest.raises(EngineError if isinstance(fault, OSError) else KeyboardInterrupt):
            export(squeeze, "safetensors", tmp_path)
    assert first.path.exists() == back
    with placing.claimed(first.folder):  # as the next export begins
        assert first.path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [first.folder]


def test_that_what_a_killed_export_left_is_mended_by_the_next(squeeze: RunFolder, tmp_path: Path) -> None:
    first = export(squeeze, "safetensors", tmp_path)
    before = first.path.read_bytes()
    # Killed between the two renames: the earlier export is aside, the new one not yet in its place.
    for name in ("half", "other"):
        (tmp_path / f".safetensors.{name}.part").mkdir()
    (tmp_path / ".safetensors.half.part" / "model.safetensors").write_bytes(b"half")
    first.folder.rename(tmp_path / ".safetensors.other.part" / "old")
    with placing.claimed(first.folder):
        assert first.path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [first.folder]
        with pytest.raises(EngineError, match="being exported already"):
            export(squeeze, "safetensors", tmp_path)
    assert export(squeeze, "safetensors", tmp_path).path.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_that_others_may_read_an_export_as_any_other_file(squeeze: RunFolder, tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    usual = (tmp_path / "usual").stat().st_mode
    folder = export(squeeze, "safetensors", tmp_path).folder
    assert {
        path.name for path in folder.rglob("*") if path.is_file() and path.stat().st_mode != usual
    } == set()
    (tmp_path / "usual folder").mkdir()
    assert folder.stat().st_mode == (tmp_path / "usual folder").stat().st_mode


def test_that_the_threshold_travels_with_the_export(run_scripts: RunScripts, tmp_path: Path) -> None:
    run = make_run(tmp_path, ModelConfig(backbone="squeezenet1_1", weights="none"))
    sure = sorted(p.confidence for p in Predictor(run, device="cpu").predict(tmp_path / "data"))
    decision.set_for_run(run, Decision(threshold=sure[5], temperature=1.3))
    result = export(run, "safetensors")
    (rows,) = run_scripts([result.folder], [tmp_path / "data"])
    assert "not sure" in [row["label"] for row in rows]
    assert_same_answers(run, rows)
    assert open_model(result.path).decision == Decision(sure[5], 1.3)


def test_that_the_card_tells_data_results_limits_and_loading(exported: dict) -> None:
    text = (exported["safetensors"][0].folder / "README.md").read_text()
    for part in (
        "## Data", "| ant | 1 | 5 |", "accuracy 100.0%", "95 % interval", "optimistic", "## Limits",
        "Confusion (rows true", "Few training pictures", "## Origin", "torch 2", "load_file", "predict.py",
    ):  # fmt: skip
        assert part in text


def test_that_pictures_that_are_gone_are_replaced_by_made_up_ones_and_the_card_says_so(
    tmp_path: Path,
) -> None:
    run = make_run(tmp_path, ModelConfig(backbone="squeezenet1_1", weights="none"), count=4)
    shutil.rmtree(tmp_path / "data")
    result = export(run, "safetensors")
    assert not result.real
    assert result.agreement == 1.0
    assert "generated pictures" in (result.folder / "README.md").read_text()


def test_that_an_exported_file_can_be_exported_again(squeeze: RunFolder, tmp_path: Path) -> None:
    first = export(squeeze, "safetensors", tmp_path / "a")
    again = export(first.path, "state_dict", tmp_path / "b")
    assert again.agreement == 1.0


def test_that_wrong_wishes_are_told_in_words(squeeze: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match="no export format called"):
        export(squeeze, "gguf")
    with pytest.raises(EngineError, match="preprocessing cannot go inside"):
        export(squeeze, "safetensors", options=ExportOptions(preprocessing_inside=True))
    with pytest.raises(EngineError, match="float32 only"):
        export(squeeze, "torch_export", options=ExportOptions(half=True))
    real = importlib.util.find_spec
    there = {name: real("json") for name in ONNX[1:]} | {"onnx": None}
    monkeypatch.setattr(
        exporters.importlib.util, "find_spec", lambda name: there[name] if name in there else real(name)
    )
    with pytest.raises(EngineError, match="needs onnx, which is not installed") as caught:
        export(squeeze, "onnx")
    assert caught.value.hint == "Install it with: pip install onnx"


def test_that_a_library_that_crashes_while_loading_does_not_take_us_along(tmp_path: Path) -> None:
    (tmp_path / "predict.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    with pytest.raises(RuntimeError, match="crashed"):
        parity.outputs_apart(tmp_path, np.zeros((1, 8, 8, 3), np.uint8))


def test_that_large_networks_are_checked_on_fewer_pictures() -> None:
    assert parity.how_many(0.4, 1000) == 64
    assert parity.how_many(19.6, 1000) == 16
    assert parity.how_many(19.6, 5) == 5


def test_that_a_head_that_cannot_be_described_is_told_in_words_and_leaves_nothing(
    squeeze: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(architecture, "_KINDS", ())
    with pytest.raises(EngineError, match="could not be made: A head has a layer of an unknown kind"):
        export(squeeze, "safetensors", tmp_path)
    assert list(tmp_path.iterdir()) == []


def typed_from_the_card(folder: Path, pixels: torch.Tensor) -> dict:
    """What the names are worth when the lines of Python that the card tells are typed in ``folder``."""
    text = (folder / "README.md").read_text().partition("```python\n")[2].partition("```")[0]
    by_torch = (folder / "model.torchscript").exists()
    names = {"torch": torch, "pixels": pixels if by_torch else np.ascontiguousarray(pixels.numpy())}
    with contextlib.chdir(folder):
        exec(text, names)
    return names


@pytest.mark.filterwarnings("ignore:.torch.jit.load. is deprecated")
@pytest.mark.parametrize("name", ["torchscript", pytest.param("onnx", marks=needs_onnx)])
@pytest.mark.parametrize("inside", [False, True])
def test_that_the_card_of_a_mirrored_model_tells_how_the_mirror_image_is_averaged_in(
    tmp_path: Path, name: str, inside: bool
) -> None:
    run = make_run(tmp_path, ModelConfig(backbone="squeezenet1_1", weights="none"))
    config = run.config()
    mirrored = dataclasses.replace(config, train=dataclasses.replace(config.train, tta_flip=True))
    write_json(run.config_path, mirrored.to_json())
    decision.set_for_run(run, Decision(temperature=1.4))
    folder = export(run, name, options=ExportOptions(preprocessing_inside=inside)).folder
    script = runpy.run_path(str(folder / "predict.py"))["Model"]()
    pixels = np.stack([script.pixels(path) for path in sorted((tmp_path / "data").iterdir())])
    given = torch.from_numpy(pixels)
    if not inside:
        mean, std = (torch.tensor(script.facts[key]) for key in ("mean", "std"))
        given = ((given / 255 - mean) / std).permute(0, 3, 1, 2)
    names = typed_from_the_card(folder, given)
    answers = torch.as_tensor(names["probabilities" if inside else "logits"]).detach()
    ours = answers if inside else torch.softmax(answers / 1.4, 1)
    np.testing.assert_allclose(ours.numpy(), script.probabilities(pixels), atol=1e-4)
    text = (folder / "README.md").read_text()
    (step,) = [line for line in text.splitlines() if "mirrored left to right" in line]
    assert ("geometric mean" in step) is inside
    assert step.partition(". ")[2] in json.loads((folder / "preprocessing.json").read_text())["steps"]
    assert "Both average the mirrored picture in." in text


def test_that_the_card_of_a_model_that_is_not_mirrored_says_nothing_of_mirrors(exported: dict) -> None:
    assert "mirror" not in (exported["safetensors"][0].folder / "README.md").read_text()


def test_that_the_card_tells_the_calibration_of_the_model_that_is_exported(tmp_path: Path) -> None:
    run = make_run(tmp_path, ModelConfig(backbone="squeezenet1_1", weights="none"))
    stored = run.predictions()
    temperature = 1.9
    decision.set_for_run(run, Decision(temperature=temperature))
    told = (export(run, "state_dict").folder / "README.md").read_text()
    errors = [
        f"expected calibration error {evaluate(logits, stored.labels, stored.classes).ece:.3f}"
        for logits in (stored.logits / np.float32(temperature), stored.logits)
    ]
    assert errors[0] != errors[1]
    assert errors[0] in told
    assert errors[1] not in told
