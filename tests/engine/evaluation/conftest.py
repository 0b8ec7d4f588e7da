"""A run that the tests of this folder read."""

from __future__ import annotations

import pytest

from engine.config import ModelConfig
from engine.run_folder import RunFolder
from tests.engine.export.runs import make_run


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """One SqueezeNet run (the quickest to build) shared by the tests that only read it."""
    return make_run(tmp_path_factory.mktemp("squeeze"), ModelConfig(backbone="squeezenet1_1", weights="none"))
