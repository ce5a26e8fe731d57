"""What a scene is: rooms, things in them, light, and the shots taken of them. Plain data, exact in JSON.

The world's axes: z up, x and y along the walls; metres. The floor lies at z = 0. A thing's own axes: x to its
right as seen by somebody facing it, y into it, z up, so its front faces -y; its origin is the middle of its
underside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import PlainSerializer, PlainValidator

from covis.geometry.camera import Camera

Point = tuple[float, float, float]
"""x, y, z in metres."""

Color = tuple[float, float, float]
"""Red, green, blue in sRGB, 0..1."""

Wall = Literal["south", "east", "north", "west"]
"""A wall of a room by the side it stands on: south at the least y, west at the least x."""

ShotKind = Literal["pan", "rotation", "walk", "around", "pair", "shuffle", "carry", "tour"]
"""pan: in place from left to right. rotation: in place, four views 90 degrees apart. walk: through a room.
around: unordered views around a group. pair: two views of a chosen overlap. shuffle: look-alikes change
places. carry: things are carried from place to place. tour: through several rooms."""

StoredCamera = Annotated[
    Camera,
    PlainValidator(lambda value: value if isinstance(value, Camera) else Camera.from_record(value)),
    PlainSerializer(Camera.to_record),
]
"""A camera that is written to JSON as a record and read back bit for bit."""


@dataclass(frozen=True)
class Material:
    """How a surface looks.

    Attributes:
        pattern: A name in the table of textures.
        color: Its main colour.
        second: Its other colour, where the pattern has two.
        scale_m: The side of one repeat of the pattern.
        seed: Chooses the pattern's accidents.
        gloss: 0 matt to 1 polished.
    """

    pattern: str
    color: Color
    second: Color
    scale_m: float
    seed: int
    gloss: float = 0.1


@dataclass(frozen=True)
class Waypoint:
    """Where a moving thing is at one time; between two of them it moves evenly.

    Attributes:
        time_s: Seconds from the start of the clip.
        position_m: The middle of its underside.
        yaw_rad: Its turn about the vertical, counter-clockwise seen from above.
    """

    time_s: float
    position_m: Point
    yaw_rad: float


@dataclass(frozen=True)
class Thing:
    """One object, with one id in all views.

    Attributes:
        id: From 1; its value in the id maps.
        kind: A name in the table of kinds.
        name: What people call it in a question, such as "armchair".
        color: The word for its main colour, such as "red".
        size_m: Width, depth and height.
        position_m: The middle of its underside, at time 0 if it moves.
        yaw_rad: Its turn about the vertical, counter-clockwise seen from above; 0 faces -y.
        materials: One for each slot of its kind.
        shape_seed: Chooses among the shapes of its kind.
        room: Index of the room it stands in.
        on: The id of the thing it stands on; 0 for the floor, a wall or the ceiling.
        group: Things of one group, from 1, look alike to the last pixel; 0 for a thing of its own.
        motion: Its way, in order of time; empty if it never moves.
        attribution: Author and licence of a model that is not covis's own; "" for its own.
    """

    id: int
    kind: str
    name: str
    color: str
    size_m: Point
    position_m: Point
    yaw_rad: float
    materials: tuple[Material, ...]
    shape_seed: int
    room: int
    on: int = 0
    group: int = 0
    motion: tuple[Waypoint, ...] = ()
    attribution: str = ""


@dataclass(frozen=True)
class Opening:
    """A hole in a wall: a door, a window or a passage.

    Attributes:
        wall: The wall it is in.
        centre_m: Its middle, as the world's x (south and north walls) or y (east and west walls).
        width_m: Its width.
        bottom_m: Height of its lower edge above the floor.
        top_m: Height of its upper edge.
        leads_to: Index of the room behind it; -1 for outdoors.
    """

    wall: Wall
    centre_m: float
    width_m: float
    bottom_m: float
    top_m: float
    leads_to: int = -1


@dataclass(frozen=True)
class Room:
    """A rectangular room.

    Attributes:
        name: What it is, such as "kitchen".
        box_m: x0, y0, x1, y1 of its inner faces.
        height_m: From floor to ceiling.
        floor: Its floor.
        walls: Its walls in the order south, east, north, west.
        ceiling: Its ceiling.
        openings: Holes in its walls. Doors and windows that fill them are things.
    """

    name: str
    box_m: tuple[float, float, float, float]
    height_m: float
    floor: Material
    walls: tuple[Material, Material, Material, Material]
    ceiling: Material
    openings: tuple[Opening, ...]


@dataclass(frozen=True)
class Light:
    """The light of a scene.

    Attributes:
        sun_direction: Unit vector towards the sun; it shines in through the windows.
        sun: Its colour times its strength.
        sky: The same of the sky, seen through windows and filling the room.
        lamps: Light that the lamps of the rooms give, colour times strength, each from under its ceiling.
    """

    sun_direction: Point
    sun: Color
    sky: Color
    lamps: Color


@dataclass(frozen=True)
class Shot:
    """A camera's way, or a set of views.

    Attributes:
        name: Unique in its scene; also the name of its folder.
        kind: How it was taken.
        fps: Frames a second of a clip; 0 for a set of stills.
        cameras: One for each frame.
        times_s: Seconds from the start, one for each frame; all 0 for stills.
        kept: The frames that are kept as views, increasing; of a set of stills all.
    """

    name: str
    kind: ShotKind
    fps: int
    cameras: tuple[StoredCamera, ...]
    times_s: tuple[float, ...]
    kept: tuple[int, ...]


@dataclass(frozen=True)
class Scene:
    """Everything that can be seen, and the shots taken of it.

    Attributes:
        id: Unique in its data set; also the name of its folder.
        seed: What it was drawn from.
        level: Difficulty, 1 to 5.
        rooms: At least one.
        things: In the order of their ids.
        light: Sun, sky and lamps.
        shots: At least one.
    """

    id: str
    seed: int
    level: int
    rooms: tuple[Room, ...]
    things: tuple[Thing, ...]
    light: Light
    shots: tuple[Shot, ...]
