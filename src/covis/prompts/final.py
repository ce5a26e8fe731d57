"""Finding the final statement of a reply: what it gives as its answer, apart from how it got there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from covis.prompts.reading import Reading, unreadable

MOST_TEXT = 100_000  # characters of a reply that are read; no answer takes more
MOST_STATEMENTS = 50

TAG = re.compile(r"</?answer>", re.IGNORECASE)
THINK = re.compile(r"</?think(?:ing)?>", re.IGNORECASE)
BOXED = re.compile(r"\\boxed\{(?:\\text\{)?([^{}\n]*)\}{1,2}")
STATEMENT = (
    r"(?:^|(?<=[\s*_#>(.,:;!?]))(?:{nouns})[*_]*(?:\s{1,3}(?:is|are|would be|must be)\b\s{0,3}:?|\s{0,3}[:=])"
    r"[*_]*(?P<said>[^\n]*)"
)
EMPHASIS = re.compile(r"\*\*|__|`+|^#+\s+|^>\s+|^[-*•]\s+", re.MULTILINE)
PAIRS = ("**", "__", '""', "''", "``", "“”", "‘’", "«»", "$$", "()", "[]", "{}")


@dataclass(frozen=True)
class Forms:
    """How one kind of answer is recognised.

    Attributes:
        nouns: What a statement calls the answer, as a regular expression: "answer" in "the answer is B".
        alone: Reads a text that is nothing but an answer, such as a whole reply or a line of it.
        said: Reads what a statement says after "the answer is", up to the end of its line.
        hedged: Why a text that follows an answer takes this value back, such as "or A"; "" if it does not.
    """

    nouns: str
    alone: Callable[[str], Reading]
    said: Callable[[str], Reading]
    hedged: Callable[[str, str], str]


def plain(text: str) -> str:
    """Text in compatibility form, with plain signs and spaces and without invisible characters."""
    text = unicodedata.normalize("NFKC", text[: MOST_TEXT + 1])
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return text.replace("−", "-").replace("\t", " ")


def bare(text: str) -> str:
    """One line of text without emphasis, brackets and quotation marks around all of it, and end marks."""
    line = " ".join(EMPHASIS.sub("", text).split())
    before = None
    while line != before:
        before = line
        line = line.rstrip(".,;:! ").strip()
        if len(line) > 1 and line[0] + line[-1] in PAIRS and line[0] not in line[1:-1]:
            line = line[1:-1].strip()
    return line


def answered(reply: str) -> str | Reading:
    """What a reply says after its reasoning, in plain characters; or why it says nothing.

    Reasoning is what stands before `</think>`. It must end, and only once.
    """
    if len(reply) > MOST_TEXT:
        return unreadable(f"is longer than {MOST_TEXT} characters")
    text = plain(reply)
    ends = THINK.findall(text)
    if ends:
        if (
            len([e for e in ends if e.startswith("</")]) != 1
            or len(ends) > 2
            or not ends[-1].startswith("</")
        ):
            return unreadable("does not end its reasoning once")
        text = text[list(THINK.finditer(text))[-1].end() :]
    return text.strip() or unreadable("is empty")


def tagged(text: str) -> str | Reading | None:
    """What stands between `<answer>` and `</answer>`; None where there are no such tags.

    They must stand once each, in this order, and nothing may follow.
    """
    tags = list(TAG.finditer(text))
    if not tags:
        return None
    if [m.group().lower() for m in tags] != ["<answer>", "</answer>"]:
        return unreadable("has its answer tags not once each and in order")
    if text[tags[1].end() :].strip(" \n.`*"):
        return unreadable("goes on after its answer tag")
    return text[tags[0].end() : tags[1].start()].strip() or unreadable("has empty answer tags")


def read_final(reply: str, forms: Forms, whole: Callable[[str], Reading] | None = None) -> Reading:
    """The one answer that a reply gives.

    Read are: what stands in answer tags; else a reply that is nothing but an answer; else its statements
    ("the answer is ...", a box), its first and its last line, as far as these are nothing but an answer.
    All that can be read must be equal, the last statement must be readable, and nothing after it may take
    it back.

    Args:
        reply: The whole reply of a model.
        forms: How the kind of answer is recognised.
        whole: Reads a whole reply in one go, where that is easier than `forms.alone`.
    """
    text = answered(reply)
    if isinstance(text, Reading):
        return text
    inside = tagged(text)
    if isinstance(inside, Reading):
        return inside
    if inside is not None:
        before = TAG.split(text)[0]
        return _agreed([*_statements(before, forms)[0], forms.alone(inside)])
    at_once = (whole or forms.alone)(text)
    if at_once.value is not None:
        return at_once
    statements, after = _statements(text, forms)
    first, last = _lone_lines(text, forms)
    if statements and last and last[0].value is None:
        last = []  # a list of options beside a statement
    found = [*first, *statements, *last]
    if not found:
        return at_once
    if not last:
        found[-1] = _kept(found[-1], after if statements else text.partition("\n")[2], forms)
    return _agreed(found)


def _agreed(found: list[Reading]) -> Reading:
    """The value on which the readings agree; the last one must have one."""
    if found[-1].value is None:
        return found[-1]
    values = {reading.value for reading in found if reading.value is not None}
    return found[-1] if len(values) == 1 else unreadable("gives more than one answer")


def _statements(text: str, forms: Forms) -> tuple[list[Reading], str]:
    """What each statement says, in order, and the text that follows the last one."""
    spoken = re.compile(STATEMENT.replace("{nouns}", forms.nouns), re.IGNORECASE | re.MULTILINE)
    found = [(m.start("said"), m.end(), m.group("said")) for m in spoken.finditer(text)]
    found += [(m.start(1), m.end(), m.group(1)) for m in BOXED.finditer(text)]
    if len(found) > MOST_STATEMENTS:
        return [unreadable("gives more than one answer")], ""
    found = sorted(f for f in found if f[2].strip(" *_") and not _holds_another(f, found))
    return [forms.said(said) for _, _, said in found], text[found[-1][1] :] if found else ""


def _kept(reading: Reading, after: str, forms: Forms) -> Reading:
    """A reading, unless what follows takes it back."""
    why = forms.hedged(after, reading.value) if reading.value is not None else ""
    return unreadable(why) if why else reading


def _holds_another(one: tuple[int, int, str], found: list[tuple[int, int, str]]) -> bool:
    """Whether a statement holds a more exact one, such as a box in "the answer is ..."."""
    return any(one[0] < other[0] and other[1] <= one[1] for other in found)


def _lone_lines(text: str, forms: Forms) -> tuple[list[Reading], list[Reading]]:
    """The reading of the first line, and that of the last, each only if it is nothing but an answer.

    Lines that say different things are a list and no answer.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    lone = [forms.alone(line) for line in lines]
    said = {reading.value for reading in lone if reading.value is not None}
    if len(said) > 1:
        return [], [unreadable("gives more than one answer")]
    return [r for r in lone[:1] if r.value is not None], [r for r in lone[-1:] if r.value is not None]
