from __future__ import annotations

import numpy as np
import pytest

from covis.training.pasta.retrieval import retrieval

S = np.zeros((4, 4))
S[0, 1], S[1, 3], S[2, 0], S[2, 2] = 0.9, 0.4, 0.3, 0.3  # rows 0, 1, 2 and all columns have overlap


def test_likeness_that_follows_overlap_is_always_right() -> None:
    found = retrieval([S + 0.0], [S])
    assert (found.top1, found.cells, found.pairs) == (1.0, 7, 1)


def test_what_is_right_is_counted_in_both_directions() -> None:
    likeness = np.zeros((4, 4))
    likeness[0, 1] = likeness[1, 0] = likeness[2, 2] = 1  # row 1 wrong, row 2 one of two that tie
    # Rows 0, 2 right. Columns: 0 says row 1 (wrong), 1 and 2 right, 3 says row 0 (wrong).
    found = retrieval([likeness], [S])
    assert found.top1 == pytest.approx(4 / 7)
    assert found.same_place == pytest.approx(2 / 7)  # row 2 and column 2
    assert found.chance == pytest.approx((1 + 1 + 2 + 4) / 4 / 7)


def test_the_other_order_of_a_pair_scores_the_same() -> None:
    likeness = np.random.default_rng(0).normal(size=(4, 4))
    assert retrieval([likeness], [S]) == retrieval([likeness.T], [S.T])


def test_nothing_to_ask_about_is_no_number() -> None:
    found = retrieval([np.zeros((4, 4))], [np.zeros((4, 4))])
    assert np.isnan(found.top1)
    assert found.cells == 0
