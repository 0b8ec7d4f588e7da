"""What is wrong with settings is said before a run begins."""

from __future__ import annotations

import pytest

from engine.config import DataConfig, RunConfig, with_setting

GIVEN = RunConfig(data=DataConfig(source="pictures"))


@pytest.mark.parametrize("device", ["auto", "cpu", "cuda", "cuda:0", "cuda:12"])
def test_that_every_device_there_can_be_is_taken(device: str) -> None:
    assert with_setting(GIVEN, "train.device", device).problems() == []


@pytest.mark.parametrize("device", ["0", "12", "cuda:", "cuda:x", "cuda:0 ", "cuda:0\n", "cuda:²", "gpu", ""])
def test_that_what_is_no_device_is_a_problem_in_words(device: str) -> None:
    (problem,) = with_setting(GIVEN, "train.device", device).problems()
    assert problem.field == "train.device"
    assert problem.message == "Choose auto, cpu, cuda or cuda:N."
