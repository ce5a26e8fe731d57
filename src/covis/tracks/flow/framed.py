"""Pictures, windows, mirrors, shelves: a thing in a frame is whole with its frame, not without."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.colour import colour_histogram
from covis.tracks.flow.frames import Frame
from covis.tracks.flow.silhouette import Mask
from covis.tracks.flow.state import Scene
from covis.tracks.things.measures import Members, product
from covis.tracks.things.segments import DIRECTIONS, SegmentGraph
from covis.tracks.things.thingness import Logistic, Thingness, score_members

FRAMED = Thingness(backdrop=Logistic(2.0, -0.08))
"""What is framed is no backdrop, though there may be sky in it: it is a window."""

SLIM = 0.6  # share of its box that a frame fills at most
FILLED = 0.35  # share of the whole that lies within the frame, at least: a table with a cup on it is no frame
FULL = 0.6  # share of its box that the whole fills: perspective leaves corners
LARGEST = 0.3  # of the picture: what is larger is the room
LEAST_THINGNESS = 0.4  # of the whole: most that is enclosed by chance has less
MAIN_PART = 0.25  # of the whole: what fills more is its inside rather than something in front of it
WITHIN = 0.85  # share of a track that must lie in a whole of which it is a part
STRAY = 0.05  # share of the whole that tracks may cover which reach out of it
COMPLETE = 0.9  # share of the whole from which a track has it already


def framed_wholes(graph: SegmentGraph, members: Members) -> Members:
    """Regions with what they enclose, where they are frames.

    A frame may be cut off by the border of the picture, which then closes it.

    Args:
        graph: The picture.
        members: (k, n) bool, the leaves of each region.

    Returns:
        (m, n) bool, each once.
    """
    boxes_px = _boxes_px(graph, members)
    width_px, height_px = (boxes_px[:, 2:] - boxes_px[:, :2]).T
    area_px = product(members, graph.area_px[:, None])[:, 0]
    wholes = [np.zeros(len(graph), np.bool_)]
    for k in np.flatnonzero(area_px < SLIM * width_px * height_px).tolist():
        whole = members[k] | _enclosed(graph, members[k], boxes_px[k])
        whole_px = float(graph.area_px[whole].sum())
        filled = area_px[k] < (1 - FILLED) * whole_px
        if filled and FULL * width_px[k] * height_px[k] < whole_px < LARGEST * graph.leaves.size:
            wholes.append(whole)
    return np.unique(np.stack(wholes), axis=0)[1:]


def _boxes_px(graph: SegmentGraph, members: Members) -> NDArray[np.int64]:
    """(k, 4) left, top, right and bottom of each region, the last two just outside."""
    quarters = graph.extent_px[:, :: DIRECTIONS // 4]  # to the right, down, to the left, up
    right, down, left, up = np.where(members[..., None], quarters, -np.inf).max(1).T
    return np.round(np.stack([-left, -up, right + 1, down + 1], 1)).astype(np.int64)


def _enclosed(graph: SegmentGraph, frame: NDArray[np.bool_], box_px: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) the leaves that a region, whose box is known, and the picture's border enclose."""
    left, top, right, bottom = box_px.tolist()
    height, width = graph.leaves.shape
    leaves = graph.leaves[top:bottom, left:right]
    # A rim of what is outside, but for where the picture ends.
    rims = (int(top > 0), int(bottom < height), int(left > 0), int(right < width))
    free = cv2.copyMakeBorder((~frame[leaves]).astype(np.uint8), *rims, cv2.BORDER_CONSTANT, value=1)
    count, pieces = cv2.connectedComponents(free, connectivity=4)
    inner = np.ones(count, np.bool_)
    inner[0] = False
    for is_rim, edge in zip(rims, (pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1]), strict=True):
        if is_rim:
            inner[edge] = False
    inside = inner[pieces][rims[0] :, rims[2] :][: leaves.shape[0], : leaves.shape[1]]
    found = np.zeros(len(graph), np.bool_)
    found[leaves[inside]] = True
    return found


def score_wholes(
    graph: SegmentGraph, wholes: Members, members: Members, thingness: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much of a thing framed wholes are: more than any large part of them, or 0 if hardly one.

    Args:
        graph: The picture.
        wholes: (m, n) bool, their leaves.
        members: (k, n) bool, the leaves of the regions of the picture.
        thingness: (k,) of these.

    Returns:
        (m,) 0..1.
    """
    if not len(wholes):
        return np.zeros(0)
    own = score_members(graph, wholes, FRAMED).thingness
    area_px = product(members, graph.area_px[:, None])[:, 0]
    whole_px = product(wholes, graph.area_px[:, None])
    common_px = product(wholes * graph.area_px.astype(np.float32), members.T.astype(np.float32))
    is_part = (common_px > 0.99 * area_px) & (area_px > MAIN_PART * whole_px)
    most = np.where(is_part, thingness, 0.0).max(1, initial=0.0)
    return np.where(own > LEAST_THINGNESS, np.maximum(own, np.minimum(1.0, most + 0.01)), 0.0)


def complete(scene: Scene, graph: SegmentGraph, wholes: Members, frame: Frame) -> None:
    """A track that has only what lies in a frame gets the whole, in place.

    Args:
        scene: Smaller tracks within the whole are given up.
        graph: The present frame's leaves.
        wholes: (m, n) bool, the leaves of framed wholes, the best first.
        frame: The present frame.
    """
    total_px = np.bincount(scene.labels.ravel(), minlength=scene.next_id)
    for whole in wholes:
        mask: Mask = whole[graph.leaves]
        size_px = int(mask.sum())
        inside_px = np.bincount(scene.labels[mask], minlength=scene.next_id)
        inside_px[0] = 0
        within = inside_px > WITHIN * total_px
        main = int(inside_px.argmax())
        part = MAIN_PART * size_px < inside_px[main] < COMPLETE * size_px and within[main]
        if not part or inside_px[~within].sum() > STRAY * size_px:
            continue
        for k in np.flatnonzero(within).tolist():
            if k != main:
                scene.end(scene.tracks[k])
        track = scene.tracks[main]
        scene.labels[mask] = main
        track.looks = track.first_looks = colour_histogram(frame.colours[mask])
        track.area_px, track.strange_keyframes = float(size_px), 0
        total_px = np.bincount(scene.labels.ravel(), minlength=scene.next_id)
