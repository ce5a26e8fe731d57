"""A lit mesh that can be looked at: the still world, or what moves in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from covis.worlds.rooms.raycast.atlas import Atlas
from covis.worlds.rooms.raycast.embree import Hits, Tracer
from covis.worlds.rooms.raycast.mesh import Floats, Mesh


@dataclass(frozen=True, eq=False)
class Layer:
    """A mesh, its search tree and the light at its vertices.

    Attributes:
        mesh: What there is.
        tracer: Of its faces.
        light: (n, 3) float32 at its vertices; empty while only depth and ids are wanted.
    """

    mesh: Mesh
    tracer: Tracer
    light: Floats

    @cached_property
    def _painted(self) -> Floats:
        """(n, 5) texture coordinates and light of the vertices."""
        return np.ascontiguousarray(np.hstack([self.mesh.uv, self.light]), np.float32)

    @cached_property
    def normals(self) -> Floats:
        """(m, 3) unit normals of the faces."""
        return face_normals(self.mesh)

    def colors(self, hits: Hits, toward: Floats, radians_px: float, atlas: Atlas) -> Floats:
        """(n, 3) linear colours where rays meet this mesh; every ray must meet it.

        Args:
            hits: Of the rays.
            toward: (n, 3) their directions.
            radians_px: How far apart neighbouring rays are.
            atlas: The tiles of the mesh's materials.
        """
        mesh, face = self.mesh, hits.face
        corners = np.take(mesh.faces, face, axis=0).T
        shares = (1 - hits.u - hits.v, hits.u, hits.v)
        # Texture coordinates and light lie side by side, so that each corner is looked up once.
        mixed = sum(
            np.take(self._painted, c, axis=0) * w[:, None] for c, w in zip(corners, shares, strict=True)
        )
        uv, light = mixed[:, :2], mixed[:, 2:]
        length = np.sqrt(np.einsum("ij,ij->i", toward, toward))
        slant = np.abs(np.einsum("ij,ij->i", toward, np.take(self.normals, face, axis=0))) / length
        # A slanted element covers more of the surface one way only, hence the square root.
        span_m = hits.along * length * radians_px / np.sqrt(np.maximum(slant, 0.02))
        material = mesh.material[face]
        color = atlas.colors(material, uv, mesh.texels[face] * span_m)
        return np.asarray(color * (light + 2.0 * atlas.glow[material, None]), np.float32)


def face_normals(mesh: Mesh) -> Floats:
    """(m, 3) unit normals of a mesh's faces, on the side from which their corners run counter-clockwise."""
    a, b, c = np.moveaxis(mesh.corners_m, 1, 0)
    normals = np.cross(b - a, c - a)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.maximum(length, 1e-20), np.float32)
