"""Every kind, in its least and greatest size and in several shapes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.furniture.palette import COLORS
from covis.worlds.rooms.furniture.table import KINDS, parts_of
from covis.worlds.rooms.kind import Kind, Part
from covis.worlds.rooms.scene import Point, Thing
from covis.worlds.rooms.textures.choose import material
from covis.worlds.rooms.textures.table import TEXTURES

SEEDS = range(4)
OUTSIDE_M = 1e-3  # how far a part may stand out of the box of its size
FILLED = 0.9  # share of each side of its box that a thing reaches at least
ROOMY = {"curtain": 0.75, "wall_shelf": 0.85}  # folds and rows of books are drawn, so they reach less
FURNITURE, SMALL = 3000, 1000  # triangles
SMALL_M = 0.3  # what is smaller than this on all sides counts as small


def sizes(kind: Kind) -> list[Point]:
    sides = (kind.width_m, kind.depth_m, kind.height_m)
    found = [tuple(side[k] for side in sides) for k in (0, 1)]
    found.append(tuple(side[k % 2] for k, side in enumerate(sides)))
    return [kind.evened((w, d, h)) for w, d, h in found]


def everything(parts: tuple[Part, ...]) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    starts = np.cumsum([0, *(len(part.vertices_m) for part in parts)])
    return (
        np.concatenate([part.vertices_m for part in parts]).astype(float),
        np.concatenate([part.faces + start for part, start in zip(parts, starts, strict=False)]).astype(int),
        np.concatenate([part.normals for part in parts]).astype(float),
    )


every_kind = pytest.mark.parametrize("name", list(KINDS))


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 32
    assert len({kind.name for kind in KINDS.values()}) == len(KINDS)


@every_kind
def test_a_thing_fills_its_box_and_stays_in_it(name: str) -> None:
    kind = KINDS[name]
    for size in sizes(kind):
        for seed in SEEDS:
            points = everything(kind.build(size, seed))[0]
            low, high = points.min(0), points.max(0)
            box_low, box_high = (
                np.array([-size[0] / 2, -size[1] / 2, 0.0]),
                np.array([size[0] / 2, size[1] / 2, size[2]]),
            )
            assert (low >= box_low - OUTSIDE_M).all(), (size, seed, low - box_low)
            assert (high <= box_high + OUTSIDE_M).all(), (size, seed, high - box_high)
            assert ((high - low) / size >= ROOMY.get(name, FILLED)).all(), (size, seed, (high - low) / size)
            # It stands on what it stands on, and does not float above it.
            assert low[2] <= 0.004, (size, seed, low)


@every_kind
def test_meshes_are_sound(name: str) -> None:
    kind = KINDS[name]
    for size in sizes(kind):
        for seed in SEEDS:
            for part in kind.build(size, seed):
                assert part.vertices_m.dtype == part.normals.dtype == part.uv_m.dtype == np.float32
                assert part.faces.dtype == np.int32
                n = len(part.vertices_m)
                assert part.normals.shape == (n, 3)
                assert part.uv_m.shape == (n, 2)
                assert 0 <= part.faces.min() <= part.faces.max() < n
                assert 0 <= part.slot < len(kind.slots)
                assert np.isfinite(part.vertices_m).all()
                assert np.isfinite(part.uv_m).all()
                np.testing.assert_allclose(np.linalg.norm(part.normals, axis=1), 1, atol=1e-5)
                a, b, c = (part.vertices_m[part.faces[:, k]].astype(float) for k in range(3))
                across = np.cross(b - a, c - a)
                assert (np.linalg.norm(across, axis=1) > 1e-9).all()
                # Counter-clockwise faces look to where the normals of their corners point.
                agree = (across[:, None] * part.normals[part.faces]).sum(2).mean(1)
                assert (agree > 0).all(), (size, seed, part.slot, int((agree <= 0).sum()))


@every_kind
def test_only_outer_sides_are_seen_from_outside(name: str) -> None:
    trimesh = pytest.importorskip("trimesh")
    embree = pytest.importorskip("trimesh.ray.ray_pyembree")
    kind = KINDS[name]
    rng = np.random.default_rng(1)
    for seed in SEEDS:
        size = sizes(kind)[seed % 3]
        vertices, faces, _ = everything(kind.build(size, seed))
        mesh = trimesh.Trimesh(vertices, faces, process=False)
        middle = np.array([0, 0, size[2] / 2])
        start = rng.normal(size=(3000, 3))
        start = middle + 3 * np.linalg.norm(size) * start / np.linalg.norm(start, axis=1, keepdims=True)
        # Nobody sees a thing through the floor, nor one on a wall through the wall.
        start = start[start[:, 2] > 0.01]
        if kind.stands in ("wall", "on_wall", "corner"):
            start = start[start[:, 1] < size[1] / 2]
        aim = middle + (rng.random((len(start), 3)) - 0.5) * size
        ahead = aim - start
        first = embree.RayMeshIntersector(mesh).intersects_first(start, ahead)
        hit = first >= 0
        assert hit.sum() > 100
        a, b, c = (vertices[faces[first[hit], k]] for k in range(3))
        inner = (np.cross(b - a, c - a) * ahead[hit]).sum(1) > 0
        assert inner.mean() < 0.004, (seed, size, inner.mean())


@every_kind
def test_a_build_is_repeatable_and_its_shape_follows_the_seed(name: str) -> None:
    kind = KINDS[name]
    size = sizes(kind)[1]
    first, again = kind.build(size, 3), kind.build(size, 3)
    assert len(first) == len(again)
    for one, other in zip(first, again, strict=True):
        for field in ("vertices_m", "normals", "uv_m", "faces"):
            np.testing.assert_array_equal(getattr(one, field), getattr(other, field))


@every_kind
def test_triangles_are_few(name: str) -> None:
    kind = KINDS[name]
    size = sizes(kind)[1]
    most = SMALL if max(size) < SMALL_M else FURNITURE
    for seed in SEEDS:
        assert sum(len(part.faces) for part in kind.build(size, seed)) <= most


@every_kind
def test_tops_lie_inside_and_carry(name: str) -> None:
    kind = KINDS[name]
    for size in sizes(kind):
        for seed in SEEDS:
            tops = kind.tops(size, seed)
            vertices = everything(kind.build(size, seed))[0]
            for top in tops:
                x0, y0, x1, y1 = top.box_m
                assert -size[0] / 2 <= x0 < x1 <= size[0] / 2
                assert -size[1] / 2 <= y0 < y1 <= size[1] / 2
                assert 0 < top.z_m <= size[2] + 1e-9
                assert top.clear_m > 0
                # Some of the thing is at the height on which others shall stand.
                assert np.abs(vertices[:, 2] - top.z_m).min() < 0.02


@every_kind
def test_what_a_kind_says_of_itself_is_possible(name: str) -> None:
    kind = KINDS[name]
    for low, high in (kind.width_m, kind.depth_m, kind.height_m):
        assert 0 < low <= high
    assert kind.slots
    for slot in kind.slots:
        assert slot.patterns
        assert slot.colors
        assert set(slot.patterns) <= set(TEXTURES)
        assert set(slot.colors) <= set(COLORS)
    if kind.stands == "on_wall":
        assert 0 < kind.hangs_at_m[0] <= kind.hangs_at_m[1] < 2
    if kind.clear_front_m:
        assert kind.stands in ("wall", "floor", "opening")


def test_the_back_of_a_microwave_is_no_plain_box() -> None:
    for size in sizes(KINDS["microwave"]):
        dark = KINDS["microwave"].build(size, 0)[1]
        behind = dark.vertices_m[:, 1] > size[1] / 2 - 1e-3
        assert np.ptp(dark.vertices_m[behind, 0]) > 0.4 * size[0]
        assert np.ptp(dark.vertices_m[behind, 2]) > 0.4 * size[2]


@pytest.mark.parametrize("even", ["none", "base", "front", "all"])
def test_evened_sizes(even: str) -> None:
    kind = Kind("x", (1, 2), (1, 2), (1, 2), "floor", (), lambda s, i: (), lambda s, i: (), even=even)  # type: ignore[arg-type]
    width, depth, height = kind.evened((1.0, 2.0, 3.0))
    assert width == 1.0
    assert (depth == width) is (even in ("base", "all"))
    assert (height == width) is (even in ("front", "all"))


def thing(kind: str) -> Thing:
    of = KINDS["cup"]
    size = (of.width_m[0], of.depth_m[0], of.height_m[0])
    return Thing(1, kind, "cup", "red", size, (0, 0, 0), 0.0, (material("ceramic", "red", 0),), 0, 0)


def test_things_alike_share_their_meshes() -> None:
    assert parts_of(thing("cup")) is parts_of(thing("cup"))


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(CovisError, match=r"spaceship.*chair"):
        parts_of(thing("spaceship"))
