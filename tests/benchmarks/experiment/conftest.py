"""The small set, made once."""

from __future__ import annotations

import pytest
from tests.benchmarks.experiment.data_set import SmallSet, write_small_set


@pytest.fixture(scope="session")
def small_set(tmp_path_factory: pytest.TempPathFactory) -> SmallSet:
    return write_small_set(tmp_path_factory.mktemp("small"))
