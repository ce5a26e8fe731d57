"""What is measured of regions, many at once: each is a set of leaves, all sums are matrix products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.things.segments import DIRECTIONS, SegmentGraph

Floats = NDArray[np.float64]
Numbers = NDArray[np.floating[Any]]
UNSEEN = 0.002  # share of a colour that was not seen: a few pixels of the smallest region scored
Members = NDArray[np.bool_]
"""(k, n) bool: which of n leaves each of k regions is made of."""


@dataclass(frozen=True)
class Measures:
    """Measured quantities of k regions, each (k,).

    Attributes:
        area: Share of the picture, 0..1.
        closure: Share of the outline inside the picture that is a strong edge, 0..1.
        contrast: How much the histogram differs from that of what lies around it, 0..1.
        solidity: Area over the area of the convex hull, 0..1.
        border: Length of contact with the picture's border over the square root of the area
            (boundary connectivity, Zhu et al., CVPR 2014).
        spans: 1 where it touches two opposite borders, else 0.
        thickness: Mean width over the square root of the picture's area.
        common: Share of the rest of the picture that has its colours, 0..1.
        distinct: How much its histogram tells it from the rest of the picture: Kullback-Leibler divergence
            summed over L, a and b, in nats.
        backdrop: Share that is sky, ceiling or lit wall, 0..1.
        speed: Mean evidence of motion, 0..1.
        mixed: How evenly it is made of moving and of still parts: 0 for all of one kind, 1 for halves.
        faster: That, less the mean of what lies around it, -1..1.
    """

    area: Floats
    closure: Floats
    contrast: Floats
    solidity: Floats
    border: Floats
    spans: Floats
    thickness: Floats
    common: Floats
    distinct: Floats
    backdrop: Floats
    speed: Floats
    mixed: Floats
    faster: Floats


def measure(graph: SegmentGraph, members: Members) -> Measures:
    """Measure regions.

    Args:
        graph: The picture.
        members: (k, n) bool, the leaves of each region; every region has one.

    Returns:
        The quantities, (k,) each.
    """
    inside = members.astype(np.float32)
    area_px = product(inside, graph.area_px[:, None])[:, 0]
    sums = np.hstack([graph.histogram, graph.motion[:, :1], graph.common[:, None], graph.border_px])
    means = product(inside, sums) / area_px[:, None]
    bins = graph.histogram.shape[1]
    length_px, closed_px, around = _surroundings(graph, members, inside)
    known = np.where(length_px > 0, length_px, 1.0)
    touched_px = means[:, bins + 2 :] * area_px[:, None]
    border_px = touched_px.sum(1)
    apart = np.abs(means[:, :bins] - around[:, :bins]).sum(1) / 6
    touches = touched_px > 0.5
    size_px = float(graph.leaves.size)
    columns = {
        "area": area_px / size_px,
        "closure": closed_px / known,
        "contrast": np.where(length_px > 0, apart, 0.0),
        "solidity": area_px / _hull_area_px(graph, members),
        "border": border_px / np.sqrt(area_px),
        "spans": (touches[:, 0] & touches[:, 1]) | (touches[:, 2] & touches[:, 3]),
        "thickness": 2 * area_px / (length_px + border_px + 1) / np.sqrt(size_px),
        "common": np.maximum(0, means[:, bins + 1] - area_px / size_px),
        "distinct": _divergence(means[:, :bins], area_px, graph.histogram.sum(0)),
        "backdrop": product(inside, graph.backdrop[:, None])[:, 0] / area_px,
        "speed": means[:, bins],
        "mixed": _mixed(graph, inside, area_px),
        "faster": np.where(length_px > 0, means[:, bins] - around[:, bins], 0.0),
    }
    return Measures(**{name: np.asarray(column, np.float64) for name, column in columns.items()})


def product(
    one: NDArray[np.float32] | NDArray[np.bool_], other: NDArray[np.float32] | Floats
) -> NDArray[np.float32]:
    """The matrix product of (k, n) and (n, m), float32.

    OpenCV's, since numpy hands such small products to a pool of threads that spends more time waiting for
    itself, on every core, than multiplying.
    """
    if 0 in one.shape or 0 in other.shape:
        return np.zeros((one.shape[0], other.shape[1]), np.float32)
    left, right = np.ascontiguousarray(one, np.float32), np.ascontiguousarray(other, np.float32)
    return np.asarray(cv2.gemm(left, right, 1.0, None, 0.0), np.float32)  # type: ignore[call-overload]  # None is fine


def _mixed(graph: SegmentGraph, inside: NDArray[np.float32], area_px: Numbers) -> Floats:
    """(k,) 4 p (1 - p) for the share p of each region's area that lies in moving leaves."""
    moving_px = np.where(graph.motion[:, 0] > 0.5 * graph.area_px, graph.area_px, 0.0)
    share = product(inside, moving_px[:, None])[:, 0] / area_px
    return np.asarray(4 * share * (1 - share), np.float64)


def _divergence(histogram: Numbers, area_px: Numbers, everything: Floats) -> Floats:
    """(k,) divergence of each region's histogram (k, 3 * bins), shares of its area, from that of the rest."""
    rest = everything - histogram * area_px[:, None]
    rest = rest / np.maximum(1.0, rest.sum(1, keepdims=True) / 3)
    ratio = (histogram + UNSEEN) / (np.maximum(rest, 0) + UNSEEN)
    return np.asarray((histogram * np.log(ratio)).sum(1), np.float64)


def _surroundings(graph: SegmentGraph, members: Members, inside: NDArray[np.float32]) -> tuple[Floats, ...]:
    """Length of outline (k,), of strong outline (k,); mean histogram and speed just outside (k, bins + 1)."""
    o, n = graph.outlines, len(graph)
    crossed = (members[:, o.first] != members[:, o.second]).astype(np.float32)
    length_px, closed_px = product(crossed, np.stack([o.length_px, o.closed], 1)).T
    shared = np.zeros((n, n), np.float32)
    shared[o.first, o.second] = shared[o.second, o.first] = o.length_px
    weight = product(inside, shared) * ~members
    looks = np.hstack([graph.histogram, graph.motion[:, :1]]) / graph.area_px[:, None]
    around = product(weight, looks) / np.where(length_px > 0, length_px, 1.0)[:, None]
    return length_px, closed_px, around


def _hull_area_px(graph: SegmentGraph, members: Members) -> Floats:
    """(k,) area of each region's convex hull, from how far it reaches in each direction.

    With support function h at angles d apart, side i of the polygon around the region is
    (h[i-1] + h[i+1] - 2 h[i] cos d) / sin d long, and the area is half the sum of h times side.
    """
    which, leaf = np.nonzero(members)
    starts = np.searchsorted(which, np.arange(len(members)))
    reach = graph.extent_px.astype(np.float32)[leaf]
    h = np.maximum.reduceat(reach, starts, axis=0).astype(np.float64) + 0.5  # a pixel is not a point
    step = 2 * np.pi / DIRECTIONS
    side = (np.roll(h, 1, 1) + np.roll(h, -1, 1) - 2 * h * np.cos(step)) / np.sin(step)
    return np.asarray(np.maximum((h * side).sum(1) / 2, 1.0), np.float64)
