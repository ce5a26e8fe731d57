"""Keep views that share what they show, so that marks have something to be the same on."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from covis.views.covisibility import LOOK_PX, Look, look, share
from covis.views.uniform import uniform_indices
from covis.views.view import Views

# Enough candidates to find a path through a shaky minute, few enough to compare in about four seconds.
_CANDIDATES = 64

# Consecutive views that share this part of their texture show three or more objects in common in a room.
_MIN_SHARE = 0.35

# A step may be this much longer than an even one, so that a slow part can make room for a fast one.
_LONGEST_STEP = 2.0

# Weights against one candidate's step of time spanned: they decide between chains of nearly equal span.
_UNEVENNESS = 0.3
_BLUR = 0.6
_SHARING = 0.5

# Decoded frames held at a time while candidates are looked at.
_AT_ONCE = 8


def covisible_indices(views: Views, count: int) -> list[int]:
    """Indices of views that show the same things from one to the next.

    The uniform choice is taken if each of its views shares at least `_MIN_SHARE` of its textured area with
    the next (`covisibility.share`). Otherwise at most 64 evenly spaced candidates (more if more than 32
    views are asked for) are compared:

    - ordered views: the chain of `count` candidates with the fewest steps that share less than that; of
      those the one that spans the most time, give or take a step for even spacing, sharpness and sharing.
    - unordered views: the pair that shares most, then again and again the view that shares most with any
      view already taken.

    Where no two candidates share anything, such as in a video without texture, the choice is uniform.

    Args:
        views: All views; candidates are read at 480 px, eight at a time.
        count: How many to keep, 1..len(views).

    Returns:
        Increasing indices, the same for the same input.

    Raises:
        CovisError: If the views cannot be read.
    """
    uniform = uniform_indices(len(views), count)
    if count == 1 or count == len(views):
        return uniform
    looks = _looks(views, uniform)
    if views.ordered and _all_share([looks[i] for i in uniform]):
        return uniform
    candidates = _candidates(len(views), count)
    looks |= _looks(views, [i for i in candidates if i not in looks])
    seen = [looks[i] for i in candidates]
    longest = _longest_step(len(candidates), count) if views.ordered else len(candidates)
    shares = _shares(seen, longest)
    if not shares.any():
        return uniform
    chosen = (
        _chain(shares, np.array([s.sharpness for s in seen]), count)
        if views.ordered
        else _group(shares, count)
    )
    return [candidates[i] for i in chosen]


def _candidates(total: int, count: int) -> list[int]:
    # A whole number of candidates for each uniform step, so that the uniform choice is among them.
    per_step = max(2, (_CANDIDATES - 1) // (count - 1))
    return uniform_indices(total, min(total, per_step * (count - 1) + 1))


def _longest_step(candidates: int, count: int) -> int:
    return int(np.ceil(_LONGEST_STEP * (candidates - 1) / (count - 1)))


def _looks(views: Views, indices: Sequence[int]) -> dict[int, Look]:
    found: dict[int, Look] = {}
    for begin in range(0, len(indices), _AT_ONCE):
        for view in views.pick(indices[begin : begin + _AT_ONCE]):
            found[view.index] = look(view.shrunk(LOOK_PX))
    return found


def _all_share(looks: Sequence[Look]) -> bool:
    return all(share(a, b) >= _MIN_SHARE for a, b in itertools.pairwise(looks))


def _shares(looks: Sequence[Look], longest: int) -> NDArray[np.float64]:
    """(n, n) symmetric shares of the candidates at most `longest` steps apart, 0 elsewhere."""
    shares = np.zeros((len(looks), len(looks)))
    for i, j in itertools.combinations(range(len(looks)), 2):
        if j - i <= longest:
            shares[i, j] = shares[j, i] = share(looks[i], looks[j])
    return shares


def _chain(shares: NDArray[np.float64], sharpness: NDArray[np.float64], count: int) -> list[int]:
    """The best chain of `count` candidates, by dynamic programming over its length and its last member."""
    total = len(shares)
    even = (total - 1) / (count - 1)
    longest = _longest_step(total, count)
    blur = _blur(sharpness, round(even / 2))
    break_cost = 10.0 * total  # more than everything else in a chain together
    steps = np.arange(total)[None, :] - np.arange(total)[:, None]
    cost = np.where(shares >= _MIN_SHARE, 0.0, break_cost) - steps - _SHARING * shares
    cost += _UNEVENNESS * (steps / even - 1) ** 2 + _BLUR * blur[None, :]
    cost[(steps < 1) | (steps > longest)] = np.inf
    best = _BLUR * blur
    before: list[NDArray[np.int64]] = []
    for _ in range(count - 1):
        through = best[:, None] + cost
        before.append(through.argmin(axis=0))
        best = through.min(axis=0)
    chain = [int(best.argmin())]
    for previous in reversed(before):
        chain.append(int(previous[chain[-1]]))
    return chain[::-1]


def _blur(sharpness: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """0 for the sharpest among the neighbours within `reach`, towards 1 for a blurred one."""
    windows = [sharpness[max(0, i - reach) : i + reach + 1].max() for i in range(len(sharpness))]
    return np.asarray(1 - sharpness / np.maximum(windows, 1e-9), dtype=np.float64)


def _group(shares: NDArray[np.float64], count: int) -> list[int]:
    """The `count` views best linked to each other: Prim's maximum spanning tree, stopped early."""
    first = int(shares.max(axis=1).argmax())
    chosen = [first]
    link = shares[first].copy()
    while len(chosen) < count:
        link[chosen] = -1.0
        following = int(link.argmax())
        chosen.append(following)
        link = np.maximum(link, shares[following])
    return sorted(chosen)
