"""Left or right: a choice of two that may also be answered in words."""

from __future__ import annotations

import re

from covis.prompts.choice import Options, read_option
from covis.prompts.reading import Reading
from covis.prompts.sample import Sample
from covis.prompts.template import Template

SIDE = re.compile(
    r"(?:(?:to|on|at) )?(?:the |its |your |my )?(left|right)(?:[ -]hand)?(?: side)?(?: of .+)?", re.IGNORECASE
)
PHRASES = (
    "{side}",
    "the {side}",
    "{side} side",
    "the {side} side",
    "to the {side}",
    "on the {side}",
    "at the {side}",
    "on the {side} side",
    "it is on the {side}",
    "it is to the {side}",
    "it's on the {side}",
    "it's to the {side}",
)


def side(option: str) -> str | None:
    """The side, left or right, where an option says that and no more; else None."""
    match = SIDE.fullmatch(option.strip().rstrip("."))
    return match.group(1).lower() if match else None


def is_left_right(sample: Sample) -> bool:
    """Whether a sample is a choice between left and right."""
    return sorted(side(option) or "" for option in sample.options or ()) == ["left", "right"]


def left_right_instruction(sample: Sample) -> str:
    """What to write: the letter of a side."""
    lettered = [
        f"{letter} ({side(option)})" for letter, option in zip("AB", sample.options or (), strict=False)
    ]
    return f"Answer with one letter only: {' or '.join(lettered)}."


def read_left_right(reply: str, sample: Sample) -> Reading:
    """The letter of the side that a reply gives, by its letter or in words, but not both sides."""
    options = sample.options or ()
    words = {
        phrase.format(side=side(option)): letter
        for letter, option in zip("AB", options, strict=False)
        if side(option)
        for phrase in PHRASES
    }
    return read_option(reply, Options.of(options, words))


LEFT_RIGHT = Template("left_right", left_right_instruction, read_left_right)
"""A letter or a side."""
