"""A sentence with gaps: what fills it and what reads it again are the same template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

GAPS: dict[str, str] = {
    "i": r"\d+",
    "j": r"\d+",
    "n": r"\d+",
    "box": r"\[\d+, \d+, \d+, \d+\]",
    "many": r"[a-zA-Z' -]+?",
    "where": r"[A-Z].+?[.]",
    "place": r"[a-z -]+?",
    "things": r"the [a-zA-Z', -]+?",
    "side": r"[a-z ]+?",
    "spot": r"(?:in|on|next to) the [a-zA-Z' -]+?",
}
"""What may stand in a gap of this name; any other gap holds the name of a thing."""

THING = r"the [a-zA-Z' -]+?"


@dataclass(frozen=True)
class Template:
    """One wording.

    Attributes:
        text: The sentence, with gaps such as {a}; each at most once.
    """

    text: str

    def fill(self, **gaps: str) -> str:
        """The sentence with its gaps filled."""
        return self.text.format(**gaps)

    def read(self, sentence: str) -> dict[str, str] | None:
        """What stands in the gaps, or None if the sentence is another one."""
        pattern = ""
        for piece in re.split(r"(\{\w+\})", self.text):
            gap = piece[1:-1] if piece.startswith("{") else ""
            pattern += f"(?P<{gap}>{GAPS.get(gap, THING)})" if gap else re.escape(piece)
        found = re.fullmatch(pattern, sentence)
        return found.groupdict() if found else None


def templates(*texts: str) -> tuple[Template, ...]:
    """Several wordings of one question."""
    return tuple(Template(text) for text in texts)


def read_any(wordings: Sequence[Template], sentence: str) -> dict[str, str] | None:
    """What stands in the gaps of the first wording that the sentence is in; None if it is in none."""
    for template in wordings:
        found = template.read(sentence)
        if found is not None:
            return found
    return None
