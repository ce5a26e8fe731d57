"""Something that stands before look-alikes that are shuffled, and hides one of them for moments."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.layout.boxes import meets
from covis.worlds.rooms.layout.looks import draw_look
from covis.worlds.rooms.layout.plan import Piece, Plan
from covis.worlds.rooms.layout.sight import hidden
from covis.worlds.rooms.movement.rows import GAP_M
from covis.worlds.rooms.movement.shuffle import Shuffling
from covis.worlds.rooms.movement.ways import Way

ON_TABLES = ("vase", "table_lamp", "bottle", "teapot", "cactus", "cooking_pot", "fruit_bowl")
ON_FLOOR = ("box", "basket", "waste_bin", "suitcase", "pouf", "stool", "teddy", "figure")
SEEN_SHARE = 0.6  # of the moments at which a member is not hidden, at least
TRIES = 100


def put_hiding(
    rng: np.random.Generator, plan: Plan, shuffling: Shuffling, eye_m: Way, places: NDArray[np.float64]
) -> bool:
    """Put something before the row that hides a member from the eye at times, but never two at once.

    While two are wholly hidden nobody could know which of them comes out where.

    Args:
        rng: Chooses what, and where.
        plan: The room; the piece is added to it.
        shuffling: Who moves.
        eye_m: (3,) the camera.
        places: (members, moments, 3) middles of the members.

    Returns:
        Whether something was found.
    """
    row, look = shuffling.row, plan.pieces[shuffling.members[0]].look
    keys = [key for key in (ON_TABLES if row.support >= 0 else ON_FLOOR) if key != look.kind]
    others = [
        p.box
        for k, p in enumerate(plan.pieces)
        if k not in shuffling.members and k != row.support and p.look.of.stands != "flat"
    ]
    eyes = np.broadcast_to(eye_m, places.reshape(-1, 3).shape)
    half = (len(shuffling.members) - 1) / 2 * row.spacing_m
    for _ in range(TRIES):
        found = draw_look(rng, keys[int(rng.integers(len(keys)))])
        slack = row.before_m - GAP_M - max(found.size_m[:2])
        if slack < 0:
            continue
        ahead = row.bulge_m + look.size_m[1] / 2 + GAP_M + max(found.size_m[:2]) / 2
        ahead += float(rng.uniform(0, slack))
        x, y = row.middle_m + float(rng.uniform(-half, half + row.away_m)) * row.along + ahead * row.front
        piece = Piece(found, float(x), float(y), row.z_m, row.yaw_rad, row.support)
        if meets(piece.box, others, GAP_M / 2):
            continue
        low, high = (
            hidden(eyes, (places + np.array([0, 0, dz * look.size_m[2]])).reshape(-1, 3), [piece.box])
            for dz in (-0.3, 0.3)
        )
        both = (low & high).reshape(places.shape[:2])
        either = (low | high).reshape(places.shape[:2])
        if either[:, [0, -1]].any():  # all are shown before it begins and when it is over
            continue
        if both.any() and both.sum(0).max() <= 1 and (~both).mean(1).min() >= SEEN_SHARE:
            plan.pieces.append(piece)
            return True
    return False
