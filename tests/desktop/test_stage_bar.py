"""The strip of stages: every block is named, at any width."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.widgets.stage_bar import StageBar

LITE = [("stem", 900), ("stage1", 1500), ("stage2", 17_000), ("stage3", 50_000), ("stage4", 250_000)]
LITE += [("stage5", 500_000), ("stage6", 1_500_000), ("stage7", 800_000), ("conv_head", 410_000)]


def bar_of(qtbot: QtBot, width: int) -> StageBar:
    bar = StageBar()
    qtbot.addWidget(bar)
    bar.set_stages(LITE, 12_810)
    bar.resize(width, bar.sizeHint().height())
    return bar


@pytest.mark.parametrize("ems", [24, 30, 40, 60, 120])
def test_that_every_block_is_named_and_no_name_touches_its_edge(qtbot: QtBot, ems: int) -> None:
    metrics = QFontMetricsF(theme.font("caption"))
    bar = bar_of(qtbot, round(ems * metrics.horizontalAdvance("m")) + 120)
    names, blocks = bar.names(), bar.blocks()
    assert all(names)
    for name, block in zip(names, blocks, strict=True):
        assert block.width() >= metrics.horizontalAdvance(name) + 6, name
    assert len({name for name in names if name.isdigit()}) in (0, 7)
    for left, right in pairwise(blocks):
        assert left.right() < right.left()
    assert blocks[-1].right() <= bar.width()


def test_that_wide_blocks_bear_whole_names_and_grow_with_their_parameters(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 4000)
    assert bar.names()[:-1] == [name for name, _ in LITE]
    wide = [block.width() for block in bar.blocks()[:-1]]
    by_size = sorted(range(len(LITE)), key=lambda at: LITE[at][1])
    assert [wide[at] for at in by_size] == sorted(wide)


def test_that_a_strip_too_narrow_for_any_name_still_has_a_place_for_each_stage(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, 150)
    blocks = bar.blocks()
    assert len(blocks) == len(LITE) + 1
    assert all(block.width() > 0 for block in blocks)
    assert blocks[-1].right() <= 150
    bar.grab()
