"""Render views of random rooms to learn from: pictures, ids, and which ids are things.

    python experiments/things/render.py -o SHARDS --scenes 320 --views 10

Each scene becomes one npz: rgb (V, H, W, 3) uint8, ids (V, H, W) uint8 and kinds (V, H, W) uint8: 0 floor,
walls, ceiling and outdoors; 1 things; 2 what people may or may not call a thing (doors, windows, rugs,
curtains, mirrors, fitted kitchens). A scene that is there already is not rendered again. Prints one line of
JSON.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np

from covis.errors import CovisError
from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at
from covis.worlds.rooms.furniture.table import KINDS
from covis.worlds.rooms.make import make_scene
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.scene import Light, Material, Room, Scene, Thing
from covis.worlds.rooms.textures.table import TEXTURES

SIZE_PX = (320, 240)
DOUBTFUL_STANDS = ("opening", "flat")  # ways of standing that make a thing doubtful
DOUBTFUL = ("curtain", "mirror", "kitchen_counter")
SMALL = 0.6  # metres: what is no larger than this on any side may fill a picture of its own
FIRST_SEED = 7_100_000  # far from the seeds of any data set that is evaluated on
TRIES = 60  # standpoints a view; of a scene too full to stand in fewer views are kept
REPEATING = tuple(
    sorted(name for name, texture in TEXTURES.items() if not texture.whole and not texture.glow)
)


def main() -> None:
    """Render all scenes that are not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--scenes", type=int, default=320)
    parser.add_argument("--views", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    there = sum(shard_of(a.out, a.first_seed + k, a.views) for k in range(a.scenes))
    print(json.dumps({"scenes": there, "views": there * a.views, "first_seed": a.first_seed}))


def shard_of(out: Path, seed: int, views: int) -> bool:
    """Write one scene's file, unless it is there; whether it is there now."""
    path = out / f"{seed}.npz"
    if path.exists():
        return True
    rng = np.random.default_rng((seed, 1))
    try:
        scene = dressed(rng, make_scene(str(seed), seed, 1 + seed % 4, ("pan",)))
    except CovisError:
        return False
    caster = RayCaster(scene)
    cameras = [camera for _ in range(views) if (camera := standpoint(rng, caster)) is not None]
    if not cameras:
        return False
    frames = [caster.frame(camera) for camera in cameras]
    ids = np.stack([f.ids for f in frames])
    kind_of = np.array([0, *(2 if is_doubtful(t) else 1 for t in scene.things)], np.uint8)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(
        part, rgb=np.stack([f.rgb for f in frames]), ids=ids.astype(np.uint8), kinds=kind_of[ids]
    )
    os.replace(part, path)
    return True


def is_doubtful(thing: Thing) -> bool:
    """Whether people may or may not call it a thing."""
    return KINDS[thing.kind].stands in DOUBTFUL_STANDS or thing.kind in DOUBTFUL


def dressed(rng: np.random.Generator, scene: Scene) -> Scene:
    """A scene in surfaces and light that no room has, so that no material tells what is a thing.

    A quarter of all scenes keep their looks.
    """
    if rng.random() < 0.25:
        return scene
    share = rng.uniform(0.2, 0.9)
    things = tuple(
        replace(t, materials=tuple(any_material(rng, m) for m in t.materials)) if rng.random() < share else t
        for t in scene.things
    )
    rooms = tuple(redecorated(rng, room) for room in scene.rooms)
    return replace(scene, rooms=rooms, things=things, light=any_light(rng, scene.light))


def redecorated(rng: np.random.Generator, room: Room) -> Room:
    """A room with any floor and walls; two walls in three are all alike, as in most rooms."""
    floor, wall, ceiling = any_material(rng, room.floor), any_material(rng, room.walls[0]), room.ceiling
    walls = [wall if rng.random() < 0.8 else any_material(rng, w) for w in room.walls]
    if rng.random() < 0.3:
        ceiling = any_material(rng, ceiling)
    return replace(room, floor=floor, walls=(walls[0], walls[1], walls[2], walls[3]), ceiling=ceiling)


def any_material(rng: np.random.Generator, old: Material) -> Material:
    """Another material, of any pattern that repeats, in any two colours, finer or coarser."""
    keeps = rng.random() < 0.4 or TEXTURES[old.pattern].whole
    pattern = old.pattern if keeps else str(rng.choice(REPEATING))
    color = rng.random(3) ** rng.uniform(0.4, 1.6)
    second = np.clip(color + rng.normal(0, 0.3, 3), 0, 1) if rng.random() < 0.7 else rng.random(3)
    scale = old.scale_m if TEXTURES[old.pattern].whole else TEXTURES[pattern].scale_m * rng.uniform(0.4, 2.5)
    r, g, b = (round(float(v), 4) for v in color)
    x, y, z = (round(float(v), 4) for v in second)
    return Material(pattern, (r, g, b), (x, y, z), float(scale), int(rng.integers(2**31)), old.gloss)


def any_light(rng: np.random.Generator, light: Light) -> Light:
    """Sun, sky and lamps of other strength and colour."""

    def other(color: tuple[float, float, float]) -> tuple[float, float, float]:
        r, g, b = (float(v) for v in np.array(color) * rng.uniform(0.3, 1.6) * rng.uniform(0.75, 1.0, 3))
        return r, g, b

    return replace(light, sun=other(light.sun), sky=other(light.sky), lamps=other(light.lamps))


def standpoint(rng: np.random.Generator, caster: RayCaster) -> Camera | None:
    """A camera that stands free and looks at a room or at one of its small things; None if none fits."""
    small = [t for t in caster.scene.things if max(t.size_m) < SMALL and not is_doubtful(t)]
    near = bool(small) and rng.random() < 0.45
    for _ in range(TRIES):
        camera = close_up(rng, small) if near else anywhere(rng, caster.scene.rooms[0])
        x, y, z = (float(v) for v in camera.position_m)
        ahead = camera.forward.tolist()
        free_m = caster.free_sight_m((x, y, z), (ahead[0], ahead[1], ahead[2]))
        if caster.clear_at((x, y, z)) and free_m > (0.2 if near else 0.8):
            return camera
    return None


def anywhere(rng: np.random.Generator, room: Room) -> Camera:
    """A camera anywhere in a room, at any height and angle that a film may have."""
    x0, y0, x1, y1 = room.box_m
    place = rng.uniform([x0 + 0.3, y0 + 0.3, 0.5], [x1 - 0.3, y1 - 0.3, 2.0])
    at = rng.uniform([x0, y0, 0.0], [x1, y1, 1.3])
    return Camera(intrinsics(float(rng.uniform(45, 80)), SIZE_PX), look_at(place, at), SIZE_PX)


def close_up(rng: np.random.Generator, small: list[Thing]) -> Camera:
    """A camera that looks down at a small thing and what stands beside it, from two to seven of its sizes."""
    thing = small[int(rng.integers(len(small)))]
    turn, down = rng.uniform(0, 2 * np.pi), rng.uniform(0.1, 1.3)
    way = np.array([np.cos(turn) * np.cos(down), np.sin(turn) * np.cos(down), np.sin(down)])
    x, y, z = thing.position_m
    middle = np.array([x, y, z + thing.size_m[2] / 2])
    far_m = max(0.3, float(rng.uniform(2, 7)) * max(thing.size_m))
    at = middle + rng.normal(0, 0.08 * far_m, 3)
    return Camera(intrinsics(float(rng.uniform(40, 75)), SIZE_PX), look_at(middle + far_m * way, at), SIZE_PX)


if __name__ == "__main__":
    main()
