"""What each view of a scene truly shows: the part of scene.json that is measured, not described."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from covis.errors import CovisError
from covis.worlds.rooms.scene import Scene


@dataclass(frozen=True)
class Seen:
    """One thing in one view.

    Attributes:
        thing: Its id.
        pixels: How many of its pixels are seen.
        visible_share: Those among the pixels it would have in this view with nothing in front, 0..1.
        inside_share: The pixels it would have in this view among all it would have if the picture had no
            border, 0..1; small for a thing cut off by the border.
        box_px: x0, y0, x1, y1 of its seen pixels; x1 and y1 lie outside.
        point_px: A pixel of it (x, y) deep inside its largest seen piece.
        depth_m: Depth (along the viewing axis) at that pixel.
    """

    thing: int
    pixels: int
    visible_share: float
    inside_share: float
    box_px: tuple[int, int, int, int]
    point_px: tuple[int, int]
    depth_m: float


@dataclass(frozen=True)
class ViewTruth:
    """One measured view.

    Attributes:
        shot: Name of the shot.
        frame: Index of the frame in the shot.
        seen: Everything of which at least one pixel is seen, by id.
    """

    shot: str
    frame: int
    seen: tuple[Seen, ...]


@dataclass(frozen=True)
class SceneTruth:
    """All that scene.json holds: enough to render every picture again and to answer every question.

    Attributes:
        version: Of this format.
        scene: The description.
        views: The measured views: every kept frame of every shot, and some frames a second of clips whose
            things move.
    """

    version: int
    scene: Scene
    views: tuple[ViewTruth, ...]

    def to_json(self) -> str:
        """The whole record as JSON; `from_json` gives back the same bits."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> SceneTruth:
        """The record that `to_json` wrote.

        Raises:
            CovisError: If the text is not such a record.
        """
        try:
            return _adapter().validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise CovisError(f"this is not a scene.json of covis ({place}: {first['msg']}).") from error


@cache
def _adapter() -> TypeAdapter[SceneTruth]:
    return TypeAdapter(SceneTruth)
