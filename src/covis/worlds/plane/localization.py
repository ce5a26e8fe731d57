"""The third basic skill: where a point lies, as coordinates or as a cell of three by three."""

from __future__ import annotations

from covis.worlds.plane.asking import Asked, Turn
from covis.worlds.plane.levels import SIDE
from covis.worlds.plane.points import XY

OFFERED = 4  # options of a choice

COORDINATES = (
    (
        "What are the coordinates (x, y) of {a}? x grows to the right and y grows upwards.",
        "What is the x-coordinate of {a}? x grows to the right.",
    ),
    (
        "With x measured from the left edge and y from the bottom edge of the plane, where exactly is {a}?",
        "Measured from the bottom edge of the plane upwards, what is the y-coordinate of {a}?",
    ),
)
AT_PLACE = "Which point has the coordinates {place}, x to the right and y upwards?"

ROWS = ("lower", "middle", "upper")
COLUMNS = ("left", "middle", "right")
IN_CELLS = (
    "Divide the plane into three columns and three rows of equal size. In which of the nine cells is {a}?",
    "Lay a 3×3 grid of equal cells over the whole plane. Which cell holds {a}?",
)
IN_CELL = "Split the plane into 3×3 equal cells. Which point lies in the {cell} cell?"

NUMBER = " Give one number with one decimal."
LABEL = " Answer with its label."

TEMPLATES = 2 + 1 + 2 + 1
"""Six wordings: the cell of a point (two), the point in a cell, coordinates (two), the point at a place."""


