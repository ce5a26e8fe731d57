"""A room while it is being furnished: what stands in it, what must stay free, and whether one more fits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.worlds.rooms.layout.boxes import Box, meets
from covis.worlds.rooms.layout.looks import Look
from covis.worlds.rooms.layout.walls import inside, strip
from covis.worlds.rooms.scene import Room

CELL_M = 0.1  # of the map of free floor
BODY_M = 0.25  # half the width of a person
DOOR_FREE_M = 0.95  # before a door: its leaf has to turn and a person to come in
HEAD_M = 1.9  # what hangs higher is in nobody's way
GAP_M = 0.02  # between any two things: people don't press furniture together
REST_M = 0.002  # between a thing and what it stands against, so that no two surfaces are the same


@dataclass(frozen=True)
class Piece:
    """A thing with its place, before it has an id.

    Attributes:
        look: What it is and how it looks.
        x_m: The middle of its underside.
        y_m: The middle of its underside.
        z_m: Its underside.
        yaw_rad: Its turn, counter-clockwise seen from above.
        on: Index of the piece it stands on, in the same list; -1 for none.
    """

    look: Look
    x_m: float
    y_m: float
    z_m: float = 0.0
    yaw_rad: float = 0.0
    on: int = -1

    @property
    def box(self) -> Box:
        """The space it fills."""
        return self.look.at(self.x_m, self.y_m, self.z_m, self.yaw_rad)


def moved(piece: Piece, x_m: float, y_m: float, yaw_rad: float, first: int = 0) -> Piece:
    """The piece of an arrangement whose origin is put there; its support is counted from `first`."""
    c, s = math.cos(yaw_rad), math.sin(yaw_rad)
    x, y = x_m + c * piece.x_m - s * piece.y_m, y_m + s * piece.x_m + c * piece.y_m
    on = piece.on + first if piece.on >= 0 else -1
    return Piece(piece.look, x, y, piece.z_m, piece.yaw_rad + yaw_rad, on)


@dataclass
class Plan:
    """A room and what has been put in it so far.

    Attributes:
        room: Its walls and openings.
        pieces: What stands, lies and hangs in it.
        free: Spaces that stay free: before doors and windows, and before the fronts of
            furniture. They may share space with each other.
        reserved: Spaces on floors and tables in which things will move.
        unwanted: Keys of kinds that are not added: what moves must be the only ones of its name in the house.
    """

    room: Room
    pieces: list[Piece] = field(default_factory=list)
    free: list[Box] = field(default_factory=list)
    reserved: list[Box] = field(default_factory=list)
    unwanted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for opening in self.room.openings:
            door = opening.bottom_m < 0.1
            deep = DOOR_FREE_M if door else 0.15
            self.free.append(strip(self.room, opening.wall, opening, deep, 0.05 if door else 0.12))

    def put(self, pieces: Sequence[Piece], x_m: float, y_m: float, yaw_rad: float) -> bool:
        """Put an arrangement there if all of it fits; whether it did.

        A piece is not tested against the one of the same arrangement that it stands on.
        """
        new = [moved(piece, x_m, y_m, yaw_rad, len(self.pieces)) for piece in pieces]
        if not all(self._fits(piece) for piece in new) or _touch_each_other(new, len(self.pieces)):
            return False
        fronts = [front for piece in new if (front := _front(piece)) is not None]
        solid = [p.box for p in self.pieces if p.look.of.stands != "flat"]
        if any(meets(front, solid) for front in fronts):
            return False
        self.pieces += new
        self.free += fronts
        if any(p.on < 0 and p.z_m < HEAD_M for p in new) and not self.walkable():
            del self.pieces[-len(new) :]
            if fronts:
                del self.free[-len(fronts) :]
            return False
        return True

    def put_on(self, support: int, look: Look, x_m: float, y_m: float, z_m: float, yaw_rad: float) -> bool:
        """Put a piece on the piece of this index, at this place of the room, if it fits; whether it did."""
        box = look.at(x_m, y_m, z_m, yaw_rad)
        if meets(box, [p.box for i, p in enumerate(self.pieces) if i != support], GAP_M / 2):
            return False
        if not inside(self.room, box) or meets(box, self.reserved):
            return False
        self.pieces.append(Piece(look, x_m, y_m, z_m, yaw_rad, support))
        return True

    def _fits(self, piece: Piece) -> bool:
        box = piece.box
        if not inside(self.room, box, 0.0):
            return False
        if box.z1_m > self.room.height_m + 1e-6 or meets(box, self.reserved):
            return False
        if piece.look.of.stands == "flat":
            return not meets(box, [p.box for p in self.pieces if p.look.of.stands == "flat"], 0.1)
        solid = [p.box for p in self.pieces if p.look.of.stands != "flat"]
        return not meets(box, solid, GAP_M) and not meets(box, self.free)

    def floor_map(self, body_m: float = BODY_M) -> NDArray[np.uint8]:
        """(rows, columns) uint8, 1 where a person this wide can stand; cells of `CELL_M` from the corner.

        Row 0 lies at the least y, column 0 at the least x of the room.
        """
        x0, y0, x1, y1 = self.room.box_m
        shape = (math.ceil((y1 - y0) / CELL_M), math.ceil((x1 - x0) / CELL_M))
        free = np.ones(shape, np.uint8)
        free[0], free[-1], free[:, 0], free[:, -1] = 0, 0, 0, 0
        for piece in self.pieces:
            if piece.look.of.stands != "flat" and piece.z_m < HEAD_M:
                grown = piece.box.grown(body_m).corners
                cells = np.rint(((grown - [x0, y0]) / CELL_M - 0.5) * 16).astype(np.int32)
                cv2.fillConvexPoly(free, cells, 0, shift=4)
        return free

    def free_share(self) -> float:
        """The share of the floor on which a person can stand, 0..1."""
        return float(self.floor_map().mean())

    def walkable(self) -> bool:
        """Whether a person can walk from each door to every other and to most of the free floor."""
        free = self.floor_map()
        count, labels = cv2.connectedComponents(free, connectivity=4)
        if count < 2:
            return False
        areas = np.bincount(labels.ravel(), minlength=count)[1:]
        main = int(areas.argmax()) + 1
        if areas[main - 1] < 0.8 * areas.sum():
            return False
        return all(self._reaches(labels == main, zone) for zone in self._doors())

    def _doors(self) -> list[Box]:
        return [strip(self.room, o.wall, o, DOOR_FREE_M) for o in self.room.openings if o.bottom_m < 0.1]

    def _reaches(self, main: NDArray[np.bool_], zone: Box) -> bool:
        x0, y0, _, _ = self.room.box_m
        column, row = int((zone.x_m - x0) / CELL_M), int((zone.y_m - y0) / CELL_M)
        return bool(main[max(0, row - 3) : row + 4, max(0, column - 3) : column + 4].any())


def _touch_each_other(pieces: Sequence[Piece], first: int) -> bool:
    """Whether any two pieces share space, but for one on the other; indices count from `first`."""
    solid = [(k, p) for k, p in enumerate(pieces, first) if p.look.of.stands != "flat"]
    for n, (k, piece) in enumerate(solid):
        others = [p.box for j, p in solid[n + 1 :] if p.on != k and piece.on != j]
        if others and meets(piece.box, others):
            return True
    return False


def _front(piece: Piece) -> Box | None:
    """The space that a piece wants free before its front."""
    kind = piece.look.of
    if kind.clear_front_m <= 0 or piece.on >= 0:
        return None
    return piece.box.ahead(kind.clear_front_m, 1.2)
