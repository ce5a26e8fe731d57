"""A choice among lettered options: how it is asked for, and how a reply to it is read."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from covis.prompts.final import Forms, bare, plain, read_final
from covis.prompts.reading import Reading, unreadable
from covis.prompts.sample import Sample
from covis.prompts.template import Template

NOUNS = (
    r"(?:(?:the|my|final|correct|best|right)\s{1,3}){0,3}"
    r"(?:answer|(?:final|correct|best|right)\s{1,3}(?:option|choice))"
)

LETTER = re.compile(r"(?:option\s|choice\s)?[(\[]?([A-Z])[)\]]?", re.IGNORECASE)
LETTER_FIRST = re.compile(
    r"(?:option\s|choice\s)?(?:\(([A-Z])\)|\[([A-Z])\]|([A-Z])[.:),]|([A-Z])(?= [-–—] | ?[(\[\"“']))"
    r"(?P<space>\s*)(?:[-–—] )?(?P<rest>.+)"
)
LETTER_BECAUSE = re.compile(r"(?:option\s)?([A-Z])(?P<space>,? )(?P<rest>(?:because|since|as|for)\b.*)")
SEVERAL = re.compile(r"\(?[A-Z]\)?(?:\s*(?:,|/|&|\+|;|\bor\b|\band\b)\s*\(?[A-Z]\)?)+", re.IGNORECASE)
MENTION = re.compile(
    r"\(([A-Z])\)|\b(?:option|choice|or|and)\s\(?([A-Z])\b(?!['’])|(?<![\w'’])([B-HJ-Z])(?![\w'’])"
    r"|(?<![\w'’])([AI])(?=\s*(?:[.,:;)!?/]|$))",
    re.MULTILINE,
)
ARTICLE = re.compile(r"^(?:the|an?)\s")  # may be added or left out where the letter is given too
OR_ELSE = re.compile(r"(?:or|and|not|but|/|&)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Options:
    """The options of a sample, ready to be recognised.

    Attributes:
        letters: Those that may be answered, in order.
        texts: What each option says, without case and end marks, to its letter; only where one letter has
            this text and it is not a letter itself.
        own: Letter to its text in the same form.
    """

    letters: str
    texts: Mapping[str, str]
    own: Mapping[str, str]

    @classmethod
    def of(cls, options: Sequence[str], also: Mapping[str, str] | None = None) -> Options:
        """The options in order, and further texts, each to its letter."""
        letters = string.ascii_uppercase[: len(options)]
        own = {letter: _said(option) for letter, option in zip(letters, options, strict=True)}
        texts = {text: letter for letter, text in own.items() if list(own.values()).count(text) == 1}
        texts |= {text: letter for text, letter in (also or {}).items() if text not in own.values()}
        return cls(letters, {t: letter for t, letter in texts.items() if len(t) > 1 or t.isdigit()}, own)

    def letter(self, text: str) -> Reading:
        """An option by its letter."""
        letter = text.upper()
        return (
            Reading(letter) if letter in self.letters else unreadable(f"names {letter}, which is no option")
        )


def choice_instruction(sample: Sample) -> str:
    """What to write: one letter."""
    return "Answer with the letter of the correct option only."


def read_choice(reply: str, sample: Sample) -> Reading:
    """The letter of the one option that a reply gives, by its letter, its text, or both.

    "B", "(b)", "B. sofa", "sofa", "the answer is B" are read; an empty reply, two options, a letter with
    another option's text, or a letter within a sentence ("A man ...") are not.
    """
    return read_option(reply, Options.of(sample.options or ()))


def read_option(reply: str, options: Options) -> Reading:
    """The letter of the one option that a reply gives."""
    return read_final(
        reply,
        Forms(
            nouns=NOUNS,
            alone=lambda text: _alone(text, options),
            said=lambda text: _said_to_be(text, options),
            hedged=lambda text, letter: _hedged(text, letter, options),
        ),
    )


def _alone(text: str, options: Options) -> Reading:
    """The option that a text gives which is nothing but an answer."""
    line = bare(text)
    if not line:
        return unreadable("is empty")
    letter = LETTER.fullmatch(line)
    if letter:
        return options.letter(letter.group(1))
    said = _said(line)
    first = LETTER_FIRST.fullmatch(line)
    if first:
        named, rest = _named(first), _said(first["rest"])
        whose = options.texts.get(rest, named)
        if whose != named and said not in options.texts:
            return unreadable(f"names {named} with the text of {whose}")
        if whose == named and ARTICLE.sub("", rest) == ARTICLE.sub("", options.own.get(named, "")):
            return Reading(named)
    if said in options.texts:
        return Reading(options.texts[said])
    if SEVERAL.fullmatch(line):
        return unreadable("names more than one option")
    return unreadable("names no option by itself")


def _said_to_be(text: str, options: Options) -> Reading:
    """The option that is named after "the answer is": alone, or with its reason."""
    alone = _alone(text, options)
    if alone.value is not None:
        return alone
    line = " ".join(bare(text).replace("*", "").split())
    match = LETTER_FIRST.fullmatch(line) or LETTER_BECAUSE.fullmatch(line)
    if not match or not match["space"] or SEVERAL.fullmatch(line):
        return _first_sentence(line, options) or alone
    reading = options.letter(_named(match))
    return reading if reading.value is None else _with_reason(reading, match["rest"], options)


def _named(match: re.Match[str]) -> str:
    """The letter that a pattern found in one of its places."""
    return next(group for group in match.groups() if group)


def _first_sentence(line: str, options: Options) -> Reading | None:
    """An option's text that is followed by a sentence."""
    head, dot, rest = line.partition(". ")
    reading = _alone(head, options)
    return _with_reason(reading, rest, options) if dot and reading.value is not None else None


def _with_reason(reading: Reading, reason: str, options: Options) -> Reading:
    """A reading, unless what is given as its reason is another option or names one."""
    if OR_ELSE.match(reason):
        return unreadable("takes its answer back")
    head = _said(re.split(r"[.;,]\s|\n", reason)[0])
    if options.texts.get(head, reading.value) != reading.value:
        return unreadable(f"names {reading.value} with the text of {options.texts[head]}")
    others = {letter for letter in _mentioned(reason, options) if letter != reading.value}
    return unreadable("names more than one option") if others else reading


def _hedged(text: str, letter: str, options: Options) -> str:
    """Why what follows an answer takes it back; "" if it does not."""
    return "goes on about other options" if _mentioned(text, options) - {letter} else ""


def _mentioned(text: str, options: Options) -> set[str]:
    """Letters of options that a text names as such."""
    found = {next(g for g in match.groups() if g) for match in MENTION.finditer(text)}
    return {letter.upper() for letter in found} & set(options.letters)


def _said(text: str) -> str:
    """A text in the form in which two are compared."""
    return bare(plain(text)).casefold()


CHOICE = Template("choice", choice_instruction, read_choice)
"""A letter."""
