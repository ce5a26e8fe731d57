"""All surfaces of a scene as one mesh, fine enough to carry its light at the vertices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.furniture.table import parts_of
from covis.worlds.rooms.kind import Part
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.scene import Material, Scene, Thing
from covis.worlds.rooms.shell import shell_parts

FINE_M = 0.055  # longest edge of floors and of what is on them: shadows' edges are as sharp as this
COARSE_M = 0.16  # of walls and ceilings, where light changes slowly
FINEST_M = 0.026  # of what moving things come past: their shadows are small
PAST_M = 0.3  # how far from its way a moving thing still darkens what it passes
CELL_M = 0.1
Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles with what is needed to paint them.

    Attributes:
        vertices_m: (n, 3) float32 in the world.
        normals: (n, 3) float32 unit vectors.
        uv: (n, 2) float32, in repeats of the material's tile.
        faces: (m, 3) int32.
        material: (m,) int32, index into `materials`.
        thing: (m,) int32, id of the thing; 0 for floors, walls and ceilings.
        texels: (m,) float32, repeats of the tile in one metre.
        materials: What the faces are made of.
    """

    vertices_m: Floats
    normals: Floats
    uv: Floats
    faces: Ints
    material: Ints
    thing: Ints
    texels: Floats
    materials: tuple[Material, ...]

    @property
    def corners_m(self) -> Floats:
        """(m, 3, 3) the corners of every face."""
        return self.vertices_m[self.faces]

    @cached_property
    def face_normals(self) -> Floats:
        """(m, 3) unit normals of the faces, on the side from which their corners run counter-clockwise."""
        a, b, c = np.moveaxis(self.corners_m, 1, 0)
        normals = np.cross(b - a, c - a)
        length = np.linalg.norm(normals, axis=1, keepdims=True)
        return np.asarray(normals / np.maximum(length, 1e-20), np.float32)


def still_mesh(scene: Scene, materials: tuple[Material, ...]) -> Mesh:
    """Everything that never moves."""
    pieces = [_Piece(_finer_shell(p), m, 0) for p, m in shell_parts(scene)]
    pieces += [piece for t in scene.things if not t.motion for piece in _pieces(t, 0.0)]
    movers = [t for t in scene.things if t.motion]
    if movers:
        passed = _passed(movers)
        pieces = [_Piece(_finer_where(p.part, passed), p.material, p.thing) for p in pieces]
    return _joined(pieces, materials)


def moved_mesh(things: Sequence[Thing], time_s: float, materials: tuple[Material, ...]) -> Mesh:
    """These things where they are at a time."""
    return _joined([piece for t in things for piece in _pieces(t, time_s)], materials)


def materials_of(scene: Scene) -> tuple[Material, ...]:
    """All materials of a scene, each once, in order of first use."""
    shell = [m for r in scene.rooms for m in (r.floor, r.ceiling, *r.walls)]
    return tuple(dict.fromkeys([*shell, *(m for t in scene.things for m in t.materials)]))


@dataclass(frozen=True, eq=False)
class _Piece:
    part: Part
    material: Material
    thing: int


def _pieces(thing: Thing, time_s: float) -> list[_Piece]:
    """A thing's parts in the world."""
    (x, y, z), yaw = placed_at(thing, time_s)
    c, s = np.cos(yaw), np.sin(yaw)
    turn = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    found = []
    for part in finer_parts(thing.kind, thing.size_m, thing.shape_seed):
        vertices = turned(part.vertices_m, turn) + np.array([x, y, z], np.float32)
        moved = Part(vertices, turned(part.normals, turn), part.uv_m, part.faces, part.slot)
        found.append(_Piece(moved, thing.materials[part.slot], thing.id))
    return found


def turned(rows: Floats, turn: NDArray[np.float64]) -> Floats:
    """(n, 3) `rows @ turn.T`, without the threads of a matrix library, which cost more than they give."""
    columns = [rows[:, 0] * r[0] + rows[:, 1] * r[1] + rows[:, 2] * r[2] for r in turn.astype(np.float32)]
    return np.stack(columns, 1).astype(np.float32)


@lru_cache(maxsize=256)
def finer_parts(kind: str, size_m: tuple[float, float, float], shape_seed: int) -> tuple[Part, ...]:
    """The parts of a kind with long edges cut; pieces that look alike share them."""
    longest = FINE_M if kind == "rug" else 0.12
    bare = Thing(1, kind, kind, "", size_m, (0.0, 0.0, 0.0), 0.0, (), shape_seed, 0)
    return tuple(_cut(part, longest) for part in parts_of(bare))


def _finer_shell(part: Part) -> Part:
    return _cut(part, FINE_M if part.normals[0, 2] > 0.5 else COARSE_M)


Where = Callable[[NDArray[np.float64]], NDArray[np.bool_]]


