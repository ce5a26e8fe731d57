"""Fronts of cabinets: drawers and doors with gaps between them and handles on them."""

from __future__ import annotations

from covis.worlds.rooms.furniture.shapes.boxes import box, rounded_box
from covis.worlds.rooms.furniture.shapes.mesh import Mesh
from covis.worlds.rooms.furniture.shapes.tubes import tube
from covis.worlds.rooms.furniture.shapes.turned import ball

GAP_M = 0.006
"""Between two fronts."""

Rectangle = tuple[float, float, float, float]
"""x0, z0, x1, z1 of a front, metres."""


def drawers(
    area: Rectangle, y_m: float, rows: int, columns: int, pull_m: float = 0.03, knobs: bool = False
) -> tuple[list[Mesh], list[Mesh]]:
    """Drawers' fronts and their handles.

    Args:
        area: What they fill together.
        y_m: Where the cabinet's body ends; fronts stand out 1.5 cm from it.
        rows: One above the other.
        columns: Side by side.
        pull_m: How far handles stand out from the body, 1.5 cm at least.
        knobs: Whether the handles are knobs, not bars.
    """
    x0, z0, x1, z1 = area
    wide, high = (x1 - x0) / columns, (z1 - z0) / rows
    fronts, pulls = [], []
    for i in range(columns):
        for k in range(rows):
            x, z = x0 + (i + 0.5) * wide, z0 + k * high
            fronts.append(
                rounded_box((wide - GAP_M, 0.018, high - GAP_M), 0.004, (x, y_m - 0.006, z + GAP_M / 2), 1)
            )
            at = (x, y_m - 0.015, z + 0.58 * high)
            pulls += _knob(at, pull_m) if knobs else _bar(at, 0.35 * wide, pull_m)
    return fronts, pulls


def doors(
    area: Rectangle, y_m: float, count: int, pull_m: float = 0.035, panels: bool = False
) -> tuple[list[Mesh], list[Mesh]]:
    """Doors side by side, hung in pairs, and their upright handles; `panels` gives them a raised field."""
    x0, z0, x1, z1 = area
    wide, high = (x1 - x0) / count, z1 - z0
    fronts, pulls = [], []
    for i in range(count):
        x = x0 + (i + 0.5) * wide
        fronts.append(
            rounded_box((wide - GAP_M, 0.018, high - GAP_M), 0.004, (x, y_m - 0.006, z0 + GAP_M / 2), 1)
        )
        if panels:
            field = (wide - 0.14, 0.012, high - 0.14)
            fronts.append(rounded_box(field, 0.005, (x, y_m - 0.0135, z0 + 0.07), 1))
        # Handles of a pair meet; an odd last door opens to the left.
        side = 1 if (i % 2 == 0 and i + 1 < count) or count == 1 else -1
        length = min(0.16, 0.4 * high)
        at = (x + side * (wide / 2 - 0.045), y_m - pull_m + 0.006, z0 + 0.5 * high - length / 2)
        pulls.append(box((0.012, 0.012, length), at))
        feet = (0.01, pull_m - 0.015, 0.01)
        middle = at[1] + feet[1] / 2
        pulls += [box(feet, (at[0], middle, at[2] + share * (length - 0.01))) for share in (0.0, 1.0)]
    return fronts, pulls


def _bar(at_m: tuple[float, float, float], length_m: float, pull_m: float) -> list[Mesh]:
    """A level bar on two feet that stands out this far behind the body's front."""
    x, y, z = at_m
    out = max(0.003, pull_m - 0.015)
    bar = box((length_m, min(0.01, out), 0.012), (x, y - out + min(0.01, out) / 2, z))
    feet = [box((0.01, out, 0.01), (x + s * 0.4 * length_m, y - out / 2, z)) for s in (-1, 1)]
    return [bar, *feet]


def _knob(at_m: tuple[float, float, float], pull_m: float) -> list[Mesh]:
    x, y, z = at_m
    out = max(0.004, pull_m - 0.015)
    stem = tube([(x, y, z), (x, y - 0.7 * out, z)], 0.006, 6)
    return [stem, ball((0.03, min(0.02, out), 0.03), (x, y - out + min(0.02, out) / 2, z - 0.015), 10)]
