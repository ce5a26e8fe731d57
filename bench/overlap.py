"""How fast patch overlaps are, against a plain loop over the pixels that must give the same: one JSON line.

    python bench/overlap.py [--repeats 5] [--patches 4]

Two views of a box-shaped room, 640 x 480, whose depth is computed from the room's planes. `ratio` is the
median over paired repeats of the loop's time by the median time of `patch_overlap` in the same repeat. Times
are the processor's, which other work on the machine disturbs less; both ways use one thread.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.overlap import LEAST_GAP_M, RELATIVE_GAP, patch_overlap, seen_again
from covis.geometry.pose import intrinsics, look_at
from covis.geometry.projection import pixel_rays

SIZE_PX = (640, 480)
ROOM_M = ((0.0, 0.0, 0.0), (5.0, 4.0, 2.6))  # opposite corners
BLOCK_M = ((2.2, 1.6, 0.0), (3.0, 2.2, 1.1))  # something in the middle that hides a part of each view
VIEWS_M = (((0.6, 0.6, 1.5), (4.0, 3.2, 1.0)), ((0.7, 3.2, 1.4), (3.8, 1.2, 1.1)))  # from where to where
FAST_RUNS = 9  # of the vectorised function in each repeat


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=5, help="pairs of the fast way and the loop")
    arguments.add_argument("--patches", type=int, default=4, help="patches along each side")
    given = arguments.parse_args()
    print(json.dumps(measure(given.repeats, given.patches)))


def measure(repeats: int, n: int) -> dict[str, object]:
    """All figures. Asserts that both ways give the same."""
    first, second = (Camera(intrinsics(70, SIZE_PX), look_at(*view), SIZE_PX) for view in VIEWS_M)
    views = (room_depth(first), first, room_depth(second), second)
    fast_s, loop_s = [], []
    for _ in range(repeats):
        runs = []
        for _ in range(FAST_RUNS):
            start = time.process_time()
            overlap = patch_overlap(*views, n)
            runs.append(time.process_time() - start)
        fast_s.append(statistics.median(runs))
        start = time.process_time()
        there, back = plain_shares(*views, n), plain_shares(*views[2:], *views[:2], n)
        loop_s.append(time.process_time() - start)
        assert np.array_equal(overlap.M_first_second, there)
        assert np.array_equal(overlap.M_second_first, back)
    return {
        "size_px": SIZE_PX,
        "n": n,
        "seen_again": round(seen_again(*views), 4),
        "ms_a_pair": round(1000 * statistics.median(fast_s), 2),
        "loop_ms_a_pair": round(1000 * statistics.median(loop_s), 1),
        "ratio": round(statistics.median(s / f for s, f in zip(loop_s, fast_s, strict=True)), 1),
        "equal": True,
    }


def room_depth(camera: Camera) -> NDArray[np.float32]:
    """(H, W) depth of the room with the block in it, metres."""
    rays, eye = pixel_rays(camera), camera.position_m
    _, walls = _through(ROOM_M, rays, eye)
    near, far = _through(BLOCK_M, rays, eye)
    return np.where((near < far) & (near > 0), near, walls).astype(np.float32)


def _through(
    box_m: tuple[tuple[float, ...], ...], rays: NDArray[np.float64], eye: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(H, W) each, depths at which rays enter and leave a box; they miss it if they leave before."""
    with np.errstate(divide="ignore"):
        planes = [(np.array(corner) - eye) / rays for corner in box_m]
    return np.minimum(*planes).max(axis=2), np.maximum(*planes).min(axis=2)


def plain_shares(
    depth_first_m: NDArray[np.float32],
    first: Camera,
    depth_second_m: NDArray[np.float32],
    second: Camera,
    n: int,
) -> NDArray[np.float64]:
    """(n², n²) M of one direction, pixel by pixel with numbers only, as one would write it first."""
    (fx, skew, cx), (_, fy, cy), _ = first.K.tolist()
    (gx, gskew, dx), (_, gy, dy), _ = second.K.tolist()
    T_second_from_first = (second.T_cam_from_world @ first.T_world_from_cam).tolist()
    (width, height), (to_width, to_height) = first.size_px, second.size_px
    depths, measured = depth_first_m.tolist(), depth_second_m.tolist()
    lands = [[0] * (n * n) for _ in range(n * n)]
    pixels = [0] * (n * n)
    for row in range(height):
        for column in range(width):
            patch = row * n // height * n + column * n // width
            pixels[patch] += 1
            depth = depths[row][column]
            if not (math.isfinite(depth) and depth > 0):
                continue
            y = (row - cy) / fy * depth
            x = ((column - cx) * depth - skew * y) / fx
            u, v, z = (a * x + b * y + c * depth + t for a, b, c, t in T_second_from_first[:3])
            if z <= 0:
                continue
            to_column = math.floor((gx * u + gskew * v) / z + dx + 0.5)
            to_row = math.floor(gy * v / z + dy + 0.5)
            if not (0 <= to_column < to_width and 0 <= to_row < to_height):
                continue
            there = measured[to_row][to_column]
            if not (math.isfinite(there) and there > 0):
                continue
            if abs(z - there) <= max(RELATIVE_GAP * there, LEAST_GAP_M):
                lands[patch][to_row * n // to_height * n + to_column * n // to_width] += 1
    return np.array(lands) / np.array(pixels)[:, None]


if __name__ == "__main__":
    main()
