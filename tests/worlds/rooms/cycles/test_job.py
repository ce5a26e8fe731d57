"""What the photoreal renderer is given: the geometry that the ray caster has, and honest numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from tests.worlds.rooms.staging import box, camera, material, scene

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.projection import pixel_rays
from covis.worlds.rooms.cycles.finishes import FINISHES, surface
from covis.worlds.rooms.cycles.job import write_job
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.raycast.embree import Tracer
from covis.worlds.rooms.scene import Opening, Scene, Waypoint
from covis.worlds.rooms.textures.table import TEXTURES, texture

SLIDES = (Waypoint(0.0, (2.0, 2.0, 0.0), 0.0), Waypoint(2.0, (3.0, 2.4, 0.0), 1.0))


def furnished() -> Scene:
    return scene(
        (
            box(1, (2.0, 2.0, 0.0), motion=SLIDES),
            box(2, (3.5, 1.2, 0.0), (0.5, 0.5, 0.9), kind="chair", yaw_rad=0.7),
            box(3, (3.0, 3.2, 0.0), (0.5, 0.5, 0.9), kind="chair", yaw_rad=-2.0),
            box(4, (1.5, 3.4, 0.0), (0.4, 0.4, 1.6), kind="floor_lamp"),
        ),
        (Opening("south", 2.5, 1.6, 0.9, 2.1), Opening("east", 2.0, 0.9, 0.0, 2.0)),
    )


def job(folder: Path, place: Scene, cameras: list[Camera], times_s: list[float]) -> dict[str, Any]:
    write_job(folder, place, cameras, times_s, 4, 2)
    return json.loads((folder / "job.json").read_text())  # type: ignore[no-any-return]


def corners_m(folder: Path, record: dict[str, Any], frame: int) -> np.ndarray:
    """(m, 3, 3) all triangles of a frame in the world."""
    arrays = np.load(folder / "meshes.npz")
    placed = [(part, (0, 0, 0, 0)) for part in record["shell"]]
    for thing in record["things"]:
        place = record["frames"][frame]["moved"].get(str(thing["id"]), thing["place"])
        placed += [(part, place) for part in thing["parts"]]
    found = []
    for part, (x, y, z, yaw) in placed:
        c, s = np.cos(yaw), np.sin(yaw)
        turned = arrays[f"{part['mesh']}_v"] @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]) + (x, y, z)
        found.append(turned[arrays[f"{part['mesh']}_f"]])
    return np.concatenate(found)


@pytest.mark.parametrize("time_s", [0.0, 1.3])
def test_the_renderer_gets_the_ray_caster_s_geometry(tmp_path: Path, time_s: float) -> None:
    pytest.importorskip("embreex")
    place, view = furnished(), camera((0.6, 0.6, 1.5), (3.2, 2.5, 0.4))
    record = job(tmp_path, place, [view], [time_s])
    rays = pixel_rays(view).reshape(-1, 3).astype(np.float32)
    eye = np.broadcast_to(view.position_m.astype(np.float32), rays.shape)
    hits = Tracer(corners_m(tmp_path, record, 0).astype(np.float32)).first(eye, rays)
    depth_m, ids = RayCaster(place).depth_and_ids(view, time_s)
    assert set(np.unique(ids)) >= {0, 1, 2}
    got = np.where(hits.face >= 0, hits.along, 0).reshape(depth_m.shape)
    differs = np.abs(got - depth_m) > 1e-3
    assert differs.mean() < 1e-3, "only a pixel on an edge may fall to either side"


def test_look_alikes_share_meshes_and_materials(tmp_path: Path) -> None:
    record = job(tmp_path, furnished(), [camera((1, 1, 1), (2, 2, 1))], [0.0])
    chairs = [t["parts"] for t in record["things"] if t["id"] in (2, 3)]
    assert chairs[0] == chairs[1]
    assert len(record["materials"]) == 2, "the walls' and the things'"


def test_tiles_are_the_materials_textures(tmp_path: Path) -> None:
    record = job(tmp_path, scene(), [camera((1, 1, 1), (2, 2, 1))], [0.0])
    tile = cv2.imread(str(tmp_path / record["materials"][0]["tile"]))[..., ::-1]
    assert np.array_equal(tile, texture(material()))


def test_daylight_comes_through_windows_not_through_doors(tmp_path: Path) -> None:
    record = job(tmp_path, furnished(), [camera((1, 1, 1), (2, 2, 1))], [0.0])
    (window,) = record["light"]["windows"]
    assert window["size_m"] == pytest.approx([1.6, 1.2])
    assert window["inward"] == [0, 1, 0]
    x, y, z = window["at_m"]
    assert (x, z) == pytest.approx((2.5, 1.5))
    assert y < 0, "at the outer end of the hole"


def test_a_lamp_shines_from_its_bulb(tmp_path: Path) -> None:
    record = job(tmp_path, furnished(), [camera((1, 1, 1), (2, 2, 1))], [0.0])
    (bulb,) = record["light"]["bulbs"]
    x, y, z = bulb["at_m"]
    assert (x, y) == pytest.approx((1.5, 3.4), abs=0.02)
    assert 1.2 < z < 1.6


def test_every_finish_belongs_to_a_pattern_and_every_pattern_can_be_shaded() -> None:
    assert set(FINISHES) <= set(TEXTURES)
    for pattern in TEXTURES:
        shader = surface(material(pattern=pattern))["shader"]
        assert all(0 <= value <= 1 for value in shader.values()), pattern


def test_pixels_that_are_not_square_are_refused(tmp_path: Path) -> None:
    view = camera((1, 1, 1), (2, 2, 1))
    K = np.array(view.K)
    K[1, 1] *= 1.1
    with pytest.raises(CovisError, match="square pixels"):
        job(tmp_path, scene(), [Camera(K, view.T_world_from_cam, view.size_px)], [0.0])
