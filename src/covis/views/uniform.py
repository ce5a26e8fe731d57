"""Even spacing."""

from __future__ import annotations


def uniform_indices(total: int, count: int) -> list[int]:
    """`count` of 0..total-1 as `numpy.linspace(0, total - 1, count)` spaces them, halves rounded up.

    Includes the first and the last; one alone is the first.

    Args:
        total: How many there are.
        count: How many to choose, 1..total.

    Returns:
        Increasing, distinct indices.
    """
    steps = max(1, count - 1)
    return [(2 * i * (total - 1) + steps) // (2 * steps) for i in range(count)]
