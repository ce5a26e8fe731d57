"""Camera motions along five axes, as text such as "move_left:0.2,rotate_up:5": reading and scoring them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from statistics import fmean

from covis.prompts.reading import Reading, unreadable
from covis.prompts.relative_accuracy import mean_relative_accuracy, published_relative_accuracy

AXES = (
    ("move_right", "move_left"),
    ("move_up", "move_down"),
    ("move_forward", "move_backward"),
    ("rotate_right", "rotate_left"),
    ("rotate_up", "rotate_down"),
)
"""For each axis the motion that counts up and the one that counts down."""

NAMES = "|".join(name for axis in AXES for name in axis)
NUMBER = r"[0-9]+(?:\.[0-9]+)?"
MOTION = re.compile(rf"({NAMES})\s{{0,3}}:\s{{0,3}}({NUMBER})(?![0-9]|\.[0-9])")
MOTIONS = re.compile(rf"(?<!\w)(?:{NAMES})\s{{0,3}}:\s{{0,3}}[^\s,][^,\n]*(?:,\s{{0,3}}[^,\n]+)*")


def motion_text(reply: str) -> Reading:
    """The one list of motions that a reply gives; each motion at most once, with a plain number.

    Args:
        reply: What the model said.
    """
    lists = [found.group().strip(" .`*)]}\"'") for found in MOTIONS.finditer(reply)]
    if not lists:
        return unreadable("gives no motions")
    if len({"".join(found.split()) for found in lists}) > 1:
        return unreadable("gives more than one list of motions")
    parts = [MOTION.fullmatch(part.strip()) for part in lists[0].split(",")]
    if not all(parts):
        return unreadable("gives something else than motions")
    names = [part[1] for part in parts if part]
    if len(set(names)) < len(names):
        return unreadable("gives a motion twice")
    return Reading(",".join(f"{part[1]}:{part[2]}" for part in parts if part))


def net(motions: Mapping[str, float]) -> tuple[float, ...]:
    """What motions come to along each axis."""
    return tuple(motions.get(up, 0.0) - motions.get(down, 0.0) for up, down in AXES)


def parsed(text: str) -> dict[str, float]:
    """Name to amount, of a text without anything else in it.

    Raises:
        ValueError: If it is none.
    """
    pairs = [part.split(":") for part in text.split(",")]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"{text[:60]!r} is no list of motions")
    return {name: float(amount) for name, amount in pairs}


def score_motion(said: str, truth: str) -> float:
    """The mean over five axes of the mean relative accuracy; relative to the truth, absolute where it is 0.

    Args:
        said: The motions answered.
        truth: The true ones.

    Raises:
        ValueError: If one of them is no list of motions.
    """
    pairs = zip(net(parsed(said)), net(parsed(truth)), strict=True)
    return fmean(mean_relative_accuracy(guess, true) for guess, true in pairs)


def published_score(reply: str, truth: str) -> float:
    """The same as published code has it: errors are relative to what was answered, and no list is worth 0.

    Args:
        reply: What the model said; all of it must be motions.
        truth: The true motions.
    """
    try:
        pairs = list(zip(net(parsed(reply)), net(parsed(truth)), strict=True))
    except ValueError:
        return 0.0
    return fmean(published_relative_accuracy(true, guess) for guess, true in pairs)
