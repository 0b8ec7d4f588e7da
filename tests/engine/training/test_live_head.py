"""The live head: the direct solver's answer, honest about training pictures, quick to follow a label."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import fingerprints
from engine.config import RunConfig
from engine.control import RunControl
from engine.data import sources
from engine.errors import EngineError
from engine.evaluation import label_issues
from engine.run_folder import RunFolder
from engine.training import active_learning, live_features
from engine.training.live_features import LiveFeatures
from engine.training.live_head import LiveHead, LiveSolution, compare
from tests.engine.training.conftest import run_all

Configure = Callable[..., RunConfig]
NAMES = ("ant", "bee", "moth")


def blobs(count: int, classes: int = 3, width: int = 24, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Features of ``count`` pictures around a centre for each class, and their labels."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    centres = rng.normal(size=(classes, width)) * 2
    spread = 1 / np.sqrt(np.arange(1, width + 1))
    points = centres[labels] + rng.normal(size=(count, width)) * spread * 2 + 3
    return points.astype(np.float32), labels.astype(np.int64)


def everything(labels: np.ndarray) -> np.ndarray:
    return np.ones(len(labels), dtype=np.bool_)


def solved(
    head: LiveHead, labels: np.ndarray, learn: np.ndarray | None = None, *, cross: bool = True
) -> LiveSolution:
    solution = head.solve(labels, NAMES, everything(labels) if learn is None else learn, cross=cross)
    assert solution is not None
    return solution


def penalised_loss(x: np.ndarray, y: np.ndarray, solution: LiveSolution) -> torch.Tensor:
    """The loss that :mod:`engine.training.solve` states, in float64, with a gradient for the weights."""
    points, labels = torch.from_numpy(x).double(), torch.from_numpy(y)
    weight = torch.from_numpy(solution.weight).double().requires_grad_()
    bias = torch.from_numpy(solution.bias).double().requires_grad_()
    scale = (points - points.mean(0)).square().mean()
    loss = torch.nn.functional.cross_entropy(points @ weight.T + bias, labels)
    loss = loss + 0.5 * solution.strength * scale * weight.square().sum()
    gradient, at_bias = torch.autograd.grad(loss, (weight, bias))
    # In units of standardised features.
    return torch.cat([gradient.flatten() / scale.sqrt(), (at_bias - gradient @ points.mean(0)).flatten()])


@pytest.mark.parametrize("count", [18, 120])
def test_that_the_head_minimises_the_loss_of_the_direct_solver(count: int) -> None:
    """More pictures than features, and fewer. The loss is convex: no gradient, no lower loss."""
    x, y = blobs(count)
    assert penalised_loss(x, y, solved(LiveHead(x), y)).abs().max() < 5e-3


def test_that_weights_give_the_logits_of_pictures_that_were_not_learned_from() -> None:
    x, y = blobs(90)
    learn = np.arange(90) < 60
    solution = solved(LiveHead(x), y, learn)
    np.testing.assert_allclose(
        (x @ solution.weight.T + solution.bias)[60:], solution.logits[60:], rtol=1e-3, atol=1e-3
    )
    assert solution.crossed.tolist() == learn.tolist()


def test_that_a_wrong_label_does_not_convince_the_head_of_itself() -> None:
    """Held out of its own prediction, a mislabelled picture is predicted as what it shows, and found."""
    x, y = blobs(150)
    given_labels = y.copy()
    given_labels[7] = (y[7] + 1) % 3
    solution = solved(LiveHead(x), given_labels)
    assert solution.predicted[7] == y[7]
    ids = [str(row) for row in range(150)]
    assert "7" in [issue.id for issue in label_issues.find(ids, given_labels, solution.probabilities)]


def test_that_a_picture_s_own_label_does_not_touch_its_prediction() -> None:
    x, y = blobs(40)
    other = y.copy()
    other[3] = (y[3] + 1) % 3
    first = LiveHead(x)
    before = solved(first, y)
    after = solved(first, other)
    assert np.abs(before.probabilities[3] - after.probabilities[3]).max() < 0.02


def test_that_undoing_a_label_brings_the_predictions_back() -> None:
    x, y = blobs(120)
    head = LiveHead(x)
    before = solved(head, y)
    flipped = y.copy()
    flipped[:12] = (y[:12] + 1) % 3
    during = solved(head, flipped)
    after = solved(head, y)
    rows = everything(y)
    assert compare(before, during, rows).after != compare(before, during, rows).before
    assert compare(before, after, rows).flipped == 0
    np.testing.assert_allclose(after.probabilities, before.probabilities, atol=5e-3)


def test_that_changes_are_counted_by_class_name() -> None:
    """A class that sorts in front shifts every index; no prediction changes by that."""
    x, y = blobs(90)
    head = LiveHead(x)
    before = solved(head, y)
    after = head.solve(y + 1, ("aardvark", *NAMES), everything(y))
    assert after is not None
    change = compare(before, after, everything(y))
    assert change.flipped == 0
    assert change.before == pytest.approx(change.after)
    assert not (after.predicted == 0).any()
    assert np.isfinite(after.logits).all()


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(-1, 2), min_size=30, max_size=30))
def test_that_any_labels_give_finite_predictions(labels: list[int]) -> None:
    x, _ = blobs(30)
    y = np.array(labels, dtype=np.int64)
    solution = solved(LiveHead(x), y)
    assert np.isfinite(solution.logits).all()
    assert solution.ready == (len({label for label in labels if label >= 0}) >= 2)
    np.testing.assert_allclose(solution.probabilities.sum(axis=1), 1, atol=1e-5)


def test_that_one_class_alone_is_no_head_yet() -> None:
    x, _ = blobs(12)
    y = np.array([0, 0, *[-1] * 10])
    solution = solved(LiveHead(x), y)
    assert not solution.ready
    assert solution.accuracy(everything(y)) is None


def test_that_a_superseded_solution_leaves_no_trace() -> None:
    x, y = blobs(90)
    one, other = LiveHead(x), LiveHead(x)
    expected = solved(one, y)
    asked = iter([False, False, True])
    assert other.solve(np.roll(y, 1), NAMES, everything(y), lambda: next(asked, True)) is None
    np.testing.assert_allclose(solved(other, y).probabilities, expected.probabilities, atol=5e-3)


def test_that_typical_pictures_come_from_every_group() -> None:
    x, y = blobs(90)
    alike = active_learning.likeness(LiveHead(x).points)
    chosen = active_learning.typical(alike, 3)
    assert sorted(y[chosen]) == [0, 1, 2]


def test_that_of_two_copies_only_one_is_asked_for() -> None:
    x, y = blobs(90)
    x[1] = x[0] = x[:3].mean(axis=0)  # between the classes, twice
    alike = active_learning.likeness(LiveHead(x).points)
    labels = np.where(np.arange(90) >= 60, y, -1)
    solution = solved(LiveHead(x), labels)
    chosen = active_learning.most_informative(solution.probabilities, alike, labels < 0, labels >= 0, 6)
    assert len({0, 1} & set(chosen.tolist())) == 1
    assert (labels[chosen] < 0).all()
    assert len(set(chosen.tolist())) == 6


def read(events: object) -> tuple[LiveFeatures | None, list[tuple[int, int]]]:
    told: list[tuple[int, int]] = []
    found = live_features.drain(
        events,  # type: ignore[arg-type]
        lambda done, total: told.append((done, total)),
    )
    return found, told


def test_that_a_run_s_features_are_there_at_once_and_those_of_unlabelled_pictures_too(
    configure: Configure, tmp_path: Path, own_cache: Path
) -> None:
    config = configure()
    run, _ = run_all(config, tmp_path)
    features, told = read(live_features.of_run(run, RunControl()))
    assert features is not None
    assert told == []
    assert len(features.samples) == 36
    catalog = sources.open_source(config.data)
    loose = [replace(sample, label=-1) for sample in catalog.samples]
    again, told = read(live_features.of_samples(config, loose, RunControl()))
    assert again is not None
    assert told == []
    by_id = {sample.id: row for sample, row in zip(features.samples, features.values, strict=True)}
    for sample, row in zip(again.samples, again.values, strict=True):
        np.testing.assert_array_equal(row, by_id[sample.id])


def test_that_missing_features_are_computed_with_progress_and_kept(
    configure: Configure, own_cache: Path
) -> None:
    config = configure()
    samples = sources.open_source(config.data).samples
    features, told = read(live_features.of_samples(config, samples, RunControl()))
    assert features is not None
    assert told[-1] == (36, 36)
    assert read(live_features.of_samples(config, samples, RunControl()))[1] == []


def test_that_giving_up_is_answered_while_the_pictures_are_read(
    configure: Configure, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure()
    samples = sources.open_source(config.data).samples
    read_files, honest = 0, fingerprints.content_key

    def counted(path: Path) -> bytes:
        nonlocal read_files
        read_files += 1
        return honest(path)

    monkeypatch.setattr(fingerprints, "content_key", counted)
    monkeypatch.setattr(fingerprints, "_AHEAD", 1)
    assert read(live_features.of_samples(config, samples, RunControl(lambda: read_files > 0)))[0] is None
    assert 0 < read_files < 36


def test_that_a_run_that_trained_its_backbone_says_that_it_has_no_live_head(
    configure: Configure, tmp_path: Path
) -> None:
    run, _ = run_all(configure(model__mode="finetune", model__thaw_stages=1, train__epochs=1), tmp_path)
    with pytest.raises(EngineError, match="trained its backbone"):
        next(live_features.of_run(run, RunControl()))


@pytest.mark.parametrize(
    ("field", "value"), [("shorter_side", "wide"), ("train", [{"content": "00"}]), ("shorter_side", [3])]
)
def test_that_a_damaged_list_of_pictures_is_told_in_words(
    configure: Configure, tmp_path: Path, field: str, value: object
) -> None:
    run = RunFolder.create(tmp_path / "runs", configure())
    listed = [{"id": "a.png", "path": str(tmp_path / "a.png"), "label": 0, "content": "00"}]
    split = {"root": str(tmp_path), "source": "", "classes": ["a"], "train": listed}
    split |= {"validation": [], "test": [], field: value}
    run.split_path.write_text(json.dumps(split))
    with pytest.raises(EngineError, match=r"split\.json cannot be read") as told:
        next(live_features.of_run(run, RunControl()))
    assert "damaged" in told.value.hint
