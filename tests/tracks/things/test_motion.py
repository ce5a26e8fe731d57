"""What moves on its own."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.things.motion import (
    camera_homography,
    cue_from_flow,
    dense_flow,
    feature_homography,
    homography_flow,
    motion_cue,
)


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


def test_a_flow_that_no_camera_explains_is_no_evidence() -> None:
    scene = ground()
    rng = np.random.default_rng(1)
    flow = cv2.GaussianBlur(rng.normal(0, 60, (*scene.shape, 2)).astype(np.float32), (0, 0), 4)
    cue = cue_from_flow(flow, scene, scene)
    assert camera_homography(flow)[1] < 0.3
    assert cue.speed.max() < 0.2
    assert cue.edge.max() < 0.2


def test_a_tiny_flow_has_no_camera() -> None:
    H, explained = camera_homography(np.ones((12, 12, 2), np.float32))
    assert np.array_equal(H, np.eye(3))
    assert explained == 0


def test_what_the_camera_explains_is_no_surprise_and_what_moves_is() -> None:
    scene, patch = ground(), 255 - ground(60, 60)[10:40, 10:40]
    here, there = scene.copy(), scene.copy()
    here[40:70, 60:90] = patch
    there[40:70, 66:96] = patch
    cue = motion_cue(here, [there, here])
    assert cue is not None
    moved, same = cue.surprise
    assert moved[45:65, 65:85].mean() > 5
    assert moved[100:140, 20:200].max() < 3
    assert same.max() < 3


def test_a_large_shift_is_found_by_features() -> None:
    scene = ground(200, 300)
    H = feature_homography(scene[20:180, 10:210].copy(), scene[20:180, 80:280].copy())
    assert H is not None
    moved = H @ np.array([150.0, 80.0, 1.0])
    assert moved[:2] / moved[2] == pytest.approx([80, 80], abs=1)


def test_plain_pictures_have_no_features() -> None:
    plain = np.full((80, 100), 99, np.uint8)
    assert feature_homography(plain, plain) is None


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