def _passed(movers: Sequence[Thing]) -> Where:
    """Whether points, (n, 8) with place and normal first, lie on top of what moving things come past."""
    places = np.array([w.position_m for t in movers for w in t.motion])
    low, high = places.min(0) - 1.0, places.max(0) + 1.0
    shape = tuple(int(n) for n in np.ceil((high - low)[:2] / CELL_M) + 1)
    cells = np.zeros(shape, np.uint8)
    for thing in movers:
        reach = PAST_M + max(thing.size_m[:2]) / 2
        way = np.array([w.position_m[:2] for w in thing.motion])
        at = np.rint((way - low[:2]) / CELL_M).astype(np.int32)[:, ::-1]
        cv2.polylines(cells, [np.ascontiguousarray(at)], False, 1, max(1, round(2 * reach / CELL_M)))

    def on_top(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
        column, row = np.rint((rows[:, :2] - low[:2]) / CELL_M).astype(np.int64).T
        inside = (column >= 0) & (row >= 0) & (column < shape[0]) & (row < shape[1])
        inside &= (rows[:, 5] > 0.7) & (rows[:, 2] < high[2] - 0.95)
        inside[inside] = cells[column[inside], row[inside]] > 0
        return np.asarray(inside, np.bool_)

    return on_top


def _finer_where(part: Part, where: Where) -> Part:
    rows = np.hstack([part.vertices_m, part.normals, part.uv_m]).astype(np.float64)
    return _cut(part, FINEST_M, where) if where(rows).any() else part


def _cut(part: Part, longest_m: float, where: Where | None = None) -> Part:
    """The part with every edge longer than this halved again and again, everywhere or where it is asked."""
    columns = np.hstack([part.vertices_m, part.normals, part.uv_m]).astype(np.float64)
    faces = part.faces.astype(np.int64)
    for _ in range(9):
        edges = np.stack([faces, np.roll(faces, -1, 1)], 2).reshape(-1, 2)
        length = np.linalg.norm(columns[edges[:, 0], :3] - columns[edges[:, 1], :3], axis=1)
        if where is not None:
            length[~where(columns[edges].mean(1))] = 0
        if not (length > longest_m).any():
            break
        key, index = np.unique(np.sort(edges, 1), axis=0, return_inverse=True)
        long = np.zeros(len(key), np.bool_)
        long[index.reshape(-1)[length > longest_m]] = True
        middle = np.full(len(key), -1, np.int64)
        middle[long] = len(columns) + np.arange(long.sum())
        columns = np.vstack([columns, columns[key[long]].mean(1)])
        faces = _split(faces, middle[index.reshape(-1)].reshape(-1, 3), columns[:, :3])
    normals = columns[:, 3:6]
    normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    packed = (columns[:, :3], normals, columns[:, 6:8])
    vertices, unit, uv = (np.asarray(a, np.float32) for a in packed)
    return Part(vertices, unit, uv, faces.astype(np.int32), part.slot)


def _split(faces: NDArray[np.int64], middle: NDArray[np.int64], points: NDArray[Any]) -> NDArray[np.int64]:
    """Faces with the middles of their cut edges put in; -1 where an edge stays whole. No cracks appear."""
    count = (middle >= 0).sum(1)
    out = [faces[count == 0]]
    (a, b, c), (ab, bc, ca) = faces[count == 3].T, middle[count == 3].T
    out += [np.stack(t, 1) for t in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
    for k in range(3):  # exactly edge k is cut
        f, m = faces[(count == 1) & (middle[:, k] >= 0)], middle[(count == 1) & (middle[:, k] >= 0)]
        p, q, r, mid = f[:, k], f[:, (k + 1) % 3], f[:, (k + 2) % 3], m[:, k]
        out += [np.stack([p, mid, r], 1), np.stack([mid, q, r], 1)]
        # edges k and k + 1 are cut, edge k + 2 is whole
        two = (count == 2) & (middle[:, (k + 2) % 3] < 0)
        f, m = faces[two], middle[two]
        p, q, r, pq, qr = f[:, k], f[:, (k + 1) % 3], f[:, (k + 2) % 3], m[:, k], m[:, (k + 1) % 3]
        near = np.linalg.norm(points[pq] - points[r], axis=1) < np.linalg.norm(points[qr] - points[p], axis=1)
        out.append(np.stack([pq, q, qr], 1))
        for short, x, y in ((near, (p, pq, r), (pq, qr, r)), (~near, (p, pq, qr), (p, qr, r))):
            out += [np.stack(x, 1)[short], np.stack(y, 1)[short]]
    return np.concatenate(out)


def _joined(pieces: Sequence[_Piece], materials: tuple[Material, ...]) -> Mesh:
    """One mesh of all pieces."""
    number = {m: k for k, m in enumerate(materials)}
    starts = np.cumsum([0, *(len(p.part.vertices_m) for p in pieces)])
    counts = [len(p.part.faces) for p in pieces]
    scale = [1 / p.material.scale_m for p in pieces]

    def stacked(arrays: list[Any], width: int, dtype: Any) -> Any:
        return np.concatenate(arrays).astype(dtype) if arrays else np.zeros((0, width), dtype)

    vertices = stacked([p.part.vertices_m for p in pieces], 3, np.float32)
    uv = stacked([p.part.uv_m * k for p, k in zip(pieces, scale, strict=True)], 2, np.float32)
    faces = stacked([p.part.faces + s for p, s in zip(pieces, starts, strict=False)], 3, np.int32)
    return Mesh(
        vertices,
        stacked([p.part.normals for p in pieces], 3, np.float32),
        uv,
        faces,
        np.repeat([number[p.material] for p in pieces], counts).astype(np.int32),
        np.repeat([p.thing for p in pieces], counts).astype(np.int32),
        _repeats_a_metre(vertices[faces], uv[faces]),
        materials,
    )


def _repeats_a_metre(corners_m: Floats, uv: Floats) -> Floats:
    """(m,) the square root of each face's area in repeats over that in metres."""
    metres = np.linalg.norm(
        np.cross(corners_m[:, 1] - corners_m[:, 0], corners_m[:, 2] - corners_m[:, 0]), axis=1
    )
    a, b = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    repeats = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
    return np.asarray(np.sqrt(repeats / np.maximum(metres, 1e-12)), np.float32)
