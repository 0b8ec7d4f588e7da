"""Rules that every run keeps, whatever its settings."""

from __future__ import annotations

import itertools
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import filelock
import numpy as np
import pytest
import torch

from engine import control as control_module
from engine import fingerprints
from engine.config import RunConfig
from engine.control import RunControl
from engine.data import pixel_store
from engine.data.record_store import RecordStore
from engine.data.unusable import UnusablePicture
from engine.errors import EngineError
from engine.events import (
    BatchDone,
    CheckpointSaved,
    EpochDone,
    Event,
    PhaseStarted,
    RunEnded,
    RunStarted,
    Warned,
)
from engine.models.merged import Merged
from engine.run_folder import RunFolder
from engine.training import epoch, loop, phases, recipes, solve, vanished
from engine.training import session as session_module
from engine.training.best import Best, SaveClock
from engine.training.prepare import Throttle
from engine.training.session import Session
from engine.training.trainer import Trainer
from tests.engine.training.conftest import Configure, ended, run_all, weights_digest

MODES = {
    "frozen": {"model__mode": "frozen"},
    "finetune": {"model__mode": "finetune", "model__thaw_stages": 2},
    "everything": {"model__mode": "finetune", "train__augment": "light"},
    "staged": {
        "model__mode": "staged",
        "model__schedule": '[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1, "lr_factor": 0.5},'
        ' {"from_epoch": 2, "stages": -1, "lr_factor": 0.1}]',
    },
}


@pytest.mark.parametrize("mode", MODES)
def test_that_a_run_ends_completed_with_all_its_files(
    mode: str, configure: Configure, tmp_path: Path
) -> None:
    run, events = run_all(configure(**MODES[mode]), tmp_path)
    end = ended(events)
    assert (end.outcome, end.message) == ("completed", "")
    assert end.epochs == 3
    assert sum(isinstance(event, RunEnded) for event in events) == 1
    assert [e.epoch for e in events if isinstance(e, EpochDone)] == [1, 2, 3]
    assert next(e for e in events if isinstance(e, RunStarted)).classes == ("across", "down", "slanted")
    assert list(run.events()) == events
    predictions = run.predictions()
    assert len(predictions.labels) == end.val_count > 0
    assert float((predictions.predicted == predictions.labels).mean()) == end.val_accuracy
    assert run.best_path.exists()
    assert not list(run.path.glob("*.part"))


@pytest.mark.parametrize("mode", MODES)
def test_that_the_same_seed_gives_the_same_weights(mode: str, configure: Configure, tmp_path: Path) -> None:
    first, _ = run_all(configure(**MODES[mode]), tmp_path)
    second, _ = run_all(configure(**MODES[mode]), tmp_path)
    other, _ = run_all(configure(**MODES[mode], train__seed=1), tmp_path)
    assert weights_digest(first) == weights_digest(second) != weights_digest(other)


@pytest.mark.parametrize("mode", MODES)
def test_that_a_stopped_run_resumes_to_the_same_weights_bit_for_bit(
    mode: str, configure: Configure, tmp_path: Path
) -> None:
    config = configure(**MODES[mode], train__batch_size=4, model__dropout=0.3)
    whole, _ = run_all(config, tmp_path)
    parted = RunFolder.create(tmp_path, config)
    control = RunControl()
    steps = 0
    for event in loop.train(config, parted, control):
        steps += isinstance(event, EpochDone | PhaseStarted)
        if isinstance(event, EpochDone) and event.epoch == 2:
            control.stop()
    assert parted.outcome() == "stopped"
    events = list(loop.resume(parted, RunControl()))
    assert ended(events).outcome == "completed"
    assert weights_digest(parted) == weights_digest(whole)


def test_that_a_stop_in_the_middle_of_an_epoch_resumes_bit_for_bit(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Throttle, "ready", lambda self: True)
    config = configure(**MODES["everything"], train__batch_size=4)
    whole, _ = run_all(config, tmp_path)
    parted = RunFolder.create(tmp_path, config)
    control = RunControl()
    for event in loop.train(config, parted, control):
        if isinstance(event, BatchDone) and (event.phase, event.epoch, event.done) == ("train", 1, 3):
            control.stop()
    list(loop.resume(parted, RunControl()))
    assert parted.outcome() == "completed"
    assert weights_digest(parted) == weights_digest(whole)


