"""The photoreal renderer: its errors, and that its pictures agree with the ray caster's ids."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.worlds.rooms.staging import SIZE_PX, box, camera, material, scene

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.worlds.rooms.cycles import Cycles
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.scene import Scene, Waypoint

there = Path(os.environ.get("COVIS_CYCLES_PYTHON", "~/.local/share/covis/cycles/bin/python")).expanduser()
needs_bpy = pytest.mark.skipif(not there.exists(), reason="no interpreter with bpy; see COVIS_CYCLES_PYTHON")

VIEW = camera((0.8, 0.8, 1.3), (2.6, 2.2, 0.4))


def test_without_the_renderer_the_error_names_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVIS_CYCLES_PYTHON", "/nowhere/python")
    with pytest.raises(
        CovisError, match=r"/nowhere/python is missing.*pip install 'bpy==4\.5\.\*' 'numpy<2'"
    ):
        next(Cycles().pictures(scene(), [VIEW], [0.0]))


def test_an_interpreter_without_bpy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("embreex")
    monkeypatch.setenv("COVIS_CYCLES_PYTHON", sys.executable)
    with pytest.raises(CovisError, match=r"failed: ModuleNotFoundError: No module named 'bpy'"):
        next(Cycles().pictures(scene(), [VIEW], [0.0]))


def staged() -> Scene:
    """Red boxes in a white room, one of which slides."""
    slides = (Waypoint(0.0, (2.4, 2.0, 0.0), 0.3), Waypoint(1.0, (2.9, 1.5, 0.0), 1.2))
    white = material((0.9, 0.9, 0.9))
    place = scene((box(1, (2.4, 2.0, 0.0), motion=slides), box(2, (2.2, 3.0, 0.0), (0.5, 0.5, 0.7))))
    room = replace(place.rooms[0], floor=white, walls=(white,) * 4, ceiling=white)
    return replace(place, rooms=(room,))


@needs_bpy
@pytest.mark.slow
def test_pictures_agree_with_the_ray_caster_pixel_for_pixel() -> None:
    pytest.importorskip("embreex")
    place = staged()
    aside = np.array(VIEW.K)
    aside[:2, 2] += (13.0, -9.0)  # a principal point off the middle
    cameras = [VIEW, VIEW, Camera(aside, VIEW.T_world_from_cam, SIZE_PX)]
    times_s = [0.0, 0.7, 0.0]
    caster = RayCaster(place)
    pictures = list(Cycles(samples=8, bounces=2).pictures(place, cameras, times_s))
    assert len(pictures) == 3
    for rgb, view, time_s in zip(pictures, cameras, times_s, strict=True):
        _, ids = caster.depth_and_ids(view, time_s)
        red = rgb[..., 0] > 1.5 * rgb[..., 1].astype(float)
        both, either = (red & (ids > 0)).sum(), (red | (ids > 0)).sum()
        assert both / either > 0.95
        for axis in (0, 1):  # half a pixel off would move the middle by as much
            assert np.nonzero(red)[axis].mean() == pytest.approx(np.nonzero(ids)[axis].mean(), abs=0.25)


@needs_bpy
@pytest.mark.slow
def test_the_same_scene_gives_the_same_picture() -> None:
    one, other = (next(Cycles(samples=4, bounces=1).pictures(staged(), [VIEW], [0.0])) for _ in range(2))
    assert np.array_equal(one, other)
