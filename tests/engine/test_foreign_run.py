"""A run's folder from somebody else: whatever its files hold is told in words, and nothing in it runs."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from engine.config import RunConfig
from engine.errors import EngineError
from engine.event_tail import EventTail
from engine.events import EpochDone
from engine.fingerprints import content_keys
from engine.predictions import Predictions
from engine.run_folder import RunFolder

ENDLESS = "[" * 100_000
ODD = {"endless": ENDLESS, "list": "[1]", "number": "5", "text": '"x"', "half": '{"event":'}
EPOCH = {
    "event": "epoch_done", "epoch": 1, "epochs": 2, "train_loss": 0.5, "train_accuracy": 1, "val_loss": None,
    "val_accuracy": 0.5, "lr": 0.1, "seconds": 2, "images_per_second": 3.0, "best": True,
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path, RunConfig())


def test_that_whole_numbers_stand_for_others_in_events(run: RunFolder) -> None:
    run.events_path.write_text(json.dumps(EPOCH) + "\n")
    assert [type(event) for event in run.events()] == [EpochDone]


@pytest.mark.parametrize("what", ODD)
def test_that_odd_settings_splits_and_events_are_told_in_words(run: RunFolder, what: str) -> None:
    for path, read in (
        (run.config_path, run.config),
        (run.split_path, run.split),
        (run.events_path, run.outcome),
    ):
        path.write_text(ODD[what] + "\n")
        with pytest.raises(EngineError) as caught:
            read()
        assert caught.value.message
    # The one that watches a run passes over what it cannot read.
    assert EventTail(run.events_path).read(0.0).events == ()


@pytest.mark.parametrize(
    "change",
    [{"epoch": "x"}, {"best": 3}, {"lr": None}, {"seconds": 10**400}, {"val_loss": [1]}, {"more": 1}],
)
def test_that_an_event_with_values_of_other_kinds_is_told_in_words(run: RunFolder, change: dict) -> None:
    run.events_path.write_text(json.dumps({**EPOCH, **change}) + "\n")
    with pytest.raises(EngineError, match="expected fields"):
        list(run.events())


def test_that_a_line_without_end_does_not_fill_the_memory(
    run: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.event_log._LONGEST_LINE", 1000)
    run.events_path.write_bytes(b"a" * 5000)
    with pytest.raises(EngineError, match="a line without end"):
        list(run.events())


class Runs:
    """Pickles into a program that makes a file."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


def archive(compression: int = zipfile.ZIP_STORED, **arrays: object) -> bytes:
    good = {
        "ids": np.array(["a"]), "folds": np.array(["validation"]), "labels": np.array([0]),
        "logits": np.zeros((1, 2), np.float32), "classes": np.array(["x", "y"]), "epoch": np.int64(1),
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as stored:
        for name, array in {**good, **arrays}.items():
            content = array
            if not isinstance(content, bytes):
                member = io.BytesIO()
                np.save(member, np.asarray(array), allow_pickle=True)
                content = member.getvalue()
            stored.writestr(f"{name}.npy", content)
    return buffer.getvalue()


def claims(count: int) -> bytes:
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count},)}}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()


def test_that_predictions_of_any_content_are_told_in_words(run: RunFolder, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    run.predictions_path.write_bytes(archive())
    assert isinstance(run.predictions(), Predictions)
    for what, content in {
        "pickles": archive(ids=np.array([Runs(mark)], dtype=object)),
        "a bomb": archive(zipfile.ZIP_DEFLATED, logits=np.zeros((10**6, 2), np.float32)),
        "claims terabytes": archive(logits=claims(10**12)),
        "other lengths": archive(labels=np.array([0, 1])),
        "other classes": archive(classes=np.array(["x"])),
        "no such label": archive(labels=np.array([7])),
        "text for numbers": archive(logits=np.array([["a", "b"]])),
        "epoch a list": archive(epoch=np.array([1, 2])),
        "nothing": b"",
        "not an archive": b"\x80\x04" + os.urandom(50),
    }.items():
        run.predictions_path.write_bytes(content)
        with pytest.raises(EngineError, match="cannot be read") as caught:
            run.predictions()
        assert caught.value.hint, what
        assert not mark.exists(), what


def test_that_a_hostile_checkpoint_is_told_in_words(run: RunFolder) -> None:
    import torch

    from engine.training import checkpoint

    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as stored:
        stored.writestr("archive/data.pkl", bytes(5_000_000))
    bare = io.BytesIO()
    torch.save({"format": 1, "epoch": 1}, bare)
    for content in (bomb.getvalue(), b"\x80\x02]" * 5, b"PK", b"", bare.getvalue()):
        run.last_path.write_bytes(content)
        with pytest.raises(EngineError):
            checkpoint.load(run.last_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_that_a_pipe_among_the_pictures_of_a_split_counts_as_gone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    assert content_keys([tmp_path / "a.png", tmp_path, Path(os.devnull), Path("a\0b")]) == [None] * 4
