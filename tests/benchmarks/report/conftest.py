from pathlib import Path

import pytest
from tests.benchmarks.report.made_run import MadeCell, make_run, samples_of

FOUR = tuple(
    MadeCell(arm, direction, right)
    for arm, direction, right in (
        ("raw", "forward", 0.6),
        ("raw", "reverse", 0.5),
        ("marked", "forward", 0.72),
        ("marked", "reverse", 0.7),
    )
)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raw and marked views in both orders, 40 scenes of five questions, with pictures for the page."""
    return make_run(tmp_path_factory.mktemp("runs") / "four", FOUR, samples_of(40, 5), pictures=True)
