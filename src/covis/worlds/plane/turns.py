"""Draws that come out even: in each block of n draws every one of n values has its turn once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

Key = tuple[int, ...]
"""What tells one series of draws from another; integers of at least 0."""


def turn(key: Key, serial: int, n: int) -> int:
    """The value, 0 to n - 1, that has its turn at place `serial` of a series.

    Any n draws in a row that start at a multiple of n give every value once, in an order drawn from the key,
    so that answers are balanced in small sets too and still cannot be guessed from the order.

    Args:
        key: The series.
        serial: The place in it, from 0.
        n: How many values there are.
    """
    return _order((*key, n, serial // n), n)[serial % n]


@lru_cache(maxsize=512)
def _order(key: Key, n: int) -> tuple[int, ...]:
    """The order of the values in one block."""
    return tuple(np.random.default_rng(key).permutation(n).tolist())
