"""What caching may not change: predictions, and what is computed again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.config import DataConfig, ModelConfig, RunConfig, with_setting
from engine.control import RunControl
from engine.data.catalog import Sample
from engine.data.pixel_store import PixelStore
from engine.device import pick
from engine.errors import EngineError
from engine.events import PhaseStarted, Warned
from engine.fingerprints import content_key
from engine.models.backbones import Preprocessing
from engine.models.build import build_network
from engine.run_folder import RunFolder
from engine.training import loop, phases
from engine.training.activation_cache import ActivationCache, Space
from engine.training.features import PLAIN, Views, decode_all, extract
from engine.training.forward import Halving, _stored, frozen_forward
from engine.training.precision import resolve
from engine.training.prepare import Stopped
from tests.engine.training.conftest import Configure, ended, run_all, weights_digest


def _uncached_logits(run: RunFolder) -> np.ndarray:
    """Logits of the run's best weights straight from the pictures, float32, no cache anywhere."""
    import torch

    from engine.data import network_pixels
    from engine.models.saved import open_model

    network, info = open_model(run.best_path)
    network.module.eval()
    facts = info.preprocessing
    paths = {entry["id"]: entry["path"] for entry in run.split()["validation"]}
    rows = []
    with torch.inference_mode():
        for name in run.predictions().ids:
            pixels = network_pixels.centre(Path(paths[str(name)]), facts)
            x = torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 255
            x = (x - torch.tensor(facts.mean).view(3, 1, 1)) / torch.tensor(facts.std).view(3, 1, 1)
            rows.append(network(x[None])[0].numpy())
    return np.stack(rows)


RUINED = (
    '[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1, "lr_factor": 90.0},'
    ' {"from_epoch": 2, "stages": -1, "lr_factor": 90.0}]'
)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"model__mode": "finetune", "model__thaw_stages": 2},
        {"model__mode": "staged", "model__schedule": RUINED},  # the best epoch is before the thaw
    ],
)
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


@pytest.mark.parametrize("warm", [False, True])
def test_that_one_pass_serves_a_head_first_phase_and_the_thawed_one_after_it(
    warm: bool, configure: Configure, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = configure(
        model__mode="staged", model__schedule='[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1}]'
    )
    if warm:
        run_all(configure(), tmp_path)  # the head's features are here: it starts at once
    run, events = run_all(staged, tmp_path)
    names = [
        e.name for e in events if isinstance(e, PhaseStarted) and e.name in ("features", "head", "train")
    ]
    assert names == (["head", "features", "train"] if warm else ["features", "head", "train"])
    monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / "other"))
    monkeypatch.setattr("engine.training.setup.frozen_forward_both", lambda *_: None)
    apart, events = run_all(staged, tmp_path)
    names = [e.name for e in events if isinstance(e, PhaseStarted)]
    assert names.count("features") == 2
    assert weights_digest(apart) == weights_digest(run)


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


def test_that_a_head_solved_directly_asks_for_no_random_view(
    configure: Configure, tmp_path: Path, own_cache: Path
) -> None:
    config = configure(train__solver="lbfgs", train__augment="light", train__views=4)
    run, events = run_all(config, tmp_path)
    assert ended(events).outcome == "completed"
    features = next(e for e in events if isinstance(e, PhaseStarted) and e.name == "features")
    split = run.split()
    assert features.total == sum(len(split[fold]) for fold in ("train", "validation", "test"))


