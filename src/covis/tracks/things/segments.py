"""A picture as a graph: leaves with sums that add up when leaves merge, and a table of shared outlines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.things.backdrop import Links, backdrop_leaves
from covis.tracks.things.leaves import LeafSettings, Leaves, cut_leaves
from covis.tracks.things.motion import MotionCue
from covis.views.view import RGB

Floats = NDArray[np.float64]
Plane = NDArray[np.float32]
"""(H, W) float32."""

BINS = 12  # a channel: 8 Lab units, wider than the shading across one side of a thing
DIRECTIONS = 64  # in which a segment's extent is known: an outline's hull is right to a few per cent
FINE = LeafSettings()
STRONG_EDGE = 8.0  # Lab units a px above its surroundings: an outline a person would draw
SURPRISE = 3.0  # grey levels by which the camera's motion fails to explain a leaf that moves by itself
SURPRISE_WIDTH = 0.8
INHIBITION = 0.8  # of the mean edge strength around: texture is a field of edges, an outline stands alone
INHIBITION_SPAN = 1 / 32  # of the picture's width: the reach of "around"


@dataclass(frozen=True)
class Outlines:
    """Outlines that two leaves share: row r is shared by leaves `first[r]` < `second[r]`.

    Attributes:
        first: (m,) int.
        second: (m,) int.
        length_px: (m,) number of neighbouring pixel pairs across it.
        strength: (m,) edge strength summed over those pairs, in Lab units above their surroundings.
        closed: (m,) how much of the length is a strong edge, in px.
        motion: (m,) motion edge, 0..1 each, summed over those pairs.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    length_px: Floats
    strength: Floats
    closed: Floats
    motion: Floats

    @property
    def links(self) -> Links:
        """Who touches whom, and the mean edge strength between them."""
        return Links(self.first, self.second, self.strength / self.length_px)


@dataclass(frozen=True)
class SegmentGraph:
    """The leaves of one picture, what they sum up to, and how they touch.

    Attributes:
        leaves: (H, W) int32, the leaf 0..n-1 of each pixel.
        area_px: (n,).
        histogram: (n, 3 * BINS) pixels in each bin of L, a and b.
        lab: (n, 3) sum of L, a and b over the pixels.
        border_px: (n, 4) pixels on the picture's top, bottom, left and right border.
        common: (n,) sum over pixels of the share of the picture with a similar colour.
        motion: (n, 3) sums of the motion cue's speed and of its flow in x and y, in px.
        backdrop: (n,) area in px of leaves that are sky, ceiling or lit wall; 0 for others.
        extent_px: (n, DIRECTIONS) how far the leaf's pixels reach in each direction (its support function).
        outlines: The outlines that leaves share.
        moving: Whether there was a motion cue; without one `motion` is 0.
    """

    leaves: Leaves
    area_px: Floats
    histogram: Floats
    lab: Floats
    border_px: Floats
    common: Floats
    motion: Floats
    backdrop: Floats
    extent_px: Floats
    outlines: Outlines
    moving: bool

    def __len__(self) -> int:
        """The number of leaves."""
        return len(self.area_px)


def segment_graph(rgb: RGB, cue: MotionCue | None = None, leaf: LeafSettings = FINE) -> SegmentGraph:
    """Cut a picture into leaves and sum up each.

    Args:
        rgb: uint8 (H, W, 3).
        cue: What moves in it, of the same height and width.
        leaf: How finely it is cut.

    Raises:
        ValueError: If picture and motion cue differ in size.
    """
    if cue is not None and cue.speed.shape != rgb.shape[:2]:
        raise ValueError(f"a motion cue of {cue.speed.shape} for a picture of {rgb.shape[:2]}")
    lab = np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)
    leaves = cut_leaves(rgb, leaf)
    n, flat = int(leaves.max()) + 1, leaves.ravel()

    def total(values: Plane) -> Floats:
        return _sums(flat, values.ravel(), n)

    area = np.bincount(flat, minlength=n).astype(np.float64)
    colour = np.stack([total(lab[..., c]) for c in range(3)], 1)
    edges = edge_strength(lab)
    outlines = _outlines(leaves, n, standing_out(edges), None if cue is None else cue.edge)
    moved = np.zeros((n, 3))
    if cue is not None:
        moved = np.stack([total(cue.speed), total(cue.flow_px[..., 0]), total(cue.flow_px[..., 1])], 1)
        # Flow smears over still ground beside a mover. A leaf moves only if the camera's motion alone fails
        # to explain it in every frame looked at: still ground is uncovered in at least one of them.
        surprise = np.min([total(x) / area for x in cue.surprise], axis=0)
        moved[:, 0] *= 1 / (1 + np.exp(-(surprise - SURPRISE) / SURPRISE_WIDTH))
    borders = (leaves[0], leaves[-1], leaves[:, 0], leaves[:, -1])
    touched = [np.bincount(b, minlength=n).astype(np.float64) for b in borders]
    return SegmentGraph(
        leaves=leaves,
        area_px=area,
        histogram=_histograms(lab, leaves, n),
        lab=colour,
        border_px=np.stack(touched, 1),
        common=total(commonness(lab)),
        motion=moved,
        backdrop=area * backdrop_leaves(leaves, area, colour, total(edges), outlines.links, touched[0]),
        extent_px=_extents(leaves, n),
        outlines=outlines,
        moving=cue is not None,
    )


