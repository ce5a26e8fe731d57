"""The floor of a whole house as a map: where a person can stand, and the way from one place to another."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from covis.errors import CovisError
from covis.worlds.rooms.layout.plan import CELL_M, HEAD_M, Plan
from covis.worlds.rooms.layout.walls import from_wall

Points = NDArray[np.float64]
"""(n, 2) float64: x, y in metres."""

WALL_GAP_M = 0.3  # a passage is cleared this far behind the inner face of a wall


@dataclass(frozen=True, eq=False)
class Ground:
    """A map of the floor.

    Attributes:
        corner_m: x and y of the outer corner of the first cell.
        free: (rows, columns) uint8, 1 where a person's middle can be; row 0 lies at the least y.
        room: (rows, columns) int, the room that a cell lies in; -1 for walls and passages.
    """

    corner_m: tuple[float, float]
    free: NDArray[np.uint8]
    room: NDArray[np.int32]

    def spots(self, room: int) -> Points:
        """(n, 2) middles of the cells of a room that are free and part of the house's largest free floor."""
        rows, columns = np.nonzero((self.free > 0) & (self.room == room))
        return self._points(rows, columns)

    def way(self, start_m: Points, end_m: Points) -> Points:
        """(n, 2) the shortest way over the map between two places, from cell to cell.

        Raises:
            CovisError: If there is none.
        """
        start, end = self._cell(start_m), self._cell(end_m)
        if not self.free[start] or not self.free[end]:
            raise CovisError("a way begins or ends where nobody can stand; try another seed.")
        came: dict[tuple[int, int], tuple[int, int]] = {}
        cost = {start: 0.0}
        queue = [(0.0, start)]
        while queue:
            _, cell = heapq.heappop(queue)
            if cell == end:
                break
            for row, column, step in _STEPS:
                near = (cell[0] + row, cell[1] + column)
                if not self._inside(near) or not self.free[near]:
                    continue
                total = cost[cell] + step
                if total < cost.get(near, math.inf) - 1e-12:
                    cost[near], came[near] = total, cell
                    ahead = math.hypot(near[0] - end[0], near[1] - end[1])
                    heapq.heappush(queue, (total + ahead, near))
        if end not in cost:
            raise CovisError("there is no way between two places of the house; try another seed.")
        cells = [end]
        while cells[-1] != start:
            cells.append(came[cells[-1]])
        rows, columns = np.array(cells[::-1]).T
        return self._points(rows, columns)

    def is_free(self, points_m: Points) -> NDArray[np.bool_]:
        """(n,) whether a person can stand at each of the points, (n, 2) metres."""
        cells = np.floor((points_m - self.corner_m) / CELL_M).astype(int)
        columns, rows = cells.T
        inside = (rows >= 0) & (columns >= 0) & (rows < self.free.shape[0]) & (columns < self.free.shape[1])
        rows, columns = rows.clip(0, self.free.shape[0] - 1), columns.clip(0, self.free.shape[1] - 1)
        return np.asarray(inside & (self.free[rows, columns] > 0), np.bool_)

    def _points(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Points:
        x0, y0 = self.corner_m
        return np.stack([x0 + (columns + 0.5) * CELL_M, y0 + (rows + 0.5) * CELL_M], 1)

    def _cell(self, point_m: Points) -> tuple[int, int]:
        column, row = (int((float(p) - c) // CELL_M) for p, c in zip(point_m, self.corner_m, strict=True))
        return min(max(row, 0), self.free.shape[0] - 1), min(max(column, 0), self.free.shape[1] - 1)

    def _inside(self, cell: tuple[int, int]) -> bool:
        rows, columns = self.free.shape
        return bool(0 <= cell[0] < rows and 0 <= cell[1] < columns)


_STEPS = [
    (row, column, math.hypot(row, column)) for row in (-1, 0, 1) for column in (-1, 0, 1) if row or column
]


def ground_of(plans: Sequence[Plan], body_m: float) -> Ground:
    """The map of a furnished house for somebody this wide to each side of the middle."""
    boxes = np.array([plan.room.box_m for plan in plans])
    corner = boxes[:, :2].min(0) - 0.2
    shape = np.ceil((boxes[:, 2:].max(0) + 0.2 - corner) / CELL_M).astype(int)[::-1]
    free, room = np.zeros(shape, np.uint8), np.full(shape, -1, np.int32)
    for index, plan in enumerate(plans):
        x0, y0, x1, y1 = plan.room.box_m
        _fill(free, corner, (x0 + body_m, y0 + body_m, x1 - body_m, y1 - body_m), 1)
        _fill(room, corner, (x0, y0, x1, y1), index)
        for opening in plan.room.openings:
            if opening.leads_to > index:
                half = opening.width_m / 2 - body_m
                ends = [
                    from_wall(plan.room, opening.wall, opening.centre_m + side * half, deep)
                    for side, deep in ((-1, body_m + CELL_M), (1, -WALL_GAP_M - body_m))
                ]
                low, high = np.min(ends, 0), np.max(ends, 0)
                _fill(free, corner, (low[0], low[1], high[0], high[1]), 1)
    for plan in plans:
        for piece in plan.pieces:
            if piece.look.of.stands not in ("flat", "opening") and piece.z_m < HEAD_M:
                grown = piece.box.grown(body_m).corners
                cells = np.rint(((grown - corner) / CELL_M - 0.5) * 16).astype(np.int32)
                cv2.fillConvexPoly(free, cells, 0, shift=4)
    count, labels = cv2.connectedComponents(free, connectivity=4)
    if count > 1:
        free = np.asarray(labels == int(np.bincount(labels.ravel())[1:].argmax()) + 1, np.uint8)
    return Ground((float(corner[0]), float(corner[1])), free, room)


def _fill(
    plane: NDArray[np.uint8] | NDArray[np.int32],
    corner_m: NDArray[np.float64],
    box_m: tuple[float, float, float, float],
    value: int,
) -> None:
    """Give all cells whose middle lies in the box this value, in place."""
    first = np.ceil((np.array(box_m[:2]) - corner_m) / CELL_M - 0.5).astype(int)
    last = np.floor((np.array(box_m[2:]) - corner_m) / CELL_M - 0.5).astype(int) + 1
    plane[max(0, first[1]) : max(0, last[1]), max(0, first[0]) : max(0, last[0])] = value
