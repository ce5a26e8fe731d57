"""What a camera truly sees of every thing: pixels, hidden and cut-off shares, a place inside, depth."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.projection import project
from covis.tracks.tracks import LabelMap
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.scene import Scene, Shot
from covis.worlds.rooms.truth import SceneTruth, Seen, ViewTruth

VERSION = 1
EVERY_S = 0.8  # between measured frames of a clip whose things move: each is in sight for longer
SAMPLES = 72  # across a thing's box, at most: shares are then right to a hundredth or so
BEYOND = 1.5  # widths and heights of the picture to each side in which a cut-off thing is looked for
NEAREST_M = 0.05  # what is nearer to the camera's plane is not projected


def measure(scene: Scene, caster: RayCaster | None = None) -> SceneTruth:
    """Measure every kept frame of a scene, and some frames a second of the clips in which something moves.

    Args:
        scene: The scene.
        caster: Its ray caster, if there is one already.

    Raises:
        CovisError: If embreex is not installed or the scene names unknown kinds.
    """
    caster = caster or RayCaster(scene)
    views = []
    for shot in scene.shots:
        for frame in measured_frames(scene, shot):
            camera, time_s = shot.cameras[frame], shot.times_s[frame]
            views.append(ViewTruth(shot.name, frame, measure_view(caster, camera, time_s)))
    return SceneTruth(VERSION, scene, tuple(views))


def measured_frames(scene: Scene, shot: Shot) -> tuple[int, ...]:
    """The frames of a shot that are measured: the kept ones, and when things move meanwhile some a second."""
    moving = shot.kind in ("shuffle", "carry") and any(t.motion for t in scene.things)
    if not moving:
        return shot.kept
    step = max(1, round(shot.fps * EVERY_S))
    return tuple(sorted({*shot.kept, *range(0, len(shot.cameras), step)}))


def measure_view(
    caster: RayCaster,
    camera: Camera,
    time_s: float = 0.0,
    depth_and_ids: tuple[NDArray[np.float32], LabelMap] | None = None,
) -> tuple[Seen, ...]:
    """Everything of which at least one pixel is seen, by id.

    Args:
        caster: Of the scene.
        camera: The view's.
        time_s: When it is taken.
        depth_and_ids: Depth, float32 (H, W), and ids, int32 (H, W), where they are known already.
    """
    depth_m, ids = depth_and_ids or caster.depth_and_ids(camera, time_s)
    counts = np.bincount(ids.ravel())
    found = []
    for thing in np.flatnonzero(counts).tolist():
        if thing:
            mask = ids == thing
            visible, inside = _shares(caster, camera, time_s, thing, ids)
            x, y = _inmost(mask)
            found.append(
                Seen(
                    thing=thing,
                    pixels=int(counts[thing]),
                    visible_share=visible,
                    inside_share=inside,
                    box_px=_box(mask),
                    point_px=(x, y),
                    depth_m=float(depth_m[y, x]),
                )
            )
    return tuple(found)


def _shares(
    caster: RayCaster,
    camera: Camera,
    time_s: float,
    thing: int,
    ids: LabelMap,
) -> tuple[float, float]:
    """How much of a thing is not hidden within the picture, and how much of it lies within the picture."""
    width, height = camera.size_px
    x0, y0, x1, y1 = _extent(caster, camera, time_s, thing)
    columns, rows = _grid(x0, x1), _grid(y0, y1)
    alone = _seen_alone(caster.alone(thing, time_s), camera, columns, rows)
    within = ((rows >= 0) & (rows < height))[:, None] & ((columns >= 0) & (columns < width))[None]
    total, inside = int(alone.sum()), int((alone & within).sum())
    if not inside:  # thinner than the grid: it is seen, so take what is seen for the whole
        return 1.0, 1.0
    c, r = np.clip(columns, 0, width - 1), np.clip(rows, 0, height - 1)
    seen = int((alone & within & (ids[np.ix_(r, c)] == thing)).sum())
    return seen / inside, inside / total


def _extent(caster: RayCaster, camera: Camera, time_s: float, thing: int) -> tuple[int, int, int, int]:
    """The box in px, x0, y0, x1, y1, that holds a thing, some way beyond the picture's border at most."""
    width, height = camera.size_px
    pixels, depth_m = project(caster.vertices_m(thing, time_s), camera)
    ahead = depth_m > NEAREST_M
    low, high = (
        np.array([-BEYOND * width, -BEYOND * height]),
        np.array([(1 + BEYOND) * width, (1 + BEYOND) * height]),
    )
    if ahead.all():
        near, far = pixels.min(0), pixels.max(0)
    else:  # part of it is beside or behind the camera: it may reach as far as we look
        near, far = low, high
    near, far = np.maximum(near, low), np.minimum(far, high)
    return int(np.floor(near[0])), int(np.floor(near[1])), int(np.ceil(far[0])) + 1, int(np.ceil(far[1])) + 1


def _grid(start: int, stop: int) -> NDArray[np.int64]:
    """Pixel columns or rows from start to stop, all of them or evenly spread ones."""
    step = max(1, -(-(stop - start) // SAMPLES))
    return np.arange(start, max(stop, start + 1), step)


def _seen_alone(
    tracer: Tracer, camera: Camera, columns: NDArray[np.int64], rows: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """(rows, columns): where rays through these pixels, inside the picture or not, meet the thing."""
    x, y = np.meshgrid(columns, rows)
    K = camera.K
    v = (y - K[1, 2]) / K[1, 1]
    u = (x - K[0, 2] - K[0, 1] * v) / K[0, 0]
    toward = np.stack([u, v, np.ones_like(u)], -1) @ camera.T_world_from_cam[:3, :3].T
    ways = np.asarray(toward.reshape(-1, 3), np.float32)
    origins = np.repeat(np.asarray(camera.position_m, np.float32)[None], len(ways), 0)
    return tracer.blocked(origins, ways).reshape(x.shape)


def _box(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _inmost(mask: NDArray[np.bool_]) -> tuple[int, int]:
    """The pixel (x, y) of a mask farthest from its outline and from the picture's border."""
    x0, y0, x1, y1 = _box(mask)
    cut = np.pad(mask[y0:y1, x0:x1], 1).astype(np.uint8)
    depth = cv2.distanceTransform(cut, cv2.DIST_L2, 5)[1:-1, 1:-1]
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    return x0 + int(x), y0 + int(y)
