"""A mesh in the making: triangles with normals and places on the material, and how to move and join them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covis.worlds.rooms.kind import Part
from covis.worlds.rooms.scene import Point

Points = NDArray[np.float64]
"""(n, 2) or (n, 3) float64."""

Axis = Literal["x", "y", "z"]

LEAST_AREA_M2 = 1e-9
"""Triangles smaller than this are left out: nobody can see a thirtieth of a millimetre squared."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles, in the axes of the thing they will be part of.

    Attributes:
        vertices_m: (n, 3).
        normals: (n, 3) unit vectors, outward.
        uv_m: (n, 2) places on the material.
        faces: (m, 3), counter-clockwise seen from outside.
    """

    vertices_m: Points
    normals: Points
    uv_m: Points
    faces: NDArray[np.int64]

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
        """The mesh somewhere else; the material moves with it."""
        return replace(self, vertices_m=self.vertices_m + np.array([x, y, z]))

    def turned(self, axis: Axis, angle_rad: float) -> Mesh:
        """The mesh turned about an axis through the origin, counter-clockwise seen from the axis' tip."""
        c, s = np.cos(angle_rad), np.sin(angle_rad)
        i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        turn = np.eye(3)
        turn[i, i], turn[i, j], turn[j, i], turn[j, j] = c, -s, s, c
        return replace(self, vertices_m=self.vertices_m @ turn.T, normals=self.normals @ turn.T)

    def scaled(self, x: float = 1.0, y: float = 1.0, z: float = 1.0) -> Mesh:
        """The mesh stretched along the axes by positive factors; the material stays as it is."""
        factors = np.array([x, y, z])
        return replace(self, vertices_m=self.vertices_m * factors, normals=unit(self.normals / factors))

    def mirrored(self) -> Mesh:
        """The mesh with left and right exchanged."""
        flip = np.array([-1.0, 1.0, 1.0])
        return replace(
            self, vertices_m=self.vertices_m * flip, normals=self.normals * flip, faces=self.faces[:, ::-1]
        )


def unit(vectors: ArrayLike) -> Points:
    """Vectors (..., k) at length 1; those of length 0 stay."""
    array = np.asarray(vectors, np.float64)
    length = np.linalg.norm(array, axis=-1, keepdims=True)
    return np.asarray(array / np.where(length > 0, length, 1.0), np.float64)


def joined(meshes: Iterable[Mesh]) -> Mesh:
    """One mesh of several, without triangles of no size."""
    every = list(meshes)
    starts = np.cumsum([0, *(len(mesh.vertices_m) for mesh in every)])
    vertices = np.concatenate([mesh.vertices_m for mesh in every])
    faces = np.concatenate([mesh.faces + start for mesh, start in zip(every, starts, strict=False)])
    a, b, c = (vertices[faces[:, i]] for i in range(3))
    area = 0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1)
    return Mesh(
        vertices,
        np.concatenate([mesh.normals for mesh in every]),
        np.concatenate([mesh.uv_m for mesh in every]),
        faces[area > LEAST_AREA_M2],
    )


def part(slot: int, *meshes: Mesh) -> Part:
    """The meshes as one part of a thing, of the material in `slot`."""
    whole = joined(meshes)
    return Part(
        whole.vertices_m.astype(np.float32),
        unit(whole.normals).astype(np.float32),
        whole.uv_m.astype(np.float32),
        whole.faces.astype(np.int32),
        slot,
    )


def smooth(mesh: Mesh) -> Mesh:
    """The mesh with normals that vary smoothly: at each place the mean over the faces that meet there."""
    a, b, c = (mesh.vertices_m[mesh.faces[:, i]] for i in range(3))
    across = np.cross(b - a, c - a)
    _, place = np.unique(np.round(mesh.vertices_m, 7), axis=0, return_inverse=True)
    place = place.reshape(-1)
    total = np.zeros((int(place.max()) + 1, 3))
    for corner in range(3):
        np.add.at(total, place[mesh.faces[:, corner]], across)
    return replace(mesh, normals=unit(total)[place])


def grid_faces(rows: int, columns: int) -> NDArray[np.int64]:
    """Two triangles (m, 3) for each cell of a grid of vertices.

    They are counter-clockwise for an eye to which columns run to the right and rows run up.
    """
    corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).reshape(-1)
    right, up, across = corner + 1, corner + columns, corner + columns + 1
    return np.concatenate([np.stack([corner, right, across], 1), np.stack([corner, across, up], 1)])


def fitted(size_m: Point, *slots: Sequence[Mesh]) -> tuple[Part, ...]:
    """Parts that together fill the box of a thing: all stretched and moved alike.

    Args:
        size_m: The thing's width, depth and height.
        slots: The meshes of each slot's material, in the order of the slots; none for a slot without.
    """
    points = np.concatenate([mesh.vertices_m for meshes in slots for mesh in meshes])
    low, high = points.min(0), points.max(0)
    fx, fy, fz = np.array(size_m) / np.maximum(high - low, 1e-9)
    cx, cy = (low[:2] + high[:2]) / 2
    return tuple(
        part(slot, *(mesh.moved(-cx, -cy, -low[2]).scaled(fx, fy, fz) for mesh in meshes))
        for slot, meshes in enumerate(slots)
        if meshes
    )
