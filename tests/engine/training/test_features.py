"""What caching may not change: predictions, and what is computed again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.config import DataConfig, RunConfig, with_setting
from engine.control import RunControl
from engine.events import PhaseStarted
from engine.run_folder import RunFolder
from engine.training import loop
from tests.engine.training.conftest import Configure, ended, run_all


def _uncached_logits(run: RunFolder) -> np.ndarray:
    """Logits of the run's best weights straight from the pictures, float32, no cache anywhere."""
    import torch

    from engine.data import decode
    from engine.data.pixel_store import centre_crop
    from engine.models.saved import open_model

    network, info = open_model(run.best_path)
    network.module.eval()
    facts = info.preprocessing
    paths = {entry["id"]: entry["path"] for entry in run.split()["validation"]}
    rows = []
    with torch.inference_mode():
        for name in run.predictions().ids:
            pixels = decode.load(
                Path(paths[str(name)]), shorter=facts.resize, interpolation=facts.interpolation
            )
            x = torch.from_numpy(centre_crop(pixels, facts.crop).copy()).permute(2, 0, 1).float() / 255
            x = (x - torch.tensor(facts.mean).view(3, 1, 1)) / torch.tensor(facts.std).view(3, 1, 1)
            rows.append(network(x[None])[0].numpy())
    return np.stack(rows)


@pytest.mark.parametrize("settings", [{}, {"model__mode": "finetune", "model__thaw_stages": 2}])
def test_that_the_cached_path_predicts_as_the_uncached_one(
    settings: dict[str, object], configure: Configure, tmp_path: Path
) -> None:
    run, _ = run_all(configure(**settings), tmp_path)
    np.testing.assert_allclose(run.predictions().logits, _uncached_logits(run), atol=1e-4)


def test_that_a_second_run_computes_no_feature_again(
    configure: Configure, tmp_path: Path, own_cache: Path
) -> None:
    _, first = run_all(configure(), tmp_path)
    _, second = run_all(configure(train__lr=0.01), tmp_path)
    phases = [[e.name for e in events if isinstance(e, PhaseStarted)] for events in (first, second)]
    assert "features" in phases[0]
    assert "features" not in phases[1]


def test_that_other_weights_share_no_feature(configure: Configure, tmp_path: Path, own_cache: Path) -> None:
    run_all(configure(), tmp_path)
    _, events = run_all(configure(train__seed=1), tmp_path)  # from scratch: the seed makes the weights
    assert "features" in [e.name for e in events if isinstance(e, PhaseStarted)]


def test_that_random_views_are_cached_and_used(configure: Configure, tmp_path: Path, own_cache: Path) -> None:
    settings = {"train__augment": "light", "train__views": 2, "train__epochs": 4}
    _, plain = run_all(configure(train__epochs=4), tmp_path)
    run, events = run_all(configure(**settings), tmp_path)
    features = next(e for e in events if isinstance(e, PhaseStarted) and e.name == "features")
    split = run.split()
    everything = sum(len(split[fold]) for fold in ("train", "validation", "test"))
    assert features.total == everything + 2 * len(split["train"])
    losses = [[e.train_loss for e in each if hasattr(e, "train_loss")] for each in (plain, events)]
    assert losses[0] != losses[1]
    _, again = run_all(configure(**settings), tmp_path)
    assert "features" not in [e.name for e in again if isinstance(e, PhaseStarted)]


def test_that_activations_too_large_for_the_disk_bound_are_refused_with_a_reason(
    configure: Configure, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAFT_CACHE_GB", "0.002")
    _, events = run_all(configure(model__mode="finetune", model__thaw_stages=2), tmp_path)
    assert ended(events).outcome == "completed"
    assert any("would take" in getattr(event, "message", "") for event in events)


def test_that_bf16_features_label_as_float32_ones(ants_and_bees: Path, tmp_path: Path) -> None:
    labels = {}
    for precision in ("fp32", "bf16"):
        config = RunConfig(data=DataConfig(source=str(ants_and_bees)))
        config = with_setting(config, "train.precision", precision)
        run = RunFolder.create(tmp_path, with_setting(config, "train.epochs", "25"))
        *_, end = loop.train(run.config(), run, RunControl())
        assert end.val_accuracy is not None
        assert (end.val_count, end.val_accuracy >= 0.91) == (153, True)
        labels[precision] = run
    import torch

    from engine.models.saved import open_model

    # The same weights, evaluated in either format: the head of the float32 run over bf16 features.
    network, _ = open_model(labels["fp32"].best_path)
    from engine.device import pick
    from engine.training.forward import frozen_forward
    from engine.training.precision import Plan

    paths = {e["id"]: Path(e["path"]) for e in labels["fp32"].split()["validation"]}
    from engine.data import decode
    from engine.data.pixel_store import centre_crop

    facts = network.preprocessing
    pixels = np.stack(
        [
            centre_crop(
                decode.load(path, shorter=facts.resize, interpolation=facts.interpolation), facts.crop
            )
            for path in paths.values()
        ]
    )
    answers = []
    for precision in ("fp32", "bf16"):
        forward = frozen_forward(network, 0, Plan(precision, "fp32"), pick("cpu"))
        features = np.concatenate([forward(pixels[i : i + 32]) for i in range(0, len(pixels), 32)])
        with torch.inference_mode():
            logits = network.logits_from_features(torch.from_numpy(features).float())
        answers.append(logits.argmax(1).numpy())
    assert (answers[0] == answers[1]).mean() >= 0.995
