"""Choose which views to keep."""

from __future__ import annotations

from collections.abc import Callable

from covis.errors import CovisError
from covis.views.view import Views


def sample(views: Views, count: int, how: str = "uniform") -> list[int]:
    """Indices of the views to keep.

    Args:
        views: All views.
        count: How many to keep, at least 1.
        how: A key of `SAMPLERS`:
            "uniform": evenly spaced by index with the first and the last view, see `uniform_indices`.

    Returns:
        `count` increasing indices, the same for the same input.

    Raises:
        CovisError: If `count` is below 1 or above the number of views, or `how` is unknown.
    """
    if how not in SAMPLERS:
        raise CovisError(f"There is no sampling called {how}; choose one of {', '.join(SAMPLERS)}.")
    if count < 1:
        raise CovisError(f"{count} views cannot be kept; ask for at least 1.")
    if count > len(views):
        raise CovisError(
            f"{views.name} has {len(views)} views, fewer than the {count} asked for; ask for fewer."
        )
    return SAMPLERS[how](views, count)


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


def _uniform(views: Views, count: int) -> list[int]:
    return uniform_indices(len(views), count)


SAMPLERS: dict[str, Callable[[Views, int], list[int]]] = {
    "uniform": _uniform,
}
"""The samplings by name."""
