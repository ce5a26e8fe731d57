"""A place from which a clip is filmed while things move: painted once, and anew only where it changes."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.views.view import RGB
from covis.worlds.rooms.layout.boxes import Box
from covis.worlds.rooms.raycast.mesh import Floats
from covis.worlds.rooms.raycast.paint import painted
from covis.worlds.rooms.raycast.panorama import Cylinder
from covis.worlds.rooms.raycast.shade import REACH_M
from covis.worlds.rooms.raycast.sun import Ball
from covis.worlds.rooms.raycast.tone import developed
from covis.worlds.rooms.raycast.view import Mask, View, rays
from covis.worlds.rooms.raycast.world import World

BAND = 64  # rows painted at once: keeps memory small
SEEN = 1 / 256  # share of its light by which a surface changes before anybody sees it
FACE_M = 0.17  # longest edge of a face: so far beyond a changed vertex its change is seen
NEAREST_M = 0.05  # what is nearer to the camera's plane is not projected
EDGE_PX = 2  # around what has changed, where outlines are smoothed
BLOCK_PX = 16  # what has changed is painted in rectangles of blocks

Index = tuple[NDArray[np.int32], NDArray[np.int32]]

Rectangle = tuple[slice, slice]
"""Rows and columns of a picture."""


class Backdrop:
    """All that is seen from one place at one time, and from there on what has changed."""

    def __init__(self, world: World, cylinder: Cylinder, camera: Camera, time_s: float) -> None:
        """Paint it.

        Args:
            world: What can be seen.
            cylinder: What the frames look at.
            camera: Any of the frames' cameras: they all stand at one place.
            time_s: When it is painted.
        """
        self._world, self._cylinder, self._time_s = world, cylinder, time_s
        self._eye, self._left = camera.position_m, world.left(time_s)
        self._radians_px = float(1 / camera.K[0, 0])
        view = View(world, self._eye, time_s, 1 / cylinder.per_unit)
        directions = cylinder.directions()
        self._rgb = np.empty(directions.shape, np.uint8)
        self._face = np.empty(directions.shape[:2], np.int32)
        self._away_m = np.empty(directions.shape[:2], np.float32)
        for row in range(0, len(directions), BAND):
            toward = directions[row : row + BAND]
            met = view.cast(toward.reshape(-1, 3))
            light = view.light(toward.reshape(-1, 3), met)
            self._rgb[row : row + BAND] = developed(light, world.exposure).reshape(toward.shape)
            self._face[row : row + BAND] = met.still.face.reshape(toward.shape[:2])
            away_m = met.still.along * np.sqrt(np.einsum("ijk,ijk->ij", toward, toward)).ravel()
            self._away_m[row : row + BAND] = away_m.reshape(toward.shape[:2])

    def picture(self, camera: Camera, time_s: float) -> RGB:
        """(H, W, 3) uint8 what a camera at this place sees at a time."""
        columns, rows = self._cylinder.places(camera)
        rgb = np.asarray(cv2.remap(self._rgb, columns, rows, cv2.INTER_LINEAR), np.uint8)
        changed = self._world.changed(self._time_s, time_s)
        if not changed:
            return rgb
        ways = rays(camera)
        dirty = self._dirty(camera, time_s, changed, ways, _nearest(columns, rows))
        view = View(self._world, self._eye, time_s, self._radians_px)
        for part in _rectangles(dirty):
            fresh, _ = painted(view, self._world.exposure, ways[part])
            rgb[part][dirty[part]] = fresh[dirty[part]]
        return rgb

    def _dirty(self, camera: Camera, time_s: float, changed: list[Box], ways: Floats, nearest: Index) -> Mask:
        """(H, W): where boxes that were filled or emptied may be seen, or what they do to the light.

        Args:
            camera: The frame's.
            time_s: When it is taken.
            changed: The boxes.
            ways: (H, W, 3) the rays of its pixels.
            nearest: Rows and columns, (H, W) both, of the cylinder's elements nearest to them.
        """
        dirty = np.zeros(ways.shape[:2], np.bool_)
        index = nearest[0] * self._cylinder.size[0] + nearest[1]
        dim = self._world.faces_of(np.abs(self._world.left(time_s) - self._left) > SEEN)
        for box in changed:
            dirty[_around(camera, box)] = True
            near = _around(camera, _grown(box, REACH_M + FACE_M))
            face = np.take(self._face, index[near])
            dirty[near] |= np.take(dim, face) & (face >= 0)
        self._add_shadows(dirty, index, ways, [_ball(box) for box in changed])
        return np.asarray(cv2.dilate(dirty.view(np.uint8), np.ones((3, 3), np.uint8)) > 0, np.bool_)

    def _add_shadows(self, dirty: Mask, index: NDArray[np.int32], ways: Floats, balls: list[Ball]) -> None:
        """Mark where these balls stand between the sun and what it reaches."""
        sunny = self._world.sunny
        if not sunny.any():
            return
        face = np.take(self._face, index.ravel())
        lit = np.flatnonzero(np.take(sunny, face) & (face >= 0))
        toward = ways.reshape(-1, 3)[lit]
        scale = np.take(self._away_m, index.ravel()[lit]) / np.sqrt(np.einsum("ij,ij->i", toward, toward))
        points = (self._eye + toward * scale[:, None]).astype(np.float32)
        for ball in balls:
            dirty.reshape(-1)[lit[self._world.sun.below(points, ball)]] = True


def _nearest(columns: Floats, rows: Floats) -> Index:
    return np.rint(rows).astype(np.int32), np.rint(columns).astype(np.int32)


def _grown(box: Box, by_m: float) -> Box:
    wide = box.grown(by_m)
    return Box(wide.x_m, wide.y_m, wide.width_m, wide.depth_m, wide.yaw_rad, box.z0_m - by_m, box.z1_m + by_m)


def _ball(box: Box) -> Ball:
    middle = np.array([box.x_m, box.y_m, (box.z0_m + box.z1_m) / 2], np.float32)
    radius = float(np.linalg.norm([box.width_m, box.depth_m, box.z1_m - box.z0_m])) / 2
    return Ball(middle, radius)


def _around(camera: Camera, box: Box) -> Rectangle:
    """The rectangle of a picture that holds all that is seen of a box."""
    width, height = camera.size_px
    corners = np.array([(x, y, z) for x, y in box.corners for z in (box.z0_m, box.z1_m)])
    own = (corners - camera.position_m) @ camera.T_world_from_cam[:3, :3]
    ahead, behind = own[own[:, 2] > NEAREST_M], own[own[:, 2] <= NEAREST_M]
    if not len(ahead):
        return slice(0, 0), slice(0, 0)
    # Where the box reaches behind the camera it is cut off before it.
    share = (ahead[:, None, 2] - NEAREST_M) / (ahead[:, None, 2] - behind[None, :, 2])
    cut = ahead[:, None] + (behind[None] - ahead[:, None]) * share[..., None]
    seen = np.concatenate([ahead, cut.reshape(-1, 3)]) @ camera.K.T
    pixels = seen[:, :2] / seen[:, 2:]
    x0, y0 = (int(v) for v in np.floor(pixels.min(0).clip(-1e6, 1e6)) - EDGE_PX)
    x1, y1 = (int(v) for v in np.ceil(pixels.max(0).clip(-1e6, 1e6)) + EDGE_PX + 1)
    return slice(max(0, min(y0, height)), max(0, y1)), slice(max(0, min(x0, width)), max(0, x1))


def _rectangles(mask: Mask) -> Iterator[Rectangle]:
    """Rectangles that hold all of a mask, with a pixel around it."""
    height, width = mask.shape
    padded = np.pad(mask, ((0, -height % BLOCK_PX), (0, -width % BLOCK_PX)))
    blocks = padded.reshape(padded.shape[0] // BLOCK_PX, BLOCK_PX, -1, BLOCK_PX).any((1, 3))
    found = np.asarray(blocks, np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    for x, y, wide, high, _ in stats[1:count].tolist():
        top, left = y * BLOCK_PX, x * BLOCK_PX
        inner = mask[top : top + high * BLOCK_PX, left : left + wide * BLOCK_PX]
        ys, xs = np.flatnonzero(inner.any(1)), np.flatnonzero(inner.any(0))
        yield (
            slice(max(0, top + int(ys[0]) - 1), min(height, top + int(ys[-1]) + 2)),
            slice(max(0, left + int(xs[0]) - 1), min(width, left + int(xs[-1]) + 2)),
        )
