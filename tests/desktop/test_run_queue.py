"""Runs that wait for their turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.run_queue import FILE, RunQueue
from engine.config import DataConfig, RunConfig


def _config(name: str) -> RunConfig:
    return RunConfig(data=DataConfig(source="pictures"), name=name)


def _names(queue: RunQueue) -> list[str]:
    return [one.config.name for one in queue.waiting]


@pytest.fixture
def queue(qapp: object, tmp_path: Path) -> RunQueue:
    queue = RunQueue()
    queue.open(tmp_path)
    for name in ("first", "second", "third"):
        queue.add(_config(name))
    return queue


def test_that_runs_are_taken_in_order(queue: RunQueue) -> None:
    taken = [queue.take() for _ in range(4)]
    assert [one.name if one else None for one in taken] == ["first", "second", "third", None]


def test_that_the_queue_survives_a_restart(queue: RunQueue, tmp_path: Path) -> None:
    queue.take()
    again = RunQueue()
    again.open(tmp_path)
    assert _names(again) == ["second", "third"]
    assert again.waiting == queue.waiting


def test_that_the_order_can_be_changed(queue: RunQueue, tmp_path: Path) -> None:
    queue.move(queue.waiting[2].key, 0)
    queue.move(queue.waiting[1].key, 99)
    assert _names(queue) == ["third", "second", "first"]
    queue.remove(queue.waiting[1].key)
    again = RunQueue()
    again.open(tmp_path)
    assert _names(again) == ["third", "first"]


def test_that_a_damaged_queue_is_told_and_left_alone(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"format": 1}')
    queue = RunQueue()
    with qtbot.waitSignal(queue.failed):
        queue.open(tmp_path)
    queue.add(_config("new"))
    assert (tmp_path / FILE).read_text() == '{"format": 1}'
    assert _names(queue) == ["new"]
