"""A path or tour: how it is asked for, and how a reply to it is read."""

from __future__ import annotations

from covis.prompts.final import Forms, bare, read_final
from covis.prompts.paths import path_text, read_path
from covis.prompts.reading import Reading, unreadable
from covis.prompts.sample import Sample
from covis.prompts.template import Template

NOUNS = (
    r"(?:(?:final|correct|best|my|the)\s{1,3}){0,3}"
    r"(?:answer|(?:final|shortest|cheapest|optimal)\s{1,3}(?:closed\s{1,3})?(?:path|route|tour|way))"
)


def path_instruction(sample: Sample) -> str:
    """What to write: labels in order."""
    return "Answer with the labels in order, separated by commas, and nothing else."


def read_ordered_path(reply: str, sample: Sample) -> Reading:
    """The labels of the one list that a reply gives, joined by ", "."""
    return read_final(reply, Forms(nouns=NOUNS, alone=_labels, said=_labels, hedged=lambda text, value: ""))


def _labels(text: str) -> Reading:
    """The labels of a text that is one list: on one line, or one label a line."""
    lines = [line for line in text.splitlines() if line.strip()]
    lists = [read_path(bare(line)) for line in lines]
    if None in lists or not lists:
        return unreadable("is no list of labels")
    if len(lists) > 1 and any(len(labels or ()) > 1 for labels in lists):
        return unreadable("gives more than one list")
    return Reading(path_text([label for labels in lists for label in labels or ()]))


PATH = Template("path", path_instruction, read_ordered_path)
"""Labels in order."""