def test_that_activations_too_large_for_the_disk_bound_are_refused_with_a_reason(
    configure: Configure, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAFT_CACHE_GB", "0.002")
    _, events = run_all(configure(model__mode="finetune", model__thaw_stages=2), tmp_path)
    assert ended(events).outcome == "completed"
    assert any("would take" in getattr(event, "message", "") for event in events)


def _extracting(folder: Path, count: int) -> tuple[ActivationCache, Views]:
    """``count`` pictures, their number in every pixel, and an empty cache for what is made of them."""
    pictures = []
    for number in range(count):
        path = folder / f"{number:02d}.png"
        Image.new("RGB", (40, 40), (number, number, number)).save(path)
        pictures.append(Sample(path.name, path, 0))
    facts = Preprocessing(32, 32, "bilinear", (0.5,) * 3, (0.5,) * 3)
    store = PixelStore(32, folder=folder / "pixels")
    views = Views(facts, "none", store, pictures, [content_key(sample.path) for sample in pictures])
    return ActivationCache(Space("weights", repr(facts), "fp32", 0, "none")), views


def _numbers(pixels: np.ndarray) -> np.ndarray:
    return pixels[:, 0, 0, :1].astype(np.float32)


def test_that_a_stop_in_the_middle_keeps_what_was_computed_and_the_rest_follows_later(
    tmp_path: Path, own_cache: Path
) -> None:
    cache, views = _extracting(tmp_path, 60)
    wanted = [(position, PLAIN) for position in range(60)]
    control = RunControl()
    seen = set[int]()

    def stopping(pixels: np.ndarray) -> np.ndarray:
        seen.update(int(number) for number in pixels[:, 0, 0, 0])
        if 12 in seen:
            control.stop()
        return _numbers(pixels)

    with pytest.raises(Stopped):
        list(extract(cache, views, wanted, stopping, control, batch=4, device="cpu"))
    kept = [i for i in range(60) if cache.has(views.contents[i], PLAIN)]
    assert kept == list(range(len(kept)))
    assert 4 <= len(kept) <= len(seen) < 60
    rest = [(i, PLAIN) for i in range(len(kept), 60)]
    list(extract(cache, views, rest, _numbers, RunControl(), batch=4, device="cpu"))
    values = [cache.get(content, PLAIN) for content in views.contents]
    assert [float(value[0]) for value in values if value is not None] == list(range(60))


def test_that_a_file_that_cannot_be_decoded_is_named_and_has_no_feature(
    tmp_path: Path, own_cache: Path
) -> None:
    cache, views = _extracting(tmp_path, 10)
    views.samples[7].path.write_bytes(b"torn")
    made = extract(
        cache, views, [(i, PLAIN) for i in range(10)], _numbers, RunControl(), batch=4, device="cpu"
    )
    while True:
        try:
            next(made)
        except StopIteration as end:
            problems = end.value
            break
    assert [problem.path.name for problem in problems] == ["07.png"]
    assert [i for i in range(10) if not cache.has(views.contents[i], PLAIN)] == [7]


def test_that_several_lanes_give_the_features_that_one_gives(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from engine.data import lanes

    rng = np.random.default_rng(0)
    crops = rng.integers(0, 256, (20, 64, 64, 3), dtype=np.uint8)
    network = build_network(ModelConfig(backbone="squeezenet1_1", weights="none"), 2)
    forward = frozen_forward(network, 0, resolve("fp32", network, pick("cpu"), 0), pick("cpu"))
    pictures = lanes.Pictures(20, 64, lambda i: crops[i], lambda i: tmp_path / str(i))
    one, three = (
        [value for part in lanes.computed(pictures, forward, batch=4, lanes=n) for value in part.values]
        for n in (1, 3)
    )
    np.testing.assert_allclose(np.stack(one), np.stack(three), atol=1e-5)
    np.testing.assert_allclose(np.stack(one), forward(crops), atol=1e-5)


def test_that_cached_bf16_features_label_as_the_uncached_network_in_either_format(
    ants_and_bees: Path, tmp_path: Path
) -> None:
    from engine.data import network_pixels
    from engine.models import inference
    from engine.models.execution import ExecutionPlan
    from engine.models.saved import open_model

    config = with_setting(RunConfig(data=DataConfig(source=str(ants_and_bees))), "train.precision", "bf16")
    run = RunFolder.create(tmp_path, config)
    *_, end = loop.train(config, run, RunControl())
    assert end.val_accuracy is not None
    assert (end.val_count, end.val_accuracy >= 0.91) == (153, True)
    network, info = open_model(run.best_path)
    network.module.eval()
    facts, predictions = info.preprocessing, run.predictions()
    paths = {entry["id"]: Path(entry["path"]) for entry in run.split()["validation"]}
    pixels = np.stack([network_pixels.centre(paths[str(name)], facts) for name in predictions.ids])
    for plan in (ExecutionPlan("fp32"), ExecutionPlan("bf16", True, 8, True)):
        labels = inference.prepare_classifier(network, plan)(pixels).numpy().argmax(axis=1)
        assert (labels == predictions.predicted).mean() >= 0.995, plan


@pytest.mark.parametrize("work", ["extract", "decode"])
def test_that_pictures_that_vanish_while_they_are_read_are_waited_for(
    work: str, tmp_path: Path, own_cache: Path
) -> None:
    cache, views = _extracting(tmp_path, 24)
    away = tmp_path / "unplugged"
    for number in (6, 7, 20):
        path = views.samples[number].path
        away.mkdir(exist_ok=True)
        path.rename(away / path.name)
    damaged = views.samples[3].path
    damaged.write_bytes(b"torn")
    control, wanted = RunControl(), [(i, PLAIN) for i in range(24)]
    made = (
        extract(cache, views, wanted, _numbers, control, batch=4, device="cpu")
        if work == "extract"
        else decode_all(views, control)
    )
    said = []
    while True:
        try:
            event = next(made)
        except StopIteration as end:
            problems = end.value
            break
        if isinstance(event, Warned):
            said.append(event)
            for path in away.iterdir():
                path.rename(tmp_path / path.name)
    assert [(event.paths, event.until) for event in said] == [((str(views.samples[6].path),), "progress")]
    assert [problem.path for problem in problems] == [damaged]
    kept = [
        i
        for i, c in enumerate(views.contents)
        if (cache.has(c, PLAIN) if work == "extract" else views.store.has(c))
    ]
    assert kept == [i for i in range(24) if i != 3]


def test_that_a_gpu_full_under_the_frozen_part_takes_half_as_many_pictures_at_once() -> None:
    import torch

    taken: list[int] = []

    def limited(pixels: np.ndarray) -> np.ndarray:
        if len(pixels) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        taken.append(len(pixels))
        return _numbers(pixels)

    forward = Halving(limited)
    pixels = np.broadcast_to(np.arange(12, dtype=np.uint8)[:, None, None, None], (12, 2, 2, 3))
    assert [value[0] for value in forward(pixels)] == list(range(12))
    assert forward.most == 3
    assert taken == [3] * 4
    forward.most = 0
    with pytest.raises(EngineError, match="one picture"):
        Halving(lambda pixels: limited(np.zeros((9, 2, 2, 3), np.uint8)))(pixels)


@pytest.mark.parametrize("room", [True, False])
def test_that_features_beyond_the_caches_bound_are_computed_in_every_epoch(
    room: bool, configure: Configure, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not room:
        monkeypatch.setattr(phases, "MOST_FEATURE_BYTES", 2**60)
        monkeypatch.setattr(phases, "CACHE_SHARE", 1e-9)
    _, events = run_all(configure(train__augment="light", train__views=2), tmp_path)
    assert ended(events).outcome == "completed"
    told = [
        e.message for e in events if isinstance(e, Warned) and "computed anew in every epoch" in e.message
    ]
    assert len(told) == (0 if room else 1)
    assert any(e.name == "features" for e in events if isinstance(e, PhaseStarted)) == room


def test_that_a_head_is_not_solved_on_features_that_have_no_room(
    configure: Configure, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phases, "MOST_FEATURE_BYTES", 2**60)
    monkeypatch.setattr(phases, "CACHE_SHARE", 1e-9)
    _, events = run_all(configure(train__solver="lbfgs"), tmp_path)
    assert ended(events).outcome == "failed"
    assert "cannot be solved directly" in ended(events).message
    assert "GRAFT_CACHE" in ended(events).hint


def test_that_values_beyond_float16_are_kept_as_its_largest() -> None:
    kept = _stored(torch.tensor([1.0, 65504.0, 70000.0, -1e6], dtype=torch.bfloat16))
    assert kept.dtype == np.float16
    assert kept.tolist() == [1.0, 65504.0, 65504.0, -65504.0]


@pytest.mark.parametrize("heads", [("linear", "full_output"), ("full_output", "linear")])
def test_that_heads_on_another_layer_do_not_take_each_others_features(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heads: tuple[str, str]
) -> None:
    digests: dict[bool, list[str]] = {True: [], False: []}
    for together, found in digests.items():
        for head in heads:
            monkeypatch.setenv("GRAFT_CACHE", str(tmp_path / ("cache" if together else f"cache of {head}")))
            run, events = run_all(configure(model__head=head), tmp_path)
            assert ended(events).outcome == "completed", ended(events).message
            found.append(weights_digest(run))
    assert digests[True] == digests[False]
