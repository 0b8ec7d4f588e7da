"""The ``graft`` command as scripts see it: JSON lines, exit statuses, words on stderr."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engine.cli import main
from engine.evaluation import predict
from engine.run_folder import RunFolder

SMALL = ("--backbone", "timm:test_resnet", "--weights", "none", "--precision", "fp32")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes of 15 pictures, told apart by their colour, and a text file among them."""
    root = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(0)
    for channel, name in enumerate(("붉은 꽃", "green leaf")):
        (root / name).mkdir()
        for number in range(15):
            pixels = rng.integers(0, 120, (64, 80, 3), dtype=np.uint8)
            pixels[..., channel] += 120
            Image.fromarray(pixels).save(root / name / f"{number:02}.png")
    (root / "green leaf" / "broken.jpg").write_text("not a picture")
    return root


@pytest.fixture(scope="module")
def run(pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run."""
    runs = tmp_path_factory.mktemp("runs")
    command = ["train", str(pictures), *SMALL, "--epochs", "2", "--runs", str(runs), "--json"]
    assert main(command) == 0
    (folder,) = runs.iterdir()
    return folder


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was printed on stdout, each line as JSON."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_that_train_prints_the_engines_events_and_nothing_else(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    status = main(["train", str(pictures), *SMALL, "--epochs", "2", "--runs", str(tmp_path), "--json"])
    said = lines(capsys)
    assert status == 0
    assert said[-1]["event"] == "run_ended"
    assert said[-1]["outcome"] == "completed"
    assert said[-1]["epochs"] == 2
    assert said[-1]["val_count"] == 6
    assert 0 <= said[-1]["val_accuracy"] <= 1
    assert [one["epoch"] for one in said if one["event"] == "epoch_done"] == [1, 2]
    assert any("broken.jpg" in one["message"] for one in said if one["event"] == "warned")


def test_that_evaluate_ends_with_the_figures(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["evaluate", str(run), "--json"]) == 0
    found = lines(capsys)[-1]
    low, high = found["accuracy_interval"]
    assert 0 <= low <= found["accuracy"] <= high <= 1
    assert found["count"] == 6 == sum(map(sum, found["confusion"]))
    assert set(found["classes"]) == {"붉은 꽃", "green leaf"}
    assert set(found["classes"]["green leaf"]) == {"precision", "recall", "f1", "support"}


def test_that_evaluate_takes_another_folder(
    run: Path, pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["evaluate", str(run), str(pictures), "--json"]) == 0
    assert lines(capsys)[-1]["count"] == 30


def test_that_predict_names_every_picture_and_what_cannot_be_read(
    run: Path, pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    table = tmp_path / "answers.csv"
    status = main(["predict", str(run), str(pictures / "green leaf"), "--csv", str(table), "--json"])
    said = lines(capsys)
    assert status == 0
    assert len(said) == 16
    wrong = [one for one in said if "error" in one]
    assert [Path(one["path"]).name for one in wrong] == ["broken.jpg"]
    for one in said:
        if "error" not in one:
            assert one["label"] == one["top"][0][0]
            assert one["confidence"] == pytest.approx(one["top"][0][1])
    assert len(table.read_text(encoding="utf-8-sig").splitlines()) == 17


def test_that_predict_in_the_quickest_precision_answers_as_in_float32(
    run: Path, pictures: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, asked = [], []
    honest = predict.Predictor

    def noted(*given: Any, precision: str) -> predict.Predictor:
        asked.append(precision)
        return honest(*given, precision=precision)

    monkeypatch.setattr(predict, "Predictor", noted)
    for precision in ("fp32", "auto"):
        capsys.readouterr()
        command = ["predict", str(run), str(pictures / "green leaf"), "--precision", precision, "--json"]
        assert main(command) == 0
        answers.append([one["confidence"] for one in lines(capsys) if "error" not in one])
    assert asked == ["fp32", "auto"]
    assert len(answers[0]) == 15
    assert answers[1] == pytest.approx(answers[0], abs=0.05)


def test_that_export_tells_where_it_is_and_how_well_it_agrees(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    command = ["export", str(run), "--format", "state_dict", "--format", "safetensors"]
    assert main([*command, "--to", str(tmp_path), "--json"]) == 0
    said = lines(capsys)
    assert [one["format"] for one in said] == ["state_dict", "safetensors"]
    for one in said:
        assert Path(one["path"]).exists()
        assert one["agreement"] == 1
        assert one["parity"] < 1e-4


def test_that_export_takes_preprocessing_inside_and_half_precision_where_the_format_can(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for package in ("onnx", "onnxscript", "onnxruntime"):
        pytest.importorskip(package, reason="needs the optional onnx packages")
    command = ["export", str(run), "--to", str(tmp_path), "--json"]
    assert main([*command, "--format", "onnx", "--inside", "--half"]) == 0
    line = lines(capsys)[-1]
    assert line["agreement"] >= 0.995
    facts = json.loads((tmp_path / "onnx" / "preprocessing.json").read_text())
    assert main([*command, "--format", "onnx"]) == 0
    assert facts != json.loads((tmp_path / "onnx" / "preprocessing.json").read_text())
    assert main([*command, "--format", "safetensors", "--half"]) == 1
    assert "float32 only" in lines(capsys)[-1]["message"]
    assert not (tmp_path / "safetensors").exists()


def test_that_check_counts_and_names(pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check", str(pictures), "--json"]) == 0
    found = lines(capsys)[-1]
    assert (found["images"], len(found["classes"])) == (30, 2)
    assert [Path(one["path"]).name for one in found["unusable"]] == ["broken.jpg"]
    assert found["unusable"][0]["reason"]
    assert {"duplicates", "leaks"} <= set(found)


def test_that_backbones_and_doctor_answer_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["backbones", "--json"]) == 0
    named = {one["name"]: one for one in lines(capsys)}
    assert named["efficientnet_lite0"]["here"] is True
    assert named["resnet18"]["input_size"] == 224
    assert main(["doctor", "--json"]) == 0
    facts = lines(capsys)[-1]
    assert facts["device"]
    assert facts["reason"]
    assert facts["versions"]["torch"]
    assert main(["doctor"]) == 0
    (speed,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Speed")]
    assert "EfficientNet-Lite0" in speed
    assert " 0 pictures/s" not in speed


def test_that_names_are_told_whatever_encoding_the_system_gives_a_pipe(pictures: Path) -> None:
    command = [sys.executable, "-m", "engine", "check", str(pictures), "--json"]
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    said = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert "붉은 꽃" in said[-1]["classes"]


def test_that_a_check_tells_of_a_set_of_which_no_picture_can_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 and no more")
    capsys.readouterr()
    assert main(["check", str(tmp_path), "--json"]) == 0
    found = lines(capsys)[-1]
    assert len(found["unusable"]) == 2
    assert found["duplicates"] == []


def test_that_a_run_made_from_relative_paths_is_found_from_any_folder(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pictures.parent)
    assert main(["train", pictures.name, *SMALL, "--epochs", "1", "--runs", str(tmp_path / "runs")]) == 0
    (folder,) = (tmp_path / "runs").iterdir()
    monkeypatch.chdir(tmp_path)
    run = RunFolder.open(folder)
    assert Path(run.config().data.source) == pictures
    assert all(Path(entry["path"]).is_file() for entry in run.split()["train"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "no-such-folder"], "no-such-folder"),
        (["train", "{one_class}"], "class"),
        (["train", "{pictures}", "--backbone", "resnet1800"], "resnet1800"),
        (["train", "{pictures}", "--set", "train.epochs=none"], "epochs"),
        (["train", "{pictures}", "--set", "epoch=3"], "epoch"),
        (["train", "{pictures}", "--epochs", "0"], "epochs"),
        (["train", "{pictures}", "--weights", "{hostile}"], "hostile.pth"),
        (["train", "{pictures}", "--weights", "{truncated}"], "truncated.pth"),
        (["train", "{pictures}", "--backbone", "resnet18", "--weights", "{other}"], "other.pth"),
        (["resume", "no-such-run"], "no-such-run"),
        (["evaluate", "no-such-run"], "no-such-run"),
        (["predict", "no-such-run", "x.jpg"], "no-such-run"),
        (["export", "{run}", "--format", "floppy"], "floppy"),
    ],
)
def test_that_what_a_user_can_put_right_exits_1_with_message_and_hint(
    arguments: list[str],
    words: str,
    pictures: Path,
    run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    places = {"pictures": pictures, "run": run, **_bad_files(tmp_path, pictures)}
    capsys.readouterr()
    status = main([*(word.format(**places) for word in arguments), "--json"])
    printed = capsys.readouterr()
    last = json.loads(printed.out.splitlines()[-1])
    assert status == 1
    assert last["event"] == "error"
    assert words in last["message"]
    assert last["message"] in printed.err
    assert last["hint"]
    assert "Traceback" not in printed.err
    assert not (tmp_path / "ran").exists()


class _Hostile:
    def __init__(self, target: str) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.system, (f"touch {self.target}",))


def _bad_files(folder: Path, pictures: Path) -> dict[str, Path]:
    import shutil

    import torch
    import torchvision

    one_class = folder / "one"
    shutil.copytree(pictures / "green leaf", one_class / "green leaf")
    hostile, truncated, other = (folder / f"{name}.pth" for name in ("hostile", "truncated", "other"))
    hostile.write_bytes(pickle.dumps({"weight": _Hostile(str(folder / "ran"))}))
    torch.save(torchvision.models.squeezenet1_1().state_dict(), other)
    truncated.write_bytes(other.read_bytes()[:100_000])
    return {"one_class": one_class, "hostile": hostile, "truncated": truncated, "other": other}


def test_that_wrong_usage_exits_2() -> None:
    with pytest.raises(SystemExit) as caught:
        main(["train"])
    assert caught.value.code == 2


def test_that_an_interrupt_saves_and_exits_130_and_the_run_resumes(pictures: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine", "train", str(pictures), *SMALL, "--mode", "finetune"]
    command += ["--epochs", "300", "--runs", str(tmp_path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(json.loads(line))
            if said[-1]["event"] == "epoch_done" and said[-1]["epoch"] == 2:
                process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    assert said[-1]["event"] == "run_ended"
    assert said[-1]["outcome"] == "stopped"
    folder = Path(said[-1]["run"])
    assert (folder / "last.ckpt").exists()
    assert (folder / "best.safetensors").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("display", ["", ":0"])
def test_that_the_demo_misses_a_display_only_where_there_is_none(
    display: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", display)
    (tmp_path / "taken").touch()
    assert main(["demo", "--json", "--to", str(tmp_path / "taken")]) == 1
    assert ("no display" in capsys.readouterr().err) is (not display)


def test_that_help_says_what_a_command_really_takes(capsys: pytest.CaptureFixture[str]) -> None:
    said = {}
    for command in ("resume", "evaluate", "predict"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        said[command] = " ".join(capsys.readouterr().out.split())
    assert "model file" not in said["resume"]
    assert "with DATA also a model file" in said["evaluate"]
    assert "or a model file" in said["predict"]


def test_that_the_demo_leaves_predictions_curves_and_weights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, pictures: Path
) -> None:
    from dataclasses import replace

    from engine.commands import demo
    from engine.config import DataConfig, with_setting

    small = with_setting(demo.configured(), "train.epochs", "2")
    small = with_setting(small, "model.backbone", "timm:test_resnet")
    small = with_setting(small, "model.weights", "none")
    monkeypatch.setattr(demo, "configured", lambda: replace(small, data=DataConfig(source=str(pictures))))
    capsys.readouterr()
    assert main(["demo", "--no-window", "--to", str(tmp_path / "demo")]) == 0
    named = [Path(line.split(maxsplit=1)[1]) for line in capsys.readouterr().out.splitlines() if "/" in line]
    assert {path.name for path in named} >= {"predictions.png", "curves.png", "model.pt"}
    for path in named:
        assert path.exists()
        if path.suffix == ".png":
            with Image.open(path) as image:
                assert min(image.size) > 100
