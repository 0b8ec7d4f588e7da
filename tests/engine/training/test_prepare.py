"""What a run knows of its pictures before it trains."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from engine.config import DataConfig, RunConfig
from engine.control import RunControl
from engine.data import decode
from engine.training.prepare import Stopped, prepare
from tests.engine.generators import returned


def test_that_pictures_are_asked_for_their_size_only_where_the_run_needs_it(
    stripes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def told(path: Path) -> tuple[int, int]:
        asked.append(path)
        return 40, 30

    monkeypatch.setattr(decode, "stated_size", told)
    plain = RunConfig(data=DataConfig(source=str(stripes)))
    assert returned(prepare(plain, RunControl())).shorter_side == 0
    assert asked == []
    edge = replace(plain, model=replace(plain.model, edge_to_edge=True))
    assert returned(prepare(edge, RunControl())).shorter_side == 30
    assert asked


def test_that_a_stop_while_sizes_are_asked_for_is_answered(
    stripes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    control, asked = RunControl(), []

    def told(path: Path) -> tuple[int, int]:
        asked.append(path)
        control.stop()
        return 40, 30

    monkeypatch.setattr(decode, "stated_size", told)
    config = RunConfig(data=DataConfig(source=str(stripes)))
    with pytest.raises(Stopped):
        list(prepare(replace(config, model=replace(config.model, edge_to_edge=True)), control))
    assert len(asked) == 1
