import numpy as np
import pytest

from covis.cli import memory


def test_the_peak_covers_what_was_held_and_freed() -> None:
    memory.reset_peak()
    before = memory.peak_memory_mb()
    held = np.ones(100_000_000, np.uint8)
    del held
    after = memory.peak_memory_mb()
    assert before is not None
    assert after is not None
    assert 80 < after - before < 160


@pytest.mark.skipif(not memory.CLEAR.exists(), reason="needs Linux")
def test_a_reset_forgets_the_past() -> None:
    held = np.ones(100_000_000, np.uint8)
    high = memory.peak_memory_mb()
    del held
    memory.reset_peak()
    low = memory.peak_memory_mb()
    assert high is not None
    assert low is not None
    assert low < high - 80
