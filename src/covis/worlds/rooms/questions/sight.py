"""What the kept views of a shot let a person see, and what may be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from covis.errors import CovisError
from covis.geometry.actions import actions_from_pose, actions_to_json
from covis.geometry.camera import Camera
from covis.geometry.pose import relative_pose
from covis.prompts.sample import PairActions
from covis.worlds.rooms.levels import LEVELS
from covis.worlds.rooms.questions.names import names
from covis.worlds.rooms.scene import Shot, ShotKind, Thing
from covis.worlds.rooms.truth import SceneTruth, Seen

FULL_PX = 640 * 480  # the picture that the levels' least sizes are given for
FLOOR_M = 0.1  # what begins lower stands on the floor
PLACE_M = 0.25  # width and height of what somebody can be said to stand at
COUNTED_PX, COUNTED_VISIBLE = 150, 0.3  # to count a thing one need not recognise it by itself
LEAST_INSIDE = 0.5  # of a thing in the picture: with less of it people don't know what they see


class Sight:
    """A shot of a scene, its views and the things that can be named.

    Args:
        truth: The record.
        kind: The kind of the shot; the first of that kind is taken.

    Raises:
        CovisError: If the scene has no such shot, or a kept view of it was not measured.
    """

    def __init__(self, truth: SceneTruth, kind: ShotKind) -> None:
        self.truth = truth
        self.scene = truth.scene
        self.level = LEVELS[truth.scene.level]
        shots = [shot for shot in truth.scene.shots if shot.kind == kind]
        if not shots:
            raise CovisError(f"scene {self.scene.id} has no {kind}.")
        self.shot: Shot = shots[0]
        self.things = {thing.id: thing for thing in self.scene.things}
        self.names = names(self.scene)
        self._pairs: dict[tuple[int, int], str] = {}

    @property
    def kept(self) -> tuple[int, ...]:
        """The kept frames."""
        return self.shot.kept

    def camera(self, frame: int) -> Camera:
        """The camera of a frame."""
        return self.shot.cameras[frame]

    @cached_property
    def views(self) -> dict[int, dict[int, Seen]]:
        """Measured frame to the things seen in it."""
        return {
            view.frame: {seen.thing: seen for seen in view.seen}
            for view in self.truth.views
            if view.shot == self.shot.name
        }

    @cached_property
    def shown(self) -> dict[int, tuple[int, ...]]:
        """Thing to the kept frames that show at least one pixel of it."""
        return {
            thing: tuple(frame for frame in self.kept if thing in self.views[frame]) for thing in self.things
        }

    @cached_property
    def clear(self) -> dict[int, tuple[int, ...]]:
        """Thing to the kept frames that show it well enough to be recognised."""
        return {
            thing: tuple(frame for frame in frames if self.is_clear(self.views[frame][thing], frame))
            for thing, frames in self.shown.items()
        }

    def is_clear(self, seen: Seen, frame: int) -> bool:
        """Whether a thing is large enough and shown enough in a view to be recognised."""
        width, height = self.camera(frame).size_px
        return (
            seen.pixels >= self.level.least_px * width * height / FULL_PX
            and seen.visible_share >= self.level.least_visible
            and seen.inside_share >= LEAST_INSIDE
        )

    def is_countable(self, thing: int) -> bool:
        """Whether some kept view shows enough of a thing to see that there is one."""
        return any(self.is_well_seen(self.views[frame][thing], frame) for frame in self.shown[thing])

    def is_well_seen(self, seen: Seen, frame: int) -> bool:
        """Whether a view shows enough of a thing to see that there is one."""
        width, height = self.camera(frame).size_px
        return seen.pixels >= COUNTED_PX * width * height / FULL_PX and seen.visible_share >= COUNTED_VISIBLE

    @cached_property
    def askable(self) -> tuple[Thing, ...]:
        """Resting things that have a name and are clear in some kept view, in order of their ids."""
        return tuple(
            thing
            for thing in self.scene.things
            if thing.id in self.names and self.clear[thing.id] and not thing.motion
        )

    @cached_property
    def places(self) -> tuple[Thing, ...]:
        """Those of them at which a person can be imagined: they stand on the floor and have some size."""
        return tuple(
            thing
            for thing in self.askable
            if thing.position_m[2] < FLOOR_M
            and max(thing.size_m[:2]) >= PLACE_M
            and thing.size_m[2] >= PLACE_M
        )

    def together(self, *things: int) -> bool:
        """Whether one kept view shows at least one pixel of each."""
        return bool(set.intersection(*(set(self.shown[thing]) for thing in things)))

    def actions(self, frames: Sequence[int]) -> tuple[PairActions, ...]:
        """The true motion between every two of these frames."""
        found = []
        for first in range(len(frames)):
            for second in range(first + 1, len(frames)):
                key = frames[first], frames[second]
                if key not in self._pairs:
                    pose = relative_pose(self.camera(key[0]), self.camera(key[1]))
                    self._pairs[key] = actions_to_json(actions_from_pose(pose))
                found.append(PairActions(first, second, self._pairs[key]))
        return tuple(found)
