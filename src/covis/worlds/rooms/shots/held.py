"""A camera in a person's hands."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at

SIZE_PX = (640, 480)
FPS = 30
HEIGHT_M = (1.3, 1.65)  # from the chest of a small person to the eyes of a tall one
DOWN_DEG = (
    5.0,
    12.0,
)  # people point a little downwards: there is more to see on the floor than on the ceiling
HFOV_DEG = (60.0, 75.0)  # of phones held upright or across


@dataclass(frozen=True)
class Hold:
    """How one person holds a camera.

    Attributes:
        height_m: Of the lens above the floor.
        down_deg: How far below the horizon it points.
        hfov_deg: Horizontal field of view.
        size_px: Width and height of the picture.
    """

    height_m: float
    down_deg: float
    hfov_deg: float
    size_px: tuple[int, int] = SIZE_PX

    def camera(self, x_m: float, y_m: float, heading_rad: float, down_deg: float | None = None) -> Camera:
        """A camera over this point of the floor; heading 0 looks along x, counter-clockwise from above."""
        down = math.radians(self.down_deg if down_deg is None else down_deg)
        flat = math.cos(down)
        position = np.array([x_m, y_m, self.height_m])
        ahead = [flat * math.cos(heading_rad), flat * math.sin(heading_rad), -math.sin(down)]
        return Camera(
            intrinsics(self.hfov_deg, self.size_px), look_at(position, position + ahead), self.size_px
        )


def draw_hold(rng: np.random.Generator, hfov_deg: float | None = None) -> Hold:
    """Somebody's height, tilt and lens."""
    hfov = hfov_deg if hfov_deg is not None else float(rng.uniform(*HFOV_DEG))
    return Hold(float(rng.uniform(*HEIGHT_M)), float(rng.uniform(*DOWN_DEG)), hfov)


def eased(frames: int, ramp: float = 0.15) -> NDArray[np.float64]:
    """(frames,) shares 0..1 of a way whose speed rises and falls evenly over this share of the time."""
    t = np.linspace(0.0, 1.0, frames)
    speed = np.minimum(1.0, np.minimum(t, 1.0 - t) / ramp + 0.02)
    travelled = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)])
    return np.asarray(travelled / travelled[-1], np.float64)


def sway(rng: np.random.Generator, frames: int, fps: int, period_s: float) -> NDArray[np.float64]:
    """(frames,) a smooth random curve within -1..1 whose slowest wave takes this long."""
    t = np.arange(frames) / fps
    waves = [np.sin(2 * np.pi * (t * k / period_s + rng.uniform())) / k for k in (1.0, 1.7, 2.9)]
    return np.asarray(np.sum(waves, axis=0) / 1.93, np.float64)


def step_for_overlap(hfov_deg: float, overlap: float) -> float:
    """Degrees between two level views from one place such that this share of columns is seen again.

    A column at share s of the half width lies at the angle atan(s tan(h/2)); the second view begins h/2 left
    of its own heading. Solved for the turn between the two.
    """
    half = math.radians(hfov_deg) / 2
    return math.degrees(half + math.atan(math.tan(half) * (1 - 2 * overlap)))
