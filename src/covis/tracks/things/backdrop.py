"""The backdrop: the bright, smooth, colourless or blue field that reaches the top of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.tracks.things.leaves import Leaves

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Links:
    """Pairs of leaves that touch.

    Attributes:
        first: (m,) int.
        second: (m,) int.
        strength: (m,) mean edge strength between them, in Lab units above the surroundings.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    strength: Floats


@dataclass(frozen=True)
class BackdropSettings:
    """What skies, ceilings and lit walls have in common."""

    least_lightness: float = 50.0  # L: darker is a roof, a tree, a night
    white_lightness: float = 66.0  # L: from here on it need not be blue
    most_yellow: float = 7.0  # b: paint and cloud are hardly warmer
    blue: float = -3.0  # b: sky
    most_red: float = 9.0  # a
    most_green: float = 16.0  # -a: haze and tinted glass turn skies green; leaves are yellow as well
    most_texture: float = 12.0  # mean edge strength inside, Lab units: clouds have some, foliage more
    lowest: float = 0.75  # of the height: what lies lower is floor
    weak_edge: float = 9.0  # the field goes on across edges weaker than this
    cloud_edge: float = 16.0  # and, once much of it is found, across the edges of clouds
    much: float = 0.08  # of the picture: with that much of it, blue patches cut off by poles are sky too


def backdrop_leaves(
    leaves: Leaves,
    area_px: Floats,
    lab: Floats,
    edges: Floats,
    links: Links,
    top_px: Floats,
    s: BackdropSettings = BackdropSettings(),
) -> NDArray[np.bool_]:
    """(n,) which leaves are backdrop, however sharply things cut into it.

    Args:
        leaves: (H, W) the leaf of each pixel.
        area_px: (n,).
        lab: (n, 3) sums of L, a and b.
        edges: (n,) sums of edge strength.
        links: Which leaves touch.
        top_px: (n,) contact with the top border.
        s: What to look for.
    """
    n, (height, width) = len(area_px), leaves.shape
    lightness, red, yellow = (lab / area_px[:, None]).T
    rows = np.repeat(np.arange(height), width)
    middle = np.bincount(leaves.ravel(), rows, minlength=n) / area_px / height
    able = (
        (lightness > s.least_lightness)
        & (yellow < s.most_yellow)
        & (red < s.most_red)
        & (red > -s.most_green)
    )
    able &= (lightness > s.white_lightness) | (yellow < s.blue)
    able &= (edges / area_px < s.most_texture) & (middle < s.lowest)
    found = _spread(able & (top_px > 0), able, links, s.weak_edge)
    if area_px[found].sum() > s.much * leaves.size:
        found = _spread(found | (able & (yellow < s.blue + 1)), able, links, s.cloud_edge)
    return found


def _spread(
    found: NDArray[np.bool_], able: NDArray[np.bool_], links: Links, weakest_edge: float
) -> NDArray[np.bool_]:
    """(n,) all able leaves that can be reached from those found without crossing a strong edge."""
    open_link = (links.strength < weakest_edge) & able[links.first] & able[links.second]
    first, second = links.first[open_link], links.second[open_link]
    while True:
        more = found.copy()
        more[first] |= found[second]
        more[second] |= found[first]
        if (more == found).all():
            return found
        found = more
