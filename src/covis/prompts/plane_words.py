"""Open answers of the plane that are one of a few words: compass directions, cells, labels of points."""

from __future__ import annotations

import re
from collections.abc import Sequence

from covis.prompts.reading import Reading, unreadable
from covis.prompts.sample import Sample

DIRECTIONS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
CELLS = (
    *("lower left", "lower middle", "lower right"),
    *("middle left", "central", "middle right"),
    *("upper left", "upper middle", "upper right"),
)
COMPOUND = re.compile(r"\b(north|south)[ -](?=east\b|west\b)")
HYPHEN = re.compile(r"\b(lower|middle|upper)-(?=left\b|middle\b|right\b)")


def allowed_words(sample: Sample) -> tuple[str, ...]:
    """The words one of which is the answer of an open question."""
    named = {"direction": DIRECTIONS, "cell": CELLS}
    return named.get(str(sample.meta.get("ask"))) or tuple(sample.meta["points"])


def read_word(text: str, words: Sequence[str]) -> Reading:
    """The one of some words that a text names.

    Args:
        text: What a reply says.
        words: Those that may be the answer.
    """
    plain = HYPHEN.sub(r"\1 ", COMPOUND.sub(r"\1", " ".join(text.casefold().split())))
    longest_first = sorted(words, key=len, reverse=True)
    pattern = "|".join(re.escape(word.casefold()) for word in longest_first)
    found = set(re.findall(rf"(?<!\w)(?:{pattern})(?!\w)", plain))
    if len(found) != 1:
        return unreadable("names more than one of the words" if found else "names none of the words")
    return Reading(next(word for word in words if word.casefold() in found))
