"""Replies as the authors' rule reads them: what stands in backticks, in braces, then a letter A to D alone.

A letter before another word is none. Where nothing is found the authors ask a language model, lmms-eval
counts it as wrong; so does this.
"""

from __future__ import annotations

import re

ENCLOSED = tuple(map(re.compile, (r"``([^`]*)``", r"`([^`]*)`", r"\{([^}]*)\}")))
"""Each takes what it encloses, at its first place, for the reply."""

LETTER = re.compile(r"\b[A-D]\b(?!\s[a-zA-Z])")


def published_letter(reply: str) -> str | None:
    """The letter that the rule finds in a reply; None if it finds none."""
    for pattern in ENCLOSED:
        inside = pattern.search(reply)
        reply = inside[1] if inside else reply
    found = LETTER.search(reply)
    return found.group() if found else None