def test_that_a_run_without_checkpoint_resumes_from_its_beginning(
    configure: Configure, tmp_path: Path
) -> None:
    config = configure()
    whole, _ = run_all(config, tmp_path)
    parted = RunFolder.create(tmp_path, config)
    generator = loop.train(config, parted, RunControl())
    list(itertools.islice(generator, 3))
    generator.close()
    assert parted.outcome() == "stopped"
    assert ended(list(loop.resume(parted, RunControl()))).outcome == "completed"
    assert weights_digest(parted) == weights_digest(whole)


def test_that_two_writers_of_one_run_are_refused(configure: Configure, tmp_path: Path) -> None:
    config = configure()
    run = RunFolder.create(tmp_path, config)
    first = loop.train(config, run, RunControl())
    next(first)
    with pytest.raises(EngineError, match="another process"):
        next(loop.resume(RunFolder.open(run.path), RunControl()))
    first.close()


def test_that_resuming_refuses_pictures_that_changed(
    configure: Configure, stripes: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(stripes, copy)
    config = configure(data__source=str(copy))
    run = RunFolder.create(tmp_path / "runs", config)
    control = RunControl()
    for event in loop.train(config, run, control):
        if isinstance(event, EpochDone):
            control.stop()
    (copy / "down" / "03.png").unlink()
    end = ended(list(loop.resume(run, RunControl())))
    assert end.outcome == "failed"
    assert "03.png" in end.message
    assert end.hint


def test_that_an_unusable_picture_is_named_and_the_run_goes_on(
    configure: Configure, stripes: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(stripes, copy)
    victim = copy / "down" / "03.png"
    victim.write_bytes(victim.read_bytes()[:400])
    run, events = run_all(configure(data__source=str(copy)), tmp_path / "runs")
    assert ended(events).outcome == "completed"
    warned = [event for event in events if isinstance(event, Warned)]
    assert [event.paths for event in warned] == [(str(victim),)]
    split = json.loads(run.split_path.read_text())
    listed = [entry["id"] for fold in ("train", "validation", "test") for entry in split[fold]]
    assert "down/03.png" not in listed
    assert [entry["path"] for entry in split["left_out"]] == [str(victim)]


def test_that_a_loss_that_is_not_a_number_ends_the_run_and_keeps_the_best(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Trainer.step
    steps = 0

    def diverging(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        nonlocal steps
        steps += 1
        return honest(self, x * float("nan") if steps == 5 else x, y)

    monkeypatch.setattr(Trainer, "step", diverging)
    run, events = run_all(configure(train__batch_size=8), tmp_path)
    end = ended(events)
    assert end.outcome == "failed"
    assert "infinite in epoch 2" in end.message
    assert "learning rate" in end.hint
    assert (end.epochs, end.best_epoch) == (1, 1)
    assert float((run.predictions().predicted == run.predictions().labels).mean()) == end.val_accuracy
    assert run.best_path.exists()


def test_that_a_full_gpu_halves_the_batch_and_says_so(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Trainer.step

    def limited(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        if (self.micro_batch or len(y)) > 4:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return honest(self, x, y)

    monkeypatch.setattr(Trainer, "step", limited)
    _, events = run_all(configure(train__batch_size=16), tmp_path)
    assert ended(events).outcome == "completed"
    said = [event.message for event in events if isinstance(event, Warned)]
    assert [f"parts of {n}" in text for n, text in zip((8, 4), said, strict=True)] == [True, True]


@pytest.mark.parametrize("recipe", recipes.RECIPES)
def test_that_every_recipe_runs_and_draws_a_curve(recipe: str, configure: Configure, tmp_path: Path) -> None:
    config = recipes.apply(configure(), recipe)
    import dataclasses

    epochs = min(config.train.epochs, 3)
    schedule = tuple(
        dataclasses.replace(phase, from_epoch=min(phase.from_epoch, i))
        for i, phase in enumerate(config.model.schedule)
    )
    config = dataclasses.replace(
        config,
        model=dataclasses.replace(config.model, schedule=schedule),
        train=dataclasses.replace(config.train, epochs=epochs, views=min(config.train.views, 2)),
    )
    _, events = run_all(config, tmp_path)
    assert ended(events).outcome == "completed"
    assert all(np.isfinite(e.train_loss) for e in events if isinstance(e, EpochDone))


def test_that_epochs_kept_on_request_hold_model_and_optimizer(configure: Configure, tmp_path: Path) -> None:
    run, _ = run_all(configure(train__save_every_epoch="true"), tmp_path)
    files = sorted(run.checkpoints_path.iterdir())
    assert [path.name[:10] for path in files] == ["epoch-0001", "epoch-0002", "epoch-0003"]
    kept = torch.load(files[-1], weights_only=True)
    assert kept["epoch"] == 3
    assert {"model", "optimizer", "loss", "accuracy"} <= set(kept)


def test_that_a_vanished_picture_is_named_and_waited_for(
    configure: Configure, stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path
) -> None:
    from engine.data.pixel_store import PixelStore

    copy = tmp_path / "copy"
    shutil.copytree(stripes, copy)
    config = configure(**MODES["everything"], data__source=str(copy), train__batch_size=4)
    whole, _ = run_all(config, tmp_path / "runs")
    run = RunFolder.create(tmp_path / "runs", config)
    honest = PixelStore.load
    gone: list[str] = []

    def unplugged(self: PixelStore, path: Path, content: bytes) -> np.ndarray:
        from engine.data.decode import UnusablePicture

        if not path.exists():
            raise UnusablePicture("the file is gone")
        return honest(self, path, content)

    monkeypatch.setattr(PixelStore, "load", unplugged)
    events = []
    for event in loop.train(config, run, RunControl()):
        events.append(event)
        if isinstance(event, EpochDone) and event.epoch == 1:
            (copy / "down").rename(copy / "unplugged")
        if isinstance(event, Warned):
            gone += event.paths
            (copy / "unplugged").rename(copy / "down")
    assert gone
    assert all("/down/" in path for path in gone)
    assert ended(events).outcome == "completed"
    assert weights_digest(run) == weights_digest(whole)


def test_that_a_picture_damaged_while_the_run_trains_is_warned_of_once_and_waited_for(
    configure: Configure, stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(stripes, copy)
    config = configure(**MODES["everything"], data__source=str(copy))
    whole, _ = run_all(config, tmp_path / "runs")
    # As where the store has no room: each epoch decodes every picture again.
    monkeypatch.setattr(RecordStore, "get", lambda self, key: None)
    run = RunFolder.create(tmp_path / "runs", config)
    hurt: list[Path] = []
    warned: list[Warned] = []
    looks = itertools.count(1)

    def repaired_at_the_third_look(control: RunControl) -> None:
        if next(looks) == 3:
            shutil.copy(stripes / hurt[0].relative_to(copy), hurt[0])

    monkeypatch.setattr(vanished, "hold", repaired_at_the_third_look)
    for event in loop.train(config, run, RunControl()):
        if isinstance(event, Warned):
            warned.append(event)
            assert len(warned) == 1
        if isinstance(event, EpochDone) and event.epoch == 1:
            hurt.append(Path(run.split()["train"][0]["path"]))
            hurt[0].write_bytes(hurt[0].read_bytes()[:200])
    assert [each.paths for each in warned] == [(str(hurt[0]),)]
    assert "undamaged" in warned[0].hint
    assert run.outcome() == "completed"
    assert weights_digest(run) == weights_digest(whole)


FOREIGN_ENVIRONMENTS = (None, "", "[]", "{}", '{"plan": {"inference": "fp64", "training": "fp32"}}')


def test_that_a_run_goes_on_where_its_environment_no_longer_says_how_it_computed(
    configure: Configure, tmp_path: Path
) -> None:
    config = configure()
    whole, _ = run_all(config, tmp_path)
    run, control = RunFolder.create(tmp_path, config), RunControl()
    for event in loop.train(config, run, control):
        if isinstance(event, EpochDone):
            control.stop()
    for number, content in enumerate(FOREIGN_ENVIRONMENTS):
        copy = RunFolder(shutil.copytree(run.path, tmp_path / "copies" / str(number)))
        if content is None:
            copy.environment_path.unlink()
        else:
            copy.environment_path.write_text(content)
        events = list(loop.resume(copy, RunControl()))
        assert ended(events).outcome == "completed"
        assert [e.epoch for e in events if isinstance(e, EpochDone)] == [2, 3]
        assert ["precision" in e.message for e in events if isinstance(e, Warned)] == [True]
        assert json.loads(copy.environment_path.read_text())["plan"]["training"] == "fp32"
        assert weights_digest(copy) == weights_digest(whole)


def test_that_tensorboard_files_are_written_when_asked(configure: Configure, tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    run, _ = run_all(configure(train__tensorboard="true"), tmp_path)
    assert list((run.path / "tensorboard").glob("events.*"))


def test_that_training_on_from_a_model_of_ours_keeps_the_classes_it_knows(
    configure: Configure, stripes: Path, tmp_path: Path
) -> None:
    from engine.models.saved import open_model

    first, _ = run_all(configure(train__epochs=6), tmp_path / "runs")
    more = tmp_path / "more"
    shutil.copytree(stripes, more)
    shutil.copytree(stripes / "across", more / "another")
    config = configure(
        data__source=str(more), model__weights=str(first.best_path), train__epochs=1, train__lr=1e-9
    )
    second, events = run_all(config, tmp_path / "runs")
    assert ended(events).outcome == "completed"
    assert any("across, down, slanted" in e.detail for e in events if isinstance(e, PhaseStarted))
    heads = []
    for run in (first, second):
        network, info = open_model(run.best_path)
        layer = network.head.layers[0]
        rows = zip(info.classes, layer.weight.detach().numpy(), strict=True)  # type: ignore[call-overload]
        heads.append(dict(rows))
    for name in ("across", "down", "slanted"):
        np.testing.assert_allclose(heads[0][name], heads[1][name], atol=1e-5)
    assert "another" in heads[1]


def test_that_a_run_killed_between_two_phases_resumes_bit_for_bit(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(**MODES["staged"])
    whole, _ = run_all(config, tmp_path)
    monkeypatch.setattr(SaveClock, "due", lambda self: True)
    for phase_end in (1, 2):
        run = RunFolder.create(tmp_path, config)
        generator = loop.train(config, run, RunControl())
        for event in generator:
            if isinstance(event, CheckpointSaved) and (event.kind, event.epoch) == ("last", phase_end):
                break
        monkeypatch.setattr(type(run), "append_event", lambda self, event: True)  # as if killed: no end
        generator.close()
        monkeypatch.undo()
        monkeypatch.setattr(SaveClock, "due", lambda self: True)
        assert ended(list(loop.resume(run, RunControl()))).outcome == "completed"
        assert weights_digest(run) == weights_digest(whole)


def test_that_a_run_resumes_alike_where_the_disk_has_less_room_by_then(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schedule = '[{"from_epoch": 0}, {"from_epoch": 1, "stages": 1}]'
    views = {"train__augment": "light", "train__views": 2}  # cached views, or fresh ones in every epoch
    config = configure(model__mode="staged", model__schedule=schedule, **views, train__batch_size=4)
    whole, _ = run_all(config, tmp_path)
    run, control = RunFolder.create(tmp_path, config), RunControl()
    for event in loop.train(config, run, control):
        if isinstance(event, EpochDone) and event.epoch == 2:
            control.stop()
    monkeypatch.setattr(phases, "CACHE_SHARE", 0.0)
    events = list(loop.resume(run, RunControl()))
    assert ended(events).outcome == "completed"
    assert not [e for e in events if isinstance(e, Warned)]
    assert weights_digest(run) == weights_digest(whole)


def test_that_a_full_disk_at_the_beginning_of_a_phase_ends_no_run(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise EngineError("The disk is full.")

    monkeypatch.setattr(phases, "write_json", full)
    _, events = run_all(configure(**MODES["staged"]), tmp_path)
    assert ended(events).outcome == "completed"


def test_that_a_stop_while_the_pictures_are_listed_ends_as_stopped(
    configure: Configure, tmp_path: Path
) -> None:
    control = RunControl()
    control.stop()
    _, events = run_all(configure(), tmp_path, control)
    assert ended(events).outcome == "stopped"


def _until_killed(config: RunConfig, runs: Path, last: Callable[[Event], bool]) -> RunFolder:
    """A run that was killed right after the event that is the ``last``: nothing says that it ended."""
    run = RunFolder.create(runs, config)
    generator = loop.train(config, run, RunControl())
    for event in generator:
        if last(event):
            break
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunFolder, "append_event", lambda self, event: True)
        generator.close()
    assert run.outcome() == "interrupted"
    return run


def test_that_best_weights_later_than_the_checkpoint_do_not_stay_when_the_run_goes_on(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.models.saved import read_info

    monkeypatch.setattr(SaveClock, "due", lambda self: True)
    monkeypatch.setattr(Best, "improves", lambda *given: True)
    monkeypatch.setattr(epoch, "save_last", lambda session: iter(()))  # checkpoints between epochs alone
    run = _until_killed(
        configure(),
        tmp_path,
        lambda event: isinstance(event, CheckpointSaved) and (event.kind, event.epoch) == ("best", 2),
    )
    control = RunControl()
    for event in loop.resume(run, control):
        if isinstance(event, PhaseStarted) and event.name == "head":
            control.stop()
    assert run.outcome() == "stopped"
    assert run.predictions().epoch == read_info(run.best_path).extra["epoch"] == 1


def test_that_a_run_killed_before_its_test_fold_was_looked_at_has_its_result_once_resumed(
    configure: Configure, tmp_path: Path
) -> None:
    config = configure(data__test_fraction=0.25)
    _, events = run_all(config, tmp_path)
    run = _until_killed(
        config, tmp_path, lambda event: isinstance(event, PhaseStarted) and event.name == "evaluate"
    )
    end = ended(list(loop.resume(run, RunControl())))
    assert end.test_accuracy is not None
    assert (end.test_accuracy, end.test_count) == (ended(events).test_accuracy, ended(events).test_count)
    assert set(run.predictions().folds) == {"validation", "test"}


def test_that_a_picture_that_vanishes_before_validation_is_waited_for(
    configure: Configure, stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path
) -> None:
    from engine.data.pixel_store import PixelStore

    copy = tmp_path / "copy"
    shutil.copytree(stripes, copy)
    config = configure(**MODES["everything"], data__source=str(copy), train__ema=0.5)
    whole, _ = run_all(config, tmp_path / "runs")
    honest = PixelStore.load

    def unplugged(self: PixelStore, path: Path, content: bytes) -> np.ndarray:
        if not path.exists():
            raise UnusablePicture("It is gone.")
        return honest(self, path, content)

    def gone_once(session: Session) -> Iterator[Event]:
        yield from trained(session)
        if session.epoch == 1:
            (copy / "down").rename(copy / "unplugged")

    trained = loop.train_epoch
    monkeypatch.setattr(PixelStore, "load", unplugged)
    monkeypatch.setattr(loop, "train_epoch", gone_once)
    run = RunFolder.create(tmp_path / "runs", config)
    missed = []
    for event in loop.train(config, run, RunControl()):
        if isinstance(event, Warned):
            missed += event.paths
            (copy / "unplugged").rename(copy / "down")
    assert run.outcome() == "completed"
    assert [Path(path).parent.name for path in missed] == ["down"]
    assert weights_digest(run) == weights_digest(whole)


def test_that_a_stop_during_validation_is_answered_within_a_batch_and_resumes_bit_for_bit(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "EVALUATION_BATCH", {"cpu": 2})
    config = configure(**MODES["everything"], train__ema=0.5, data__test_fraction=0.25)
    whole, events = run_all(config, tmp_path)
    honest, control, asked = Trainer.evaluate, RunControl(), 0

    def stopping(self: Trainer, x: torch.Tensor, body: Merged | None = None) -> np.ndarray:
        nonlocal asked
        asked += 1
        if asked == 2:
            control.stop()
        return honest(self, x, body)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "evaluate", stopping)
        run, stopped = run_all(config, tmp_path, control)
    assert (ended(stopped).outcome, ended(stopped).epochs, asked) == ("stopped", 0, 2)
    end = ended(list(loop.resume(run, RunControl())))
    assert (end.outcome, end.test_accuracy) == ("completed", ended(events).test_accuracy)
    assert weights_digest(run) == weights_digest(whole)


def test_that_a_stopped_run_leaves_the_test_fold_to_the_sitting_that_resumes_it(
    configure: Configure, tmp_path: Path
) -> None:
    config, control = configure(data__test_fraction=0.25), RunControl()
    run = RunFolder.create(tmp_path, config)
    for event in loop.train(config, run, control):
        if isinstance(event, PhaseStarted) and event.name == "evaluate":
            control.stop()
    assert run.outcome() == "stopped"
    assert set(run.predictions().folds) == {"validation"}
    assert ended(list(loop.resume(run, RunControl()))).test_accuracy is not None
    assert set(run.predictions().folds) == {"validation", "test"}


def test_that_a_gpu_full_during_validation_evaluates_fewer_at_once_and_says_so_once(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = Trainer.evaluate

    def limited(self: Trainer, x: torch.Tensor, body: Merged | None = None) -> np.ndarray:
        if len(x) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return honest(self, x, body)

    monkeypatch.setattr(session_module, "EVALUATION_BATCH", {"cpu": 6})
    whole, _ = run_all(configure(), tmp_path)
    monkeypatch.setattr(Trainer, "evaluate", limited)
    run, events = run_all(configure(), tmp_path)
    assert ["3 at a time" in event.message for event in events if isinstance(event, Warned)] == [True]
    np.testing.assert_allclose(run.predictions().logits, whole.predictions().logits, atol=1e-5)


@pytest.mark.parametrize("resumed", [False, True])
def test_that_a_stop_while_the_pictures_are_read_through_is_answered(
    resumed: bool, configure: Configure, tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, control = RunFolder.create(tmp_path, configure()), RunControl()
    if resumed:
        for event in loop.train(run.config(), run, control):
            if isinstance(event, EpochDone):
                control.stop()
        shutil.rmtree(own_cache)
    control, honest, read = RunControl(), fingerprints.content_key, []

    def stopping(path: Path) -> bytes:
        read.append(path)
        control.stop()
        return honest(path)

    monkeypatch.setattr(fingerprints, "content_key", stopping)
    monkeypatch.setattr(pixel_store, "threads", lambda: 2)
    events = list((loop.resume if resumed else partial(loop.train, run.config()))(run, control))
    assert ended(events).outcome == "stopped"
    assert 0 < len(read) < 36 // 2


def test_that_a_stop_while_the_strength_is_chosen_is_answered_before_the_next_one(
    configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, control, fits = solve._descend, RunControl(), 0

    def stopping(*given: object) -> Iterator[torch.Tensor]:
        nonlocal fits
        fits += 1
        control.stop()
        return honest(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(solve, "_descend", stopping)
    _, events = run_all(configure(train__solver="lbfgs"), tmp_path, control)
    assert (ended(events).outcome, fits) == ("stopped", 1)


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), MemoryError(), ValueError("no value")])
def test_that_whatever_the_system_refuses_ends_the_run_as_failed_in_words(
    error: Exception, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        raise error

    monkeypatch.setattr(Trainer, "step", refused)
    run, events = run_all(configure(), tmp_path)
    assert ended(events).outcome == run.outcome() == "failed"
    assert ended(events).message.count(" ") > 3
    assert ended(events).hint
    assert sum(isinstance(event, RunEnded) for event in events) == 1


def test_that_a_run_whose_lock_cannot_be_asked_is_listed_as_unseen_and_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    (run.path / ".lock").touch()

    def refused(*given: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(filelock.FileLock, "acquire", refused)
    assert run.outcome() == "unseen"
    with pytest.raises(EngineError, match="cannot be written: Permission denied"):
        run.claim()
    (run.path / ".lock").unlink()
    assert not run.is_claimed()
    assert not (run.path / ".lock").exists()  # asking writes nothing


def test_that_a_run_is_claimed_although_somebody_asks_about_it_just_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunFolder.create(tmp_path, RunConfig())
    asking = filelock.FileLock(run.path / ".lock", thread_local=False)
    asking.acquire()
    threading.Timer(0.1, asking.release).start()
    run.claim()
    run.release()


class _Clock:
    """Seconds that pass where the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.mark.parametrize("mode", ["frozen", "everything", "staged"])
def test_that_the_time_left_is_right_within_a_fifth_after_the_first_epoch_or_said_to_be_unknown(
    mode: str, configure: Configure, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, step, evaluate = _Clock(), Trainer.step, Trainer.evaluate

    def stepping(self: Trainer, x: torch.Tensor, y: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        clock.now += 1.0 + 9.0 * len(list(self.trained_parameters()))
        return step(self, x, y)

    def evaluating(self: Trainer, x: torch.Tensor, body: Merged | None = None) -> np.ndarray:
        clock.now += 0.3
        return evaluate(self, x, body)

    monkeypatch.setattr(Trainer, "step", stepping)
    monkeypatch.setattr(Trainer, "evaluate", evaluating)
    for module in (loop, control_module):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(Throttle, "ready", lambda self: True)
    settings = MODES[mode] | {"train__epochs": 5, "train__batch_size": 8}
    run = RunFolder.create(tmp_path, configure(**settings))
    told = [
        (event.epoch, clock.now, event.seconds_left)
        for event in loop.train(run.config(), run, RunControl())
        if isinstance(event, EpochDone | BatchDone) and event.epoch
    ]
    for _, now, left in told:
        assert left < 0 or left == pytest.approx(clock.now - now, rel=0.2, abs=1.0)
    first = {"frozen": 1, "everything": 1, "staged": 3}[mode]  # staged: the last phase begins after two
    assert all((left >= 0) == (finished >= first) for finished, _, left in told)
