"""From frame to frame: flow, what it carries along, and the camera."""

import numpy as np
import pytest
from tests.tracks.flow.staging import HEIGHT, RED, WIDTH, disc, ground, iou, paint

from covis.tracks.flow.frames import Step, carry, make_frame, take_step
from covis.tracks.flow.settings import DEFAULTS

SHAPE = (HEIGHT, WIDTH)


def shift_step(dx: int, dy: int) -> Step:
    """A step whose every pixel moves by (dx, dy)."""
    y, x = np.indices(SHAPE).astype(np.float32)
    source = np.dstack([x - dx, y - dy])
    outside = (source < 0).any(2) | (source[..., 0] > WIDTH - 1) | (source[..., 1] > HEIGHT - 1)
    flow = np.full((*SHAPE, 2), (dx, dy), np.float32)
    return Step(flow, ~outside, source, outside, 0.0)


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (5, -3), (-11, 8)])
def test_labels_move_with_a_known_shift_and_drop_what_has_no_partner(dx: int, dy: int) -> None:
    labels = np.random.default_rng(0).integers(1, 9, SHAPE).astype(np.int32)
    moved = carry(labels, shift_step(dx, dy))
    padded = np.pad(labels, 20)[20 - dy : 20 - dy + HEIGHT, 20 - dx : 20 - dx + WIDTH]
    assert moved.dtype == np.int32
    assert np.array_equal(moved, padded)


def test_a_large_label_survives_being_carried() -> None:
    labels = np.full(SHAPE, 1_000_003, np.int32)
    assert (carry(labels, shift_step(0, 0)) == 1_000_003).all()


@pytest.mark.parametrize("point", [(10, 10), (100, 70)])
def test_a_shift_of_everything_is_the_cameras(point: tuple[int, int]) -> None:
    moved = shift_step(4, -2).camera_shift(np.array(point, float))
    assert moved == pytest.approx([4, -2], abs=0.05)


def test_the_same_frame_twice_moves_nothing() -> None:
    frame = make_frame(0, ground())
    labels = np.random.default_rng(1).integers(0, 4, SHAPE).astype(np.int32)
    step = take_step(frame, make_frame(1, ground()), DEFAULTS)
    assert step.broken_share < 0.01
    assert (carry(labels, step) == labels).mean() > 0.99


def wide_pan(dx: int) -> tuple[Step, np.ndarray]:
    """A step over a ground that moves by dx, less the step's camera shift at the middle."""
    big = ground(3, HEIGHT, WIDTH + 60)
    step = take_step(make_frame(0, big[:, 60:]), make_frame(1, big[:, 60 - dx : 60 - dx + WIDTH]), DEFAULTS)
    return step, step.camera_shift(np.array([WIDTH / 2, HEIGHT / 2]))


@pytest.mark.parametrize("dx", [2, 9, 40])
def test_a_pan_slow_or_fast_is_followed(dx: int) -> None:
    step, camera = wide_pan(dx)
    assert camera == pytest.approx([dx, 0], abs=1)
    moved = carry(np.ones(SHAPE, np.int32), step)
    assert moved[:, : dx - 1].mean() < 0.1  # newly in view: nobody's
    assert moved[8:-8, dx + 8 : -8].mean() > 0.9


def test_a_mover_takes_its_label_along_and_the_camera_stays() -> None:
    before, after = disc(50, 48, 14), disc(55, 45, 14)
    one, two = paint(ground(), before, RED), paint(ground(), after, RED)
    step = take_step(make_frame(0, one), make_frame(1, two), DEFAULTS)
    assert iou(carry(before.astype(np.int32), step) > 0, after) > 0.6
    assert step.camera_shift(np.array([20.0, 20.0])) == pytest.approx([0, 0], abs=0.5)


def test_another_scene_breaks_most_pixels() -> None:
    rng = np.random.default_rng(7)
    one, two = (rng.integers(0, 255, (*SHAPE, 3)).astype(np.uint8) for _ in range(2))
    step = take_step(make_frame(0, one), make_frame(1, two), DEFAULTS)
    assert step.broken_share > DEFAULTS.cut_share


@pytest.mark.parametrize("shape", [(1, 1), (8, 40), (16, 16)])
def test_tiny_frames_make_a_step(shape: tuple[int, int]) -> None:
    frames = [make_frame(k, np.full((*shape, 3), 90, np.uint8)) for k in range(2)]
    step = take_step(*frames, DEFAULTS)
    assert carry(np.ones(shape, np.int32), step).all()
    assert step.camera_shift(np.zeros(2)) == pytest.approx([0, 0], abs=1e-6)
