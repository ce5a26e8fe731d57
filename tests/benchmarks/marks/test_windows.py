import numpy as np

from covis.benchmarks.marks.windows import with_panes

FRAME = 1


def view(rows: list[str]) -> np.ndarray:
    """Ids from digits, each digit 4 by 4 px."""
    return np.kron(np.array([[int(c) for c in row] for row in rows]), np.ones((4, 4), int)).astype(np.int32)


def test_panes_are_the_windows_and_the_wall_is_not() -> None:
    ids = view(["0000000", "0111110", "0101010", "0111110", "0000000"])
    whole = view(["0000000", "0111110", "0111110", "0111110", "0000000"])
    assert np.array_equal(with_panes(ids, [FRAME]), whole)


def test_a_window_cut_off_by_the_border() -> None:
    ids = view(["00111", "00100", "00111", "00000"])
    assert np.array_equal(with_panes(ids, [FRAME]), view(["00111", "00111", "00111", "00000"]))


def test_a_cup_before_the_pane_stays_a_cup() -> None:
    ids = view(["11111", "10001", "10201", "11111"])
    assert np.array_equal(with_panes(ids, [FRAME]), view(["11111", "11111", "11211", "11111"]))


def test_what_shows_through_a_ring_that_is_no_window_is_not_its_own() -> None:
    ids = view(["22222", "20002", "22222"])
    assert with_panes(ids, [FRAME]) is ids


def test_a_bare_wall_around_a_window_is_no_pane() -> None:
    ids = view(["000", "010", "000"])
    assert np.array_equal(with_panes(ids, [FRAME]), ids)
