"""Small rooms made by hand, seen through boxes: enough to ask about, in milliseconds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from covis.geometry.camera import Camera
from covis.geometry.pose import intrinsics, look_at
from covis.worlds.rooms.scene import Light, Material, Room, Scene, Shot, ShotKind, Thing
from covis.worlds.rooms.truth import SceneTruth, Seen, ViewTruth

SIZE_PX = (320, 240)
COLORS = ("red", "blue", "green", "yellow", "black", "white")
PAINT = Material("plain", (0.5, 0.5, 0.5), (0.4, 0.4, 0.4), 1.0, 0)
SIZES = {
    "sofa": (1.6, 0.9, 0.8),
    "armchair": (0.9, 0.9, 0.9),
    "chair": (0.45, 0.5, 0.9),
    "coffee_table": (1.0, 0.6, 0.4),
    "round_table": (0.9, 0.9, 0.75),
    "desk": (1.2, 0.7, 0.75),
    "bookcase": (0.9, 0.3, 1.8),
    "ball": (0.3, 0.3, 0.3),
    "box": (0.4, 0.4, 0.4),
    "stool": (0.4, 0.4, 0.45),
    "nightstand": (0.45, 0.4, 0.5),
    "pouf": (0.5, 0.5, 0.4),
    "floor_lamp": (0.4, 0.4, 1.6),
    "television": (1.1, 0.1, 0.6),
}


def thing(
    id_: int, kind: str, x: float, y: float, yaw: float = 0.0, color: str = "red", name: str = "", on: int = 0
) -> Thing:
    size = SIZES[kind]
    return Thing(
        id_, kind, name or kind.replace("_", " "), color, size, (x, y, 0.0), yaw, (PAINT,), 0, 0, on=on
    )


def camera(x: float, y: float, heading: float, hfov_deg: float = 70.0, height: float = 1.5) -> Camera:
    ahead = (math.cos(heading), math.sin(heading), -0.15)
    here = (x, y, height)
    target = tuple(a + b for a, b in zip(here, ahead, strict=True))
    return Camera(intrinsics(hfov_deg, SIZE_PX), look_at(here, target), SIZE_PX)


def shot(kind: ShotKind, cameras: Sequence[Camera], clip: bool = False) -> Shot:
    frames = tuple(range(len(cameras)))
    times = tuple(k / 30 for k in frames) if clip else (0.0,) * len(cameras)
    return Shot(kind, kind, 30 if clip else 0, tuple(cameras), times, frames)


def scene(things: Sequence[Thing], shots: Sequence[Shot], level: int = 1, id_: str = "s") -> Scene:
    room = Room("living room", (-4, -4, 4, 4), 2.6, PAINT, (PAINT,) * 4, PAINT, ())
    light = Light((0, 0, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1))
    return Scene(id_, 0, level, (room,), tuple(things), light, tuple(shots))


def measured(made: Scene) -> SceneTruth:
    """The record of a scene whose things are boxes that hide nothing."""
    views = []
    for one in made.shots:
        for frame in one.kept:
            seen = [box for t in made.things if (box := _seen(one.cameras[frame], t))]
            views.append(ViewTruth(one.name, frame, tuple(seen)))
    return SceneTruth(1, made, tuple(views))


def _seen(from_camera: Camera, one: Thing) -> Seen | None:
    w, d, h = one.size_m
    c, s = math.cos(one.yaw_rad), math.sin(one.yaw_rad)
    local = np.array([(u * w / 2, v * d / 2, z) for u in (-1, 1) for v in (-1, 1) for z in (0, h)])
    turned = local @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]]) + one.position_m
    in_camera = (turned - from_camera.position_m) @ from_camera.T_world_from_cam[:3, :3]
    if in_camera[:, 2].min() < 0.1:
        return None
    px = (in_camera @ from_camera.K.T)[:, :2] / in_camera[:, 2:]
    (x0, y0), (x1, y1) = px.min(0), px.max(0)
    width, height = from_camera.size_px
    a, b = max(0, round(float(x0))), max(0, round(float(y0)))
    e, f = min(width, round(float(x1)) + 1), min(height, round(float(y1)) + 1)
    if e <= a or f <= b:
        return None
    pixels = max(1, int(0.7 * (e - a) * (f - b)))
    inside = min(1.0, (e - a) * (f - b) / max(1.0, float((x1 - x0 + 1) * (y1 - y0 + 1))))
    point = ((a + e) // 2, (b + f) // 2)
    return Seen(one.id, pixels, 1.0, inside, (a, b, e, f), point, float(in_camera[:, 2].mean()))


def drawn(seed: int, level: int = 1, count: int = 12) -> SceneTruth:
    """A room of things at places drawn, with every kind of shot at rest."""
    rng = np.random.default_rng((seed, 900))
    kinds = [str(k) for k in rng.permutation(list(SIZES))[: count - 4]] + ["box"] * 4
    spots: list[tuple[float, float]] = []
    while len(spots) < count:
        x, y = (float(v) for v in rng.uniform(-3.4, 3.4, 2))
        if all(math.hypot(x - a, y - b) > 0.9 for a, b in spots) and math.hypot(x, y) > 1.2:
            spots.append((x, y))
    colors = [COLORS[k % len(COLORS)] for k in rng.permutation(count)]
    things = [
        thing(i + 1, kind, *spots[i], float(rng.uniform(-3, 3)), colors[i]) for i, kind in enumerate(kinds)
    ]
    first = float(rng.uniform(-3, 3))
    step = math.radians(45)
    ring = [(3.6 * math.cos(first + k * 1.5), 3.6 * math.sin(first + k * 1.5)) for k in range(4)]
    way = [(-3 + 0.8 * k, 0.4 * math.sin(k + first)) for k in range(8)]
    shots = [
        shot("pan", [camera(0, 0, first - step * k) for k in range(4)], clip=True),
        shot("rotation", [camera(0, 0, first - math.pi / 2 * k) for k in range(4)]),
        shot("around", [camera(x, y, math.atan2(-y, -x)) for x, y in ring]),
        shot("pair", [camera(*ring[0], first + math.pi - 0.3), camera(*ring[1], first + math.pi + 1.0)]),
        shot("walk", [camera(x, y, 0.9 * k) for k, (x, y) in enumerate(way)], clip=True),
        shot("tour", [camera(x, y, 0.7 * k) for k, (x, y) in enumerate(way)], clip=True),
    ]
    return measured(scene(things, shots, level, f"s{seed}"))
