from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.worlds.rooms.staging import DEEP_M, HIGH_M, WIDE_M, material, scene

from covis.worlds.rooms.kind import Part
from covis.worlds.rooms.scene import Opening, Wall
from covis.worlds.rooms.shell import JAMB_M, shell_parts


def area_m2(part: Part) -> float:
    a, b, c = np.moveaxis(part.vertices_m[part.faces], 1, 0)
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def test_a_closed_room_is_its_box_seen_from_inside() -> None:
    parts = [part for part, _ in shell_parts(scene())]
    whole = 2 * (WIDE_M * DEEP_M + WIDE_M * HIGH_M + DEEP_M * HIGH_M)
    assert sum(map(area_m2, parts)) == pytest.approx(whole, rel=1e-6)
    middle = np.array([WIDE_M, DEEP_M, HIGH_M]) / 2
    for part in parts:
        assert ((middle - part.vertices_m) * part.normals).sum(1).min() > 0
        a, b, c = np.moveaxis(part.vertices_m[part.faces], 1, 0)
        assert (np.cross(b - a, c - a) * part.normals[part.faces[:, 0]]).sum(1).min() > 0


@pytest.mark.parametrize("wall", ["south", "east", "north", "west"])
def test_a_window_takes_its_area_from_its_wall_and_adds_its_jambs(wall: Wall) -> None:
    window = Opening(wall, 1.7, 1.2, 0.9, 2.1)
    closed = sum(area_m2(part) for part, _ in shell_parts(scene()))
    parts = [part for part, _ in shell_parts(scene(openings=(window,)))]
    hole, jambs = 1.2 * 1.2, 2 * (1.2 + 1.2) * JAMB_M
    assert sum(map(area_m2, parts)) == pytest.approx(closed - hole + jambs, rel=1e-6)
    axis, at = {"south": (1, 0.0), "north": (1, DEEP_M), "west": (0, 0.0), "east": (0, WIDE_M)}[wall]
    for part in parts:  # nothing lies in the hole itself
        middle = part.vertices_m[part.faces].mean(1)
        across = middle[:, 1 - axis]
        inside = (np.abs(middle[:, axis] - at) < 1e-6) & (np.abs(across - 1.7) < 0.6 - 1e-6)
        assert not (inside & (middle[:, 2] > 0.9) & (middle[:, 2] < 2.1)).any()


def test_two_openings_above_each_other_leave_wall_between_them() -> None:
    low, high = Opening("north", 2.5, 1.0, 0.0, 1.0), Opening("north", 2.5, 1.0, 1.5, 2.0)
    closed = sum(area_m2(part) for part, _ in shell_parts(scene()))
    parts = [part for part, _ in shell_parts(scene(openings=(low, high)))]
    jambs = 2 * (1.0 + 1.0) * JAMB_M + 2 * (1.0 + 0.5) * JAMB_M
    assert sum(map(area_m2, parts)) == pytest.approx(closed - 1.0 - 0.5 + jambs, rel=1e-6)


def test_every_surface_has_the_material_of_its_room() -> None:
    plain = scene()
    colors = [(k / 10, 0.5, 0.5) for k in range(6)]
    floor, ceiling, *walls = (material(c) for c in colors)
    room = replace(plain.rooms[0], floor=floor, ceiling=ceiling, walls=tuple(walls))  # type: ignore[arg-type]
    for part, surface in shell_parts(replace(plain, rooms=(room,))):
        x, y, z = part.normals[0]
        facing = {(0, 0, 1): floor, (0, 0, -1): ceiling, (0, 1, 0): walls[0], (-1, 0, 0): walls[1]}
        facing |= {(0, -1, 0): walls[2], (1, 0, 0): walls[3]}
        assert surface == facing[round(x), round(y), round(z)]


def test_patterns_are_in_metres_and_run_on_over_a_window() -> None:
    window = Opening("south", 2.0, 1.0, 0.8, 2.0)
    for part, _ in shell_parts(scene(openings=(window,))):
        edges = np.roll(part.faces, -1, 1)
        metres = np.linalg.norm(part.vertices_m[edges] - part.vertices_m[part.faces], axis=-1)
        pattern = np.linalg.norm(part.uv_m[edges] - part.uv_m[part.faces], axis=-1)
        np.testing.assert_allclose(pattern, metres, atol=1e-5)
        if abs(part.normals[0, 1] - 1) < 1e-6 and abs(part.vertices_m[:, 1]).max() < 1e-6:
            np.testing.assert_allclose(part.uv_m[:, 0], WIDE_M - part.vertices_m[:, 0], atol=1e-5)
            np.testing.assert_allclose(part.uv_m[:, 1], part.vertices_m[:, 2], atol=1e-5)
