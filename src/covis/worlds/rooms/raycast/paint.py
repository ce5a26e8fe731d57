"""The picture of a view: its colours, with outlines smoothed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covis.tracks.tracks import LabelMap
from covis.views.view import RGB
from covis.worlds.rooms.raycast.embree import FAR_M
from covis.worlds.rooms.raycast.mesh import Floats
from covis.worlds.rooms.raycast.tone import developed
from covis.worlds.rooms.raycast.view import Mask, Met, View

CREASE = 0.9  # cosine between neighbours' normals below which an outline is smoothed
STEP = 0.03  # relative jump in depth between neighbours above which an outline is smoothed
SUBPIXELS = (  # a rotated grid: two opposite places and, where those differ from the middle, the others
    np.array([[-0.125, -0.375], [0.125, 0.375]], np.float32),
    np.array([[0.375, -0.125], [-0.375, 0.125]], np.float32),
)
RAYS = 1 + sum(len(places) for places in SUBPIXELS)


def painted(view: View, exposure: float, ways: Floats) -> tuple[RGB, Met]:
    """The picture, (H, W, 3), that rays through the middles of pixels show, (H, W, 3), and what they met.

    Args:
        view: Where one stands, and when.
        exposure: Of the picture.
        ways: Directions with 1 m of depth, from left to right and from top to bottom.
    """
    shape = ways.shape[:2]
    met = view.cast(ways.reshape(-1, 3))
    rgb = developed(view.light(ways.reshape(-1, 3), met), exposure).reshape(ways.shape)
    depth_m, ids = maps(met, shape)
    rough = np.flatnonzero(_outlines(depth_m, ids, view.normals(met).reshape(ways.shape)))
    flat = rgb.reshape(-1, 3)
    flat[rough] = _smoothed(view, exposure, ways, met, rough, flat[rough])
    return rgb, met


def maps(met: Met, shape: tuple[int, ...]) -> tuple[NDArray[np.float32], LabelMap]:
    """Depth and ids, (H, W) both, of rays that met something."""
    depth_m = np.where(met.along < FAR_M, met.along, 0).astype(np.float32)
    return depth_m.reshape(shape), met.thing.reshape(shape)


def _smoothed(
    view: View, exposure: float, ways: Floats, met: Met, rough: NDArray[np.int64], first: RGB
) -> RGB:
    """(n, 3) the pixels on outlines: the mean of rays spread over each.

    A ray that meets the same surface as the middle of its pixel has the middle's colour.
    """
    right, down = ways[0, 1] - ways[0, 0], ways[1, 0] - ways[0, 0]
    middle, normals = ways.reshape(-1, 3)[rough], view.normals(met)[rough]
    thing, distance = met.thing[rough], met.along[rough]
    total = RAYS * first.astype(np.uint16)
    rows = np.arange(len(rough))
    for places in SUBPIXELS:
        differs = np.zeros(len(rough), np.bool_)
        for x, y in places:
            toward = middle[rows] + (x * right + y * down)
            more = view.cast(toward)
            same = _same(thing[rows], more.thing, distance[rows], more.along)
            same &= np.einsum("ij,ij->i", normals[rows], view.normals(more)) >= CREASE
            other = np.flatnonzero(~same)
            light = view.light(toward[other], more.only(other), careful=False)
            differs[rows[other]] = True
            total[rows[other]] += developed(light, exposure)
            total[rows[other]] -= first[rows[other]]
        rows = np.flatnonzero(differs)
    return np.asarray((total + RAYS // 2) // RAYS, np.uint8)


def _same(one: LabelMap, other: LabelMap, one_m: Floats, other_m: Floats) -> Mask:
    """Whether neighbouring rays meet one thing without a jump in depth between them."""
    near = np.abs(one_m - other_m) <= STEP * np.minimum(one_m, other_m)
    return np.asarray((one == other) & near, np.bool_)


def _outlines(depth_m: NDArray[np.float32], ids: LabelMap, normals: Floats) -> Mask:
    """(H, W): pixels at outlines and creases, where one ray is not enough."""
    rough = np.zeros(ids.shape, np.bool_)
    for axis in (0, 1):
        a = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
        b = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1))
        edge = ~_same(ids[a], ids[b], depth_m[a], depth_m[b])
        edge |= np.einsum("ijk,ijk->ij", normals[a], normals[b]) < CREASE
        rough[a] |= edge
        rough[b] |= edge
    return rough
