"""Blended batches."""

from __future__ import annotations

import pytest
import torch

from engine.config import TrainConfig
from engine.training.mixing import Mixed, mix

CHANNELS, SIDE, COUNT = 12, 7, 6


def _mixed(x: torch.Tensor, train: TrainConfig) -> Mixed:
    torch.manual_seed(3)
    return mix(train, x, torch.arange(COUNT), None)


@pytest.mark.parametrize("channels", [CHANNELS, 3])
def test_that_a_box_of_another_picture_has_all_its_channels_wherever_they_lie(channels: int) -> None:
    train = TrainConfig(cutmix=1.0)
    maps = torch.arange(COUNT).float()[:, None, None, None].expand(COUNT, channels, SIDE, SIDE)
    first, last = _mixed(maps, train), _mixed(maps.permute(0, 2, 3, 1), train)
    assert torch.equal(first.x, last.x.permute(0, 3, 1, 2))
    assert first.share == last.share
    assert 0 < first.share < 1
    for picture in first.x:
        assert torch.equal(picture, picture[:1].expand_as(picture))  # no channel is another picture's


def test_that_a_list_of_features_is_not_cut() -> None:
    x = torch.randn(COUNT, 5)
    assert torch.equal(_mixed(x, TrainConfig(cutmix=1.0)).x, x)
