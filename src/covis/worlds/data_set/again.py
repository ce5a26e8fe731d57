"""Rendering a view again from scene.json alone."""

from __future__ import annotations

from pathlib import Path

from covis.errors import CovisError
from covis.worlds.rooms.frame import Frame
from covis.worlds.rooms.raycast import RayCaster
from covis.worlds.rooms.truth import SceneTruth


def render_again(scene_json: Path, shot: str, frame: int) -> Frame:
    """The picture, depth and ids of one frame, the same to the last bit as when the scene was made.

    Pictures are the ray caster's; of a set that another renderer painted, depth and ids are the same.

    Args:
        scene_json: The record of the scene.
        shot: Name of the shot.
        frame: Index of the frame in the shot, kept or not.

    Raises:
        CovisError: If the file is no record of a scene, or has no such frame.
    """
    try:
        scene = SceneTruth.from_json(scene_json.read_text(encoding="utf-8")).scene
    except (OSError, UnicodeDecodeError, CovisError) as error:
        raise CovisError(f"{scene_json} cannot be read: {error}") from error
    for found in scene.shots:
        if found.name == shot and 0 <= frame < len(found.cameras):
            return RayCaster(scene).frame(found.cameras[frame], found.times_s[frame])
    known = ", ".join(f"{s.name} (0 to {len(s.cameras) - 1})" for s in scene.shots)
    raise CovisError(f"{scene_json} has no frame {frame} of a shot {shot!r}; it has {known}.")