def cell_name(cell: int) -> str:
    """The name of a cell 0..8, row by row from the lower left: "lower left", ..., "upper right"."""
    row, column = ROWS[cell // 3], COLUMNS[cell % 3]
    return "central" if row == column else f"{row} {column}"


CELLS = tuple(cell_name(k) for k in range(9))
"""Names of the nine cells, row by row from the lower left."""

OPEN_CELL = f" Answer with one of: {', '.join(CELLS)}."


def cell_of(place: XY) -> int:
    """The cell 0..8 that a place lies in, row by row from the lower left."""
    column, row = (min(2, int(3 * v / SIDE)) for v in place)
    return 3 * row + column


def cell_margin(place: XY) -> float:
    """How far a place is from the nearest line between two cells, in units."""
    return min(abs(v - line) for v in place for line in (SIDE / 3, 2 * SIDE / 3))


def away_from_cell(place: XY, cell: int) -> float:
    """How far a place is from a cell, in units, along the axis on which it is farther; 0 inside."""
    row, column = divmod(cell, 3)
    low = (column * SIDE / 3, row * SIDE / 3)
    return max(0.0, *(max(edge - v, v - edge - SIDE / 3) for v, edge in zip(place, low, strict=True)))


def place_text(place: XY) -> str:
    """Coordinates as they stand in questions and options: "(3.5, 7.0)"."""
    return f"({place[0]:.1f}, {place[1]:.1f})"


def ask_localization(turn: Turn) -> Asked | None:
    """A question of this skill, or None if no point keeps the level's margins."""
    # The cells come first: they suit the fewest points, and a set that does not suit is then given up early.
    if turn.template < 2:
        return _cell(turn)
    if turn.template == 2:
        return _point_in_cell(turn)
    if turn.template < 5:
        return _coordinates(turn) if turn.form == "choice" else _coordinate(turn)
    return _point_at(turn)


def _fresh(turn: Turn, what: str) -> list[str]:
    """The labels not asked about in this way, in random order, those not asked about at all first."""
    asked = {u[1] for u in turn.used}
    labels = [a for a in turn.shuffled(turn.points.labels) if (what, a) not in turn.used]
    return sorted(labels, key=lambda a: a in asked)


def _coordinates(turn: Turn) -> Asked | None:
    """Both coordinates as a choice.

    The options combine the x and y of two points, so that each x and each y is offered twice and none of the
    four places looks truer than the others.
    """
    gap = turn.level.option_gap
    for a, b in turn.shuffled(list(turn.points.ordered_pairs())):
        (x, y), (u, v) = turn.points.xy[a], turn.points.xy[b]
        if min(abs(x - u), abs(y - v)) < gap or ("coordinates", a) in turn.used:
            continue
        turn.used.add(("coordinates", a))
        wrong = [place_text(place) for place in ((u, v), (x, v), (u, y))]
        options, letter = turn.choice(place_text((x, y)), wrong)
        text = COORDINATES[turn.template - 3][0].format(a=a)
        meta = {"ask": "coordinates", "about": [a], "margin": gap}
        return Asked(text, options, letter, "choice", "coordinates", meta, scaled=True)
    return None


def _coordinate(turn: Turn) -> Asked:
    """One coordinate as a number."""
    a = _fresh(turn, "coordinate")[0]
    turn.used.add(("coordinate", a))
    text = COORDINATES[turn.template - 3][1].format(a=a) + NUMBER
    axis = turn.template - 3
    meta = {"ask": "xy"[axis], "about": [a]}
    answer = f"{turn.points.xy[a][axis]:.1f}"
    return Asked(text, None, answer, "number", "coordinates", meta, unit="units", scaled=True)


def _point_at(turn: Turn) -> Asked | None:
    """The point at a place."""
    points = turn.points
    for a in _fresh(turn, "at"):
        near = min(points.distance(a, b) for b in points.labels if b != a)
        if near < turn.level.option_gap:
            continue
        turn.used.add(("at", a))
        text = AT_PLACE.format(place=place_text(points.xy[a]))
        meta = {"ask": "at", "about": list(points.xy[a]), "margin": round(near, 2)}
        if turn.form == "open":
            return Asked(text + LABEL, None, a, "text", "coordinates", meta, scaled=True)
        options, letter = turn.choice(a, [b for b in _fresh(turn, "") if b != a][: OFFERED - 1])
        return Asked(text, options, letter, "choice", "coordinates", meta, scaled=True)
    return None


def _cell(turn: Turn) -> Asked | None:
    """The cell of a point.

    The options are the crossings of two rows and two columns, so that each row and each column is offered
    twice and none of the four cells looks truer than the others.
    """
    due = turn.even(9)
    for a in _fresh(turn, "cell"):
        place = turn.points.xy[a]
        kept = cell_margin(place)
        if cell_of(place) != due or kept < turn.level.cell_margin:
            continue
        turn.used.add(("cell", a))
        text = IN_CELLS[turn.template].format(a=a)
        meta = {"ask": "cell", "about": [a], "margin": round(kept, 3)}
        if turn.form == "open":
            return Asked(text + OPEN_CELL, None, CELLS[due], "text", "cell", meta)
        row, column = divmod(due, 3)
        other_row, other_column = ((v + int(turn.rng.integers(1, 3))) % 3 for v in (row, column))
        wrong = [3 * other_row + column, 3 * row + other_column, 3 * other_row + other_column]
        options, letter = turn.choice(CELLS[due], [CELLS[k] for k in wrong])
        return Asked(text, options, letter, "choice", "cell", meta)
    return None


def _point_in_cell(turn: Turn) -> Asked | None:
    """The one point that lies in a cell: among four that are offered, or among all."""
    xy, everyone = turn.points.xy, turn.points.labels
    for a in _fresh(turn, "in"):
        cell = cell_of(xy[a])
        others = [b for b in _fresh(turn, "") if b != a and cell_of(xy[b]) != cell]
        if len(others) < (OFFERED - 1 if turn.form == "choice" else len(everyone) - 1):
            continue
        others = others[: OFFERED - 1] if turn.form == "choice" else others
        kept = min(cell_margin(xy[a]), *(away_from_cell(xy[b], cell) for b in others))
        if kept < turn.level.cell_margin:
            continue
        turn.used.add(("in", a))
        text = IN_CELL.format(cell=CELLS[cell])
        meta = {"ask": "in_cell", "about": [CELLS[cell]], "margin": round(kept, 3)}
        if turn.form == "open":
            return Asked(text + LABEL, None, a, "text", "cell", meta)
        options, letter = turn.choice(a, others)
        return Asked(text, options, letter, "choice", "cell", meta)
    return None
