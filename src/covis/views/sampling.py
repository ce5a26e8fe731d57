"""Choose which views to keep."""

from __future__ import annotations

from collections.abc import Callable

from covis.errors import CovisError
from covis.views.covisible import covisible_indices
from covis.views.uniform import uniform_indices
from covis.views.view import Views


def sample(views: Views, count: int, how: str = "uniform") -> list[int]:
    """Indices of the views to keep.

    Args:
        views: All views.
        count: How many to keep, at least 1.
        how: A key of `SAMPLERS`:
            "uniform": evenly spaced by index with the first and the last view, see
            `uniform_indices`, as in Coarse Correspondences;
            "covisible": views that share what they show with the next one, see `covisible_indices`.

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


def _uniform(views: Views, count: int) -> list[int]:
    return uniform_indices(len(views), count)


SAMPLERS: dict[str, Callable[[Views, int], list[int]]] = {
    "uniform": _uniform,
    "covisible": covisible_indices,
}
"""The samplings by name."""
