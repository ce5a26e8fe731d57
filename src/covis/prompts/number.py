"""A number with or without a unit: how it is asked for, and how a reply to it is read."""

from __future__ import annotations

import re
from decimal import Decimal

from covis.prompts.final import Forms, bare, read_final
from covis.prompts.reading import Reading, unreadable
from covis.prompts.sample import Sample
from covis.prompts.template import Template
from covis.prompts.units import NAMES, OTHER, converted, quantity

NOUNS = r"(?:(?:final|correct|best|my|the)\s{1,3}){0,3}answer"  # reasoning states counts and distances too
# fmt: off
WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)
# fmt: on
LARGER = re.compile(
    r"\b(?:thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?"
    r"|hal(?:f|ves)|quarters?|nan|inf|infinity|infinite)\b|∞|⁄",
    re.IGNORECASE,
)
DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,3})?|\.[0-9]+"
UNITS = "|".join(re.escape(name) for name in sorted({*NAMES, *OTHER}, key=len, reverse=True))
NUMBER = re.compile(
    rf"(?P<sign>(?:(?<![\w.)])[+-]|\b(?:minus|negative)\s)?)(?P<money>[$€£]?)"
    rf"(?:(?<![\w.])(?P<digits>{DIGITS})|\b(?P<word>{'|'.join(WORDS)})\b)"
    rf"(?:[ -]?(?P<unit>{UNITS})(?![\w^]))?",
    re.IGNORECASE,
)
BOUND = re.compile(
    r"(?:at least|at most|(?:more|less|fewer|greater) than|over|under|up to|below|above|not|[<>≤≥])\s*$",
    re.IGNORECASE,
)
OR_MORE = re.compile(  # "5 or more", "5 chairs or fewer"
    r"\s*(?:[a-z]+\s)?(?:(?:or|and)\s+(?:more|less|fewer|greater|higher|lower|larger|smaller|above|below|up|over"
    r"|beyond)|at (?:least|most)|minimum|maximum)\b",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(?:it is |it's )?(?:about|around|approximately|approx\.?|roughly|nearly|almost|~|≈)?\s*", re.I
)
LABEL = re.compile(
    r"\b(?:images?|frames?|views?|pictures?|photos?|steps?|figures?|options?|numbers?)\s#?[0-9]", re.I
)
MOST_SENTENCE = 200  # characters
MOST_DIGITS = 15  # of a readable number, before and after the point

UNIT_NAMES = {"m": "metres", "cm": "centimetres", "deg": "degrees", "m2": "square metres"}


def number_instruction(sample: Sample) -> str:
    """What to write: a number, in the unit of the sample."""
    unit = f", in {UNIT_NAMES.get(sample.unit, sample.unit)}" if sample.unit else ""
    return f"Answer with one number only{unit}."


def read_number(reply: str, sample: Sample) -> Reading:
    """The one number that a reply gives, in plain digits and in the sample's unit.

    Numerals and the words zero to twenty are read, with thousands separated by commas, and "about 3" as 3.
    Two numbers ("3-4", "3 or 4"), a bound ("at least 3"), a unit of another kind, NaN or infinity are not.
    """
    return read_final(
        reply,
        Forms(
            nouns=NOUNS,
            alone=lambda text: _alone(text, sample.unit),
            said=lambda text: _only(text, sample.unit),
            hedged=lambda text, value: "",
        ),
        whole=lambda text: _sentence(text, sample.unit),
    )


def _sentence(text: str, unit: str | None) -> Reading:
    """The number of a short reply that holds exactly one, which is not the number of an image or a step."""
    if len(text) > MOST_SENTENCE or "\n" in text or LABEL.search(text):
        return unreadable("states no number as its answer")
    return _only(text, unit)


def _alone(text: str, unit: str | None) -> Reading:
    """The number of a text that is nothing else."""
    line = bare(text)
    match = NUMBER.search(line)
    if match and (not ABOUT.fullmatch(line[: match.start()]) or line[match.end() :].strip()):
        return unreadable("is not a number alone")
    return _only(line, unit)


def _only(text: str, unit: str | None) -> Reading:
    """The number of a text that holds exactly one."""
    found = list(NUMBER.finditer(text))
    if len(found) > 1:
        return unreadable("gives more than one number")
    if LARGER.search(text):
        return unreadable("gives its number in words or as a fraction")
    if not found:
        return unreadable("gives no number")
    match = found[0]
    rest = text[: match.start()] + " " + text[match.end() :]
    if re.search(r"[0-9]", rest) or re.match(r"[\w^/+]", text[match.end() :]):
        return unreadable("gives something else than a plain number")
    if BOUND.search(text[: match.start()]) or OR_MORE.match(text[match.end() :]):
        return unreadable("gives a bound and no number")
    return _in_unit(match, _unit_of(match, text), unit)


def _unit_of(match: re.Match[str], text: str) -> str | None:
    """The unit after a number, or the currency before it; "in" before another word is no inch."""
    named = match["unit"]
    if named and named.lower() == "in" and re.match(r"\s*\w", text[match.end() :]):
        named = None
    return named or match["money"] or None


def _in_unit(match: re.Match[str], said: str | None, unit: str | None) -> Reading:
    """A number that was found, in the unit that was asked for."""
    digits = (match["digits"] or str(WORDS.index(match["word"].lower()))).replace(",", "")
    amount = Decimal(digits)
    if amount and not -MOST_DIGITS <= amount.adjusted() <= MOST_DIGITS:
        return unreadable("gives a number out of all range")
    if match["sign"].strip() and match["sign"].strip() != "+":
        amount = -amount
    if said and quantity(said):
        same = converted(amount, said, unit) if unit else None
        if same is None:
            return unreadable(f"gives a number in {said.lower()}")
        amount = same if same == amount else round(same, 9).normalize()
    return Reading(format(amount, "f"))


NUMBER_TEMPLATE = Template("number", number_instruction, read_number)
"""A number, in plain digits."""