def edge_strength(lab: Plane) -> Plane:
    """How strong an edge runs through each pixel, in Lab units a px, (H, W).

    The larger of the colour gradients (Scharr) at a fine and a coarse scale, the coarse one weighed up for
    what the blur took from it, so that soft outlines count as well.
    """
    best: Plane = np.zeros(lab.shape[:2], np.float32)
    for sigma_px in (0.8, 1.8):
        smooth = cv2.GaussianBlur(lab, (0, 0), sigma_px)
        dx = cv2.Scharr(smooth, cv2.CV_32F, 1, 0, scale=1 / 32)
        dy = cv2.Scharr(smooth, cv2.CV_32F, 0, 1, scale=1 / 32)
        size = cv2.transform(dx * dx + dy * dy, np.ones((1, 3), np.float32))
        size = np.asarray(np.sqrt(size) * (1 + sigma_px), np.float32)
        best = np.maximum(best, size)
    return best


def standing_out(edges: Plane) -> Plane:
    """Edges less what edges there are around, (H, W): texture fades, the outlines of things stay.

    Surround inhibition after Grigorescu et al. (IEEE TIP 2003), isotropic.
    """
    around = cv2.GaussianBlur(edges, (0, 0), max(1.0, edges.shape[1] * INHIBITION_SPAN))
    return np.asarray(np.maximum(0, edges - INHIBITION * around + 1.5), np.float32)


def commonness(lab: Plane) -> Plane:
    """The share of the picture that has a colour like this pixel's, 0..1, (H, W).

    A colour is like another within about 6 Lab units: a histogram of 5-unit bins, blurred by 1.2 bins.
    """
    shape = (21, 32, 32)
    shift, last = np.array([0, 80, 80], np.float32), np.array(shape, np.float32) - 1
    index = np.clip((lab + shift) / 5, 0, last).astype(np.int32)
    flat = ((index[..., 0] * 32 + index[..., 1]) * 32 + index[..., 2]).ravel()
    table: Plane = np.bincount(flat, minlength=int(np.prod(shape))).astype(np.float32).reshape(shape)
    kernel = np.exp(-0.5 * (np.arange(-3, 4, dtype=np.float32) / 1.2) ** 2)
    for axis in range(3):
        rows = np.ascontiguousarray(np.moveaxis(table, axis, -1))
        flat_rows = rows.reshape(-1, rows.shape[-1])
        blurred = cv2.sepFilter2D(
            flat_rows, -1, kernel, np.ones(1, np.float32), borderType=cv2.BORDER_CONSTANT
        )
        table = np.moveaxis(np.asarray(blurred, np.float32).reshape(rows.shape), -1, axis)
    return np.asarray(np.ascontiguousarray(table).ravel()[flat] / flat.size, np.float32).reshape(
        lab.shape[:2]
    )


def _histograms(lab: Plane, leaves: Leaves, n: int) -> Floats:
    """(n, 3 * BINS) pixels of each leaf in each bin of L, a and b."""
    per_unit = np.array([BINS / 100, 1 / 8, 1 / 8], np.float32)
    scaled = lab * per_unit + np.array([0, BINS / 2, BINS / 2], np.float32)
    bins = np.clip(scaled, 0, BINS - 1).astype(np.int32)
    first = leaves * np.int32(BINS)
    parts = [
        np.bincount((first + bins[..., c]).ravel(), minlength=n * BINS).reshape(n, BINS) for c in range(3)
    ]
    return np.concatenate(parts, 1).astype(np.float64)


def _extents(leaves: Leaves, n: int) -> Floats:
    """(n, DIRECTIONS) the greatest x cos + y sin of each leaf's pixels; the ends of its rows tell it."""
    change = leaves[:, 1:] != leaves[:, :-1]
    ends = np.ones(leaves.shape, np.bool_)
    ends[:, 1:-1] = change[:, 1:] | change[:, :-1]
    y, x = np.nonzero(ends)
    owner = leaves[y, x]
    order = np.argsort(owner, kind="stable")
    across, down = _directions().astype(np.float32).T
    reach = x[order, None].astype(np.float32) * across + y[order, None].astype(np.float32) * down
    starts = np.searchsorted(owner[order], np.arange(n))
    return np.asarray(np.maximum.reduceat(reach, starts, axis=0), np.float64)


def _directions() -> Floats:
    """(DIRECTIONS, 2) unit vectors all around."""
    angle = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    return np.stack([np.cos(angle), np.sin(angle)], 1)


def _outlines(leaves: Leaves, n: int, strength: Plane, motion_edge: Plane | None) -> Outlines:
    """The table of shared outlines, from all pairs of neighbouring pixels in different leaves."""
    keys, strengths, motions = [], [], []
    for here, there in (
        ((slice(None), slice(None, -1)), (slice(None), slice(1, None))),
        ((slice(None, -1), slice(None)), (slice(1, None), slice(None))),
    ):
        across = leaves[here] != leaves[there]
        one, other = leaves[here][across].astype(np.int64), leaves[there][across]
        keys.append(np.minimum(one, other) * n + np.maximum(one, other))
        strengths.append(np.maximum(strength[here][across], strength[there][across]))
        if motion_edge is not None:
            motions.append(np.maximum(motion_edge[here][across], motion_edge[there][across]))
    pair, row = np.unique(np.concatenate(keys), return_inverse=True)
    s = np.concatenate(strengths)
    closed = np.clip((s - STRONG_EDGE / 2) / STRONG_EDGE, 0, 1)  # fades in from half to one and a half
    m = len(pair)
    return Outlines(
        first=pair // n,
        second=pair % n,
        length_px=np.bincount(row, minlength=m).astype(np.float64),
        strength=_sums(row, s, m),
        closed=_sums(row, closed, m),
        motion=_sums(row, np.concatenate(motions), m) if motions else np.zeros(m),
    )


def _sums(index: NDArray[np.int32] | NDArray[np.int64], values: Plane | Floats, n: int) -> Floats:
    """(n,) values summed by index."""
    return np.asarray(np.bincount(index, values, minlength=n), np.float64)
