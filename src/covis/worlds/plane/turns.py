"""Draws that come out even: in each block of n draws every one of n values has its turn once."""

from __future__ import annotations

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
    order = np.random.default_rng((*key, n, serial // n)).permutation(n)
    return int(order[serial % n])
