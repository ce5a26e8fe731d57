"""Leaves, their sums and the outlines they share."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from covis.tracks.things.leaves import cut_leaves
from covis.tracks.things.motion import MotionCue, cue_from_flow
from covis.tracks.things.segments import BINS, commonness, edge_strength, segment_graph, standing_out


def scene(height: int = 96, width: int = 128) -> np.ndarray:
    """A soft ground with a red disc and a blue square."""
    rng = np.random.default_rng(3)
    ground = cv2.GaussianBlur(rng.integers(90, 170, (height, width, 3)).astype(np.uint8), (0, 0), 2)
    cv2.circle(ground, (width // 3, height // 2), height // 5, (200, 30, 30), -1)
    cv2.rectangle(ground, (width * 2 // 3, height // 3), (width * 5 // 6, height * 2 // 3), (20, 40, 180), -1)
    return ground


def test_every_pixel_has_a_leaf_and_every_leaf_a_pixel() -> None:
    leaves = cut_leaves(scene())
    assert leaves.dtype == np.int32
    assert np.array_equal(np.unique(leaves), np.arange(leaves.max() + 1))


def test_leaves_end_at_the_outline_of_a_disc() -> None:
    picture = scene()
    disc = cv2.circle(np.zeros(picture.shape[:2], np.uint8), (42, 48), 19, 1, -1) > 0
    leaves = cut_leaves(picture)
    mostly = np.bincount(leaves[disc], minlength=leaves.max() + 1) / np.bincount(leaves.ravel()) > 0.5
    assert (mostly[leaves] == disc).mean() > 0.99


def test_sums_equal_those_over_pixels() -> None:
    picture = scene()
    rng = np.random.default_rng(0)
    shape = picture.shape[:2]
    speed, edge = rng.random(shape, np.float32), rng.random(shape, np.float32)
    cue = MotionCue(
        speed, rng.random((*shape, 2), np.float32), edge, surprise=(np.full(shape, 40, np.float32),)
    )
    graph = segment_graph(picture, cue)
    lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    assert graph.area_px.sum() == graph.leaves.size
    assert np.allclose(graph.histogram.reshape(-1, 3, BINS).sum(2), graph.area_px[:, None])
    assert graph.border_px.sum() == 2 * sum(shape)
    for k in range(0, len(graph), 3):
        mask = graph.leaves == k
        assert graph.area_px[k] == mask.sum()
        assert graph.lab[k] == pytest.approx(lab[mask].sum(0), rel=1e-4, abs=1e-2)
        assert graph.motion[k, 0] == pytest.approx(cue.speed[mask].sum(), rel=1e-4)
        assert graph.common[k] == pytest.approx(commonness(lab)[mask].sum(), rel=1e-4)
        y, x = np.nonzero(mask)
        assert graph.extent_px[k, 0] == x.max()
        assert graph.extent_px[k, 16] == pytest.approx(y.max(), abs=1e-4)


def test_what_the_camera_explains_in_one_frame_does_not_move() -> None:
    picture = scene()
    ones, none = np.ones(picture.shape[:2], np.float32), np.zeros(picture.shape[:2], np.float32)
    cue = MotionCue(ones, np.dstack([ones, none]), none, surprise=(40 * ones, none))
    graph = segment_graph(picture, cue)
    assert (graph.motion[:, 0] < 0.1 * graph.area_px).all()


def test_still_ground_under_flow_smeared_beside_a_mover_does_not_move() -> None:
    rng = np.random.default_rng(9)
    ground = cv2.GaussianBlur(rng.integers(0, 255, (120, 160, 3)).astype(np.uint8), (0, 0), 3)
    patch = cv2.GaussianBlur(rng.integers(0, 255, (30, 30, 3)).astype(np.uint8), (0, 0), 1.5)
    patch[..., 0] = 230

    def frame(x: int) -> np.ndarray:
        picture = ground.copy()
        picture[45:75, x : x + 30] = patch
        return picture

    def grey(x: int) -> np.ndarray:
        return np.asarray(cv2.cvtColor(frame(x), cv2.COLOR_RGB2GRAY), np.uint8)

    mover, smeared = np.zeros((2, 120, 160), np.bool_)
    mover[45:75, 60:90] = True
    smeared[33:87, 48:102] = True  # 12 px too wide all around
    cues = []
    for step in (7, -7):
        flow = np.zeros((120, 160, 2), np.float32)
        flow[smeared, 0] = step
        cues.append(cue_from_flow(flow, grey(60), grey(60 + step)))
    cue = MotionCue(cues[0].speed, cues[0].flow_px, cues[0].edge, cues[0].surprise + cues[1].surprise)
    graph = segment_graph(frame(60), cue)
    moves = (graph.motion[:, 0] > 0.5 * graph.area_px)[graph.leaves]
    assert cue.speed[smeared & ~mover].mean() > 0.9
    assert moves[mover].mean() > 0.9
    assert moves[smeared & ~mover].mean() < 0.25


def test_outlines_add_up_to_all_label_changes() -> None:
    graph = segment_graph(scene())
    changes = sum(int((np.diff(graph.leaves, axis=a) != 0).sum()) for a in (0, 1))
    o = graph.outlines
    assert o.length_px.sum() == changes
    assert (o.first < o.second).all()
    assert len(set(zip(o.first.tolist(), o.second.tolist(), strict=True))) == len(o.first)
    assert (o.closed <= o.length_px).all()
    assert not o.motion.any()


def test_edges_are_where_colours_change() -> None:
    lab = np.zeros((40, 40, 3), np.float32)
    lab[:, 20:, 0] = 60
    strength = edge_strength(lab)
    assert strength[20, 19:21].min() > 10
    assert strength[:, :8].max() == pytest.approx(0, abs=1e-3)


def test_a_lone_contour_stands_out_and_texture_does_not() -> None:
    lone, checker = np.zeros((2, 120, 160, 3), np.float32)
    lone[:, 80:, 0] = 60
    checker[..., 0] = 60 * np.kron(np.indices((30, 40)).sum(0) % 2, np.ones((4, 4)))
    kept = []
    for lab in (lone, checker):
        edges = edge_strength(lab)
        strong = edges > 0.5 * edges.max()
        strong[:20] = strong[-20:] = False
        strong[:, :20] = strong[:, -20:] = False
        kept.append((standing_out(edges)[strong] / edges[strong]).mean())
    assert kept[0] > 0.6
    assert kept[1] < 0.5


def test_a_plain_picture_is_common_everywhere() -> None:
    assert commonness(np.full((10, 12, 3), 30, np.float32)) == pytest.approx(1, abs=1e-5)


def test_a_cue_of_another_size_is_refused() -> None:
    none = np.zeros((4, 4), np.float32)
    cue = MotionCue(none, np.dstack([none, none]), none, surprise=())
    with pytest.raises(ValueError, match="motion cue"):
        segment_graph(scene(), cue)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 2), (3, 3), (5, 40)])
def test_tiny_pictures_work(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 255, (*shape, 3)).astype(np.uint8)
    assert segment_graph(picture).area_px.sum() == shape[0] * shape[1]
