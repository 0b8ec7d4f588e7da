"""The direct solution of a linear head, against scikit-learn's."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from engine.commands.train import summary
from engine.config import with_setting
from engine.control import RunControl
from engine.evaluation.evaluate_run import evaluate_stored
from engine.events import EpochDone, RunStarted
from engine.export import card
from engine.run_folder import RunFolder
from engine.training import loop, solve
from tests.engine.training.conftest import Configure, ended, run_all


def _clusters(count: int, width: int, classes: int, apart: float) -> tuple[torch.Tensor, torch.Tensor]:
    made = torch.Generator().manual_seed(3)
    labels = torch.randint(0, classes, (count,), generator=made)
    centres = torch.randn(classes, width, generator=made) * apart
    return torch.relu(centres[labels] + torch.randn(count, width, generator=made)), labels


@pytest.mark.parametrize(("apart", "strength"), [(0.05, 1e-2), (0.3, 1e-1), (1.0, 1.0)])
def test_that_the_solution_is_the_minimum_that_scikit_learn_finds(apart: float, strength: float) -> None:
    x, y = _clusters(600, 200, 4, apart)
    *_, found = solve.iterate(x, y, 4, strength, most=200)
    z, _, _ = solve._standardised(x)
    other = LogisticRegression(C=1 / (strength * len(y)), max_iter=2000, tol=1e-8).fit(z.numpy(), y.numpy())
    theirs = other.predict_proba(z.numpy())
    ours = torch.softmax(x @ found.weight.T + found.bias, dim=1).numpy()
    np.testing.assert_allclose(ours, theirs, atol=2e-3)


def test_that_class_weights_weigh_the_loss() -> None:
    x, y = _clusters(400, 50, 2, 0.1)
    weights = torch.tensor([1.0, 5.0])
    *_, found = solve.iterate(x, y, 2, 1e-2, weights, most=200)
    z, _, _ = solve._standardised(x)
    total = float(weights[y].sum())
    # Two heads of opposite sign share the penalty that scikit-learn puts on their one difference.
    other = LogisticRegression(C=2 / (1e-2 * total), class_weight={0: 1.0, 1: 5.0}, max_iter=2000, tol=1e-8)
    theirs = other.fit(z.numpy(), y.numpy()).predict_proba(z.numpy())
    ours = torch.softmax(x @ found.weight.T + found.bias, dim=1).numpy()
    np.testing.assert_allclose(ours, theirs, atol=5e-3)


def test_that_the_path_has_the_solution_of_every_strength() -> None:
    x, y = _clusters(200, 60, 3, 0.3)
    for strength, found in zip(reversed(solve.STRENGTHS), solve.regularisation_path(x, y, 3), strict=True):
        *_, alone = solve.iterate(x, y, 3, strength, most=200)
        theirs = torch.softmax(x @ alone.weight.T + alone.bias, dim=1)
        ours = torch.softmax(x @ found.weight.T + found.bias, dim=1)
        assert float((ours - theirs).abs().max()) < 0.02, strength


def test_that_a_stronger_penalty_is_taken_where_a_weaker_one_is_better_by_chance_alone() -> None:
    made = torch.Generator().manual_seed(0)
    weak = 0.2 + 0.1 * torch.rand(100, generator=made)
    error = float(weak.std()) / 10
    assert solve.strongest_as_good({0.1: weak, 1.0: weak + 0.9 * error, 10.0: weak + 1.1 * error}) == 1.0
    assert solve.strongest_as_good({0.1: weak + error, 1.0: weak, 10.0: weak + 2 * error}) == 1.0


def test_that_noise_asks_for_a_stronger_penalty_than_signal() -> None:
    noise, labels = torch.randn(120, 300, generator=torch.Generator().manual_seed(1)), torch.arange(120) % 3
    clear, right = _clusters(120, 300, 3, 1.0)
    of_noise = solve.choose_strength(noise, labels, 3, None, 0)
    of_signal = solve.choose_strength(clear, right, 3, None, 0)
    assert of_signal < of_noise


def test_that_a_strength_means_the_same_where_it_is_chosen_and_where_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # With fewer pictures than features the choice is made among fewer axes.
    for seed, apart in enumerate((0.02, 0.05, 0.1, 0.3)):
        x, y = _clusters(60, 400, 3, apart)
        chosen = solve.choose_strength(x, y, 3, None, seed)
        with monkeypatch.context() as patch:
            patch.setattr(solve, "_rotated", lambda z: z)
            assert solve.choose_strength(x, y, 3, None, seed) == chosen


def test_that_a_run_keeps_the_solution_where_an_earlier_iterate_guesses_better(
    stripes: Path, configure: Configure, tmp_path: Path
) -> None:
    # Labels drawn at random: validation says nothing of which iterate is good.
    pictures = sorted(stripes.glob("*/*.png"))
    for number, label in enumerate(np.random.default_rng(1).permutation(len(pictures)) % 3):
        folder = tmp_path / "drawn" / "abc"[label]
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(pictures[number], folder / f"{number}.png")
    config = configure(model__mode="frozen", train__solver="lbfgs", train__epochs=40)
    config = with_setting(config, "data.source", str(tmp_path / "drawn"))
    run, events = run_all(config, tmp_path)
    epochs = [event for event in events if isinstance(event, EpochDone)]
    end = ended(events)
    assert max((e.val_accuracy, -e.val_loss) for e in epochs[:-1]) > (end.val_accuracy, -epochs[-1].val_loss)
    assert end.best_epoch == end.epochs == len(epochs) > 5
    kept = run.predictions()
    logs = torch.log_softmax(torch.from_numpy(kept.logits), dim=1).numpy()
    loss = -logs[np.arange(len(kept.labels)), kept.labels].mean()
    assert loss == pytest.approx(epochs[-1].val_loss, rel=1e-4)


def test_that_only_a_head_that_was_really_solved_counts_as_chosen_by_nothing(
    configure: Configure, tmp_path: Path
) -> None:
    # SqueezeNet's head is a convolution: it takes epochs, and the best of them is kept.
    for backbone, solver in (("timm:test_resnet", "lbfgs"), ("squeezenet1_1", "gradient")):
        settings = {"model__backbone": backbone, "train__solver": "lbfgs", "train__epochs": 2}
        run, events = run_all(configure(**settings), tmp_path)
        (started,) = [event for event in events if isinstance(event, RunStarted)]
        solved = solver == "lbfgs"
        assert (started.solver, run.is_solved()) == (solver, solved)
        assert evaluate_stored(run).optimistic != solved
        assert ("chosen by it" in summary(ended(events), started.solver)) != solved
        said = "\n".join(card._results(card.facts_of(run)))
        assert ("optimistic" in said, "nothing was chosen" in said) == (not solved, solved)


def test_that_a_head_that_could_not_be_solved_is_resumed_where_it_was(
    configure: Configure, tmp_path: Path
) -> None:
    config = configure(model__backbone="squeezenet1_1", train__solver="lbfgs", train__epochs=4)
    run, control = RunFolder.create(tmp_path, config), RunControl()
    for event in loop.train(config, run, control):
        if isinstance(event, EpochDone) and event.epoch == 2:
            control.stop()
    events = list(loop.resume(run, RunControl()))
    assert [event.resumed_epoch for event in events if isinstance(event, RunStarted)] == [2]
    assert [event.epoch for event in events if isinstance(event, EpochDone)] == [3, 4]
