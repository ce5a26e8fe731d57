"""A pinhole camera with its place in the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError

Matrix = NDArray[np.float64]
"""float64; its shape stands where it is used."""

LEAST_DETERMINANT_GAP = 1e-6  # how far a rotation may be from orthonormal, for poses read from text


@dataclass(frozen=True, eq=False)
class Camera:
    """A pinhole camera: what it sees and where it stands.

    Axes are OpenCV's: x to the right, y down, z forward. Lengths are metres. The centre of the pixel in
    column c and row r is the image point (c, r), so a picture W px wide spans -0.5 to W - 0.5.

    Attributes:
        K: (3, 3) float64, intrinsics in px; its last row is 0 0 1.
        T_world_from_cam: (4, 4) float64, takes homogeneous camera points to the world, metres.
        size_px: Width and height of its picture.

    Raises:
        CovisError: If a matrix has another shape, is not finite, or is no intrinsic matrix or rigid pose.
    """

    K: Matrix
    T_world_from_cam: Matrix
    size_px: tuple[int, int]

    def __post_init__(self) -> None:
        K = np.array(self.K, np.float64)
        pose = np.array(self.T_world_from_cam, np.float64)
        for name, matrix, shape in (("K", K, (3, 3)), ("T_world_from_cam", pose, (4, 4))):
            if matrix.shape != shape or not np.isfinite(matrix).all():
                raise CovisError(f"{name} must be a finite matrix of shape {shape}, not {matrix.tolist()}.")
            matrix.flags.writeable = False
        if K[0, 0] <= 0 or K[1, 1] <= 0 or K[1, 0] != 0 or not np.array_equal(K[2], [0, 0, 1]):
            raise CovisError(f"K is not an intrinsic matrix (fx, fy > 0; last row 0 0 1): {K.tolist()}.")
        R = pose[:3, :3]
        off = float(np.abs(R @ R.T - np.eye(3)).max())
        if off > LEAST_DETERMINANT_GAP or np.linalg.det(R) < 0 or not np.array_equal(pose[3], [0, 0, 0, 1]):
            raise CovisError(f"T_world_from_cam is not a rotation and a translation: {pose.tolist()}.")
        if min(self.size_px) < 1:
            raise CovisError(f"size_px must be a width and a height of at least 1 px, not {self.size_px}.")
        object.__setattr__(self, "K", K)
        object.__setattr__(self, "T_world_from_cam", pose)
        object.__setattr__(self, "size_px", (int(self.size_px[0]), int(self.size_px[1])))

    @property
    def position_m(self) -> Matrix:
        """(3,) where the camera stands in the world, metres."""
        return np.asarray(self.T_world_from_cam[:3, 3], np.float64)

    @property
    def forward(self) -> Matrix:
        """(3,) unit vector of its viewing direction in the world."""
        return np.asarray(self.T_world_from_cam[:3, 2], np.float64)

    @property
    def T_cam_from_world(self) -> Matrix:
        """(4, 4) the inverse of its pose: takes world points to the camera, metres."""
        R, t = self.T_world_from_cam[:3, :3], self.T_world_from_cam[:3, 3]
        inverse = np.eye(4)
        inverse[:3, :3], inverse[:3, 3] = R.T, -R.T @ t
        return inverse

    def to_record(self) -> dict[str, Any]:
        """Plain lists under the attributes' names, for JSON; `from_record` gives back the same bits."""
        return {
            "K": self.K.tolist(),
            "T_world_from_cam": self.T_world_from_cam.tolist(),
            "size_px": list(self.size_px),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Camera:
        """The camera of a record that `to_record` made.

        Raises:
            CovisError: If something is missing or is no camera.
        """
        try:
            width, height = record["size_px"]
            return cls(np.array(record["K"]), np.array(record["T_world_from_cam"]), (int(width), int(height)))
        except (KeyError, TypeError, ValueError) as error:
            raise CovisError(f"a camera needs K, T_world_from_cam and size_px: {error}.") from error
