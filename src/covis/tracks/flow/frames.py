"""Two neighbouring frames, the flow between them, and where that flow can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.tracks.flow.colour import Index, colour_index
from covis.tracks.flow.settings import FlowSettings
from covis.tracks.flow.silhouette import Mask, Point
from covis.tracks.flow.state import Labels
from covis.tracks.things.motion import (
    Flow,
    Grey,
    camera_homography,
    dense_flow,
    feature_homography,
    homography_flow,
)
from covis.views.view import RGB


@dataclass(frozen=True)
class Frame:
    """One frame at working size.

    Attributes:
        index: Its place in the views.
        rgb: (H, W, 3) uint8.
        grey: (H, W) uint8.
    """

    index: int
    rgb: RGB
    grey: Grey

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width."""
        return self.grey.shape[0], self.grey.shape[1]

    @cached_property
    def colours(self) -> Index:
        """(H, W) colour bins."""
        return colour_index(self.rgb)


def make_frame(index: int, rgb: RGB) -> Frame:
    """A frame from a picture at working size."""
    return Frame(index, rgb, np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8))


@dataclass(frozen=True)
class Step:
    """From one frame to the next.

    Attributes:
        flow_px: (H, W, 2), where each pixel of the old frame goes.
        believable: (H, W) bool, whether the backward flow brings it home.
        source: (H, W, 2) float32, where in the old frame each pixel of the new one was.
        broken: (H, W) bool: pixels of the new frame without a partner in the old one.
        broken_share: Their share.
    """

    flow_px: Flow
    believable: Mask
    source: NDArray[np.float32]
    broken: Mask
    broken_share: float

    @cached_property
    def camera(self) -> tuple[NDArray[np.float64], float]:
        """(3, 3) homography by which the camera's motion moves still things, and the share it explains."""
        H, explained = camera_homography(self.flow_px)
        if explained > 0.3:
            return H, explained
        x, y = np.median(self.flow_px, axis=(0, 1)).tolist()  # no plane, no turn in place: a mean shift
        return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]]), explained

    def prepared(self) -> Step:
        """The same step with its camera motion worked out."""
        _ = self.camera
        return self

    def camera_doubt_px(self, shift_px: Point) -> float:
        """How far a still thing may be from where the camera's motion, a shift in px, would put it."""
        _, explained = self.camera
        return float(np.linalg.norm(shift_px)) * (1.1 - explained)

    def camera_shift(self, point_px: Point) -> Point:
        """How far the camera's motion moves a still thing at a point (x, y), in px."""
        x, y, w = self.camera[0] @ np.array([point_px[0], point_px[1], 1.0])
        moved = np.array([x, y]) / w if abs(w) > 1e-3 else point_px
        return np.asarray(moved - point_px)


@lru_cache(maxsize=4)
def _grid(height: int, width: int) -> NDArray[np.float32]:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.dstack([x, y])


def _disagreement(one: Flow, other: Flow, at: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far, in px, going along `one` and back along `other` ends from the start."""
    back = cv2.remap(other, at[..., 0], at[..., 1], cv2.INTER_LINEAR) + one
    return np.asarray(cv2.magnitude(back[..., 0], back[..., 1]), np.float32)


def take_step(old: Frame, new: Frame, s: FlowSettings) -> Step:
    """Flow from frame to frame; in a fast pan it starts from the camera's motion by features."""
    step = _check(old, new, dense_flow(old.grey, new.grey), dense_flow(new.grey, old.grey), s)
    if step.broken_share < s.retry_share:
        return step
    H = feature_homography(old.grey, new.grey)
    if H is None or abs(np.linalg.det(H)) < 1e-6:
        return step
    there = homography_flow(H, *new.shape).clip(-new.shape[1], new.shape[1])
    undone = np.asarray(np.linalg.inv(H), np.float64)
    back = homography_flow(undone, *new.shape).clip(-new.shape[1], new.shape[1])
    forward = dense_flow(old.grey, new.grey, there)
    other = _check(old, new, forward, dense_flow(new.grey, old.grey, back), s)
    return other if other.broken_share < step.broken_share else step


def _check(old: Frame, new: Frame, forward: Flow, backward: Flow, s: FlowSettings) -> Step:
    """A step from flow both ways, by forward-backward check (Sundaram et al., ECCV 2010) and residual."""
    height, width = new.shape
    grid = _grid(height, width)
    far = cv2.magnitude(forward[..., 0], forward[..., 1])
    believable = _disagreement(forward, backward, grid + forward) < s.flow_error_px + s.flow_error_share * far
    source = grid + backward
    far = cv2.magnitude(backward[..., 0], backward[..., 1])
    doubtful = _disagreement(backward, forward, source) > s.flow_error_px + s.flow_error_share * far
    guess = cv2.remap(old.grey, source[..., 0], source[..., 1], cv2.INTER_LINEAR)
    residual = cv2.blur(cv2.absdiff(guess, new.grey).astype(np.float32), (3, 3))
    outside = (source[..., 0] < 0) | (source[..., 0] > width - 1)
    outside |= (source[..., 1] < 0) | (source[..., 1] > height - 1)
    wrong = residual > s.residual_wrong
    broken = outside | wrong | (doubtful & (residual > s.residual_doubtful))
    return Step(forward, believable, source, broken, float((doubtful | wrong).mean()))


def carry(labels: Labels, step: Step) -> Labels:
    """The labels of the old frame, moved along to the new one; pixels without a partner get none."""
    x, y = step.source[..., 0], step.source[..., 1]
    moved = cv2.remap(labels.astype(np.float32), x, y, cv2.INTER_NEAREST, borderValue=0)
    out = np.asarray(moved, np.int32)
    out[step.broken] = 0
    return out
