"""A lit mesh that can be looked at: the still world, or what moves in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.raycast.atlas import Atlas
from covis.worlds.rooms.raycast.embree import Hits, Tracer
from covis.worlds.rooms.raycast.mesh import Floats, Mesh
from covis.worlds.rooms.raycast.sun import SunGrid

GLOW = 2.0  # light of what shines by itself


@dataclass(frozen=True, eq=False)
class Sunlight:
    """The sun's light where some of n rays meet a mesh.

    Attributes:
        rows: (k,) the rays that meet what the sun shines on.
        light: (k, 3) float32 linear.
    """

    rows: NDArray[np.int64]
    light: Floats


@dataclass(frozen=True, eq=False)
class Layer:
    """A mesh, its search tree and the light at its vertices.

    Attributes:
        mesh: What there is.
        tracer: Of its faces.
        light: (n, 3) float32 at its vertices, without that of the sun.
        sunny: (m,) which of its faces the sun may reach.
        sun: The sun on its faces; None where it is found for every ray.
    """

    mesh: Mesh
    tracer: Tracer
    light: Floats
    sunny: NDArray[np.bool_]
    sun: SunGrid | None = None

    @cached_property
    def _painted(self) -> Floats:
        """(n, 5) texture coordinates and light of the vertices."""
        return np.ascontiguousarray(np.hstack([self.mesh.uv, self.light]), np.float32)

    def colors(self, hits: Hits, toward: Floats, radians_px: float, atlas: Atlas, sun: Sunlight) -> Floats:
        """(n, 3) linear colours where rays meet this mesh; every ray must meet it.

        Args:
            hits: Of the rays.
            toward: (n, 3) their directions.
            radians_px: How far apart neighbouring rays are.
            atlas: The tiles of the mesh's materials.
            sun: The sun's light on what they meet.
        """
        mesh, face = self.mesh, hits.face
        # Texture coordinates and light lie side by side, so that each corner is looked up once.
        mixed = at_hits(self._painted, mesh, hits)
        uv, light = mixed[:, :2], mixed[:, 2:]
        light[sun.rows] += sun.light
        length = np.sqrt(np.einsum("ij,ij->i", toward, toward))
        slant = np.abs(np.einsum("ij,ij->i", toward, np.take(mesh.face_normals, face, axis=0))) / length
        # A slanted element covers more of the surface one way only, hence the square root.
        span_m = hits.along * length * radians_px / np.sqrt(np.maximum(slant, 0.02))
        material = mesh.material[face]
        color = atlas.colors(material, uv, mesh.texels[face] * span_m)
        shining = np.flatnonzero(atlas.glow[material])
        light[shining] += np.float32(GLOW) * atlas.glow[material[shining], None]
        color *= light
        return color


def at_hits(values: Floats, mesh: Mesh, hits: Hits) -> Floats:
    """(n, k) what vertices carry, (vertices, k), mixed where rays meet the faces between them."""
    a, b, c = np.take(mesh.faces, hits.face, axis=0).T
    mixed = np.take(values, a, axis=0) * (1 - hits.u - hits.v)[:, None]
    mixed += np.take(values, b, axis=0) * hits.u[:, None]
    mixed += np.take(values, c, axis=0) * hits.v[:, None]
    return np.asarray(mixed, np.float32)
