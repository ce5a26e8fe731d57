"""The shapes that furniture is built from: closed, outward, of the right size."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covis.worlds.rooms.furniture.faces import face
from covis.worlds.rooms.furniture.shapes.boxes import box, cushion, rounded_box
from covis.worlds.rooms.furniture.shapes.extruded import extruded, rounded_outline, sheet, triangles
from covis.worlds.rooms.furniture.shapes.mesh import Mesh, fitted, joined, part
from covis.worlds.rooms.furniture.shapes.tubes import arc, bend, tube
from covis.worlds.rooms.furniture.shapes.turned import ball, curve, cylinder, lathe

side = st.floats(0.05, 2.0)


def volume_m3(mesh: Mesh) -> float:
    """By the divergence theorem; right for closed meshes whose faces look outwards."""
    a, b, c = (mesh.vertices_m[mesh.faces[:, k]] for k in range(3))
    return float((a * np.cross(b, c)).sum() / 6)


def is_closed(mesh: Mesh) -> bool:
    """Whether each edge between two places is walked once each way."""
    _, place = np.unique(np.round(mesh.vertices_m, 6), axis=0, return_inverse=True)
    corners = place.reshape(-1)[mesh.faces]
    edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]])
    edges = edges[edges[:, 0] != edges[:, 1]]
    there, counts = np.unique(edges, axis=0, return_counts=True)
    back = {(b, a) for a, b in there.tolist()}
    return bool((counts == 1).all()) and {tuple(e) for e in there.tolist()} == back


@given(side, side, side)
@settings(max_examples=30, deadline=None)
def test_a_box_has_its_volume_and_is_closed(w: float, d: float, h: float) -> None:
    mesh = box((w, d, h), (0.3, -0.2, 0.1))
    assert volume_m3(mesh) == pytest.approx(w * d * h)
    assert is_closed(mesh)
    np.testing.assert_allclose(mesh.vertices_m.min(0), [0.3 - w / 2, -0.2 - d / 2, 0.1])
    np.testing.assert_allclose(mesh.vertices_m.max(0), [0.3 + w / 2, -0.2 + d / 2, 0.1 + h])


def test_the_material_is_measured_in_metres_on_a_box() -> None:
    for along in (True, False):
        mesh = box((0.4, 0.3, 1.7), along=along)
        a, b, c = (mesh.faces[:, k] for k in range(3))
        for one, other in ((a, b), (b, c)):
            apart = np.linalg.norm(mesh.vertices_m[one] - mesh.vertices_m[other], axis=1)
            np.testing.assert_allclose(np.linalg.norm(mesh.uv_m[one] - mesh.uv_m[other], axis=1), apart)


def test_the_grain_runs_along_a_board_and_patterns_stand_upright() -> None:
    post = box((0.05, 0.05, 2.0))
    assert np.ptp(post.uv_m[:4, 0]) == pytest.approx(2.0)
    panel = box((0.05, 0.05, 2.0), along=False)
    assert np.ptp(panel.uv_m[:4, 0]) == pytest.approx(0.05)
    for mesh in (post, panel):  # not mirrored: u to v turns counter-clockwise as the corners do
        u, v = mesh.uv_m[[0, 1, 2, 3]].T
        assert 0.5 * (u * np.roll(v, -1) - v * np.roll(u, -1)).sum() > 0


@given(side, side, side, st.floats(0.0, 1.0))
@settings(max_examples=30, deadline=None)
def test_a_rounded_box_is_a_little_less_than_its_box(w: float, d: float, h: float, share: float) -> None:
    radius = max(1e-3, share * min(w, d, h) / 2)
    mesh = rounded_box((w, d, h), radius)
    assert is_closed(mesh)
    # What the edges lack is at most what sharp prisms over a square less its quarter circle would lack.
    lacking = (4 - math.pi) * radius**2 * (w + d + h) * 1.3
    assert w * d * h - lacking <= volume_m3(mesh) <= w * d * h
    np.testing.assert_allclose(np.ptp(mesh.vertices_m, axis=0), [w, d, h], atol=1e-9)


def test_a_cushion_is_thick_in_the_middle_and_thin_at_the_seam() -> None:
    mesh = cushion((0.5, 0.5, 0.2), puff=0.6)
    assert is_closed(mesh)
    assert 0 < volume_m3(mesh) < 0.5 * 0.5 * 0.2
    corner = np.abs(mesh.vertices_m[:, :2]).sum(1).argsort()[-4:]
    assert np.ptp(mesh.vertices_m[corner, 2]) == pytest.approx(0.4 * 0.2, abs=0.01)


@given(side, side, st.integers(12, 40))
@settings(max_examples=20, deadline=None)
def test_a_cylinder_has_the_volume_of_a_prism(r: float, h: float, sides: int) -> None:
    mesh = cylinder(r, h, sides=sides)
    assert is_closed(mesh)
    assert volume_m3(mesh) == pytest.approx(0.5 * sides * math.sin(2 * math.pi / sides) * r * r * h)


def test_a_ball_nears_its_volume_and_its_normals_point_from_the_middle() -> None:
    mesh = ball((1.0, 1.0, 1.0), sides=64)
    assert is_closed(mesh)
    assert volume_m3(mesh) == pytest.approx(math.pi / 6, rel=0.01)
    outward = mesh.vertices_m - [0, 0, 0.5]
    assert ((outward * mesh.normals).sum(1) > 0.499).all()


def test_a_lathed_cup_holds_water() -> None:
    cup = lathe([(0, 0), (0.5, 0), (0.5, 1), (0.45, 1), (0.45, 0.1), (0, 0.1)], 48)
    assert is_closed(cup)
    assert volume_m3(cup) == pytest.approx(math.pi * (0.25 - 0.9 * 0.45**2), rel=0.02)


def test_a_lathe_has_an_edge_only_where_the_outline_turns() -> None:
    smooth = lathe([(0.2, 0), (0.21, 0.1), (0.2, 0.2)], 8)
    sharp = lathe([(0.2, 0), (0.3, 0.1), (0.2, 0.2)], 8)
    for mesh, folds in ((smooth, False), (sharp, True)):
        middle = np.isclose(mesh.vertices_m[:, 2], 0.1)
        assert (np.abs(mesh.normals[middle, 2]) > 0.1).any() == folds


def test_a_curve_goes_through_its_points() -> None:
    points = [(0.1, 0.0), (0.4, 0.2), (0.2, 0.5), (0.3, 0.9)]
    np.testing.assert_allclose(curve(points, 6)[::6], points)


def test_a_tube_is_closed_and_its_end_is_cut_square() -> None:
    mesh = tube([(0, 0, 0), (0, 0, 1), (0, 1, 1)], 0.1, 24)
    assert is_closed(mesh)
    assert 1.6 * math.pi * 0.01 < volume_m3(mesh) < 2 * math.pi * 0.01  # the corner is cut
    ring = tube(arc((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 2 * math.pi), 48)[:-1], 0.1, 24, closed=True)
    assert is_closed(ring)
    assert volume_m3(ring) == pytest.approx(2 * math.pi**2 * 0.01, rel=0.03)


def test_a_bent_path_keeps_its_ends_and_cuts_its_corner() -> None:
    path = bend([(0, 0, 0), (0, 0, 1), (0, 1, 1)], 0.2)
    np.testing.assert_allclose(path[[0, -1]], [[0, 0, 0], [0, 1, 1]])
    assert np.linalg.norm(path - [0, 0, 1], axis=1).min() > 0.09


@given(st.lists(st.floats(0.3, 1.0), min_size=5, max_size=14))
@settings(max_examples=30, deadline=None)
def test_a_star_is_filled_and_drawn_out(reach: list[float]) -> None:
    turn = np.linspace(0, 2 * math.pi, len(reach), endpoint=False)
    outline = np.stack([np.cos(turn), np.sin(turn)], 1) * np.array(reach)[:, None]
    x, y = outline.T
    area = 0.5 * float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum())
    assert len(triangles(outline)) == len(reach) - 2
    mesh = extruded(outline, 0.7)
    assert volume_m3(mesh) == pytest.approx(0.7 * area)
    assert is_closed(mesh)


def test_a_rounded_outline_has_no_double_points() -> None:
    for radius in (0.0, 0.1, 0.5, 2.0):
        points = rounded_outline(1.0, 0.6, radius)
        assert (np.linalg.norm(points - np.roll(points, 1, 0), axis=1) > 1e-6).all()
        np.testing.assert_allclose(np.ptp(points, axis=0), [1.0, 0.6])


def test_a_sheet_is_closed_and_as_thick_as_told() -> None:
    x, z = np.meshgrid(np.linspace(0, 1, 12), np.linspace(0, 2, 9))
    mesh = sheet(np.stack([x, 0.05 * np.sin(4 * x), z], 2), 0.02)
    assert is_closed(mesh)
    assert volume_m3(mesh) == pytest.approx(0.02 * 2 * 1.01, rel=0.03)
    assert mesh.normals[: 12 * 9, 1].max() < 0  # the front looks to -y


@pytest.mark.parametrize("ellipse", [False, True])
def test_a_face_shows_its_pattern_upright_and_once(ellipse: bool) -> None:
    shown = face((-0.4, 0.1, 0.4, 0.7), -0.02, "-y", ellipse)
    np.testing.assert_array_equal(np.unique(shown.normals, axis=0), [[0, -1, 0]])
    np.testing.assert_allclose(shown.uv_m[:, 0], (shown.vertices_m[:, 0] + 0.4) / 0.8, atol=0.004)
    np.testing.assert_allclose(shown.uv_m[:, 1], (shown.vertices_m[:, 2] - 0.1) / 0.6, atol=0.004)
    flat = face((0, 0, 1, 1), 0.5, "z", ellipse)
    for mesh in (shown, flat):
        a, b, c = (mesh.vertices_m[mesh.faces[:, k]] for k in range(3))
        assert ((np.cross(b - a, c - a) * mesh.normals[mesh.faces[:, 0]]).sum(1) > 0).all()


def test_turning_and_mirroring_keep_faces_outward() -> None:
    mesh = joined([box((1, 2, 3)), cylinder(0.2, 1.0, (2, 0, 0))])
    whole = volume_m3(mesh)
    for changed in (
        mesh.turned("x", 0.3),
        mesh.turned("y", 1.0),
        mesh.turned("z", -2.0),
        mesh.mirrored(),
        mesh.moved(1, 2, 3),
    ):
        assert volume_m3(changed) == pytest.approx(whole)
        np.testing.assert_allclose(np.linalg.norm(changed.normals, axis=1), 1)
    np.testing.assert_allclose(box((1, 1, 1)).turned("z", math.pi / 2).normals[0], [1, 0, 0], atol=1e-12)


def test_stretched_normals_stay_upright_on_the_surface() -> None:
    mesh = ball((1, 1, 1), sides=40).scaled(1, 2, 0.5)
    a, b, c = (mesh.vertices_m[mesh.faces[:, k]] for k in range(3))
    across = np.cross(b - a, c - a)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    assert ((across * mesh.normals[mesh.faces].mean(1)).sum(1) > 0.9).all()


def test_fitted_parts_fill_the_box() -> None:
    parts = fitted((0.4, 0.6, 0.8), [ball((1, 1, 1))], [], [box((3, 1, 1), (0, 0, -2))])
    points = np.concatenate([p.vertices_m for p in parts])
    np.testing.assert_allclose(points.min(0), [-0.2, -0.3, 0], atol=1e-6)
    np.testing.assert_allclose(points.max(0), [0.2, 0.3, 0.8], atol=1e-6)
    assert [p.slot for p in parts] == [0, 2]


def test_faces_of_no_size_are_left_out() -> None:
    flat = Mesh(np.zeros((3, 3)), np.tile([0.0, 0, 1], (3, 1)), np.zeros((3, 2)), np.array([[0, 1, 2]]))
    assert len(part(0, box((1, 1, 1)), flat).faces) == 12
