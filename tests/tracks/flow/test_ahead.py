"""Reading ahead changes nothing but who does the work."""

import threading
from collections.abc import Iterator

import pytest

from covis.tracks.flow.ahead import ahead


def readers() -> int:
    return sum(t.name == "covis-ahead" for t in threading.enumerate())


@pytest.mark.parametrize("depth", [1, 4, 100])
def test_all_items_come_in_order(depth: int) -> None:
    assert list(ahead(range(50), depth)) == list(range(50))


def test_nothing_to_read() -> None:
    assert list(ahead([], 2)) == []


def test_an_error_comes_in_its_turn() -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("the third is broken")

    reading = ahead(items(), 4)
    assert [next(reading), next(reading)] == [1, 2]
    with pytest.raises(ValueError, match="the third"):
        next(reading)


def test_no_more_than_the_depth_is_read_in_front() -> None:
    made = []

    def items() -> Iterator[int]:
        for k in range(100):
            made.append(k)
            yield k

    reading = ahead(items(), 3)
    next(reading)
    before = readers()
    reading.close()
    assert before == 1
    assert len(made) <= 1 + 3 + 2  # the one read, those waiting, one at the door, one being made
    assert readers() == 0
