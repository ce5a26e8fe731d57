"""The folder from which the other process renders: meshes, tiles and a record of all the rest."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at
from covis.worlds.rooms.cycles.finishes import surface
from covis.worlds.rooms.cycles.lights import lights
from covis.worlds.rooms.furniture.table import parts_of
from covis.worlds.rooms.kind import Part
from covis.worlds.rooms.moving import placed_at
from covis.worlds.rooms.scene import Material, Room, Scene, Thing
from covis.worlds.rooms.shell import shell_parts
from covis.worlds.rooms.textures.table import texture

METER_PX = (48, 36)  # of the small pictures by which the exposure is measured


def write_job(
    folder: Path,
    scene: Scene,
    cameras: Sequence[Camera],
    times_s: Sequence[float],
    samples: int,
    bounces: int,
) -> list[str]:
    """Write job.json, meshes.npz and the tiles of the materials.

    Args:
        folder: An empty folder.
        scene: What is rendered.
        cameras: One for each picture.
        times_s: When, one for each picture.
        samples: Light paths a pixel.
        bounces: How often light is followed from surface to surface.

    Returns:
        The names of the pictures that the worker will put there, in order.

    Raises:
        CovisError: If a camera's pixels are not square.
    """
    shelves = _Shelves(folder)
    names = [f"{k:05d}.png" for k in range(len(cameras))]
    job = {
        "shell": [shelves.surface(part, material) for part, material in shell_parts(scene)],
        "things": [
            {
                "id": thing.id,
                "place": _place(thing, 0.0),
                "parts": [shelves.surface(part, thing.materials[part.slot]) for part in parts_of(thing)],
            }
            for thing in scene.things
        ],
        "materials": shelves.materials,
        "light": lights(scene),
        "meters": [_camera(camera) for room in scene.rooms for camera in _meters(room)],
        "frames": [
            {
                "picture": name,
                "camera": _camera(camera),
                "moved": {str(t.id): _place(t, time_s) for t in scene.things if t.motion},
            }
            for name, camera, time_s in zip(names, cameras, times_s, strict=True)
        ],
        "settings": {"seed": scene.seed % 2**31, "samples": samples, "bounces": bounces},
    }
    np.savez(folder / "meshes.npz", **shelves.arrays)
    (folder / "job.json").write_text(json.dumps(job))
    return names


class _Shelves:
    """Meshes and materials of a job, each once."""

    def __init__(self, folder: Path) -> None:
        self.arrays: dict[str, Any] = {}
        self.materials: list[dict[str, Any]] = []
        self._folder = folder
        self._meshes: dict[int, tuple[int, Part]] = {}  # the part is kept so that its id stays its own
        self._numbers: dict[Material, int] = {}

    def surface(self, part: Part, material: Material) -> dict[str, int]:
        """The numbers of a part's mesh and of what it is made of."""
        return {"mesh": self._mesh(part), "material": self._material(material)}

    def _mesh(self, part: Part) -> int:
        if id(part) not in self._meshes:
            number = len(self._meshes)
            self._meshes[id(part)] = (number, part)
            arrays = {"v": part.vertices_m, "n": part.normals, "uv": part.uv_m, "f": part.faces}
            self.arrays |= {f"{number}_{what}": array for what, array in arrays.items()}
        return self._meshes[id(part)][0]

    def _material(self, material: Material) -> int:
        if material not in self._numbers:
            number = len(self._numbers)
            self._numbers[material] = number
            name = f"tile{number}.png"
            cv2.imwrite(str(self._folder / name), cv2.cvtColor(texture(material), cv2.COLOR_RGB2BGR))
            self.materials.append({"tile": name, "scale_m": material.scale_m, **surface(material)})
        return self._numbers[material]


def _place(thing: Thing, time_s: float) -> list[float]:
    """X, y, z and yaw."""
    position, yaw = placed_at(thing, time_s)
    return [*position, yaw]


def _camera(camera: Camera) -> dict[str, Any]:
    K = camera.K
    if K[0, 1] != 0 or not math.isclose(K[0, 0], K[1, 1], rel_tol=1e-6):
        raise CovisError(f"the cycles renderer takes cameras with square pixels only, not K = {K.tolist()}.")
    return camera.to_record()


def _meters(room: Room) -> list[Camera]:
    """Four views from the middle of a room, by which the exposure of all its pictures is measured."""
    x0, y0, x1, y1 = room.box_m
    eye = np.array([(x0 + x1) / 2, (y0 + y1) / 2, 1.5])
    ways = ([1, 0, -0.2], [0, 1, -0.2], [-1, 0, -0.2], [0, -1, -0.2])
    return [Camera(intrinsics(85, METER_PX), look_at(eye, eye + way), METER_PX) for way in ways]
