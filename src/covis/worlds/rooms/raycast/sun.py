"""The sun: found on a fine grid on every face that it reaches, so that its patches have clean, soft edges.

The grid lies in each triangle's own coordinates (mesh colors; Yuksel, Keyser and House, ACM TOG 2010). On
what moves, and in its shadows, the sun is found anew for every ray.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.raycast.embree import Hits, Tracer
from covis.worlds.rooms.raycast.light import GOLDEN, INWARD, along, axes_across, disc, hemisphere, ring
from covis.worlds.rooms.raycast.mesh import Floats, Mesh
from covis.worlds.rooms.scene import Scene

SPREAD = 0.013  # radius of the sun's disc, radians: wider than the true one, for soft edges
FEW, MANY = 5, 12  # rays to the disc: at first its middle and rim, and where those do not agree all over it
GRID_RAYS = 16  # the same, for points of the grid that any of the few reaches
STEPS = 5  # of the grid along each edge of a face
INWARD_SHARE = 0.02  # from a face's edges: what stands on an edge must not cut the way off
RIM = 1.2  # so far out that what hides any of the disc hides one of the rays
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
class Ball:
    """What something that may throw a shadow lies in.

    Attributes:
        middle_m: (3,) float32.
        radius_m: Of the ball.
    """

    middle_m: Floats
    radius_m: float


@dataclass(frozen=True, eq=False)
class SunGrid:
    """The share of the sun's disc that is seen from the faces of a mesh.

    Attributes:
        row: (m,) int32 which row of values belongs to a face; -1 where the sun never shines.
        values: (rows · (STEPS + 1)²,) float32; steps of a face's u, then of its v.
    """

    row: NDArray[np.int32]
    values: Floats

    def share(self, hits: Hits) -> Floats:
        """(n,) where rays meet faces that have a row."""
        side = STEPS + 1
        u, v = hits.u * np.float32(STEPS), hits.v * np.float32(STEPS)
        i = np.minimum(u.astype(np.int32), STEPS - 1)
        j = np.minimum(v.astype(np.int32), STEPS - 1 - i)
        fu, fv = u - i, v - j
        first = np.take(self.row, hits.face) * np.int32(side * side) + i * side + j
        upper = fu + fv > 1  # the half of the cell away from its first corner
        one, other = np.take(self.values, first + side), np.take(self.values, first + 1)
        far = np.take(self.values, np.where(upper, first + side + 1, first))
        wu, wv = np.where(upper, 1 - fv, fu), np.where(upper, 1 - fu, fv)
        return np.asarray(one * wu + other * wv + far * (1 - wu - wv), np.float32)


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

    def on_grid(self, mesh: Mesh, tracer: Tracer) -> SunGrid:
        """The sun on the still world."""
        faces = np.flatnonzero(self.reached(mesh))
        facing = along(mesh.face_normals[faces], self.toward)
        faces, facing = faces[facing != 0], facing[facing != 0]
        normals = mesh.face_normals[faces] * np.sign(facing)[:, None]
        u, v = (a.ravel() / STEPS for a in np.meshgrid(*[np.arange(STEPS + 1)] * 2, indexing="ij"))
        used = np.flatnonzero(u + v <= 1 + 1e-6)
        share = np.stack([1 - u - v, u, v], 1)[used]
        share = (share * (1 - 3 * INWARD_SHARE) + INWARD_SHARE).astype(np.float32)
        points = np.einsum("sk,fkx->fsx", share, mesh.corners_m[faces]).astype(np.float32)
        start = (points + np.float32(LIFT_M) * normals[:, None]).reshape(-1, 3)
        few = self._clear_count(start, self._rim, tracer)
        lit = np.flatnonzero(few)  # wholly or in part: a bar may hide the disc between the few rays
        ways = self.toward + np.float32(SPREAD) * disc(GRID_RAYS, self.toward)
        values = np.zeros(len(start), np.float32)
        values[lit] = self._clear_count(start[lit], ways, tracer) / GRID_RAYS
        grid = np.zeros((len(faces), (STEPS + 1) ** 2), np.float32)
        grid[:, used] = values.reshape(len(faces), len(used))
        kept = np.flatnonzero(grid.any(1))
        row = np.full(len(mesh.faces), -1, np.int32)
        row[faces[kept]] = np.arange(len(kept))
        return SunGrid(row, grid[kept].ravel())

    def _clear_count(self, start: Floats, ways: Floats, tracer: Tracer) -> Floats:
        """(n,) along how many of these ways nothing lies."""
        total = np.zeros(len(start), np.float32)
        for way in ways:
            total += ~tracer.blocked(start, np.repeat(way[None], len(start), 0))
        return total

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
        few = np.zeros(len(rows), np.float32)
        for way in self._rim:
            few += self._clear(start, np.repeat(way[None], len(start), 0), tracers)
        share[rows] = few / FEW
        if careful:
            mixed = (few > 0) & (few < FEW)
            # Each point turns the disc another way, so that the edge of a shadow shows no steps.
            turn = (np.flatnonzero(mixed) * GOLDEN).astype(np.float32)[:, None]
            side, other = axes_across(self.toward[None])
            across = np.cos(turn) * side + np.sin(turn) * other
            aside = np.cos(turn) * other - np.sin(turn) * side
            many = np.zeros(len(turn), np.float32)
            for x, y, _ in hemisphere(MANY) * np.float32(SPREAD):
                many += self._clear(start[mixed], self.toward + x * across + y * aside, tracers)
            share[rows[mixed]] = many / MANY
        return share

    @cached_property
    def _rim(self) -> Floats:
        around = np.vstack([np.zeros((1, 3)), ring(FEW - 1, self.toward)])
        return np.asarray(self.toward + RIM * SPREAD * around, np.float32)

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

    def _clear(self, start: Floats, ways: Floats, tracers: Sequence[Tracer]) -> NDArray[np.bool_]:
        """(n,) whether nothing lies along these ways."""
        hidden = np.zeros(len(start), np.bool_)
        for tracer in tracers:
            below = self.below(start, tracer)
            hidden[below] |= tracer.blocked(start[below], ways[below])
        return ~hidden

    def below(self, start: Floats, ball: Ball | Tracer) -> NDArray[np.int64]:
        """Indices of the points from which a ball, or that around a tracer's faces, lies towards the sun."""
        aside = ball.middle_m - start
        ahead = along(aside, self.toward)
        squared = np.einsum("ij,ij->i", aside, aside) - ahead**2
        radius = ball.radius_m + SPREAD * np.maximum(ahead, 0)
        return np.flatnonzero((squared < radius**2) & (ahead > -ball.radius_m))
