"""The passage that explains marks to a model: short, in words, and fitting what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from covis.errors import CovisError
from covis.prompts.sample import Sample

DRAWN: Mapping[str, tuple[str, str]] = {
    "circle": ("a circle with a number in it", "circles with numbers in them"),
    "outline": ("an outline with a number", "outlines with numbers"),
    "outline+circle": (
        "an outline and a circle with a number in it",
        "outlines and circles with numbers in them",
    ),
    "box": ("a box with a number", "boxes with numbers"),
    "mask": ("a coloured area with a number", "coloured areas with numbers"),
}
"""Kind of mark to what is drawn, for one object and for several."""


@dataclass(frozen=True)
class Wording:
    """A way to explain marks.

    Attributes:
        name: As it is called on the command line.
        one: For one marked object; `{drawn}` stands for the mark, `{numbers}` for its number.
        several: For several; `{drawn}` and `{numbers}` stand for the marks and their numbers.
        same: Added where there are several images.
    """

    name: str
    one: str
    several: str
    same: str


WORDINGS: dict[str, Wording] = {
    w.name: w
    for w in (
        Wording(
            "plain",
            "One object is marked with {drawn}: {numbers}.",
            "Some objects are marked with {drawn}: {numbers}.",
            "The same number is on the same object in every image. A number that is missing from an image "
            "says nothing: the object may be there all the same.",
        ),
        Wording(
            "brief",
            "Mark: {drawn} ({numbers}).",
            "Marks: {drawn} ({numbers}).",
            "Same number = same object in every image; a missing number says nothing.",
        ),
        Wording(
            "guide",
            "{Drawn} was added to the images to mark one object: {numbers}.",
            "{Drawn} were added to the images to mark objects: {numbers}.",
            "Wherever a number appears, it is on one and the same object, so use the numbers to match what "
            "the images show and to work out how the views lie to each other. A number that is missing from "
            "an image says nothing about where its object is. Do not count the marks themselves as objects.",
        ),
        Wording("none", "", "", ""),
    )
}
"""Name to wording; `none` explains nothing."""


MARKS = "marks"
"""In a sample's meta: marks stand on its pictures, explained by this passage; "" where there are none."""


def own_passage(sample: Sample) -> str | None:
    """What explains the marks that stand on a sample's own pictures; None where nothing does."""
    return str(sample.meta.get(MARKS) or "") or None


def passage(wording: str, kind: str, numbers: Sequence[int], images: int) -> str | None:
    """What explains the marks of some images.

    Args:
        wording: A name in `WORDINGS`.
        kind: What is drawn, as `covis.MarkStyle.kind`.
        numbers: The numbers that stand on the images, each once.
        images: How many images there are.

    Returns:
        One paragraph; None where there is nothing to explain or the wording explains nothing.

    Raises:
        CovisError: If the wording or the kind of mark is unknown.
    """
    for what, name, known in (("wording", wording, WORDINGS), ("kind of mark", kind, DRAWN)):
        if name not in known:
            raise CovisError(f"There is no {what} {name!r}; the known ones are {', '.join(known)}.")
    words = WORDINGS[wording]
    if not numbers or not words.one:
        return None
    one, several = DRAWN[kind]
    drawn, sentence = (one, words.one) if len(set(numbers)) == 1 else (several, words.several)
    Drawn = drawn[0].upper() + drawn[1:]  # noqa: N806  # the placeholder at the start of a sentence
    text = sentence.format(drawn=drawn, Drawn=Drawn, numbers=_listed(numbers))
    return f"{text} {words.same}" if images > 1 else text


def _listed(numbers: Sequence[int]) -> str:
    """Numbers in words that leave none open: "number 3", "numbers 1 to 5", "numbers 1, 2 and 5"."""
    ordered = sorted(set(numbers))
    if len(ordered) == 1:
        return f"number {ordered[0]}"
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"numbers {ordered[0]} to {ordered[-1]}"
    return f"numbers {', '.join(map(str, ordered[:-1]))} and {ordered[-1]}"
