"""The first basic skill: in which of eight compass directions one point lies from another."""

from __future__ import annotations

from covis.worlds.plane.asking import Asked, Turn, joined

SECTORS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
"""Each spans 45 degrees around its direction; north is up and east to the right."""

TEMPLATES = (
    "North is up in this picture. Going in a straight line from {a} to {b}, in which compass direction do "
    "you move?",
    "Take the top of the picture as north and its right as east. In which compass direction does {b} lie as "
    "seen from {a}?",
    "The map is drawn with north at the top. Complete the sentence: relative to {a}, {b} is to the ...",
)
OPEN = f" Answer with one of these eight words: {joined(SECTORS)}."

DISTRACTORS = (0, 1, 4, 5)
"""Eighths of a turn. A set of four directions has this shape around any of its own members' places, each of
which is the true one equally often: two neighbours and their opposites, of which none stands out."""


def sector(bearing_deg: float) -> int:
    """The index in `SECTORS` of a compass bearing."""
    return round(bearing_deg / 45) % 8


def margin_deg(bearing_deg: float) -> float:
    """How far a bearing is from the nearest border between two sectors, 0 to 22.5."""
    return 22.5 - abs((bearing_deg + 22.5) % 45 - 22.5)


def ask_direction(turn: Turn) -> Asked | None:
    """A question of this skill, or None if no two points lie right for the direction that is due."""
    due = turn.even(8)
    for a, b in turn.shuffled(list(turn.points.ordered_pairs())):
        bearing = turn.points.bearing_deg(a, b)
        kept = margin_deg(bearing)
        if sector(bearing) != due or kept < turn.level.direction_margin_deg or (a, b) in turn.used:
            continue
        turn.used.add((a, b))
        text = TEMPLATES[turn.template].format(a=a, b=b)
        meta = {"ask": "direction", "about": [a, b], "margin_deg": round(kept, 2)}
        if turn.form == "open":
            return Asked(text + OPEN, None, SECTORS[due], "text", "direction", meta)
        place = int(turn.rng.choice(DISTRACTORS))
        wrong = [SECTORS[(due - place + d) % 8] for d in DISTRACTORS if d != place]
        options, letter = turn.choice(SECTORS[due], wrong)
        return Asked(text, options, letter, "choice", "direction", meta)
    return None
