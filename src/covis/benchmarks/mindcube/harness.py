"""Replies as the authors' code reads them (lmms-eval has it from there), faults included.

The last A to E before a full stop wins wherever it stands, even in reasoning or at the end of a word; then
what stands after `<Answer>`, with a capital A, which the authors' own prompt does not ask for; then some
phrases; then the lowest line with a letter of its own.
"""

from __future__ import annotations

import re

STOPPED = re.compile(r"([A-E])\.")
TAGGED = re.compile(r"<Answer>(.*?)(?:<|$)", re.DOTALL)
IN_TAG = tuple(map(re.compile, (r"[Mm]y answer is ([A-E])", r"[Tt]he answer is ([A-E])", r"\b([A-E])\b")))
PHRASES = tuple(
    map(
        re.compile,
        (r"([A-E])(?:$|\s)", r'[*"]([A-E])[*"]', r"\bAnswer:?\s*([A-E])\b", r"answer is ([A-E])"),
    )
)
"""Patterns of the authors' list that still can match where no letter stands before a full stop."""

LETTER = re.compile(r"\b([A-E])\b")


def published_letter(reply: str) -> str | None:
    """The letter that the authors' code finds in a reply; None if it finds none."""
    text = reply.strip()
    stopped = STOPPED.findall(text)
    if stopped:
        return str(stopped[-1])
    tagged = TAGGED.search(text)
    places = [(pattern, tagged[1]) for pattern in IN_TAG] if tagged else []
    places += [(pattern, text) for pattern in PHRASES]
    for pattern, place in places:
        found = pattern.findall(place)
        if found:
            return str(found[-1])
    for line in reversed(text.split("\n")):
        first = LETTER.search(line)
        if first:
            return first[1]
    return None
