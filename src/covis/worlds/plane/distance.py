"""The second basic skill: how far points are apart, and which of them are nearer."""

from __future__ import annotations

from itertools import combinations

from covis.worlds.plane.asking import Asked, Turn, joined
from covis.worlds.plane.points import Points

OFFERED = 4  # options of a choice

ESTIMATES = (
    "How far apart are {a} and {b}, in units of the plane?",
    "Estimate the straight-line distance from {a} to {b}, in units of the plane.",
    "Imagine the straight segment that joins {a} and {b}. How many units long is it?",
)
NUMBER = " Give one number with one decimal."

FROM_POINT = (
    (
        min,
        "nearest",
        "Which of the points {among} is nearest to {a}?",
        "Which other point is nearest to {a}?",
    ),
    (
        max,
        "farthest",
        "Compare the distances from {a} to {among}. Which of them is the farthest away?",
        "Of all the other points, which one is farthest away from {a}?",
    ),
)
LABEL = " Answer with its label."

PAIRS = (
    (min, "nearest_pair", "Which of these pairs of points are closest together?"),
    (max, "farthest_pair", "In which of these pairs are the two points farthest apart?"),
)

TEMPLATES = len(ESTIMATES) + len(FROM_POINT) + len(PAIRS)
"""Seven wordings; the last two, about pairs, are always asked with options."""


def ask_distance(turn: Turn) -> Asked | None:
    """A question of this skill, or None if no points keep the level's margins."""
    if turn.template < 3:
        return _estimate(turn)
    if turn.template < 5:
        return _from_point(turn) if turn.form == "choice" else _from_point_to_all(turn)
    return _pairs(turn)


def _estimate(turn: Turn) -> Asked | None:
    """One distance; as a choice, the others offered are those of other pairs.

    Which of the four pairs is asked about is drawn last, so that no option looks truer than another.
    """
    points = turn.points
    apart: list[tuple[str, str]] = []
    for a, b in turn.shuffled(list(combinations(points.labels, 2))):
        far = all(
            abs(points.distance(a, b) - points.distance(*p)) >= turn.level.option_gap + 0.1 for p in apart
        )
        if far and ("estimate", a, b) not in turn.used:
            apart.append((a, b))
        if len(apart) == OFFERED:
            break
    else:
        return None
    apart = turn.shuffled(apart)
    turn.used.add(("estimate", *apart[0]))
    a, b = turn.shuffled(apart[0])
    right, *wrong = (f"{points.distance(*p):.1f}" for p in apart)
    text = ESTIMATES[turn.template].format(a=a, b=b)
    meta = {"ask": "estimate", "about": [a, b], "margin": turn.level.option_gap}
    if turn.form == "open":
        return Asked(text + NUMBER, None, right, "number", "estimate", meta, unit="units", scaled=True)
    options, letter = turn.choice(right, wrong)
    return Asked(text, options, letter, "choice", "estimate", meta, scaled=True)


def _clear_winner(points: Points, pairs: list[tuple[str, str]], nearest: bool, ratio: float) -> bool:
    """Whether the first pair's distance beats all others' by the ratio."""
    first, *others = (points.distance(*p) for p in pairs)
    return all(o >= ratio * first if nearest else first >= ratio * o for o in others)


def _from_point(turn: Turn) -> Asked | None:
    """Which of four points is nearest to (farthest from) another."""
    pick, ask, text, _ = FROM_POINT[turn.template - 3]
    points = turn.points
    for a in turn.shuffled(points.labels):
        others = [b for b in points.labels if b != a]
        some = turn.shuffled(others)[:OFFERED]
        first = pick(some, key=lambda b: points.distance(a, b))
        pairs = [(a, first), *((a, b) for b in some if b != first)]
        if (ask, a) in turn.used or not _clear_winner(points, pairs, pick is min, turn.level.ratio):
            continue
        turn.used.add((ask, a))
        options, letter = turn.choice(first, [b for b in some if b != first])
        meta = {"ask": ask, "about": [a], "margin_ratio": turn.level.ratio}
        text = text.format(a=a, among=joined(options, "and"))
        return Asked(text, options, letter, "choice", "compare", meta)
    return None


def _from_point_to_all(turn: Turn) -> Asked | None:
    """Which of all other points is nearest to (farthest from) one."""
    pick, ask, _, text = FROM_POINT[turn.template - 3]
    points = turn.points
    for a in turn.shuffled(points.labels):
        others = [b for b in points.labels if b != a]
        first = pick(others, key=lambda b: points.distance(a, b))
        pairs = [(a, first), *((a, b) for b in others if b != first)]
        # Over all points even a small lead is rare: the square root of the ratio that a few options keep.
        ratio = turn.level.ratio**0.5
        if (ask, a) in turn.used or not _clear_winner(points, pairs, pick is min, ratio):
            continue
        turn.used.add((ask, a))
        meta = {"ask": ask, "about": [a], "margin_ratio": round(ratio, 4)}
        return Asked(text.format(a=a) + LABEL, None, first, "text", "compare", meta)
    return None


def _pairs(turn: Turn) -> Asked | None:
    """Which of three or four pairs, no two sharing a point, is closest together (farthest apart)."""
    pick, ask, text = PAIRS[turn.template - 5]
    points = turn.points
    count = min(OFFERED, len(points.labels) // 2)
    for _ in range(30):
        order = turn.shuffled(points.labels)
        pairs = [(order[2 * k], order[2 * k + 1]) for k in range(count)]
        first = pick(pairs, key=lambda p: points.distance(*p))
        pairs = [first, *(p for p in pairs if p != first)]
        if (ask, *first) in turn.used or not _clear_winner(points, pairs, pick is min, turn.level.ratio):
            continue
        turn.used.update({(ask, *first), (ask, *first[::-1])})
        right, *wrong = (f"{a} and {b}" for a, b in pairs)
        options, letter = turn.choice(right, wrong)
        meta = {"ask": ask, "about": [], "margin_ratio": turn.level.ratio}
        return Asked(text, options, letter, "choice", "compare", meta)
    return None
