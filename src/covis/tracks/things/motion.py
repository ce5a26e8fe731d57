"""What moves on its own: dense flow between frames, less the flow that the camera's motion explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.geometry.two_view import robust_homography

Grey = NDArray[np.uint8]
"""(H, W) uint8."""

Flow = NDArray[np.float32]
"""(H, W, 2) float32: how far each pixel moves in x and y, in px."""

LEAST_SIDE_PX = 16  # below this the flow's patches do not fit


@dataclass(frozen=True)
class MotionCue:
    """Evidence of independent motion in one frame.

    Attributes:
        speed: (H, W) float32 in 0..1, evidence that the pixel moves against the background.
        flow_px: (H, W, 2) float32, its motion beyond the camera's, in px between the frames compared.
        edge: (H, W) float32 in 0..1, how sharply that motion changes here.
        surprise: For each frame compared, (H, W) float32: by how many grey levels the camera's motion
            explains the pixel worse than the flow does.
    """

    speed: NDArray[np.float32]
    flow_px: Flow
    edge: NDArray[np.float32]
    surprise: tuple[NDArray[np.float32], ...]


@dataclass(frozen=True)
class MotionSettings:
    """When a residual flow counts as motion."""

    noise_px: float = 0.6  # flow errors on still ground at 320 px
    noise_share: float = 0.05  # of the flow itself: parallax and model error grow with the camera's motion
    ramp_px: float = 1.2  # from no evidence to full
    edge_from_px: float = 1.0  # change of flow within 3 px that begins to be an edge
    edge_ramp_px: float = 3.0
    most_surprise: float = 40.0  # grey levels: more says no more
    camera_share: float = 0.5  # of the flow that the camera must explain: below, parallax looks like motion
    camera_width: float = 0.08


def dense_flow(here: Grey, there: Grey, start_px: Flow | None = None) -> Flow:
    """DIS optical flow (Kroeger et al., ECCV 2016) from one picture to another, (H, W, 2) in px.

    Args:
        here: (H, W).
        there: (H, W).
        start_px: (H, W, 2) a first guess, for motions too large to be found without.
    """
    if min(here.shape) < LEAST_SIDE_PX:
        return np.zeros((*here.shape, 2), np.float32)
    dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    start = np.zeros((*here.shape, 2), np.float32) if start_px is None else start_px.copy()
    return np.asarray(dis.calc(here, there, start), np.float32)


def feature_homography(here: Grey, there: Grey, least: int = 12) -> NDArray[np.float64] | None:
    """The homography (3, 3) between two pictures by ORB features, for large camera motions; None without.

    ORB: Rublee et al., ICCV 2011. Robust fit: MAGSAC++, Barath et al., CVPR 2020.

    Args:
        here: (H, W).
        there: (H, W).
        least: Matches that must agree with it.
    """
    orb = cv2.ORB.create(600, fastThreshold=8)
    (points, one), (others, two) = orb.detectAndCompute(here, None), orb.detectAndCompute(there, None)
    if one is None or two is None or min(len(points), len(others)) < least:
        return None
    matches = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(one, two)
    if len(matches) < least:
        return None
    source = np.array([points[m.queryIdx].pt for m in matches], np.float32)
    target = np.array([others[m.trainIdx].pt for m in matches], np.float32)
    H, agree = robust_homography(source, target, 2.0, 2000, 0.995)
    return None if H is None or np.sum(agree) < least else np.asarray(H, np.float64)


def camera_homography(flow_px: Flow, step_px: int = 12) -> tuple[NDArray[np.float64], float]:
    """The homography (3, 3) that explains most of a flow, and the share it explains; identity when none does.

    Robust fit (MAGSAC++, Barath et al., CVPR 2020) to flow vectors on a grid.
    """
    height, width = flow_px.shape[:2]
    y, x = np.mgrid[step_px // 2 : height : step_px, step_px // 2 : width : step_px]
    here = np.stack([x, y], -1).reshape(-1, 2).astype(np.float32)
    if len(here) < 8:
        return np.eye(3), 0.0
    there = here + flow_px[y, x].reshape(-1, 2)
    H, explained = robust_homography(here, there, 1.0, 500, 0.995)
    return (np.eye(3), 0.0) if H is None else (np.asarray(H, np.float64), float(np.mean(explained)))


def homography_flow(H: NDArray[np.float64], height: int, width: int) -> Flow:
    """The flow of a picture that moves by a homography, (height, width, 2) in px."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    scale = H[2, 0] * x + H[2, 1] * y + H[2, 2]
    dx = (H[0, 0] * x + H[0, 1] * y + H[0, 2]) / scale - x
    dy = (H[1, 0] * x + H[1, 1] * y + H[1, 2]) / scale - y
    return np.stack([dx, dy], -1).astype(np.float32)


def cue_from_flow(
    flow_px: Flow, here: Grey, there: Grey, settings: MotionSettings = MotionSettings()
) -> MotionCue:
    """What moves on its own according to the flow (H, W, 2) in px from one picture to another."""
    s = settings
    H, explained = camera_homography(flow_px)
    still = homography_flow(H, *here.shape)
    rest = flow_px - still
    trust = 1 / (1 + np.exp(-(explained - s.camera_share) / s.camera_width))
    allowed = s.noise_px + s.noise_share * np.linalg.norm(flow_px, axis=2)
    speed = trust * np.clip((np.linalg.norm(rest, axis=2) - allowed) / s.ramp_px, 0, 1)
    change = cv2.morphologyEx(rest, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    edge = trust * np.clip((np.linalg.norm(change, axis=2) - s.edge_from_px) / s.edge_ramp_px, 0, 1)
    worse = _misfit(here, there, still) - _misfit(here, there, flow_px)
    surprise = np.clip(worse, 0, s.most_surprise).astype(np.float32)
    return MotionCue(speed.astype(np.float32), rest.astype(np.float32), edge.astype(np.float32), (surprise,))


def _misfit(here: Grey, there: Grey, flow_px: Flow) -> NDArray[np.float32]:
    """(H, W) grey levels by which the other picture, fetched along a flow, differs from this one."""
    y, x = np.mgrid[0 : here.shape[0], 0 : here.shape[1]].astype(np.float32)
    fetched = cv2.remap(
        there, x + flow_px[..., 0], y + flow_px[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cv2.blur(cv2.absdiff(fetched, here).astype(np.float32), (3, 3)), np.float32)


def motion_cue(
    here: Grey, others: Sequence[Grey], settings: MotionSettings = MotionSettings()
) -> MotionCue | None:
    """What moves on its own in a frame, seen against other frames of the same shot.

    A pixel that only one of the others says is moving is half believed: that may be an occlusion.

    Args:
        here: The frame, (H, W).
        others: Frames a few steps before or after, (H, W) each.
        settings: When a residual flow counts as motion.

    Returns:
        The cue, or None without other frames.
    """
    best: MotionCue | None = None
    for other in others:
        new = cue_from_flow(dense_flow(here, other), here, other, settings)
        if best is None:
            best = new
            continue
        faster = (new.speed > best.speed)[..., None]
        best = MotionCue(
            ((new.speed + best.speed) / 2).astype(np.float32),
            np.where(faster, new.flow_px, best.flow_px),
            np.maximum(new.edge, best.edge),
            best.surprise + new.surprise,
        )
    return best
