"""Test-time flips: the mean of what a picture and its mirror image give, computed where it is asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from engine.data import network_pixels
from engine.evaluation import decision
from engine.evaluation.decision import Decision
from engine.evaluation.forward import Forward
from engine.evaluation.opening import open_model
from engine.events import PhaseStarted
from engine.models.saved import save_model
from tests.engine.training.conftest import Configure, run_all

STAGED = {
    "model__mode": "staged",
    "model__schedule": '[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1}]',
    "train__lr": 0.01,
}


@pytest.mark.parametrize(
    "settings", [{}, STAGED, {"model__mode": "finetune"}], ids=["frozen", "staged", "all"]
)
def test_that_a_runs_logits_are_the_mean_of_picture_and_mirror_image(
    settings: dict[str, object], configure: Configure, tmp_path: Path
) -> None:
    run, _ = run_all(configure(**settings, train__tta_flip=True), tmp_path)
    opened = open_model(run)
    facts = opened.network.preprocessing
    kept = run.predictions()
    paths = {entry["id"]: Path(entry["path"]) for entry in run.split()["validation"]}
    pixels = np.stack([network_pixels.centre(paths[name], facts) for name in kept.ids])
    forward = Forward(opened.network, device="cpu")
    plain, mirrored = forward.logits(pixels), forward.logits(pixels[:, :, ::-1])
    assert np.abs(plain - mirrored).max() > 1e-3
    assert kept.logits == pytest.approx((plain + mirrored) / 2, abs=1e-4)


def test_that_mirror_images_of_training_pictures_are_not_computed(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / "cache"))
    run, events = run_all(configure(train__tta_flip=True, data__test_fraction=0.2), tmp_path)
    (features,) = [e for e in events if isinstance(e, PhaseStarted) and e.name == "features"]
    counts = {fold: len(entries) for fold, entries in run.split().items() if isinstance(entries, list)}
    evaluated = counts["validation"] + counts["test"]
    assert counts["test"] > 0
    assert features.total == counts["train"] + 2 * evaluated


def test_that_the_best_weights_answer_as_their_run_does_wherever_they_lie(
    configure: Configure, tmp_path: Path
) -> None:
    run, _ = run_all(configure(train__tta_flip=True), tmp_path)
    decision.set_for_run(run, Decision(threshold=0.6, temperature=1.7))
    inside, whole = open_model(run.best_path), open_model(run)
    assert inside.mirrored
    assert inside.decision == whole.decision == Decision(0.6, 1.7)
    moved = tmp_path / "moved.safetensors"
    shutil.copy(run.best_path, moved)
    assert open_model(moved).mirrored
    assert not open_model(run_all(configure(), tmp_path)[0].best_path).mirrored


def test_that_weights_of_an_earlier_version_are_mirrored_as_their_settings_say(
    configure: Configure, tmp_path: Path
) -> None:
    opened = open_model(run_all(configure(train__tta_flip=True), tmp_path)[0])
    extra = {name: value for name, value in opened.info.extra.items() if name != "tta_flip"}
    old = tmp_path / "old.safetensors"
    save_model(old, opened.network, classes=opened.info.classes, extra=extra)
    assert open_model(old).mirrored
