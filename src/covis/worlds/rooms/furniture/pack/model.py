"""A piece's model: meshes in its own axes and the colours they have."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.furniture.pack.catalogue import FOLDER, Piece
from covis.worlds.rooms.furniture.palette import words_for
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, joined, unit
from covis.worlds.rooms.kind import Part
from covis.worlds.rooms.scene import Color, Material, Point

CREASE_RAD = np.radians(35)
"""Where faces meet at more than this, an edge is seen."""

DARKEST = 0.03
"""sRGB; models paint black as 0, which no lamp would ever light."""


@dataclass(frozen=True, eq=False)
class Model:
    """A piece, ready to be put into a room.

    Attributes:
        meshes: One for each material, filling the piece's own size.
        materials: In the order of the meshes.
        color: The word for the colour that most of it has.
    """

    meshes: tuple[Mesh, ...]
    materials: tuple[Material, ...]
    color: str

    def parts(self, size_m: Point) -> tuple[Part, ...]:
        """Its parts, filling this size."""
        return fitted(size_m, *([mesh] for mesh in self.meshes))


@lru_cache(maxsize=64)
def model_of(piece: Piece, folder: Path = FOLDER) -> Model:
    """Read a piece's model.

    Raises:
        CovisError: If trimesh is missing or the model cannot be read.
    """
    geometries = _geometries(piece, folder)
    turn = np.array(piece.turn).reshape(3, 3)
    by_color: dict[Color, list[Mesh]] = {}
    for geometry, mesh in zip(geometries, _meshes(geometries, turn), strict=True):
        if len(mesh.faces):
            by_color.setdefault(_color(geometry), []).append(mesh)
    if not by_color:
        raise CovisError(f"the model of {piece.id!r} in {folder / piece.archive} holds no faces.")
    colors = sorted(by_color)
    meshes = tuple(joined(by_color[color]) for color in colors)
    areas = [_area_m2(mesh) for mesh in meshes]
    main = int(np.argmax(areas))
    # The main material comes first, as with all kinds.
    order = [main, *(k for k in range(len(colors)) if k != main)]
    materials = tuple(Material("paint", colors[k], colors[k], 1.0, 0, 0.2) for k in order)
    return Model(tuple(meshes[k] for k in order), materials, words_for([colors[main]])[0])


def _geometries(piece: Piece, folder: Path) -> list[Any]:
    """The model's meshes as trimesh reads them, one for each of its own materials."""
    try:
        import trimesh
        from trimesh.resolvers import ZipResolver
    except ImportError as error:
        raise CovisError("models need trimesh: pip install 'covis[worlds]'.") from error
    inside = piece.model.rsplit("/", 1)[0] + "/"
    try:
        with zipfile.ZipFile(folder / piece.archive) as archive:
            beside = {
                name.removeprefix(inside): io.BytesIO(archive.read(name))
                for name in archive.namelist()
                if name.startswith(inside) and not name.endswith("/")
            }
            text = io.BytesIO(archive.read(piece.model))
        loaded = trimesh.load_scene(
            text, file_type="obj", resolver=ZipResolver(beside), group_material=True, process=False
        )
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise CovisError(f"the model of {piece.id!r} in {folder / piece.archive} cannot be read.") from error
    return [loaded.geometry[name] for name in sorted(loaded.geometry)]


def _meshes(geometries: list[Any], turn: NDArray[np.float64]) -> list[Mesh]:
    """Meshes with normals of their own, z up, facing -y; models have y up and face +z."""
    import trimesh

    stand_up = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]]) @ turn
    plain = [trimesh.Trimesh(g.vertices @ stand_up.T, g.faces, process=False) for g in geometries]
    for mesh in plain:
        mesh.merge_vertices()
        mesh.update_faces(mesh.nondegenerate_faces())
    plain = _outer_sides_out(plain)
    return [_smooth(mesh) for mesh in plain]


def _outer_sides_out(meshes: list[Any]) -> list[Any]:
    """The meshes with each face looking to the side from which more of the outside is seen.

    Many models have faces that look inwards; nobody minds in a program that shows both sides.
    """
    import trimesh
    from trimesh.ray.ray_pyembree import RayMeshIntersector

    whole = trimesh.util.concatenate(meshes)
    tracer = RayMeshIntersector(whole)
    lift = 1e-4 * float(np.linalg.norm(whole.extents))
    open_ = np.zeros(len(whole.faces))
    for direction in _directions():
        # A ray leaves from the side that it goes to; the side from which more get away is the outer one.
        side = np.sign(whole.face_normals @ direction)
        start = whole.triangles_center + lift * side[:, None] * whole.face_normals
        away = ~tracer.intersects_any(start, np.tile(direction, (len(start), 1)))
        open_ += side * away
    faces = np.where((open_ < -0.5)[:, None], whole.faces[:, ::-1], whole.faces)
    ends = np.cumsum([0, *(len(mesh.faces) for mesh in meshes)])
    starts = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    return [
        trimesh.Trimesh(mesh.vertices, faces[a:b] - start, process=False)
        for mesh, a, b, start in zip(meshes, ends, ends[1:], starts, strict=False)
    ]


def _directions(count: int = 24) -> NDArray[np.float64]:
    """(count, 3) unit vectors spread evenly over a sphere (a golden spiral), each with its opposite."""
    k = np.arange(count // 2) + 0.5
    z, turn = 1 - k / (count // 2), k * np.pi * (3 - np.sqrt(5))
    half = np.stack([np.sqrt(1 - z**2) * np.cos(turn), np.sqrt(1 - z**2) * np.sin(turn), z], 1)
    return np.concatenate([half, -half])


def _smooth(plain: Any) -> Mesh:
    import trimesh

    shown = trimesh.graph.smooth_shade(plain, angle=CREASE_RAD)
    vertices, normals = (np.array(a, np.float64) for a in (shown.vertices, shown.vertex_normals))
    normals[np.linalg.norm(normals, axis=1) < 0.5] = (0.0, 0.0, 1.0)
    return Mesh(vertices, unit(normals), vertices[:, :2].copy(), np.asarray(shown.faces, np.int64))


def _color(geometry: Any) -> Color:
    """The colour of a model's material, or the mean of its picture; sRGB."""
    material = getattr(geometry.visual, "material", None)
    image = getattr(material, "image", None)
    if image is not None:
        rgb = np.asarray(image.convert("RGB").resize((16, 16)), np.float64).reshape(-1, 3).mean(0)
    else:
        rgb = np.asarray(getattr(material, "diffuse", (128, 128, 128, 255)), np.float64)[:3]
    r, g, b = (round(max(DARKEST, float(c) / 255), 3) for c in rgb)
    return (r, g, b)


def _area_m2(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices_m[mesh.faces[:, k]] for k in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)
