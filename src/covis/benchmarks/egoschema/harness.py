"""How lmms-eval reads a reply to EgoSchema, which is how most published figures came about."""

from __future__ import annotations

import string
from collections.abc import Sequence

import numpy as np

from covis.prompts.sample import Sample

LONG = 5
"""A reply of more words than this may name an option by its text."""


def harness_letter(reply: str, options: Sequence[str], sample: Sample) -> str:
    """The letter that lmms-eval (75571cf) takes from a reply; never none.

    Every letter that stands as "(X)", "X " or "X." is a candidate, so that "A man" names A. Without any, a
    reply of more than five words may contain an option's text. Of several candidates the one whose last
    occurrence comes first is taken. Without a candidate it guesses; here the guess is drawn from the sample's
    id, so that it is the same again.

    Args:
        reply: The model's reply.
        options: The options, in order.
        sample: The question.
    """
    letters = string.ascii_uppercase[: len(options)]
    text = f" {reply.strip(',.!?;:' + chr(39))} "
    places = [
        (text.rfind(form), letter)
        for letter in letters
        for form in (f"({letter})", f"{letter} ", f"{letter}.")
        if form in text
    ]
    if not places and len(text.split()) > LONG:
        lower = text.lower()
        places = [
            (lower.rfind(option.lower()), letter)
            for letter, option in zip(letters, options, strict=True)
            if option.lower() in lower
        ]
    if places:
        return min(places)[1]
    seed = [ord(c) for c in sample.id]
    return letters[int(np.random.default_rng(seed).integers(len(letters)))]
