"""What a question calls its images, and what the same images are called in the opposite order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from covis.errors import CovisError
from covis.prompts.compose import PLACE

WORDS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]

NOUN = r"(?:image|frame|view|viewpoint|picture|photo|photograph|figure|shot|screenshot|snapshot)"
COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
ORDINAL = rf"(?:{'|'.join(WORDS)}|last|final|initial|starting|ending|[0-9]{{1,3}}(?:st|nd|rd|th))"
LINK = r"(?:\s*,\s*|,?\s+(?:and|or|to|into|than|with|versus|vs\.?)\s+)(?:(?:in|from|to|of)\s+)?(?:the\s+)?"
KIND = r"(?:(?:camera|video|given|input|kept|rgb)\s+)?"

ORDERED = re.compile(
    rf"\b(?<!-to-)(?<!-to )(?<! to )(?P<names>{ORDINAL}(?:{LINK}{ORDINAL})*)"
    rf"(?P<many>\s+(?:two|three|four|five|[0-9]+))?\s+{KIND}{NOUN}s?\b"
    # "from the first image to the last."
    rf"(?P<tail>,?\s+(?:and|or|to|into|than|with|versus|vs\.?)\s+(?:(?:in|from|to|of)\s+)?the\s+{ORDINAL}"
    rf"(?=\s*(?:[.,;:?!)]|$)))?",
    re.IGNORECASE,
)
ONE_OF = re.compile(
    rf"\b(?<!-to-)(?<!-to )(?<! to )(?P<names>{ORDINAL}(?:{LINK}{ORDINAL})*)"
    rf"\s+of\s+(?:the|these|those)\s+(?:\w+\s+)?{KIND}{NOUN}s\b(?!\s*[0-9])",
    re.IGNORECASE,
)
SPELLED = re.compile(  # but not "in the image one can see" or "in view one"
    r"(?:^|\b(?:in|from|to|between|and|or|of|with|than|into|is|does|did|that|compare)\s+)"
    rf"(?:image|frame|picture|photo|photograph|figure)[ -](?:{'|'.join(COUNTS)})\b",
    re.IGNORECASE,
)
LETTERED = re.compile(rf"\b(?i:{NOUN}s?)[ -]\(?[A-H]\b(?!['’.):])")
FROM_LAST = re.compile(
    rf"\b(?P<name>{'|'.join(WORDS[1:])})[- ](?:to|from)[- ](?:the[- ])?last(?=\s+{KIND}{NOUN}\b)"
    rf"|\bpenultimate(?=\s+{KIND}{NOUN}\b)",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    rf"\b(?P<noun>{NOUN}(?P<plural>s)?[ _-]?#?)(?P<first>[0-9]{{1,4}})\b(?!\.[0-9])"
    r"(?P<of>(?:\s+of\s+|/)(?P<all>[0-9]{1,4})\b)?"
    # "images 1, 2 and 4 show", "image 1, 2 and 4", but not "images 1 and 2, 3 chairs", "image 1 and 2 chairs"
    r"(?(plural)(?:\s*,?\s*(?:and|or|to|through|&|-|–)\s*[0-9]{1,4}\b(?!\.[0-9])"
    r"|\s*,\s*[0-9]{1,4}\b(?!\.[0-9])(?=\s*(?:[,;:?!)]|\.|$|and\b|or\b|to\b|&)))*"
    r"|(?:(?:\s*,\s*[0-9]{1,4})+\s*,?\s*(?:and|or|&)\s*[0-9]{1,4}\b(?!\.[0-9])"
    r"|\s*(?:and|or|to|through|&|-|–)\s*[0-9]{1,4}\b(?!\.[0-9])(?=\s*(?:[,;:?!)]|\.|$)))?)",
    re.IGNORECASE,
)
ENDS = re.compile(
    r"\b(?P<end>start|beginning|end)(?= of the (?:video|clip|sequence|recording|footage|pan|tour|walk)\b)"
    r"|\bat the (?P<there>start|beginning|end)\b(?! of\b)",  # but not at the end of the table
    re.IGNORECASE,
)
HALVES = re.compile(
    r"\b(?P<half>first|second|last)(?= half of the (?:video|clip|sequence|recording|footage)\b)",
    re.IGNORECASE,
)
CAPTIONED = re.compile(rf"(?:\s*(?:{NOUN}[ _-]?#?[0-9]{{1,3}}\s*[:.]?\s*)?<image>[\s,;.]*)+", re.IGNORECASE)
"""Pictures that stand before all words, with or without captions: captions stay, for they count places."""

ABOUT_ORDER = re.compile(
    rf"\b(?:next|previous|following|preceding|subsequent|prior|earlier|later)\s+(?:{KIND}{NOUN}s?|ones?)\b"
    rf"|\b(?:before|after)\s+(?:the\s+)?(?:{ORDINAL}\s+)?{NOUN}s?\b"
    r"|\b(?:first|last)[- ]time\b|\bcomes?\s+into\s+view\b|\bin\s+(?:which|what)\s+order\b|\bchronological"
    r"|\b(?:first|last)\s+(?:appear|come|show|seen|visible)|\bappear(?:s|ed|ance)?\s+(?:first|last|before|after|order)"
    r"|\b(?:carried|moved|put|placed|taken|picked|shown|seen)\s+(?:\w+\s+)?first\b|\bends?\s+up\b|\bcomes?\s+from\b"
    r"|\border\s+(?:in\s+which|of\s+(?:their\s+)?(?:first[- ]time\s+)?appearance)",
    re.IGNORECASE,
)
MOVES = re.compile(
    r"\b(?:(?:did|have|are|am|were|was)\s+(?:you|i)|(?:did|does|has|is|was)\s+the\s+"
    r"(?:camera|cameraman|photographer|observer))\s+(?:been\s+)?(?:mov|turn|rotat|pan|tilt|go|walk)"
    r"|\bcamera(?:'s)?\s+(?:motion|movement|rotation)\b",
    re.IGNORECASE,
)
IN_SEQUENCE = re.compile(
    r"\b(?:taken|shot|captured|recorded|filmed)\s+(?:continuously|consecutively|successively|sequentially|in\s+sequence"
    r"|in\s+order|one\s+after\s+(?:another|the\s+other))\b|\b(?:consecutive|successive)\s+"
    rf"{KIND}{NOUN}s\b",
    re.IGNORECASE,
)
SHORTENED = re.compile(rf"\b(?:the\s+(?:former|latter)\b|{ORDINAL}\s+ones?\b)", re.IGNORECASE)


ENDS_SWAPPED = {"initial": "final", "final": "initial", "starting": "ending", "ending": "starting"}


@dataclass(frozen=True)
class Turned:
    """How images are called, and how many there are.

    Attributes:
        count: How many images there are.
        counted: Whether the last one is called by its number in words, as "second" of two, and not "last".
    """

    count: int
    counted: bool

    @classmethod
    def of(cls, text: str, count: int) -> Turned:
        """How a question with its options calls its images.

        Args:
            text: All of it.
            count: How many images there are.
        """
        said = [m["names"] + (m["tail"] or "") for m in ORDERED.finditer(text)]
        said += [m["names"] for m in ONE_OF.finditer(text)]
        names = [name.lower() for words in said for name in re.findall(rf"\b{ORDINAL}\b", words, re.I)]
        last = WORDS[count - 1] if 2 <= count <= len(WORDS) else ""
        return cls(count, last in names and not {"last", "final"} & set(names))

    def ordinal(self, name: str) -> str:
        """The new name of "first", "last", "3rd" and so on.

        Raises:
            CovisError: If there is no such image.
        """
        plain = name.lower()
        fixed = {**ENDS_SWAPPED, "last": "first"}
        if plain in fixed:
            return _cased(fixed[plain], name)
        place = WORDS.index(plain) + 1 if plain in WORDS else int(re.sub(r"\D", "", plain))
        new = self._opposite(place, name)
        if plain not in WORDS:
            return f"{new}{_ending(new)}"
        if new == self.count and not self.counted:
            return _cased("last", name)
        return _cased(WORDS[new - 1] if new <= len(WORDS) else f"{new}{_ending(new)}", name)

    def number(self, digits: str) -> str:
        """The new number of an image, counted from 1.

        Raises:
            CovisError: If there is no such image.
        """
        return str(self._opposite(int(digits), digits))

    def _opposite(self, place: int, name: str) -> int:
        if not 1 <= place <= self.count:
            raise CovisError(f"it names image {name!r}, but it has {self.count}, counted from 1")
        return self.count + 1 - place


def turned_text(text: str, turned: Turned) -> str:
    """A question or an option for images in the opposite order.

    Args:
        text: Its words.
        turned: How the whole question calls its images.

    Raises:
        CovisError: If it is about the order itself, or names images in a way that cannot be turned round.
    """
    if turned.count < 2:
        return text
    captions = CAPTIONED.match(text)
    head, text = (captions.group(), text[captions.end() :]) if captions else ("", text)
    _refuse(text)
    if not _names_images(text):
        text = _turned_ends(text)
    text = "".join(_turned_part(part, turned) for part in _parts(text))
    return head + text


def _turned_ends(text: str) -> str:
    """Ends of a video that is known by its images alone; images with names have times of their own."""
    text = ENDS.sub(_turned_end, text)
    return HALVES.sub(
        lambda m: _cased("second" if m["half"].lower() == "first" else "first", m["half"]), text
    )


def _turned_end(match: re.Match[str]) -> str:
    end = match["end"] or match["there"]
    new = _cased("beginning" if end.lower() == "end" else "end", end)
    return match.group().removesuffix(end) + new


def _refuse(text: str) -> None:
    """Stop at a question whose truth changes with the order, or whose words cannot be followed."""
    about = ABOUT_ORDER.search(text) or IN_SEQUENCE.search(text)
    if about:
        raise CovisError(f"it is about the order of its images ({about.group()!r}); leave it out")
    letter = LETTERED.search(text)
    if letter:
        raise CovisError(f"which image {letter.group()!r} is cannot be told; call images by their numbers")
    named = _names_images(text)
    moves = MOVES.search(text)
    if moves and not named:
        raise CovisError(
            f"it asks how the camera moves ({moves.group()!r}), which order changes; leave it out"
        )
    short = SHORTENED.search(text)
    if short and named:
        raise CovisError(f"what {short.group()!r} means cannot be told; name the image in full")
    if PLACE.search(text):
        raise CovisError("its pictures stand within its sentences; leave it out")


def _names_images(text: str) -> bool:
    """Whether a text calls images by their places."""
    return any(pattern.search(text) for pattern in (ORDERED, ONE_OF, NUMBERED, SPELLED))


def _parts(text: str) -> list[str]:
    """A text cut so that each part holds at most one name or list of names of images."""
    cuts = {0, len(text)}
    for pattern in (FROM_LAST, ORDERED, ONE_OF, NUMBERED, SPELLED):
        for match in pattern.finditer(text):
            cuts |= {match.start(), match.end()}
    ordered = sorted(cuts)
    return [text[a:b] for a, b in pairwise(ordered)]


def _turned_part(part: str, turned: Turned) -> str:
    from_last = FROM_LAST.match(part + " image")
    if from_last and from_last.end() == len(part):
        return _cased((from_last["name"] or "second").lower(), part)
    ordered = ORDERED.fullmatch(part)
    if ordered:
        return _turned_ordinals(ordered, turned)
    one_of = ONE_OF.fullmatch(part)
    if one_of:
        return _turned_names(one_of["names"], turned) + part[one_of.end("names") :]
    if SPELLED.fullmatch(part):
        return _turned_count(part, turned)
    numbered = NUMBERED.fullmatch(part)
    return _turned_numbers(numbered, turned) if numbered else part


def _turned_ordinals(match: re.Match[str], turned: Turned) -> str:
    """Names such as "first", "first and second" or "last two", before what they name."""
    if match["many"]:
        swap = {**ENDS_SWAPPED, "first": "last", "last": "first"}
        if match["names"].lower() not in swap:
            raise CovisError(f"what {match.group()!r} means in the opposite order cannot be told")
        names = _cased(swap[match["names"].lower()], match["names"])
    else:
        names = _turned_names(match["names"], turned)
    tail = match["tail"] or ""
    between = match.group()[len(match["names"]) : len(match.group()) - len(tail)]
    return names + between + _turned_names(tail, turned)


def _turned_names(names: str, turned: Turned) -> str:
    """Every "first", "last", "3rd" of some words."""
    return re.sub(rf"\b{ORDINAL}\b", lambda m: turned.ordinal(m.group()), names, flags=re.I)


def _turned_count(words: str, turned: Turned) -> str:
    """Words that end in a number that is spelled out, such as "image two"."""
    name = re.findall(r"\w+", words)[-1]
    new = int(turned.number(str(COUNTS.index(name.lower()) + 1)))
    return words.removesuffix(name) + (_cased(COUNTS[new - 1], name) if new <= len(COUNTS) else str(new))


def _turned_numbers(match: re.Match[str], turned: Turned) -> str:
    """Names such as "image 1", "frame 3 of 4" or "images 1, 2 and 4"."""
    if match["of"] and int(match["all"]) != turned.count:
        raise CovisError(f"{match.group()!r} counts {match['all']} images, but it has {turned.count}")
    start = len(match["noun"])
    numbers, of = match.group()[start:], match["of"] or ""
    if of:
        return match["noun"] + turned.number(match["first"]) + of + numbers[len(match["first"] + of) :]
    return match["noun"] + re.sub(r"[0-9]+", lambda m: turned.number(m.group()), numbers)


def _cased(word: str, like: str) -> str:
    """A word with a capital letter where the other one has it."""
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word


def _ending(number: int) -> str:
    if 10 <= number % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
