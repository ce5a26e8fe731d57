"""Rays against triangles, by Intel's Embree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
FAR_M = 1e6


@dataclass(frozen=True, eq=False)
class Hits:
    """What n rays meet first.

    Attributes:
        face: (n,) int32 index of the face; -1 for none.
        along: (n,) float32, in lengths of the ray's direction; `FAR_M` for none.
        u: (n,) float32 share of the face's second corner.
        v: (n,) float32 share of its third.
    """

    face: Ints
    along: Floats
    u: Floats
    v: Floats


class Tracer:
    """Casts rays into a set of triangles, all of them in the ball of `radius_m` around `middle_m`, (3,)."""

    def __init__(self, corners_m: Floats) -> None:
        """Build the search tree.

        Args:
            corners_m: (m, 3, 3) float32, the corners of every face.

        Raises:
            CovisError: If embreex is not installed.
        """
        try:
            from embreex.mesh_construction import TriangleMesh
            from embreex.rtcore_scene import EmbreeScene
        except ImportError as error:
            raise CovisError(
                "rendering needs the package embreex; install it: pip install 'covis[worlds]'."
            ) from error
        self._scene: Any = EmbreeScene()
        self._some = len(corners_m) > 0
        self.middle_m, self.radius_m = np.zeros(3, np.float32), 0.0
        if self._some:
            low, high = corners_m.min((0, 1)), corners_m.max((0, 1))
            self.middle_m, self.radius_m = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
            self._mesh: Any = TriangleMesh(self._scene, np.ascontiguousarray(corners_m, np.float32))

    def first(self, origins_m: Floats, directions: Floats) -> Hits:
        """What each ray meets first.

        Args:
            origins_m: (n, 3).
            directions: (n, 3), of any length.
        """
        n = len(directions)
        if not self._some or n == 0:
            nothing = np.zeros(n, np.float32)
            return Hits(np.full(n, -1, np.int32), np.full(n, FAR_M, np.float32), nothing, nothing)
        found = self._scene.run(_packed(origins_m), _packed(directions), output=1)
        missed = found["primID"] < 0
        return Hits(
            found["primID"], np.where(missed, np.float32(FAR_M), found["tfar"]), found["u"], found["v"]
        )

    def blocked(self, origins_m: Floats, directions: Floats, far: float = FAR_M) -> NDArray[np.bool_]:
        """(n,) whether anything lies in each ray's way, nearer than so many lengths of its direction."""
        n = len(directions)
        if not self._some or n == 0:
            return np.zeros(n, np.bool_)
        ends = np.full(n, far, np.float32)
        found = self._scene.run(_packed(origins_m), _packed(directions), dists=ends, query="OCCLUDED")
        return np.asarray(found >= 0)


def _packed(rows: Floats) -> Floats:
    return np.ascontiguousarray(rows, np.float32)
