"""What moves on its own."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.motion import camera_homography, dense_flow, homography_flow, motion_cue


def ground(height: int = 150, width: int = 220) -> np.ndarray:
    """A textured grey ground."""
    rng = np.random.default_rng(8)
    fine = cv2.GaussianBlur(rng.random((height, width), np.float32), (0, 0), 2.5)
    return np.asarray(cv2.normalize(fine, None, 20, 235, cv2.NORM_MINMAX), np.uint8)


def test_a_pan_alone_is_no_motion() -> None:
    scene = ground()
    cue = motion_cue(scene[10:130, 10:170].copy(), [scene[12:132, 15:175].copy(), scene[8:128, 5:165].copy()])
    assert cue is not None
    inner = cue.speed[12:-12, 12:-12]
    assert inner.mean() < 0.02
    assert cue.speed.shape == cue.edge.shape == cue.flow_px.shape[:2] == (120, 160)


def test_a_cut_out_that_moves_against_a_pan_is_motion() -> None:
    scene, patch = ground(), ground(60, 60)[10:40, 10:40]
    here, there = scene[10:130, 10:170].copy(), scene[10:130, 13:173].copy()
    here[40:70, 60:90] = patch
    there[40:70, 64:94] = patch  # the ground moves 3 px left, the patch 4 px right
    cue = motion_cue(here, [there])
    assert cue is not None
    assert cue.speed[44:66, 64:86].mean() > 0.9
    assert cue.speed[90:115, 20:140].mean() < 0.05
    assert cue.flow_px[44:66, 64:86, 0].mean() == pytest.approx(7, abs=1)
    assert cue.edge[38:72, 58:92].max() > 0.5


def test_the_camera_is_found_from_its_own_flow() -> None:
    H = np.array([[1.02, 0.01, 3.0], [-0.01, 0.99, -2.0], [1e-5, 2e-5, 1.0]])
    found, explained = camera_homography(homography_flow(H, 120, 160))
    assert explained > 0.99
    assert found / found[2, 2] == pytest.approx(H, abs=1e-3)


def test_flow_of_a_shift_is_the_shift() -> None:
    scene = ground()
    flow = dense_flow(scene[10:130, 10:170].copy(), scene[12:132, 7:167].copy())
    assert np.median(flow[20:-20, 20:-20], axis=(0, 1)) == pytest.approx([3, -2], abs=0.3)


def test_without_other_frames_there_is_no_cue() -> None:
    assert motion_cue(ground(), []) is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 30), (15, 15), (16, 16)])
def test_tiny_frames_work(shape: tuple[int, int]) -> None:
    frame = np.zeros(shape, np.uint8)
    cue = motion_cue(frame, [frame])
    assert cue is not None
    assert not cue.speed.any()
