"""One logit or two for two classes: the same answer."""

from __future__ import annotations

from pathlib import Path

from engine.config import DataConfig, RunConfig, with_setting
from tests.engine.training.conftest import ended, run_all

VALIDATION = 153


def test_that_one_logit_is_as_right_as_two_on_ants_and_bees(ants_and_bees: Path, tmp_path: Path) -> None:
    right = {}
    for head in ("linear", "binary"):
        config = RunConfig(data=DataConfig(source=str(ants_and_bees)))
        for key, value in (("model.head", head), ("train.precision", "bf16"), ("train.epochs", "20")):
            config = with_setting(config, key, value)
        assert config.train.solver == "gradient"
        _, events = run_all(config, tmp_path)
        end = ended(events)
        assert (end.outcome, end.val_count) == ("completed", VALIDATION)
        assert end.val_accuracy is not None
        right[head] = round(end.val_accuracy * VALIDATION)
    assert abs(right["binary"] - right["linear"]) <= 2
    assert min(right.values()) >= 0.9 * VALIDATION
