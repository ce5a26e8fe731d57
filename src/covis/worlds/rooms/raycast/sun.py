"""The sun: found anew for every ray of a picture, so that its patches and their shadows have clean edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.raycast.light import INWARD, along, disc, ring
from covis.worlds.rooms.raycast.mesh import Floats, Mesh
from covis.worlds.rooms.scene import Scene

SPREAD = 0.016  # radius of the sun's disc, radians: wider than the true one, for soft edges
FEW, MANY = 3, 9  # rays to the disc: at first to its rim, and where those do not agree all over it
RIM = 0.8
MARGIN_M = 0.05  # around a hole, beside what the sun's width adds
BEFORE_M = 0.3  # how far outside the wall a window's frame may reach
LIFT_M = 0.004


@dataclass(frozen=True, eq=False)
class Hole:
    """An opening to the outdoors.

    Attributes:
        axis: 0 if its wall stands across x, 1 if across y.
        plane_m: Where on that axis.
        from_m: Its lower corner: along the wall, and height.
        to_m: Its upper corner.
    """

    axis: int
    plane_m: float
    from_m: tuple[float, float]
    to_m: tuple[float, float]


@dataclass(frozen=True, eq=False)
class Sun:
    """Where the sun stands and the holes through which it can shine.

    Attributes:
        toward: (3,) float32 unit vector.
        holes: Only those on the sunny sides of the house.
    """

    toward: Floats
    holes: tuple[Hole, ...]

    @classmethod
    def of(cls, scene: Scene) -> Sun:
        """The sun of a scene."""
        sun = np.array(scene.light.sun_direction, np.float32)
        found = []
        for room in scene.rooms:
            x0, y0, x1, y1 = room.box_m
            for o in room.openings:
                if o.leads_to < 0 and float(np.dot(sun, INWARD[o.wall])) < 0:
                    axis = 1 if o.wall in ("south", "north") else 0
                    plane = {"south": y0, "north": y1, "west": x0, "east": x1}[o.wall]
                    half = o.width_m / 2
                    found.append(
                        Hole(axis, plane, (o.centre_m - half, o.bottom_m), (o.centre_m + half, o.top_m))
                    )
        return cls(sun, tuple(found))

    def reached(self, mesh: Mesh) -> NDArray[np.bool_]:
        """(m,) the faces of a mesh that the sun could reach through a hole if nothing stood about."""
        return np.asarray(self._through(mesh.vertices_m)[mesh.faces].any(1), np.bool_)

    def lit(self, mesh: Mesh, tracer: Tracer) -> NDArray[np.bool_]:
        """(m,) the faces of the still world on some corner of which the sun shines, and those beside them.

        A beam that is narrower than the mesh may be missed; shadows within the light never are.
        """
        corners = np.unique(mesh.faces[self.reached(mesh)])
        shone = np.zeros(len(mesh.vertices_m), np.bool_)
        shone[corners] = self.seen(mesh.vertices_m[corners], mesh.normals[corners], [tracer], False) > 0
        for _ in range(2):
            faces = np.asarray(shone[mesh.faces].any(1), np.bool_)
            shone[mesh.faces[faces]] = True
        return faces

    def seen(self, points_m: Floats, normals: Floats, tracers: Sequence[Tracer], careful: bool) -> Floats:
        """(n,) the share, 0..1, of the sun's disc that is seen from points.

        Args:
            points_m: (n, 3).
            normals: (n, 3) of the faces they lie on, on the side that is looked at.
            tracers: Of all that can be in the way.
            careful: Whether to look closer where the disc is seen in part.
        """
        share = np.zeros(len(points_m), np.float32)
        rows = np.flatnonzero(along(normals, self.toward) > 0)
        rows = rows[self._through(points_m[rows])]
        start = points_m[rows] + np.float32(LIFT_M) * normals[rows]
        few = self._count(start, self._few, tracers)
        share[rows] = few / FEW
        if careful:
            mixed = (few > 0) & (few < FEW)
            many = few[mixed] + self._count(start[mixed], self._many, tracers)
            share[rows[mixed]] = many / (FEW + MANY)
        return share

    @cached_property
    def _few(self) -> Floats:
        return self.toward + np.float32(RIM * SPREAD) * ring(FEW, self.toward)

    @cached_property
    def _many(self) -> Floats:
        return self.toward + np.float32(SPREAD) * disc(MANY, self.toward)

    def _through(self, points: Floats) -> NDArray[np.bool_]:
        """(n,) whether the way from points to the sun leads through a hole."""
        through = np.zeros(len(points), np.bool_)
        x, y, z = points.T
        for hole in self.holes:
            across, beside = (x, y) if hole.axis == 0 else (y, x)
            way = (np.float32(hole.plane_m) - across) * np.float32(1 / self.toward[hole.axis])
            side = beside + way * self.toward[1 - hole.axis]
            up = z + way * self.toward[2]
            margin = np.float32(MARGIN_M) + np.float32(SPREAD) * np.abs(way)
            (left, low), (right, high) = hole.from_m, hole.to_m
            middle, half = np.float32((left + right) / 2), np.float32((right - left) / 2)
            level, tall = np.float32((low + high) / 2), np.float32((high - low) / 2)
            inside = np.abs(side - middle) < half + margin
            inside &= np.abs(up - level) < tall + margin
            through |= inside & (way > -BEFORE_M)
        return through

    def _count(self, start: Floats, ways: Floats, tracers: Sequence[Tracer]) -> Floats:
        """(n,) along how many of these ways nothing lies."""
        total = np.full(len(start), len(ways), np.float32)
        rows = [self._below(start, tracer) for tracer in tracers]
        for way in ways:
            hidden = np.zeros(len(start), np.bool_)
            for some, tracer in zip(rows, tracers, strict=True):
                hidden[some] |= tracer.blocked(start[some], np.repeat(way[None], len(some), 0))
            total -= hidden
        return total

    def _below(self, start: Floats, tracer: Tracer) -> NDArray[np.int64]:
        """Indices of the points from which the ball around a tracer's faces lies towards the sun."""
        aside = tracer.middle_m - start
        ahead = along(aside, self.toward)
        squared = np.einsum("ij,ij->i", aside, aside) - ahead**2
        radius = tracer.radius_m + SPREAD * np.maximum(ahead, 0)
        return np.flatnonzero((squared < radius**2) & (ahead > -tracer.radius_m))
