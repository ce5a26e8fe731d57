"""Free text: how it is asked for, and how a reply to it is read."""

from __future__ import annotations

import re

from covis.prompts.final import answered, tagged
from covis.prompts.reading import Reading, unreadable
from covis.prompts.sample import Sample
from covis.prompts.template import Template

ANSWER = re.compile(
    r"^[*_#\s]{0,8}(?:the\s)?(?:final\s)?answer[*_]{0,4}\s?:[*_]{0,4}(.*)$", re.IGNORECASE | re.MULTILINE
)
QUOTES = ('""', "“”", "``")


def text_instruction(sample: Sample) -> str:
    """What to write: a word or a phrase."""
    return "Answer with a single word or a short phrase."


def read_text(reply: str, sample: Sample) -> Reading:
    """What a reply says, on one line: after "Answer:" or in answer tags, or else all of it."""
    text = answered(reply)
    inside = tagged(text) if isinstance(text, str) else text
    if isinstance(inside, Reading):
        return inside
    if inside is None:
        marked = [line.strip(" *_") for line in ANSWER.findall(str(text))]
        if len(set(marked)) > 1:
            return unreadable("gives more than one answer")
        inside = marked[0] if marked else str(text)
    said = " ".join(inside.split())
    if said[:1] + said[-1:] in QUOTES and said.count(said[0]) <= 2:
        said = said[1:-1].strip()
    return Reading(said) if re.search(r"\w", said) else unreadable("is empty")


TEXT = Template("text", text_instruction, read_text)
"""Words, as they stand."""
