"""How long a rendered frame takes, stage by stage, and how much memory: one JSON line.

    python bench/worlds.py [--repeats 5] [--seed 1] [--level 1]

Draws a room with a pan, and one with look-alikes that are shuffled, and renders frames of both, 640 x 480.
Times are the processor's, of one thread, which other work on the machine disturbs less; the median over the
frames. A frame is rays, shading, smoothing and PNG; `turn_frame_ms` is a frame of a clip that turns in place,
which is painted once and cut; `moving_frame_ms` one of a clip in which things move, rendered by itself, and
`shuffle_frame_ms` one of that whole clip, filmed from one place: painted once, and anew where it changes.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from covis.geometry.camera import Camera
from covis.views.write import write_png
from covis.worlds.rooms.make import make_scene
from covis.worlds.rooms.measure import measure_view
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.raycast.tone import developed
from covis.worlds.rooms.raycast.view import View, rays
from covis.worlds.rooms.scene import Scene, ShotKind


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=5, help="frames of each clip")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--level", type=int, default=1, choices=range(1, 6))
    given = arguments.parse_args()
    print(json.dumps(measure(given.repeats, given.seed, given.level)))


def measure(repeats: int, seed: int, level: int) -> dict[str, object]:
    """All figures."""
    drawn: list[Scene] = []
    make_ms = spent_ms(lambda: drawn.append(drawn_scene(seed, level, "pan")))
    (pan,) = drawn
    still = still_figures(pan, repeats)
    return {
        "things": len(pan.things),
        "size_px": pan.shots[0].cameras[0].size_px,
        "make_ms": round(make_ms),
        **still,
        **moving_figures(drawn_scene(seed, level, "shuffle"), repeats),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def drawn_scene(seed: int, level: int, kind: ShotKind) -> Scene:
    """A scene with one shot."""
    return make_scene(f"bench-{kind}", seed, level, (kind,))


def still_figures(scene: Scene, repeats: int) -> dict[str, float]:
    """Of a room in which nothing moves."""
    casters: list[RayCaster] = []
    build_ms = spent_ms(lambda: casters.append(RayCaster(scene)))
    (caster,) = casters
    shot = scene.shots[0]
    bake_ms = spent_ms(lambda: (caster.world.exposure, caster.world.still(0.0)))
    caster.frame(shot.cameras[0])
    step = max(1, len(shot.cameras) // repeats)
    cameras = shot.cameras[::step][:repeats]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "frame.png"
        pictures = [caster.frame(camera).rgb for camera in cameras]
        png_ms = statistics.median(spent_ms(lambda p=rgb: write_png(path, p)) for rgb in pictures)
    rays_ms = statistics.median(spent_ms(lambda c=c: caster.depth_and_ids(c)) for c in cameras)
    shading_ms = statistics.median(shading(caster, camera) for camera in cameras)
    frame_ms = statistics.median(spent_ms(lambda c=c: caster.frame(c)) for c in cameras)
    measure_ms = statistics.median(spent_ms(lambda c=c: measure_view(caster, c)) for c in cameras)
    turn_ms = spent_ms(lambda: deque(caster.pictures(scene, shot.cameras, shot.times_s), 0))
    figures = {
        "triangles": len(caster.world.mesh.faces),
        "build_ms": build_ms,
        "bake_ms": bake_ms,
        "rays_ms": rays_ms,
        "shading_ms": shading_ms,
        "smoothing_ms": frame_ms - rays_ms - shading_ms,
        "png_ms": png_ms,
        "frame_ms": frame_ms + png_ms,
        "turn_frame_ms": turn_ms / len(shot.cameras),
        "measure_ms": measure_ms,
    }
    return {name: round(value, 1) for name, value in figures.items()}


def shading(caster: RayCaster, camera: Camera) -> float:
    """What it costs to find the colours of a picture whose rays are cast, before outlines are smoothed."""
    view = View(caster.world, camera.position_m, 0.0, float(1 / camera.K[0, 0]))
    toward = rays(camera).reshape(-1, 3)
    met = view.cast(toward)
    return spent_ms(lambda: developed(view.light(toward, met), caster.world.exposure))


def moving_figures(scene: Scene, repeats: int) -> dict[str, float]:
    """Of a clip in which things move."""
    caster = RayCaster(scene)
    shot = scene.shots[0]
    views = list(zip(shot.cameras, shot.times_s, strict=True))
    step = max(1, len(views) // (repeats + 1))
    caster.frame(*views[0])
    frame_ms = statistics.median(spent_ms(lambda v=v: caster.frame(*v)) for v in views[step::step])
    measure_ms = statistics.median(
        spent_ms(lambda v=v: measure_view(caster, *v)) for v in views[step // 2 :: step]
    )
    clip_ms = spent_ms(lambda: deque(caster.pictures(scene, shot.cameras, shot.times_s), 0))
    return {
        "moving_frame_ms": round(frame_ms, 1),
        "shuffle_frame_ms": round(clip_ms / len(shot.cameras), 1),
        "moving_measure_ms": round(measure_ms, 1),
    }


def spent_ms(run: Callable[[], object]) -> float:
    """What a call costs the processor."""
    start = time.process_time()
    run()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main()
