"""The five levels of difficulty: one row of numbers each, with the reason for every column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """How hard a scene and its shots are.

    A column that does not move from one level to the next leaves the work to the others.

    Attributes:
        level: 1 to 5.
        pan_views: Kept views of a pan. Published tests of orientation keep 2, 4 or 8 of one.
        pan_overlap: Share of a kept view that the next one shows again.
        rotation_hfov_deg: Field of view of four views 90 degrees apart: from nearly touching to far apart.
        walk_s: Length of a walk.
        walk_views: Its kept views; the longer the walk and the fewer they are, the less they share.
        around_views: Unordered views around a group.
        around_apart_deg: Least angle between any two of them, seen from the group.
        pair_overlap: Share of the first view of a pair that the second shows again.
        furniture: Optional pieces of a room, share of those that it could have.
        clutter: Least and most small things in a room.
        alike_sets: Sets of look-alikes among the small things and the furniture, beside what is counted.
        alike_counted: Whether the things that are counted look alike; else each has a colour of its own where
            there are colours enough.
        same_kind: Nameable things that have a twin of their kind in another colour.
        rooms: Rooms of a tour.
        tour_s: Length of a tour.
        tour_views: Its kept views: five of a room, then four, then three.
        shuffle_members: Look-alikes that are shuffled.
        shuffle_s: Length of a shuffle.
        shuffle_speed: Their greatest speed, in their own widths a second; 3 are a tenth of a width a frame.
        shuffle_hidden: Whether another thing hides them for moments.
        shuffle_leaves: Whether one leaves the picture and comes back.
        shuffle_turn_deg: How far the camera turns meanwhile.
        carry_rooms: Rooms between which things are carried.
        carries: Things carried from place to place, one after the other.
        carry_alike: Look-alikes among them.
        moving_views: Kept views of a clip whose things move, at most. Between two of a shuffle at least one
            exchange happens, and between those from before and from after the carries all carries, so they
            alone never answer.
        least_px: Least pixels of an asked thing in the view that shows it best, of 640×480.
        least_visible: Least share of an asked thing that is not hidden in that view.
        standpoint_turns: Turns that the description of another standpoint is composed of.
    """

    level: int
    pan_views: int
    pan_overlap: float
    rotation_hfov_deg: float
    walk_s: float
    walk_views: int
    around_views: int
    around_apart_deg: float
    pair_overlap: float
    furniture: float
    clutter: tuple[int, int]
    alike_sets: int
    alike_counted: bool
    same_kind: int
    rooms: int
    tour_s: float
    tour_views: int
    shuffle_members: int
    shuffle_s: float
    shuffle_speed: float
    shuffle_hidden: bool
    shuffle_leaves: bool
    shuffle_turn_deg: float
    carry_rooms: int
    carries: int
    carry_alike: int
    moving_views: int
    least_px: int
    least_visible: float
    standpoint_turns: int


LEVELS: dict[int, Level] = {
    # The published tests: clean rooms, views that overlap well, one thing of a name, short clips.
    1: Level(
        level=1,
        pan_views=8,  # with 60 % overlap a pan of about 190 degrees
        pan_overlap=0.60,
        rotation_hfov_deg=75,
        walk_s=4,
        walk_views=8,
        around_views=4,
        around_apart_deg=25,
        pair_overlap=0.60,
        furniture=0.6,
        clutter=(6, 9),
        alike_sets=0,
        alike_counted=False,
        same_kind=0,
        rooms=2,
        tour_s=12,
        tour_views=10,
        shuffle_members=2,
        shuffle_s=6,
        shuffle_speed=1.8,
        shuffle_hidden=False,
        shuffle_leaves=False,
        shuffle_turn_deg=0,
        carry_rooms=1,
        carries=1,
        carry_alike=2,
        moving_views=4,
        least_px=900,  # 30 px square: readable after a resize to 336 px
        least_visible=0.7,
        standpoint_turns=1,
    ),
    # The overlap falls to below half, so every pair of neighbours must be joined by a few things.
    2: Level(
        level=2,
        pan_views=4,
        pan_overlap=0.45,
        rotation_hfov_deg=72,
        walk_s=6,
        walk_views=8,
        around_views=4,
        around_apart_deg=35,
        pair_overlap=0.45,
        furniture=0.7,
        clutter=(8, 12),
        alike_sets=1,
        alike_counted=False,
        same_kind=1,
        rooms=2,
        tour_s=20,
        tour_views=10,
        shuffle_members=3,
        shuffle_s=10,
        shuffle_speed=2.1,
        shuffle_hidden=False,
        shuffle_leaves=False,
        shuffle_turn_deg=8,
        carry_rooms=1,
        carries=2,
        carry_alike=2,
        moving_views=4,
        least_px=700,
        least_visible=0.6,
        standpoint_turns=1,
    ),
    # Look-alikes among what is counted, an occluder, wider baselines: names stop pointing to one thing.
    3: Level(
        level=3,
        pan_views=4,
        pan_overlap=0.30,
        rotation_hfov_deg=68,
        walk_s=8,
        walk_views=6,
        around_views=4,
        around_apart_deg=42,
        pair_overlap=0.30,
        furniture=0.8,
        clutter=(12, 17),
        alike_sets=2,
        alike_counted=True,
        same_kind=2,
        rooms=3,
        tour_s=30,
        tour_views=12,
        shuffle_members=3,
        shuffle_s=13,
        shuffle_speed=2.4,
        shuffle_hidden=True,
        shuffle_leaves=False,
        shuffle_turn_deg=14,
        carry_rooms=1,
        carries=2,
        carry_alike=3,
        moving_views=4,
        least_px=500,
        least_visible=0.5,
        standpoint_turns=2,
    ),
    # Neighbours share a strip; one look-alike leaves the picture and comes back.
    4: Level(
        level=4,
        pan_views=4,
        pan_overlap=0.15,
        rotation_hfov_deg=64,
        walk_s=10,
        walk_views=5,
        around_views=4,
        around_apart_deg=50,
        pair_overlap=0.15,
        furniture=0.9,
        clutter=(16, 22),
        alike_sets=3,
        alike_counted=True,
        same_kind=3,
        rooms=3,
        tour_s=45,
        tour_views=12,
        shuffle_members=4,
        shuffle_s=20,
        shuffle_speed=2.7,
        shuffle_hidden=True,
        shuffle_leaves=True,
        shuffle_turn_deg=16,
        carry_rooms=2,
        carries=3,
        carry_alike=3,
        moving_views=6,
        least_px=350,
        least_visible=0.4,
        standpoint_turns=2,
    ),
    # Neighbours share next to nothing, and what moves between kept views can be followed in the clip only.
    5: Level(
        level=5,
        pan_views=4,
        pan_overlap=0.05,
        rotation_hfov_deg=60,
        walk_s=12,
        walk_views=4,
        around_views=4,
        around_apart_deg=58,
        pair_overlap=0.05,
        furniture=1.0,
        clutter=(20, 28),
        alike_sets=4,
        alike_counted=True,
        same_kind=4,
        rooms=4,
        tour_s=60,
        tour_views=12,
        shuffle_members=5,
        shuffle_s=75,
        shuffle_speed=3.0,
        shuffle_hidden=True,
        shuffle_leaves=True,
        shuffle_turn_deg=18,
        carry_rooms=3,
        carries=4,
        carry_alike=3,
        moving_views=8,
        least_px=250,
        least_visible=0.3,
        standpoint_turns=3,
    ),
}
