"""What the pages show of a rendered scene."""

from __future__ import annotations

from collections.abc import Sequence

from covis.prompts.sample import Sample
from covis.worlds.data_set.pages import Figure, Gallery, ScenePart
from covis.worlds.data_set.pictures import preview_size
from covis.worlds.data_set.scene_folder import preview_path
from covis.worlds.rooms.files import clip_path, view_path
from covis.worlds.rooms.scene import Scene, Shot


def scene_part(scene: Scene, samples: Sequence[Sample]) -> ScenePart:
    """The views of every shot with depth and numbered ids, the clips, and the questions."""
    rooms = ", ".join(room.name for room in scene.rooms)
    return ScenePart(
        scene=scene.id,
        notes=f"{rooms}; level {scene.level}; {len(scene.things)} things; seed {scene.seed}",
        galleries=tuple(_gallery(scene.id, shot) for shot in scene.shots),
        samples=tuple(samples),
        names=", ".join(f"{t.id} {t.color} {t.name}".replace("  ", " ") for t in scene.things),
    )


def _gallery(scene: str, shot: Shot) -> Gallery:
    return Gallery(
        title=f"{shot.name}: picture, depth (near is yellow), ids",
        figures=tuple(
            Figure(
                picture=preview_path(scene, shot.name, frame),
                opens=view_path(scene, shot.name, frame, "rgb"),
                caption=f"frame {frame}" if shot.fps else f"view {frame}",
                size_px=preview_size(shot.cameras[frame].size_px),
            )
            for frame in shot.kept
        ),
        clip=clip_path(scene, shot.name) if shot.fps else "",
    )
