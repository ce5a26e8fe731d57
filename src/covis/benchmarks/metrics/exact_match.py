"""Exact match of free answers, with what does not matter taken away."""

from __future__ import annotations

import re

ARTICLES = re.compile(r"\b(?:a|an|the)\b")
NOT_A_WORD = re.compile(r"[^\w\s]")

NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty"""
DIGITS = {str(n): word for n, word in enumerate(NUMBERS.split())}
"""Numbers in digits are written out, as the gold answers write them."""


def normalised(text: str) -> str:
    """An answer without what does not matter: case, articles, punctuation, blanks, and digits for words."""
    words = ARTICLES.sub(" ", NOT_A_WORD.sub(" ", text.lower())).split()
    return " ".join(DIGITS.get(word, word) for word in words)


def matches_exactly(said: str, gold: str) -> bool:
    """Whether two answers are the same after `normalised`, and say something at all.

    As SQA3D (arXiv 2210.07474) and papers on ScanQA match answers; an empty answer never matches.
    """
    return bool(normalised(said)) and normalised(said) == normalised(gold)
